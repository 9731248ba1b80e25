"""Answers that come before the request was read, and answers that belong to no call."""

from collections.abc import Callable, Iterator

from tests.signature_transports.hostile.cases import (
    ANOTHER,
    ERROR,
    GOOD,
    REFUSED_OR_UNKNOWN,
    UNKNOWN,
    VALID,
    XML,
    Hostile,
    created,
    sends,
    sends_and_leaves,
    sends_and_resets,
    sends_and_tears,
    writes_below_tls,
)
from tests.signature_transports.servers import Visit, answer


def early() -> Iterator[Hostile]:
    """Answers before the request was read, and connections that end by then."""
    for taken in (0, 1, 100, 1_000, 20_000, 200_000):
        for how in (sends_and_tears, sends_and_leaves, sends_and_resets):
            for name, content, claims in (
                ("nothing", b"", UNKNOWN),
                ("half an answer", GOOD[:200], UNKNOWN),
                ("500", answer("500 No", ERROR, XML, "Connection: close"), UNKNOWN),
                ("413", answer("413 Large", ERROR, XML, "Connection: close"), REFUSED_OR_UNKNOWN),
                ("garbage", b"\x15\x03\x03\0\2\2\x28" * 20, UNKNOWN),
            ):
                title = f"{name} after {taken} bytes of the request, {how.__name__}"
                yield Hostile(name=title, claims=claims, behaves=_after(taken, how(content)), is_early=True)
        yield Hostile(
            name=f"no TLS after {taken} bytes of the request",
            claims=UNKNOWN,
            behaves=_after(taken, writes_below_tls(GOOD)),
            is_early=True,
        )


def _after(taken: int, behaves: Callable[[Visit], object]) -> Callable[[Visit], object]:
    def behave(visit: Visit) -> object:
        visit.reads_part(taken)
        return behaves(visit)

    return behave


def unsolicited() -> Iterator[Hostile]:
    """An answer that belongs to no call, immediately or later behind the answer to an earlier one."""
    another = answer("200 OK", created(ANOTHER), XML)
    pong = answer(body=b"pong")
    for name, first in (
        ("an answer", another),
        ("an answer twice", another * 2),
        ("a long one", answer("200 OK", created(ANOTHER) + b" " * 40_000, XML)),
        ("a head", another[: another.index(b"\r\n\r\n") + 4]),
        ("a part of a head", b"HTTP/1.1 200 OK\r\nX-Part: "),
        ("a refusal", answer("400 No", ERROR, XML)),
        ("an interim one", b"HTTP/1.1 102 Wait\r\n\r\n"),
        ("a timeout", answer("408 Request Timeout", b"", "Connection: close")),
        ("a byte", b"H"),
    ):
        yield Hostile(name=f"{name} before the creation", claims=VALID, behaves=sends(GOOD), before=pong + first)
        none = b"HTTP/1.1 204 No Content\r\n\r\n" + first
        yield Hostile(name=f"{name} before the creation, after 204", claims=VALID, behaves=sends(GOOD), before=none)
        yield Hostile(
            name=f"{name} after the creation was sent", claims=VALID, behaves=sends(GOOD), before=pong, late=first
        )
        for room in (8_192, 16_384, 65_536):
            if name != "an interim one":
                padded = pong + b"\r\n" * ((room - len(pong)) // 2) + b"\n" * ((room - len(pong)) % 2) + first
                yield Hostile(
                    name=f"{name} before the creation, at byte {room}",
                    claims=VALID,
                    behaves=sends(GOOD),
                    before=padded,
                )
    behind = {"another answer": another, "a refusal": answer("400 No", ERROR, XML), "nonsense": b"nonsense"}
    for name, more in behind.items():
        yield Hostile(name=f"{name} behind the answer", claims=VALID, behaves=sends(GOOD + more))
        failed = answer("500 No", ERROR, XML) + more
        yield Hostile(name=f"{name} behind 500", claims=UNKNOWN, behaves=sends(failed))
