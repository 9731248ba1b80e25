"""Tests of the limit on calls: ten a second for each organisation."""

from datetime import timedelta

import pytest

from signature_transports.clocks import START
from signature_transports.emulator import Emulator, Settings
from signature_transports.emulator.throttle import Throttle
from tests.kits.certificates import NUMBER
from tests.signature_transports.emulator.calls import OTHER, ROOT, a_client, an_emulator, call, clock_of, create


def refused(seconds: list[float], calls: int | None = 10) -> list[int]:
    """Return which of the calls at these moments are refused."""
    throttle = Throttle(calls)
    return [
        number for number, each in enumerate(seconds) if throttle.is_blocked(NUMBER, START + timedelta(seconds=each))
    ]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        pytest.param([0.0] * 10, [], id="ten at once"),
        pytest.param([0.0] * 11, [10], id="eleven at once"),
        pytest.param([0.0] * 10 + [0.999], [10], id="the eleventh within the second"),
        pytest.param([0.0] * 10 + [1.0], [], id="the eleventh a second later"),
        pytest.param([each / 10 for each in range(100)], [], id="ten a second"),
        pytest.param([each / 11 for each in range(11)], [10], id="eleven a second"),
        pytest.param([0.0] * 11 + [5.0, 29.999, 30.0], [10, 11, 12], id="thirty seconds"),
        pytest.param([0.0] * 11 + [30.0] * 10, [10], id="ten again afterwards"),
    ],
)
def test_an_organisation_with_too_many_calls_is_blocked(seconds: list[float], expected: list[int]) -> None:
    assert refused(seconds) == expected


def test_without_a_limit_no_organisation_is_blocked() -> None:
    assert refused([0.0] * 100, None) == []


def test_the_response_has_no_poll_time_but_its_own_header() -> None:
    emulator = an_emulator(calls_per_second=10)
    for _ in range(10):
        assert call(emulator, "GET", f"/{NUMBER}").status == 200
    answer = call(emulator, "GET", f"/{NUMBER}/portal/signature-jobs")
    assert (answer.status, answer.body) == (429, b"")
    assert sorted(answer.headers) == ["date", "dosfilter"]
    clock_of(emulator).advance(30)
    assert call(emulator, "GET", f"/{NUMBER}").status == 200


def test_each_organisation_has_its_own_limit_for_all_calls() -> None:
    emulator = an_emulator(calls_per_second=10)
    answers = [call(emulator, "GET", f"/{NUMBER}/nowhere").status for _ in range(11)]
    assert answers == [404] * 10 + [429]
    assert call(emulator, "GET", f"/{OTHER}").status == 200


def test_our_client_keeps_to_the_limit() -> None:
    emulator = Emulator(Settings(root=ROOT))
    client = a_client(emulator)
    for _ in range(25):
        client.ping(sender=NUMBER)
    assert {entry.status for entry in emulator.journal()} == {200}
    assert create(emulator)


def test_only_the_organisations_that_called_last_are_remembered() -> None:
    throttle = Throttle(1, max_callers=3)
    for number in range(1_000):
        assert not throttle.is_blocked(f"invented {number}", START)
    assert [throttle.is_blocked(f"invented {number}", START) for number in (999, 998, 997)] == [True] * 3
    assert not throttle.is_blocked("invented 996", START)


def test_an_organisation_that_goes_on_calling_is_remembered() -> None:
    throttle = Throttle(1, max_callers=3)
    for number in range(10):
        blocked = throttle.is_blocked(NUMBER, START)
        throttle.is_blocked(f"invented {number}", START)
        assert blocked is (number > 0)
