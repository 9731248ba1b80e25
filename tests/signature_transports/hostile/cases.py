"""One hostile answer to a creation, what the client may claim after it, and the ways to send it.

The server shares no code with the emulator.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from tests.signature_transports.scripted import CREATED
from tests.signature_transports.servers import Visit, answer

Claim: TypeAlias = Literal["created", "refused", "unsent", "unknown"]

JOB: Final = 42
ANOTHER: Final = 666
"""The job in answers that belong to no call."""

UNKNOWN: Final[frozenset[Claim]] = frozenset({"unknown"})
VALID: Final[frozenset[Claim]] = frozenset({"created"})
ODD: Final[frozenset[Claim]] = frozenset({"created", "unknown"})
"""For answers that standards forbid, but whose meaning is not in doubt."""
REFUSED: Final[frozenset[Claim]] = frozenset({"refused"})
REFUSED_OR_UNKNOWN: Final[frozenset[Claim]] = frozenset({"refused", "unknown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """How a server answers the creation.

    ``before`` answers a ping before the creation. ``late`` follows it when the client sends more on that connection, or
    closes it. If ``is_early``, ``behaves`` gets a visit of which nothing was read.
    """

    name: str
    claims: frozenset[Claim]
    behaves: Callable[[Visit], object]
    before: bytes | None = None
    late: bytes = b""
    is_early: bool = False


def created(job: int = JOB) -> bytes:
    """Return the document of a created job."""
    return CREATED.replace(">42<", f">{job}<").replace("ROOT", "https://127.0.0.1/api").encode()


BODY: Final = created()
ERROR: Final = (
    b'<error xmlns="http://signering.posten.no/schema/v1"><error-code>X</error-code>'
    b"<error-message>no</error-message><error-type>CLIENT</error-type></error>"
)
XML: Final = "Content-Type: application/xml"
GOOD: Final = answer("200 OK", BODY, XML)
HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"
CHUNKED: Final = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
UNTIL_CLOSE: Final = HEAD + b"Connection: close\r\n\r\n"


def chunk(content: bytes, size: bytes | None = None, end: bytes = b"\r\n") -> bytes:
    """Return a chunk, with its size unless another is given."""
    return (b"%x" % len(content) if size is None else size) + b"\r\n" + content + end


def sends(content: bytes) -> Callable[[Visit], object]:
    """Send, and keep the connection open."""
    return lambda visit: visit.write(content)


def sends_and_leaves(content: bytes) -> Callable[[Visit], object]:
    """Send, and end the connection as TLS requires it."""

    def leave(visit: Visit) -> bool:
        visit.write(content)
        visit.take_leave()
        return False

    return leave


def sends_and_tears(content: bytes) -> Callable[[Visit], object]:
    """Send, and end the connection without a word."""

    def tear(visit: Visit) -> bool:
        visit.write(content)
        return False

    return tear


def sends_and_resets(content: bytes) -> Callable[[Visit], object]:
    """Send, and reset the connection."""

    def reset(visit: Visit) -> bool:
        visit.write(content)
        visit.reset()
        return False

    return reset


def writes_below_tls(content: bytes) -> Callable[[Visit], object]:
    """Send what is not TLS."""

    def write(visit: Visit) -> bool:
        visit.write_raw(content)
        return False

    return write
