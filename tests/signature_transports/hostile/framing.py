"""Answers that break off, and answers whose parts have no clear beginning or end."""

from collections.abc import Iterator
from typing import Final

from tests.signature_transports.hostile.cases import (
    ANOTHER,
    BODY,
    CHUNKED,
    ERROR,
    GOOD,
    HEAD,
    ODD,
    REFUSED_OR_UNKNOWN,
    UNKNOWN,
    UNTIL_CLOSE,
    VALID,
    XML,
    Hostile,
    chunk,
    created,
    sends,
    sends_and_leaves,
    sends_and_resets,
    sends_and_tears,
)
from tests.signature_transports.servers import answer

NOT_STATUS_LINES: Final = (
    *("HTTP/1.1 2OO OK", "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1 -200 OK", "HTTP/1.1 +200 OK", "HTTP/1.1 OK"),
    *(
        "HTTP/1.1 0200 OK",
        "HTTP/1.1 2_00 OK",
        "HTTP/1.1 200.0 OK",
        "HTTP/1.1 0xC8 OK",
        "HTTP/1.1 \u0662\u0660\u0660 OK",
    ),
    *("HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1200 OK", "HTTP/1.1 200OK", "HTTP/1.1\t200\tOK", " HTTP/1.1 200 OK", "<html>"),
    *(
        "HTTP 200 OK",
        "HTTP/1 200 OK",
        "HTTP/2 200",
        "HTTP/3 200",
        "HTTP/x.y 200 OK",
        "http/1.1 200 OK",
        "200",
        "200 OK",
    ),
    *(
        "ICY 200 OK",
        "HTTPS/1.1 200 OK",
        "SIP/2.0 200 OK",
        "GET / HTTP/1.1",
        "\0HTTP/1.1 200 OK",
        "\ufeffHTTP/1.1 200 OK",
    ),
)
ODD_STATUS_LINES: Final = (
    *("HTTP/1.1 200", "HTTP/1.1 200 ", "HTTP/1.0 200 OK", "HTTP/1.1 200 \xe5\xf8", "HTTP/1.1 200 " + "x" * 500),
    *("HTTP/0.9 200 OK", "HTTP/2.0 200 OK", "HTTP/9.9 200 OK"),
)
SIZE: Final = len(BODY)
NOT_LENGTHS: Final = (
    *(f"-{SIZE}", "-1", "many", f"{SIZE}x", f"{SIZE}.0", f"{SIZE}e0", f"0x{SIZE:x}", f"+{SIZE}", "9" * 400),
    *(f"{SIZE // 100}_{SIZE % 100:02}", f"{SIZE} {SIZE}", f"{SIZE};", f"{SIZE},{SIZE + 1}", f"\u0664{SIZE}"),
)
CHUNK_SIZE: Final = b"%x" % SIZE
NOT_CHUNK_SIZES: Final = (
    *(b"", b"x", b"-1", b"-" + CHUNK_SIZE, b"+" + CHUNK_SIZE, b"0x" + CHUNK_SIZE, b"1_" + CHUNK_SIZE, b" ", b"\0"),
    *(CHUNK_SIZE + b" " + CHUNK_SIZE, CHUNK_SIZE + b"g", b"f" * 40, b"10000000000000000", b"\xff", b"1"),
    *(b"%x" % (SIZE + more) for more in (-2, -1, 1, 2, 10**6)),
)


def broken_off() -> Iterator[Hostile]:
    """Connections that end at every point of the answer."""
    chunked = CHUNKED + chunk(BODY[:100]) + chunk(BODY[100:]) + b"0\r\n\r\n"
    refused = answer("400 Bad Request", ERROR, XML)
    head_of_refused = refused.index(b"\r\n\r\n") + 4
    for end in range(len(GOOD)):
        yield Hostile(name=f"torn after {end} bytes", claims=UNKNOWN, behaves=sends_and_tears(GOOD[:end]))
    for end in range(0, len(GOOD), 7):
        yield Hostile(name=f"closed after {end} bytes", claims=UNKNOWN, behaves=sends_and_leaves(GOOD[:end]))
    for end in range(0, len(GOOD), 29):
        yield Hostile(name=f"reset after {end} bytes", claims=UNKNOWN, behaves=sends_and_resets(GOOD[:end]))
    for end in range(0, chunked.rindex(b"0\r\n"), 11):
        yield Hostile(name=f"chunks torn after {end} bytes", claims=UNKNOWN, behaves=sends_and_tears(chunked[:end]))
        yield Hostile(name=f"chunks closed after {end} bytes", claims=UNKNOWN, behaves=sends_and_leaves(chunked[:end]))
    for end in range(0, len(BODY), 17):
        part = UNTIL_CLOSE + BODY[:end]
        yield Hostile(name=f"to the end, torn after {end} bytes", claims=UNKNOWN, behaves=sends_and_tears(part))
        yield Hostile(name=f"to the end, closed after {end} bytes", claims=UNKNOWN, behaves=sends_and_leaves(part))
    yield Hostile(name="to the end, torn", claims=UNKNOWN, behaves=sends_and_tears(UNTIL_CLOSE + BODY))
    yield Hostile(name="to the end, closed", claims=VALID, behaves=sends_and_leaves(UNTIL_CLOSE + BODY))
    for end in range(0, len(refused), 6):
        claims = UNKNOWN if end < head_of_refused else REFUSED_OR_UNKNOWN
        yield Hostile(name=f"a refusal torn after {end} bytes", claims=claims, behaves=sends_and_tears(refused[:end]))
        yield Hostile(
            name=f"a refusal closed after {end} bytes", claims=claims, behaves=sends_and_leaves(refused[:end])
        )


def status_lines() -> Iterator[Hostile]:
    rest = GOOD.partition(b"\r\n")[2]
    for line in NOT_STATUS_LINES:
        yield Hostile(
            name=f"status line {line!r}", claims=UNKNOWN, behaves=sends_and_tears(line.encode() + b"\r\n" + rest)
        )
    for line in ODD_STATUS_LINES:
        content = line.encode("latin-1") + b"\r\n" + rest
        yield Hostile(name=f"status line {line[:20]!r}", claims=ODD, behaves=sends_and_tears(content))
    yield Hostile(
        name="an endless status line", claims=UNKNOWN, behaves=sends_and_tears(b"HTTP/1.1 200 " + b"x" * 200_000)
    )
    yield Hostile(name="a document without HTTP", claims=UNKNOWN, behaves=sends_and_leaves(BODY))
    yield Hostile(name="zeros", claims=UNKNOWN, behaves=sends_and_leaves(bytes(5_000)))
    yield Hostile(name="another protocol", claims=UNKNOWN, behaves=sends_and_leaves(b"220 mail.example ESMTP\r\n"))
    yield Hostile(
        name="frames of HTTP/2", claims=UNKNOWN, behaves=sends_and_leaves(b"\0\0\x12\4\0\0\0\0\0" + bytes(18))
    )


def interim() -> Iterator[Hostile]:
    for status in (100, 102, 103, 104, 150, 199):
        for times in (1, 2, 20):
            line = b"HTTP/1.1 %d Wait\r\nLink: </x>; rel=preload\r\n\r\n" % status
            yield Hostile(name=f"{status}, {times} times", claims=VALID, behaves=sends(line * times + GOOD))
            refused = line * times + answer("500 No", ERROR, XML)
            yield Hostile(name=f"{status}, {times} times, then 500", claims=UNKNOWN, behaves=sends(refused))
        only = b"HTTP/1.1 %d Wait\r\n\r\n" % status
        yield Hostile(name=f"only {status}", claims=UNKNOWN, behaves=sends_and_leaves(only))
        yield Hostile(name=f"half of {status}", claims=UNKNOWN, behaves=sends_and_leaves(only[:-3]))
        with_body = b"HTTP/1.1 %d Wait\r\nContent-Length: %d\r\n\r\n" % (status, len(BODY)) + created(ANOTHER)
        yield Hostile(name=f"{status} with a body", claims=UNKNOWN, behaves=sends_and_tears(with_body))
    yield Hostile(name="101", claims=UNKNOWN, behaves=sends(b"HTTP/1.1 101 Switch\r\nUpgrade: h2c\r\n\r\n" + GOOD))
    yield Hostile(
        name="interim without end", claims=UNKNOWN, behaves=sends_and_tears(b"HTTP/1.1 102 Wait\r\n\r\n" * 20_000)
    )


def lengths() -> Iterator[Hostile]:
    for less in (1, 2, 3, 10, 50, 200, len(BODY)):
        content = answer("200 OK", BODY, XML, length=len(BODY) - less)
        yield Hostile(name=f"a length that is {less} too short", claims=UNKNOWN, behaves=sends(content))
    for more in (1, 2, 10, 1_000, 10**6, 10**12):
        content = answer("200 OK", BODY, XML, length=len(BODY) + more)
        yield Hostile(name=f"a length that is {more} too long, torn", claims=UNKNOWN, behaves=sends_and_tears(content))
        yield Hostile(
            name=f"a length that is {more} too long, closed", claims=UNKNOWN, behaves=sends_and_leaves(content)
        )
    for length in NOT_LENGTHS:
        content = HEAD + b"Content-Length: " + length.encode() + b"\r\n\r\n" + BODY
        yield Hostile(name=f"the length {length[:30]!r}", claims=UNKNOWN, behaves=sends_and_tears(content))
    for length in ("", " ", f"{SIZE},{SIZE}", f"{SIZE}, {SIZE}", f"\t{SIZE} "):
        content = HEAD + b"Content-Length: " + length.encode() + b"\r\n\r\n" + BODY
        yield Hostile(name=f"the length {length!r}", claims=ODD, behaves=sends_and_tears(content))
    for first, second in ((SIZE, SIZE + 5), (SIZE + 5, SIZE), (SIZE, 0), (0, SIZE), (SIZE - 9, SIZE)):
        content = HEAD + b"Content-Length: %d\r\nContent-Length: %d\r\n\r\n" % (first, second) + BODY
        yield Hostile(name=f"the lengths {first} and {second}", claims=UNKNOWN, behaves=sends_and_tears(content))
    twice = HEAD + b"Content-Length: %d\r\nContent-Length: %d\r\n\r\n" % (SIZE, SIZE) + BODY
    yield Hostile(name="the same length twice", claims=ODD, behaves=sends(twice))


def chunks() -> Iterator[Hostile]:
    valid = {
        "chunks": CHUNKED + chunk(BODY) + b"0\r\n\r\n",
        "chunks of a byte": CHUNKED + b"".join(chunk(BODY[at : at + 1]) for at in range(len(BODY))) + b"0\r\n\r\n",
        "a size in capitals": CHUNKED + chunk(BODY, CHUNK_SIZE.upper()) + b"0\r\n\r\n",
        "a size with zeros": CHUNKED + chunk(BODY, b"0000" + CHUNK_SIZE) + b"0\r\n\r\n",
        "an extension": CHUNKED + chunk(BODY, CHUNK_SIZE + b';a="b"') + b"0\r\n\r\n",
        "trailers": CHUNKED + chunk(BODY) + b"0\r\nX-Sum: 1\r\n\r\n",
    }
    for name, content in valid.items():
        yield Hostile(name=name, claims=ODD, behaves=sends(content))
    for wrong in NOT_CHUNK_SIZES:
        content = CHUNKED + chunk(BODY, wrong) + b"0\r\n\r\n"
        yield Hostile(name=f"the chunk size {wrong[:12]!r}", claims=UNKNOWN, behaves=sends_and_tears(content))
    for end in (b"", b"XX", b"\n\n", b"\r", b"0\r\n"):
        content = CHUNKED + chunk(BODY, end=end) + b"0\r\n\r\n"
        yield Hostile(name=f"a chunk that ends with {end!r}", claims=UNKNOWN, behaves=sends_and_tears(content))
    yield Hostile(name="no last chunk", claims=UNKNOWN, behaves=sends_and_leaves(CHUNKED + chunk(BODY)))
    yield Hostile(name="only the last chunk", claims=UNKNOWN, behaves=sends(CHUNKED + b"0\r\n\r\n"))
    yield Hostile(name="chunks that are none", claims=UNKNOWN, behaves=sends_and_leaves(CHUNKED + BODY))
    yield Hostile(
        name="chunks and a short length",
        claims=ODD,
        behaves=sends_and_leaves(
            HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(BODY) + b"0\r\n\r\n"
        ),
    )
    for coding in (
        "gzip, chunked",
        "chunked, gzip",
        "gzip",
        "deflate",
        "xchunked",
        "chunked, chunked",
        "identity, chunked",
        "chunked;q=1",
    ):
        content = HEAD + f"Transfer-Encoding: {coding}\r\n\r\n".encode() + chunk(BODY) + b"0\r\n\r\n"
        yield Hostile(name=f"transfer encoding {coding!r}", claims=ODD, behaves=sends_and_tears(content))
