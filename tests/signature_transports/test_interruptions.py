"""Calls that end early: by a full disk, an interrupt, a cancelled task, or the time limit."""

import asyncio
import errno
import io
from typing import Any, NoReturn

import pytest

from signature_model import NoAnswer
from signature_model.api.http import Request, Sink, Timeouts
from tests.kits.tls import server_context, trusting
from tests.signature_transports.callers import Blocking, every_transport, transport
from tests.signature_transports.mischief import CALM, HEAD, WHOLE, ask, pausing, trickle
from tests.signature_transports.servers import PATIENCE, Server, Visit, answer, answering


class Full(io.BytesIO):
    """A file on a full disk."""

    def write(self, _: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")


class Interrupted(io.BytesIO):
    """A file that somebody interrupts."""

    def write(self, _: object) -> NoReturn:
        raise KeyboardInterrupt


@pytest.mark.parametrize(("file", "error"), [(Full, OSError), (Interrupted, KeyboardInterrupt)])
@every_transport
def test_errors_of_other_kinds_are_not_caught(kind: str, file: type[io.BytesIO], error: type[BaseException]) -> None:
    large = answering(answer(body=bytes(500_000)))
    with Server(large, server_context()) as server, transport(kind, trusting()) as real:
        with pytest.raises(error) as _held:  # and with it the frames that it has passed
            ask(real, server.url, sink=Sink(file()))

        assert server.left.wait(PATIENCE)
        assert ask(real, server.url).status == 200
    assert server.connections == 2


@pytest.mark.parametrize("kind", ["async httpx", "async httpx2"])
def test_a_task_can_be_cancelled(kind: str) -> None:
    asked = asyncio.Event()

    async def cancel(awaiting: Any, request: Request, loop: asyncio.AbstractEventLoop) -> None:  # noqa: ANN401 - of either library
        task = loop.create_task(awaiting.send(request))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with transport(kind, trusting()) as real:
        assert isinstance(real, Blocking)
        loop = real.runner.get_loop()

        def tell(visit: Visit) -> None:
            loop.call_soon_threadsafe(asked.set)
            visit.pause()

        with Server(tell, server_context()) as server:
            request = Request(method="GET", url=server.url, timeouts=CALM)
            real.runner.run(cancel(real.awaited, request, loop))

            assert server.left.wait(PATIENCE)


@pytest.mark.parametrize("kind", ["async httpx", "async httpx2"])
def test_a_task_can_be_cancelled_during_the_handshake(kind: str) -> None:
    async def cancel(awaiting: Any, request: Request) -> None:  # noqa: ANN401 - of either library
        task = asyncio.create_task(awaiting.send(request))
        while not server.received:  # noqa: ASYNC110 - another thread sets it
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    def hold(visit: Visit) -> None:
        visit.reads_part(1)
        visit.pause()

    with transport(kind, trusting()) as real, Server(hold, reads=False) as server:
        assert isinstance(real, Blocking)
        request = Request(method="GET", url=f"https://{server.host.decode()}", timeouts=CALM)
        real.runner.run(cancel(real.awaited, request))

        assert server.left.wait(PATIENCE)


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(trickle(HEAD + b"\r\n", b"x"), id="a body"),
        pytest.param(pausing(HEAD + b"Content-Length: 2\r\n\r\nx"), id="silence"),
    ],
)
@every_transport
def test_calls_without_tls_end_in_time(kind: str, hostile: Any) -> None:  # noqa: ANN401 - misbehaviour
    timeouts = Timeouts(connect=10, silence=0.1, whole=0.1)
    with (
        Server(hostile) as server,
        transport(kind) as real,
        pytest.raises(NoAnswer, match=r"(?:came or went for|took longer than) 0\.1 s") as failure,
    ):
        ask(real, server.url, timeouts=timeouts)

    assert failure.value.was_sent
    assert not server.was_outlasted


@every_transport
def test_a_call_without_tls_stops_sending_in_time(kind: str) -> None:
    def skim_slowly(visit: Visit) -> None:
        while not visit.server.stopped.wait(0.01):
            visit.skim()

    bundle = bytes(64 * 1024 * 1024)
    length = ("Content-Length", str(len(bundle)))
    with (
        Server(skim_slowly, reads=False) as server,
        transport(kind) as real,
        pytest.raises(NoAnswer, match=r"took longer than 0\.1 s"),
    ):
        ask(real, server.url, method="POST", headers=(length,), body=(bundle,), timeouts=WHOLE)
