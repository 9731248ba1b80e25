"""Write a ZIP archive that every reader can read; the same members always give the same bytes.

The local headers hold the sizes and the CRC-32, because some readers refuse data descriptors of stored members. There
are no extra fields and no attributes, and all members have the same time. ``seals.packing`` chooses the members.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from signature_model.containers.names import MAX_NAME_LENGTH, maybe_unsafe
from signature_model.containers.reading import MAX_MEMBERS, MAX_RATIO, MAX_TOTAL_SIZE, RATIO_FREE_SIZE
from signature_model.containers.zip_format import (
    CENTRAL_HEADER,
    CENTRAL_SIGNATURE,
    DEFLATED,
    END_RECORD,
    END_SIGNATURE,
    IS_UTF8,
    LOCAL_HEADER,
    LOCAL_SIGNATURE,
    STORED,
)
from signature_model.masking import quoted
from signature_model.type_checks import require_aware

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERSION = (
    20  # APPNOTE 4.4.3.2: deflate. "Made by" is the same version on MS-DOS, so that no Unix attributes are expected.
)
_FIRST = datetime(1980, 1, 1, tzinfo=UTC)  # the first and last DOS time, in steps of two seconds
_LAST = datetime(2107, 12, 31, 23, 59, 58, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """A file to write. It is stored if it is compressed already, such as a PDF."""

    name: str
    content: bytes
    is_stored: bool = False


class _Packed(NamedTuple):
    name: bytes
    method: int
    crc: int
    data: bytes
    size: int


def write_container(members: Sequence[NewMember], modified: datetime) -> bytes:
    """Write the members in their order, with ``modified`` (aware, written in UTC) as the time of all.

    A member that deflate does not make smaller is stored. Raises ValueError for names that are unsafe, too long or not
    unique, and for more members or bytes than ``reading`` accepts.
    """
    _refuse_unreadable(members)
    time, date = _dos_time(modified)
    pieces: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for packed in map(_pack, members):
        common = (_VERSION, IS_UTF8, packed.method, time, date, packed.crc, len(packed.data), packed.size,
                  len(packed.name), 0)  # fmt: skip
        pieces += (LOCAL_HEADER.pack(LOCAL_SIGNATURE, *common), packed.name, packed.data)
        directory += (CENTRAL_HEADER.pack(CENTRAL_SIGNATURE, _VERSION, *common, 0, 0, 0, 0, at), packed.name)
        at += LOCAL_HEADER.size + len(packed.name) + len(packed.data)
    size = sum(map(len, directory))
    end = END_RECORD.pack(END_SIGNATURE, 0, 0, len(members), len(members), size, at, 0)
    return b"".join((*pieces, *directory, end))


def _refuse_unreadable(members: Sequence[NewMember]) -> None:
    names: set[str] = set()
    for member in members:
        fault = maybe_unsafe(member.name)
        if member.name.endswith("/"):
            fault = "ends with a slash, like the name of a folder"
        elif len(member.name) > MAX_NAME_LENGTH:
            fault = f"is longer than {MAX_NAME_LENGTH} characters"
        elif member.name in names:
            fault = "is not unique"
        if fault is not None:
            msg = f"the name of a member {fault}: {quoted(member.name)}"
            raise ValueError(msg)
        names.add(member.name)
    total = sum(len(member.content) for member in members)
    if len(members) > MAX_MEMBERS or total > MAX_TOTAL_SIZE:
        msg = f"{len(members)} members of {total} bytes are more than {MAX_MEMBERS} or more than {MAX_TOTAL_SIZE} bytes"
        raise ValueError(msg)


def _pack(member: NewMember) -> _Packed:
    content, size = member.content, len(member.content)
    crc = zlib.crc32(content)
    if not member.is_stored:
        deflater = zlib.compressobj(zlib.Z_BEST_SPEED, wbits=-zlib.MAX_WBITS)  # a seal is base64: more effort gains 3 %
        deflated = deflater.compress(content) + deflater.flush()
        # To a reader, a very high compression ratio looks like a ZIP bomb.
        if len(deflated) < size and (size <= RATIO_FREE_SIZE or size <= MAX_RATIO * len(deflated)):
            return _Packed(member.name.encode(), DEFLATED, crc, deflated, size)
    return _Packed(member.name.encode(), STORED, crc, content, size)


def _dos_time(moment: datetime) -> tuple[int, int]:
    """Return the time and the date in the format of APPNOTE 4.4.6."""
    require_aware("modified", moment)
    utc = min(max(moment, _FIRST), _LAST).astimezone(UTC)
    time = utc.hour << 11 | utc.minute << 5 | utc.second // 2
    return time, (utc.year - 1980) << 9 | utc.month << 5 | utc.day
