"""Status changes are passed on, and confirmed only after that has succeeded."""

import json
import signal
import stat
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from signature_model.api.records import from_json
from tests.signature_transports.cli.conftest import Outcome, Signering
from tests.signature_transports.cli.service import DROPPED, Answer, Service, refusal

SEVEN: Final = "job 7, reference ref-7: IN_PROGRESS (signers: SIGNED, WAITING)\n"
STOPPED: Final = "stopped: nothing is lost; the service delivers all unconfirmed changes again\n"
EIGHT: Final = "job 8, reference ref-8: FAILED (signers: WAITING, WAITING)\n"
NOT_CONFIRMED: Final = "the status change was not confirmed; the service delivers it again after ten minutes"

NOTHING: Final = Answer(
    status=204, headers={"X-Next-permitted-poll-time": datetime(2000, 1, 1, tzinfo=UTC).isoformat()}
)
"""An empty queue that may be polled again at once."""


@pytest.fixture
def poll(signering: Signering, calling: list[str]) -> Signering:
    """Poll with everything that it takes."""

    def run(*arguments: str | Path) -> Outcome:
        at = arguments.index("--") if "--" in arguments else len(arguments)
        return signering("poll", *calling, *arguments[:at], *arguments[at:])

    return run


@pytest.fixture
def stop(service: Service) -> Callable[..., None]:
    """Send a signal to this process, between the action of a call and its response."""
    main = threading.main_thread().ident
    assert main is not None

    def at(operation: str, times: int = 1, name: str = "SIGTERM") -> None:
        left = iter(range(1, times))

        def tell() -> None:
            if next(left, None) is None:
                signal.pthread_kill(main, getattr(signal, name))

        service.meanwhile[operation] = tell

    return at


def script(folder: Path, *lines: str) -> Path:
    """A program of these lines."""
    path = folder / "handle"
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o755)
    return path


def test_a_change_is_printed_and_not_confirmed(poll: Signering, service: Service) -> None:
    service.put(service.change(7), service.change(8, "FAILED", signed=0))

    assert (poll().out, poll().out) == (SEVEN, EIGHT)
    assert service.confirmed == []


def test_the_record_is_printed_as_json(poll: Signering, service: Service) -> None:
    service.put(service.change(7))

    assert from_json(poll("--json").out) == service.change(7)


def test_an_empty_queue_prints_nothing(poll: Signering) -> None:
    result = poll()

    assert (result.status, result.out, result.err) == (
        0,
        "",
        "no status change; the next poll is permitted in 3,600 s\n",
    )
    assert poll("-q").err == ""
    result = poll("--json")
    assert (result.status, result.out) == (0, "null\n")
    assert json.loads(result.err)["note"].startswith("no status change; ")


def test_a_poll_that_was_too_early_is_reported(poll: Signering, service: Service) -> None:
    service.instead["poll"].append(
        Answer(status=429, headers={"X-Next-permitted-poll-time": datetime.now(UTC).isoformat()})
    )
    result = poll()

    assert (result.status, result.out) == (0, "")
    assert result.err == "the poll was too early; the next poll is permitted in 1 s\n"


def test_a_queue_has_a_name(poll: Signering, service: Service) -> None:
    service.put(service.change(7), queue="hr & it")

    assert (poll().out, poll("--queue", "hr & it").out) == ("", SEVEN)


def test_a_change_is_confirmed_on_demand(poll: Signering, service: Service) -> None:
    service.put(service.change(7))

    assert poll("--confirm").out == SEVEN
    assert service.confirmed == [7]


def test_a_saved_change_is_readable_only_by_its_owner(poll: Signering, service: Service, folder: Path) -> None:
    service.put(service.change(7))

    assert poll("--save", "change.json", "--confirm").out == SEVEN
    assert from_json((folder / "change.json").read_bytes()) == service.change(7)
    assert stat.S_IMODE((folder / "change.json").stat().st_mode) == 0o600
    assert service.confirmed == [7]


def test_without_a_change_no_file_is_created(poll: Signering, folder: Path) -> None:
    assert poll("--save", "change.json").status == 0
    assert not (folder / "change.json").exists()


def test_no_change_is_fetched_if_its_file_exists(poll: Signering, service: Service, folder: Path) -> None:
    (folder / "change.json").touch()

    assert poll("--save", "change.json").status == 3
    assert service.calls("poll") == 0


def test_a_change_that_cannot_be_saved_is_not_confirmed(poll: Signering, service: Service, folder: Path) -> None:
    service.put(service.change(7))
    result = poll("--save", "missing/change.json", "--confirm")

    assert (result.status, service.confirmed) == (3, [])
    assert result.err.startswith(
        "Error: missing/change.json: No such file or directory\n    its folder does not exist: "
    )
    assert list(folder.glob("missing*")) == []


@pytest.mark.parametrize("arguments", [["--confirm"], ["--follow"]])
def test_a_change_that_cannot_be_printed_is_not_confirmed(
    poll: Signering, service: Service, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    service.put(service.change(7))
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        monkeypatch.setattr(sys, "stdout", full)
        result = poll(*arguments)

    assert (result.status, service.confirmed) == (3, [])
    assert result.err == "Error: cannot write to standard output: No space left on device\n"


def test_a_command_gets_the_record_and_its_success_confirms(
    poll: Signering, service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNERING_PASSWORD", "hemmelig")
    service.put(service.change(7))
    handler = script(folder, 'echo "$1 $SIGNERING_PASSWORD"', "cat > seen.json")
    result = poll("--exec", handler, "--", "--not-ours")

    assert (result.status, result.out, result.err) == (0, "--not-ours hemmelig\n", "")
    assert from_json((folder / "seen.json").read_bytes()) == service.change(7)
    assert service.confirmed == [7]


def test_a_command_that_succeeds_does_not_confirm_with_no_confirm(
    poll: Signering, service: Service, folder: Path
) -> None:
    service.put(service.change(7))

    assert poll("--exec", script(folder), "--no-confirm").status == 0
    assert service.confirmed == []


def test_a_change_may_be_saved_and_given_to_a_command(poll: Signering, service: Service, folder: Path) -> None:
    service.put(service.change(7))

    assert poll("--save", "change.json", "--exec", script(folder, "cmp - change.json")).status == 0
    assert service.confirmed == [7]


def test_an_empty_queue_runs_no_command(poll: Signering, folder: Path) -> None:
    result = poll("--exec", script(folder, "touch seen"), "--json")

    assert (result.status, result.out, result.err) == (0, "", "")
    assert not (folder / "seen").exists()


@pytest.mark.parametrize(
    ("line", "how"),
    [
        pytest.param("exit 3", "ended with status 3", id="failing"),
        pytest.param("kill -9 $$", "ended by signal 9", id="killed"),
    ],
)
def test_a_command_that_fails_does_not_confirm(
    poll: Signering, service: Service, folder: Path, line: str, how: str
) -> None:
    service.put(service.change(7))
    handler = script(folder, line)
    result = poll("--exec", handler)

    assert (result.status, service.confirmed) == (3, [])
    assert result.err == f"Error: job 7: {handler} {how}\n    {NOT_CONFIRMED}\n"


def test_a_command_that_cannot_be_started_does_not_confirm(poll: Signering, service: Service, folder: Path) -> None:
    service.put(service.change(7))
    handler = script(folder)
    handler.write_bytes(b"\x7fELF nonsense")
    result = poll("--exec", handler)

    assert (result.status, service.confirmed) == (3, [])
    assert "cannot be started: Exec format error" in result.err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param(["--exec", "no-such-program"], "program 'no-such-program' not found", id="no program"),
        pytest.param(["--", "x"], "argument 'x' needs a command", id="arguments alone"),
        pytest.param(["--follow", "--confirm"], "cannot be used with --follow", id="confirm and follow"),
        pytest.param(["--follow", "--no-confirm"], "cannot be used with --follow", id="no confirm and follow"),
        pytest.param(["--follow", "--save", "x"], "cannot be used with --follow", id="save and follow"),
        pytest.param(["--until-empty", "--confirm"], "cannot be used with --until-empty", id="confirm and until empty"),
        pytest.param(["--until-empty", "--follow"], "cannot be combined", id="until empty and follow"),
    ],
)
def test_contradictory_options_are_refused_before_any_call(
    poll: Signering, service: Service, arguments: list[str], complaint: str
) -> None:
    result = poll(*arguments)

    assert result.status == 2
    assert complaint in result.err
    assert service.calls("poll") == 0


def test_a_poll_needs_a_sender(signering: Signering, service: Service) -> None:
    result = signering("poll", "--service", service.root)

    assert result.status == 2
    assert "who is the sender? Give an organisation number with --sender." in result.err


def test_followed_changes_are_confirmed_one_by_one(
    poll: Signering, service: Service, stop: Callable[..., None]
) -> None:
    service.put(service.change(7), service.change(8, "FAILED", signed=0))
    stop("poll", times=3)
    result = poll("--follow")

    assert (result.status, result.out, result.err) == (0, SEVEN + EIGHT, STOPPED)
    assert service.confirmed == [7, 8]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_ends_the_wait_for_the_next_change(poll: Signering, stop: Callable[..., None], name: str) -> None:
    stop("poll", name=name)
    result = poll("--follow")

    assert (result.status, result.out, result.err) == (0, "", STOPPED)


def test_a_change_that_arrives_with_the_signal_is_not_processed(
    poll: Signering, service: Service, stop: Callable[..., None]
) -> None:
    service.put(service.change(7))
    stop("poll")

    assert poll("--follow").out == ""
    assert service.confirmed == []


def test_a_signal_during_the_confirmation_ends_after_it(
    poll: Signering, service: Service, stop: Callable[..., None]
) -> None:
    service.put(service.change(7), service.change(8))
    stop("confirmation")

    assert poll("--follow").out == SEVEN
    assert service.confirmed == [7]


def test_after_a_failed_command_the_next_change_is_processed(
    poll: Signering, service: Service, folder: Path, stop: Callable[..., None]
) -> None:
    service.put(service.change(7), service.change(8))
    stop("poll", times=3)
    result = poll("--follow", "--exec", script(folder, "! grep -q '\"signature_job_id\": 7'"))

    assert (result.status, service.confirmed) == (0, [8])
    assert result.err.startswith("Warning: job 7: ")
    assert result.err.endswith(f"ended with status 1; {NOT_CONFIRMED}\n{STOPPED}")


@pytest.mark.parametrize("operation", ["poll", "confirmation"])
@pytest.mark.parametrize("answer", [Answer(status=503), DROPPED], ids=["unavailable", "no answer"])
def test_polling_continues_after_an_outage(
    poll: Signering, service: Service, stop: Callable[..., None], operation: str, answer: Answer
) -> None:
    service.put(service.change(7), service.change(8))
    service.instead[operation].append(answer)
    stop("poll", times=3)
    result = poll("--follow", "--json")

    assert result.status == 0
    assert [json.loads(line)["signature_job_id"] for line in result.out.splitlines()][-1] == 8
    assert 8 in service.confirmed
    warning, stopped = map(json.loads, result.err.splitlines())
    assert warning["log"]["message"].endswith("next poll in 1 s")
    assert stopped == {"note": STOPPED.strip()}


@pytest.mark.parametrize(("asked", "waited"), [(600, 600), (7200, 3600)])
def test_after_an_outage_polling_waits_as_long_as_the_service_asks(
    poll: Signering, service: Service, stop: Callable[..., None], asked: int, waited: int
) -> None:
    service.instead["poll"].append(Answer(status=503, headers={"Retry-After": str(asked)}))
    stop("poll")
    result = poll("--follow")

    assert (result.status, service.calls("poll")) == (0, 1)
    assert result.err.endswith(f"; next poll in {waited} s\n{STOPPED}")


def test_a_refusal_ends_polling(poll: Signering, service: Service) -> None:
    service.instead["poll"].append(refusal(403, "NOT_AUTHORIZED"))
    result = poll("--follow")

    assert result.status == 1
    assert "Error: the poll: NOT_AUTHORIZED: no\n" in result.err


def test_an_empty_queue_is_polled_again_when_that_is_permitted(
    poll: Signering, service: Service, stop: Callable[..., None]
) -> None:
    service.instead["poll"].extend([NOTHING, NOTHING])
    stop("poll", times=3)

    assert poll("--follow").status == 0
    assert service.calls("poll") == 3


# Until the queue is empty


def test_a_queue_is_emptied(poll: Signering, service: Service) -> None:
    service.put(service.change(7), service.change(8, "FAILED", signed=0))
    result = poll("--until-empty")

    assert (result.status, result.out) == (0, SEVEN + EIGHT)
    assert service.confirmed == [7, 8]
    assert (poll("--until-empty").status, poll("--until-empty").out) == (0, "")


def test_a_change_that_is_not_handled_does_not_keep_the_others(poll: Signering, service: Service, folder: Path) -> None:
    service.put(service.change(7), service.change(8, "FAILED", signed=0))
    result = poll("--until-empty", "--exec", script(folder, "! grep -q '\"signature_job_id\": 7'"))

    assert result.status == 3
    assert f"Warning: job 7: {folder / 'handle'} ended with status 1; {NOT_CONFIRMED}" in result.err
    assert service.confirmed == [8]


def test_an_outage_ends_a_run(poll: Signering, service: Service) -> None:
    service.put(service.change(7))
    service.instead["poll"].append(Answer(status=503))
    assert poll("--until-empty").status == 3
    assert service.confirmed == []


def test_a_signal_ends_a_run_before_the_next_change(
    poll: Signering, service: Service, stop: Callable[..., None]
) -> None:
    service.put(service.change(7), service.change(8, "FAILED", signed=0))
    stop("poll", 2)
    result = poll("--until-empty")

    assert (result.status, result.out) == (0, SEVEN)
    assert service.confirmed == [7]
