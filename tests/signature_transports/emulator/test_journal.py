"""Tests of the journal."""

import pytest

from signature_transports.clocks import START
from signature_transports.emulator import Dropped
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI
from tests.signature_transports.emulator.calls import JOBS, ROOT, an_emulator, call, create, creation, poll


def test_every_call_is_noted_with_its_response() -> None:
    emulator = an_emulator()
    emulator.handle(creation())
    emulator.faults.add("poll", "drop-after")
    emulator.faults.add("ping", "503")
    with pytest.raises(Dropped):
        poll(emulator)
    call(emulator, "GET", f"/{NUMBER}")
    emulator.handle(creation(bundle=b"PK"))
    call(emulator, "GET", "/nowhere")
    result = [(each.number, each.operation, each.status, each.code, each.fault) for each in emulator.journal()]
    assert result == [
        (1, "create", 200, None, None),
        (2, "poll", None, None, "drop-after"),
        (3, "ping", 503, None, "503"),
        (4, "create", 400, "ASICE_VALIDATION_FAILED", None),
        (5, None, 404, "NOT_FOUND", None),
    ]
    first, *_, last = emulator.journal()
    assert (first.moment, first.method, first.url, first.caller) == (START, "POST", ROOT + JOBS, NUMBER)
    assert last.caller is None


def test_only_the_last_calls_are_kept() -> None:
    emulator = an_emulator(journal_length=3)
    for _ in range(5):
        poll(emulator)
    assert [each.number for each in emulator.journal()] == [3, 4, 5]


def test_national_id_numbers_are_masked() -> None:
    emulator = an_emulator()
    poll(emulator, f"?polling_queue={KARI}")
    assert KARI not in repr(emulator.journal())


def test_a_reset_empties_everything() -> None:
    emulator = an_emulator(calls_per_second=2)
    create(emulator)
    emulator.faults.add("poll", "503", times=None)
    poll(emulator)
    poll(emulator)
    assert poll(emulator).status == 429
    emulator.reset()
    assert (emulator.jobs(), emulator.journal(), emulator.faults.injected()) == ((), (), ())
    assert create(emulator) == 1
    assert poll(emulator).status == 204
    assert [each.number for each in emulator.journal()] == [1]
