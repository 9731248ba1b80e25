"""Misbehaviour for servers to show, and a way to call them."""

from collections.abc import Callable
from typing import Any, Final

from signature_model.api.http import Request, Response, Timeouts
from tests.signature_transports.servers import Visit, answer

CALM: Final = Timeouts(connect=10, silence=10, whole=20)
SILENCE: Final = Timeouts(connect=10, silence=0.1, whole=20)
WHOLE: Final = Timeouts(connect=3_600, silence=3_600, whole=0.1)
"""Two ways for a call to end before anybody's patience does."""
FLOOD: Final = 64 * 1024 * 1024
"""Bytes that nobody takes in: what the buffers of two sockets hold is far less."""
HEAD: Final = b"HTTP/1.1 200 OK\r\n"
CHUNKED: Final = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
FINE: Final = answer(body=b"fine")


def on_demand(hostile: Callable[[Visit], object]) -> Callable[[Visit], object]:
    """Answers so where it is asked for it, and otherwise as it should."""
    return lambda visit: hostile(visit) if b" /hostile?" in visit.line else visit.write(FINE)


def flood(start: bytes, piece: bytes) -> Callable[[Visit], object]:
    """Sends on and on, and fails the test where somebody takes in all of it."""

    def pour(visit: Visit) -> object:
        visit.write(start)
        for _ in range(0, FLOOD, len(piece)):
            visit.write(piece)
        visit.server.was_outlasted = True
        return False

    return pour


def trickle(start: bytes, piece: bytes) -> Callable[[Visit], object]:
    """Sends a byte now and then, for longer than anybody should stand it."""

    def drip(visit: Visit) -> object:
        visit.write(start)
        for _ in range(0, 1_000, len(piece)):
            if not visit.trickle(piece):
                return False
        visit.server.was_outlasted = True
        return False

    return drip


def hanging_up(*pieces: bytes) -> Callable[[Visit], bool]:
    """Sends so much and ends the connection."""

    def hang_up(visit: Visit) -> bool:
        visit.write(*pieces)
        return False

    return hang_up


def pausing(*pieces: bytes) -> Callable[[Visit], object]:
    """Sends so much and says no more."""

    def pause(visit: Visit) -> None:
        visit.write(*pieces)
        visit.pause()

    return pause


def ask(real: Any, url: str, path: str = "/fine", **changes: Any) -> Response:  # noqa: ANN401 - any transport
    """A call with a token in its url, which is nobody else's business; ``changes`` are fields of the request."""
    fields = {"method": "GET", "url": f"{url}{path}?token=secret", "timeouts": CALM, **changes}
    response: Response = real.send(Request(**fields))
    return response


def ask_for_it(real: Any, url: str, **changes: Any) -> Response:  # noqa: ANN401 - any transport
    """The same, of a server that misbehaves on demand."""
    return ask(real, url, "/hostile", **changes)
