"""Reading the frame that a creation is sent in, strictly and in bounded time: two parts, in this order, and no more.

``signature_model.api.messages.multipart`` writes it. Source: RFC 2046, 5.1.1.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

MAX_HEAD: Final = 8 * 1024
"""Bytes of a part's header fields."""
MAX_FIELDS: Final = 32

_TYPE: Final = re.compile(r"\s*([!#$%&'*+.^_`|~\w-]+/[!#$%&'*+.^_`|~\w-]+)\s*(?:;.*)?", re.ASCII | re.DOTALL)
_BOUNDARY: Final = re.compile(
    r""";\s*boundary\s*=\s*(?:"([\w'()+,./:=? -]{0,69}[\w'()+,./:=?-])"|([\w'+.-]{1,70}))\s*(?=;|\Z)""",
    re.ASCII | re.IGNORECASE,
)
_FIELD: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t -~\x80-\xff]*)")
_REST_OF_LINE: Final = re.compile(rb"[ \t]{0,16}\r\n")
_END: Final = re.compile(rb"--[ \t]{0,16}(?:\r\n)?\Z")
_PLAIN: Final = frozenset({"", "7bit", "8bit", "binary"})


class MalformedFrame(Exception):
    """What was sent is no ``multipart/mixed`` of two parts, or not in a form that is read."""


class Part(NamedTuple):
    """The media type of a part, in small letters and without parameters, and its content."""

    media_type: str
    content: bytes


def parts(content_type: str, body: bytes) -> tuple[Part, ...]:
    """All parts of a body, three at most. Raises MalformedFrame."""
    delimiter = b"\r\n--" + _boundary(content_type)
    at = _first(body, delimiter)
    found: list[Part] = []
    while (head := _REST_OF_LINE.match(body, at)) is not None:
        end = body.find(delimiter, head.end())
        if end < 0 or len(found) == 3:  # noqa: PLR2004 - one more than there should be tells enough
            msg = "a part does not end" if end < 0 else "there are more than two parts"
            raise MalformedFrame(msg)
        found.append(_part(body, head.end(), end))
        at = end + len(delimiter)
    if _END.match(body, at) is None:
        msg = "a boundary is followed by something else than a new line or the end"
        raise MalformedFrame(msg)
    return tuple(found)


def media_type(content_type: str) -> str:
    """A media type in small letters, without parameters; empty where there is none."""
    found = _TYPE.fullmatch(content_type)
    return found[1].lower() if found else ""


def _boundary(content_type: str) -> bytes:
    found = _BOUNDARY.findall(content_type)
    if media_type(content_type) != "multipart/mixed" or len(found) != 1:
        msg = "the content type is not multipart/mixed with one boundary"
        raise MalformedFrame(msg)
    return "".join(found[0]).encode()


def _first(body: bytes, delimiter: bytes) -> int:
    """Behind the first boundary, before which there may be an empty line and nothing else."""
    line = delimiter[2:]
    for lead in (line, delimiter):
        if body.startswith(lead):
            return len(lead)
    msg = "the body does not begin with the boundary"
    raise MalformedFrame(msg)


def _part(body: bytes, start: int, end: int) -> Part:
    if body.startswith(b"\r\n", start):
        head, content = b"", start + 2
    else:
        blank = body.find(b"\r\n\r\n", start, min(end, start + MAX_HEAD))
        if blank < 0:
            msg = "a part has no empty line after its header fields, or too many of them"
            raise MalformedFrame(msg)
        head, content = body[start:blank], blank + 4
    fields = _fields(head)
    if fields.get("content-transfer-encoding", "").lower() not in _PLAIN:
        msg = "a part has a transfer encoding"
        raise MalformedFrame(msg)
    return Part(media_type(fields.get("content-type", "")), body[content:end])


def _fields(head: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}
    lines = head.split(b"\r\n") if head else []
    for line in lines:
        found = _FIELD.fullmatch(line)
        name = found[1].decode().lower() if found else ""
        if found is None or name in fields or len(lines) > MAX_FIELDS:
            msg = "a header field of a part cannot be read, or is there twice"
            raise MalformedFrame(msg)
        fields[name] = found[2].decode("latin-1").strip()
    return fields
