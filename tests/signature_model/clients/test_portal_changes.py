"""A change is confirmed only after the program has processed it."""

import asyncio
import io
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from signature_model import AsyncPortalClient
from signature_model.api.http import Request, Response
from signature_model.errors import NoAnswer, ServiceError
from signature_transports.clocks import ManualClock
from signature_transports.fake import AsyncFakeTransport, FakeTransport
from tests.kits.certificates import NUMBER
from tests.signature_model.both_clients import a_client, both
from tests.signature_model.scripts import (
    CHANGE,
    JOB,
    JOBS,
    LOST,
    NO_CONTENT,
    OK,
    SERVICE,
    Script,
    changed,
    nothing,
    refused,
    scripted,
)

OTHER = "123456785"
POLL, CONFIRM = ("GET", JOBS), ("POST", f"{JOB}/complete")


@both
def test_a_change_is_confirmed_when_the_loop_asks_for_the_next(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(changed(), NO_CONTENT, nothing(), changed(), NO_CONTENT)
    changes = a_client(kind, script).changes()
    assert next(changes) == CHANGE
    assert script.calls == [POLL]
    assert next(changes) == CHANGE
    assert script.calls == [POLL, CONFIRM, POLL, POLL]
    changes.close()
    assert script.calls == [POLL, CONFIRM, POLL, POLL]


@both
def test_the_changes_of_one_queue_are_fetched(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(changed())
    changes = a_client(kind, script).changes(sender=OTHER, polling_queue="hr")
    next(changes)
    changes.close()
    assert script.calls == [("GET", f"{SERVICE.root}/{OTHER}/portal/signature-jobs?polling_queue=hr")]


@both
def test_the_loop_waits_between_polls_as_the_service_demands(kind: Any) -> None:  # noqa: ANN401 - either client
    clock = ManualClock()
    soon = replace(changed(), headers=nothing(timedelta(seconds=7)).headers)
    script = scripted(nothing(timedelta(seconds=30)), soon, NO_CONTENT, nothing(timedelta(minutes=10)), changed())
    changes = a_client(kind, script, clock=clock).changes()
    next(changes)
    assert clock.seconds() == 30
    next(changes)
    assert clock.seconds() == 30 + 7 + 600
    changes.close()


@both
@pytest.mark.parametrize("wait", [timedelta(), timedelta(days=-1)])
def test_a_poll_time_that_has_passed_does_not_make_the_loop_poll_without_waiting(kind: Any, wait: timedelta) -> None:  # noqa: ANN401 - either client
    clock = ManualClock()
    changes = a_client(kind, scripted(*[nothing(wait)] * 20, changed()), clock=clock).changes()
    next(changes)
    changes.close()
    assert clock.seconds() == 20


@both
def test_a_poll_time_without_a_date_is_respected(kind: Any) -> None:  # noqa: ANN401 - either client
    clock = ManualClock()
    far = replace(nothing(), headers={"x-next-permitted-poll-time": "9999-01-01T00:00:00Z"})
    changes = a_client(kind, scripted(far, changed()), clock=clock).changes()
    next(changes)
    changes.close()
    assert clock.seconds() == 3_600


def dealt_with_badly(client: Any, how: str) -> None:  # noqa: ANN401 - either client
    """Deal with the first change in a way that is none."""
    for _ in client.changes():
        if how == "raise":
            raise RuntimeError(how)
        if how == "return":
            return
        break


@both
@pytest.mark.parametrize("how", ["raise", "break", "return"])
def test_a_change_that_was_not_processed_is_not_confirmed(kind: Any, how: str) -> None:  # noqa: ANN401 - either client
    script = scripted(changed())
    try:
        dealt_with_badly(a_client(kind, script), how)
    except RuntimeError:
        assert how == "raise"
    assert script.calls == [POLL]


@both
def test_a_failed_confirmation_is_raised(kind: Any) -> None:  # noqa: ANN401 - either client
    changes = a_client(kind, scripted(changed(), refused(403))).changes()
    next(changes)
    with pytest.raises(ServiceError):
        next(changes)


@both
def test_a_confirmation_whose_response_was_lost_is_repeated(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(changed(), LOST, refused(404), changed())
    changes = a_client(kind, script).changes()
    assert [next(changes), next(changes)] == [CHANGE, CHANGE]
    changes.close()
    assert script.calls == [POLL, CONFIRM, CONFIRM, POLL]


@both
def test_a_poll_that_fails_after_the_retries_is_raised(kind: Any) -> None:  # noqa: ANN401 - either client
    with pytest.raises(NoAnswer):
        next(a_client(kind, scripted(LOST)).changes())


class Stopping(Event):
    """Told to stop, by the script, when the service has been asked so many times."""

    def __init__(self, script: Script, calls: int) -> None:
        super().__init__()
        self._script, self._calls = script, calls

    def is_set(self) -> bool:
        return len(self._script.requests) >= self._calls


@both
def test_stop_before_the_loop_prevents_any_call(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(changed())
    assert list(a_client(kind, script).changes(stop=Stopping(script, 0))) == []
    assert script.calls == []


@both
def test_stop_during_a_wait_ends_the_loop(kind: Any) -> None:  # noqa: ANN401 - either client
    clock, script = ManualClock(), scripted(nothing(timedelta(minutes=10)), changed())
    assert list(a_client(kind, script, clock=clock).changes(stop=Stopping(script, 1))) == []
    assert script.calls == [POLL]
    assert clock.seconds() == 0


@both
def test_stop_during_the_wait_for_a_retry_ends_the_loop(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(LOST, changed())
    assert list(a_client(kind, script).changes(stop=Stopping(script, 1))) == []
    assert script.calls == [POLL]


@both
def test_stop_during_processing_confirms_the_change_and_ends_the_loop(kind: Any) -> None:  # noqa: ANN401 - either client
    script, stop, worked = scripted(changed(), NO_CONTENT, changed()), Event(), []
    for change in a_client(kind, script).changes(stop=stop):
        stop.set()
        worked.append(change)
    assert worked == [CHANGE]
    assert script.calls == [POLL, CONFIRM]


@both
def test_a_change_that_arrives_with_stop_is_processed(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(changed(), NO_CONTENT)
    assert list(a_client(kind, script).changes(stop=Stopping(script, 1))) == [CHANGE]
    assert script.calls == [POLL, CONFIRM]


# Tasks


def test_a_task_that_is_cancelled_during_processing_does_not_confirm() -> None:
    script, worked = scripted(changed(), NO_CONTENT), []

    async def work(working: asyncio.Event) -> None:
        client = AsyncPortalClient(AsyncFakeTransport(FakeTransport(script)), SERVICE, sender=NUMBER)
        async for change in client.changes():
            worked.append(change)
            working.set()
            await asyncio.Event().wait()

    async def main() -> None:
        working = asyncio.Event()
        task = asyncio.create_task(work(working))
        await working.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert worked == [CHANGE]
    assert script.calls == [POLL]


def test_a_task_that_is_cancelled_during_a_download_leaves_nothing_in_the_file() -> None:
    class Endless(AsyncFakeTransport):
        async def send(self, request: Request) -> Response:
            assert request.sink
            request.sink.take(b"so far")
            sending.set()
            await asyncio.Event().wait()
            raise AssertionError

    async def main() -> None:
        client = AsyncPortalClient(Endless(FakeTransport(scripted(OK))), SERVICE)
        task = asyncio.create_task(client.save(f"{JOB}/pades", file))
        await sending.wait()
        assert file.getvalue() == b"so far"
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    file, sending = io.BytesIO(), asyncio.Event()
    asyncio.run(main())
    assert file.getvalue() == b""


def test_tasks_share_a_client() -> None:
    async def main() -> list[str]:
        client = AsyncPortalClient(AsyncFakeTransport(FakeTransport(script)), SERVICE, sender=NUMBER)
        return await asyncio.gather(*(client.ping() for _ in range(25)))

    script = scripted(OK)
    assert asyncio.run(main()) == ["ok"] * 25
    assert len(script.calls) == 25


@both
def test_a_loop_can_leave_changes_unconfirmed(kind: Any) -> None:  # noqa: ANN401 - either client
    clock = ManualClock()
    script = scripted(changed(), nothing(timedelta(minutes=10)))
    assert list(a_client(kind, script, clock=clock).changes(until_empty=True, confirm=False)) == [CHANGE]
    assert script.calls == [POLL, POLL]


@both
def test_a_loop_can_end_when_the_queue_is_empty(kind: Any) -> None:  # noqa: ANN401 - either client
    clock, too_early = ManualClock(), replace(nothing(timedelta(seconds=5)), status=429)
    script = scripted(too_early, changed(), NO_CONTENT, nothing(timedelta(minutes=10)))
    assert list(a_client(kind, script, clock=clock).changes(until_empty=True)) == [CHANGE]
    assert script.calls == [POLL, POLL, CONFIRM, POLL]
    assert clock.seconds() == 5
