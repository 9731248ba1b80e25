"""The multipart body of a job creation: ``multipart/mixed`` with two parts, the job request and the bundle.

``frame_parts`` writes it: each part has a ``Content-Type`` and no other header, as in the official Java client.
``parts`` reads it strictly and in bounded time. Source: RFC 2046, 5.1.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

REQUEST_TYPE: Final = "application/xml"
BUNDLE_TYPE: Final = "application/octet-stream"

MAX_HEAD: Final = 8 * 1024
"""The maximum size of a part's header, in bytes."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CreationBody:
    """The body of a job creation in pieces, to be sent in order, with its ``Content-Type``."""

    content_type: str
    pieces: tuple[bytes, ...] = field(repr=False)


class Part(NamedTuple):
    """The content of a part and its media type, in lower case and without parameters."""

    media_type: str
    content: bytes


class MalformedMultipart(Exception):
    """The body is not ``multipart/mixed``, or has a form that this module does not read."""


def frame_parts(request: bytes, bundle: bytes) -> CreationBody:
    """Frame the two parts. The boundary is random, so that no part can be written to contain it."""
    boundary = f"part-{os.urandom(20).hex()}"
    return CreationBody(
        content_type=f'multipart/mixed; boundary="{boundary}"',
        pieces=(
            f"--{boundary}\r\nContent-Type: {REQUEST_TYPE}\r\n\r\n".encode(),
            request,
            f"\r\n--{boundary}\r\nContent-Type: {BUNDLE_TYPE}\r\n\r\n".encode(),
            bundle,
            f"\r\n--{boundary}--\r\n".encode(),
        ),
    )


def parts(content_type: str, body: bytes) -> tuple[Part, ...]:
    """Return the parts of a body, at most three. Raises MalformedMultipart."""
    delimiter = b"\r\n--" + _boundary(content_type)
    at = _end_of_first_boundary(body, delimiter)
    found: list[Part] = []
    while (head := _REST_OF_LINE.match(body, at)) is not None:
        end = body.find(delimiter, head.end())
        if end < 0 or len(found) == 3:  # noqa: PLR2004 - one part too many is enough to refuse the body
            msg = "the end of a part is missing" if end < 0 else "there are more than two parts"
            raise MalformedMultipart(msg)
        found.append(_part(body, head.end(), end))
        at = end + len(delimiter)
    if _END.match(body, at) is None:
        msg = "a boundary must be followed by a new line or by the end"
        raise MalformedMultipart(msg)
    return tuple(found)


def media_type(content_type: str) -> str:
    """Return the media type in lower case without parameters, or an empty text if there is none."""
    found = _TYPE.fullmatch(content_type)
    return found[1].lower() if found else ""


def _boundary(content_type: str) -> bytes:
    found = _BOUNDARY.findall(content_type)
    if media_type(content_type) != "multipart/mixed" or len(found) != 1:
        msg = "the content type is not multipart/mixed with one boundary"
        raise MalformedMultipart(msg)
    return "".join(found[0]).encode()


def _end_of_first_boundary(body: bytes, delimiter: bytes) -> int:
    for lead in (delimiter[2:], delimiter):  # an empty line may precede the first boundary
        if body.startswith(lead):
            return len(lead)
    msg = "the body does not begin with the boundary"
    raise MalformedMultipart(msg)


def _part(body: bytes, start: int, end: int) -> Part:
    if body.startswith(b"\r\n", start):
        head, content = b"", start + 2
    else:
        blank = body.find(b"\r\n\r\n", start, min(end, start + MAX_HEAD))
        if blank < 0:
            msg = f"a part has no empty line after its header, or a header of more than {MAX_HEAD:,} bytes"
            raise MalformedMultipart(msg)
        head, content = body[start:blank], blank + 4
    fields = _fields(head)
    if fields.get("content-transfer-encoding", "").lower() not in _PLAIN:
        msg = "a part has a transfer encoding"
        raise MalformedMultipart(msg)
    return Part(media_type(fields.get("content-type", "")), body[content:end])


def _fields(head: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}
    lines = head.split(b"\r\n") if head else []
    if len(lines) > MAX_FIELDS:
        msg = f"a part has more than {MAX_FIELDS} header fields"
        raise MalformedMultipart(msg)
    for line in lines:
        found = _FIELD.fullmatch(line)
        name = found[1].decode().lower() if found else ""
        if found is None or name in fields:
            msg = "a header field of a part cannot be read, or occurs twice"
            raise MalformedMultipart(msg)
        fields[name] = found[2].decode("latin-1").strip()
    return fields
