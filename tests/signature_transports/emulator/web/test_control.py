"""Tests of the control path."""

import json
from typing import Any, Final

import pytest

from signature_model.api.http import Request
from signature_transports.clocks import START, ManualClock
from signature_transports.emulator.service import Emulator
from signature_transports.emulator.web.control import MAX_BODY, Control
from tests.kits.jobs import KARI
from tests.signature_transports.emulator.calls import an_emulator, clock_of, create, direct_job_of, next_change

SIGN: Final = "/jobs/1/signers/0/sign"


@pytest.fixture
def emulator() -> Emulator:
    """Return an emulator with a job whose first signer can act."""
    emulator = an_emulator()
    create(emulator)
    return emulator


def asked(emulator: Emulator, method: str, path: str, order: object = None) -> tuple[int, Any]:
    """Return the status and the JSON of a response."""
    body = b"" if order is None else order if isinstance(order, bytes) else json.dumps(order).encode()
    request = Request(method=method, url=f"/_emulator{path}", body=(body,))
    answer = Control(emulator=emulator, clock=clock_of(emulator)).answer(request)
    assert answer.headers["content-type"] == "application/json"
    return answer.status, json.loads(answer.body)


def test_health_is_ready(emulator: Emulator) -> None:
    assert asked(emulator, "GET", "/health") == (200, {"status": "ready"})


def test_jobs_are_returned_with_masked_signers(emulator: Emulator) -> None:
    status, result = asked(emulator, "GET", "/jobs")
    (job,) = result["jobs"]
    assert (status, job["id"], job["status"], job["created"]) == (200, 1, "IN_PROGRESS", START.isoformat())
    assert [each["status"] for each in job["signers"]] == ["WAITING", "WAITING"]
    assert "sign" in job["signers"][0]["events"]
    assert KARI not in json.dumps(result)

    assert asked(emulator, "GET", "/jobs/1") == (200, job)


def test_the_number_of_jobs_can_be_limited(emulator: Emulator) -> None:
    create(emulator)
    create(emulator)
    result = [asked(emulator, "GET", f"/jobs?latest={most}")[1]["jobs"] for most in (0, 2, 5)]
    assert [[job["id"] for job in jobs] for jobs in result] == [[], [2, 3], [1, 2, 3]]


def test_a_signer_signs(emulator: Emulator) -> None:
    status, job = asked(emulator, "POST", SIGN)

    assert (status, job["signers"][0]["status"]) == (200, "SIGNED")
    assert next_change(emulator) is not None


def test_a_signer_of_a_direct_job_signs(emulator: Emulator) -> None:
    create(emulator, direct_job_of("kari", "ola"))
    _, job = asked(emulator, "GET", "/jobs/2")
    assert (job["flow"], job["signers"][1]["events"]) == ("direct", ["sign", "reject", "fail"])
    assert "exit_url" not in job
    for place, event in ((1, "sign"), (0, "fail")):
        status, job = asked(emulator, "POST", f"/jobs/2/signers/{place}/{event}")
        assert (status, job["signers"][place]["exit_url"]) == (200, job["exit_url"])
        assert "status_query_token=" in job["exit_url"]
    assert job["exit_url"].startswith("https://sender.example/failed?")
    assert asked(emulator, "POST", "/jobs/2/signers/0/sign")[0] == 409
    assert "exit_url" not in asked(emulator, "POST", SIGN)[1]


def test_the_clock_is_read_and_advanced(emulator: Emulator) -> None:
    assert asked(emulator, "GET", "/clock") == (200, {"now": "2030-01-01T12:00:00+00:00"})
    assert asked(emulator, "POST", "/clock", {"advance": 90}) == (200, {"now": "2030-01-01T12:01:30+00:00"})
    assert asked(emulator, "POST", "/clock", {"advance": 0.5})[0] == 200
    moved = asked(emulator, "POST", "/clock", {"set": "2030-03-01T12:00:00+01:00"})
    assert moved == (200, {"now": "2030-03-01T11:00:00+00:00"})

    assert asked(emulator, "GET", "/jobs/1")[1]["status"] == "FAILED"


def test_faults_are_injected_listed_and_cleared(emulator: Emulator) -> None:
    order = {"operation": "poll", "fault": "drop-after", "times": 2}
    assert asked(emulator, "GET", "/faults") == (200, {"faults": []})
    status, result = asked(emulator, "POST", "/faults", order)
    assert (status, result["faults"][0] | order) == (200, result["faults"][0])
    slow = {"operation": "ping", "fault": "slow", "times": None, "seconds": 1.5}
    assert slow.items() <= asked(emulator, "POST", "/faults", slow)[1]["faults"][0].items()

    assert asked(emulator, "DELETE", "/faults") == (200, {"faults": []})


def test_tokens_are_counted_and_revoked(emulator: Emulator) -> None:
    assert asked(emulator, "GET", "/tokens") == (200, {"issued": 0, "valid": 0})
    assert asked(emulator, "DELETE", "/tokens") == (200, {"issued": 0, "valid": 0})


def test_the_journal_lists_the_calls(emulator: Emulator) -> None:
    next_change(emulator)
    status, result = asked(emulator, "GET", "/journal")

    assert status == 200
    assert [(each["operation"], each["status"]) for each in result["journal"]] == [("poll", 204)]


def test_a_reset_removes_everything(emulator: Emulator) -> None:
    assert asked(emulator, "POST", "/reset") == (200, {"jobs": []})

    assert asked(emulator, "GET", "/jobs") == (200, {"jobs": []})
    assert asked(emulator, "GET", "/journal") == (200, {"journal": []})


@pytest.mark.parametrize(
    ("method", "path", "order", "status"),
    [
        pytest.param("GET", "/nothing", None, 404, id="no such path"),
        pytest.param("GET", "/jobs/2", None, 404, id="no such job"),
        pytest.param("GET", "/jobs/x", None, 404, id="no number"),
        pytest.param("GET", "/jobs/" + "9" * 5000, None, 404, id="absurd number"),
        pytest.param("GET", "/jobs/../clock", None, 404, id="steps out"),
        pytest.param("GET", "/jobs?all", None, 400, id="a query"),
        pytest.param("GET", "/jobs?latest=", None, 400, id="no number of jobs"),
        pytest.param("GET", "/jobs?latest=-1", None, 400, id="less than no job"),
        pytest.param("GET", "/jobs?latest=1&latest=2", None, 400, id="two numbers of jobs"),
        pytest.param("GET", "/clock?latest=1", None, 400, id="the latest of what are no jobs"),
        pytest.param("POST", "/clock", b'{"\\ud800": 1}', 400, id="half a character"),
        pytest.param("POST", "/faults", b'{"operation": "\\udfff", "fault": "html"}', 400, id="half a name"),
        pytest.param("POST", "/clock", b'{"set": "\\ud800"}', 400, id="half a moment"),
        pytest.param("POST", "/clock", b'{"\\u0000": 1}', 400, id="a control character"),
        pytest.param("PUT", "/clock", None, 405, id="no such method"),
        pytest.param("GET", "/reset", None, 405, id="a reset by GET"),
        pytest.param("POST", "/jobs/2/signers/0/sign", None, 404, id="act in no job"),
        pytest.param("POST", "/jobs/1/signers/9/sign", None, 409, id="no such signer"),
        pytest.param("POST", "/jobs/1/signers/1/sign", None, 409, id="not their turn"),
        pytest.param("POST", "/jobs/1/signers/0/dance", None, 409, id="no such event"),
        pytest.param("POST", "/jobs/1/signers/0/sign", {"twice": True}, 400, id="more than is taken"),
        pytest.param("POST", "/jobs/1/signers/0/sign", {"method": 1}, 400, id="a method that is no text"),
        pytest.param("POST", "/jobs/1/signers/0/sign", {"method": "Penn"}, 409, id="no such identity"),
        pytest.param("POST", "/clock", {}, 400, id="no time"),
        pytest.param("POST", "/clock", {"advance": 1, "set": "2031-01-01T00:00:00Z"}, 400, id="two times"),
        pytest.param("POST", "/clock", {"advance": -1}, 400, id="back"),
        pytest.param("POST", "/clock", {"advance": True}, 400, id="a truth for seconds"),
        pytest.param("POST", "/clock", {"advance": "60"}, 400, id="a text for seconds"),
        pytest.param("POST", "/clock", b'{"advance": NaN}', 400, id="not a number"),
        pytest.param("POST", "/clock", b'{"advance": 1e999}', 400, id="infinity"),
        pytest.param("POST", "/clock", b'{"advance": ' + b"9" * 400 + b"}", 400, id="for ever"),
        pytest.param("POST", "/clock", {"set": "2029-01-01T00:00:00Z"}, 400, id="set back"),
        pytest.param("POST", "/clock", {"set": "2031-01-01T00:00:00"}, 400, id="without a zone"),
        pytest.param("POST", "/clock", {"set": "soon"}, 400, id="no moment"),
        pytest.param("POST", "/clock", {"set": 5}, 400, id="a number for a moment"),
        pytest.param("POST", "/clock", {"rewind": 5}, 400, id="unknown word"),
        pytest.param("POST", "/clock", b"{", 400, id="no JSON"),
        pytest.param("POST", "/clock", b"[" * 50_000, 400, id="deep JSON"),
        pytest.param("POST", "/clock", b"\xff", 400, id="no UTF-8"),
        pytest.param("POST", "/clock", [], 400, id="no object"),
        pytest.param("POST", "/clock", b" " * (MAX_BODY + 1), 413, id="too much"),
        pytest.param("POST", "/faults", {"operation": "poll"}, 400, id="no fault"),
        pytest.param("POST", "/faults", {"operation": "pull", "fault": "html"}, 400, id="no such operation"),
        pytest.param("POST", "/faults", {"operation": "poll", "fault": "html", "times": 0}, 400, id="never"),
        pytest.param("POST", "/faults", {"operation": "poll", "fault": "html", "times": 1.5}, 400, id="half a time"),
        pytest.param("POST", "/faults", {"operation": "poll", "fault": "html", "times": True}, 400, id="a truth"),
        pytest.param("POST", "/faults", {"operation": "poll", "fault": "slow", "seconds": -1}, 400, id="quicker"),
        pytest.param("POST", "/faults", {"operation": "poll", "fault": "html", "often": 1}, 400, id="unknown"),
    ],
)
def test_an_invalid_call_gets_a_reason_and_changes_nothing(
    emulator: Emulator, method: str, path: str, order: object, status: int
) -> None:
    before = emulator.jobs(), emulator.faults.injected(), clock_of(emulator).now()

    answered, result = asked(emulator, method, path, order)
    assert answered == status
    assert result["error"]
    assert (emulator.jobs(), emulator.faults.injected(), clock_of(emulator).now()) == before


def test_the_clock_cannot_pass_its_end() -> None:
    emulator = an_emulator(ManualClock(START.replace(year=8990)))

    assert asked(emulator, "POST", "/clock", {"advance": 3_000_000_000})[0] == 400


def test_national_id_numbers_in_reasons_are_masked(emulator: Emulator) -> None:
    _, result = asked(emulator, "POST", "/clock", {KARI: 1})

    assert KARI not in result["error"]
    assert KARI[:6] in result["error"]


def test_half_a_surrogate_pair_is_quoted_as_it_was_written(emulator: Emulator) -> None:
    _, result = asked(emulator, "POST", "/clock", b'{"\\ud800": 1}')

    assert result["error"].startswith("unknown: \ud800;")
