"""Tests of reading the bodies of requests."""

import io
import tracemalloc
from email.message import Message

import pytest

from signature_transports.emulator.web.bodies import MAX_BODY, Memory, UnreadableBody, read_body


def body_of(sent: bytes) -> tuple[bytes, bytes]:
    """Return the body of a request that starts with its header fields, and what is left unread."""
    head, _, rest = sent.partition(b"\r\n\r\n")
    headers = Message()
    for line in filter(None, head.decode().split("\r\n")):
        name, _, value = line.partition(": ")
        headers[name] = value
    source = io.BytesIO(rest)
    with Memory().borrowed() as take:
        return read_body(headers, source, take), source.read()


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        pytest.param(b"Host: here\r\n\r\nnext", b"", id="none"),
        pytest.param(b"Content-Length: 0\r\n\r\nnext", b"", id="empty"),
        pytest.param(b"Content-Length: 3\r\n\r\nabcnext", b"abc", id="of a length"),
        pytest.param(b"Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\nnext", b"", id="no chunk"),
        pytest.param(
            b"Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA \r\n0123456789\r\n00\r\nTrailer: t\r\n\r\nnext",
            b"abc0123456789",
            id="in chunks",
        ),
    ],
)
def test_a_body_is_read_to_its_end_and_no_further(sent: bytes, body: bytes) -> None:
    assert body_of(sent) == (body, b"next")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(b"Content-Length: 5\r\n\r\nabc", 400, id="body cut short"),
        pytest.param(b"Content-Length: 1\r\nContent-Length: 2\r\n\r\na", 400, id="two lengths"),
        pytest.param(b"Content-Length: -1\r\n\r\n", 400, id="negative"),
        pytest.param(b"Content-Length: 1_0\r\n\r\n0123456789", 400, id="as Python writes it"),
        pytest.param(b"Content-Length: %d\r\n\r\n" % (MAX_BODY + 1), 413, id="too large"),
        pytest.param(b"Content-Length: %s\r\n\r\n" % (b"9" * 5000), 400, id="absurd"),
        pytest.param(b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, id="both"),
        pytest.param(b"Transfer-Encoding: gzip\r\n\r\n", 400, id="another encoding"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, id="no size"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400, id="negative size"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n", 413, id="chunk too large"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n1000000\r\n", 413, id="too large in all"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n3\r\nab", 400, id="chunk cut short"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", 400, id="chunk longer than its size"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc  \r\n0\r\n\r\n", 400, id="blanks behind a chunk"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"a: b\r\n" * 200, 400, id="endless trailer"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 5000, 400, id="endless line"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(sent: bytes, status: int) -> None:
    with pytest.raises(UnreadableBody) as refused:
        body_of(sent)
    assert refused.value.status == status


def test_small_chunks_need_no_more_memory_than_large_ones() -> None:
    chunks, headers = 20_000, Message()
    headers["Transfer-Encoding"] = "chunked"
    source = io.BytesIO(b"2\r\nab\r\n" * chunks + b"0\r\n\r\n")
    tracemalloc.start()
    try:
        body = read_body(headers, source, lambda _: None)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(body) == 2 * chunks
    assert most < 4 * len(body)


def test_all_bodies_together_have_a_limit() -> None:
    memory, headers = Memory(100), Message()
    headers["Content-Length"] = "60"
    with memory.borrowed() as first, memory.borrowed() as second:
        read_body(headers, io.BytesIO(bytes(60)), first)
        with pytest.raises(UnreadableBody) as refused:
            read_body(headers, io.BytesIO(bytes(60)), second)
    assert refused.value.status == 503
    with memory.borrowed() as later:
        assert read_body(headers, io.BytesIO(bytes(60)), later) == bytes(60)


def test_only_bytes_that_have_arrived_count() -> None:
    memory, headers = Memory(100), Message()
    headers["Content-Length"] = "1000"
    with memory.borrowed() as take, pytest.raises(UnreadableBody) as refused:
        read_body(headers, io.BytesIO(bytes(60)), take)
    assert refused.value.status == 400
