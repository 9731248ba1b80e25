"""The central directory of a ZIP archive: find it, and read the headers in it.

Clause numbers refer to PKWARE's APPNOTE.TXT 6.3. ``local_entries`` compares the directory with the entries, ``reading``
reads their content.
"""

from __future__ import annotations

import re
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple

from signature_model.containers.extra_fields import TOO_LARGE, ExtraFields, path_fault, read_extra_fields
from signature_model.containers.file_kinds import ARCHIVE, BUNDLE, PACKAGE, maybe_other_kind
from signature_model.errors import NotAZip
from signature_model.xml.declarations import is_utf8

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCAL_HEADER = Struct("<4s5H3L2H")
"""4.3.7: signature, version, flags, method, time, date, CRC-32, compressed size, size, lengths of name and extra."""

CENTRAL_HEADER = Struct("<4s6H3L5H2L")
"""4.3.12: signature, made by, then as in the local header up to the length of the extra field; length of the comment,
disk, internal attributes, external attributes, offset of the local header."""

END_RECORD = Struct("<4s4H2LH")
"""4.3.16: signature, disk, disk of the directory, entries on this disk, entries, size and offset of the directory,
length of the comment."""

LOCAL_SIGNATURE, CENTRAL_SIGNATURE, END_SIGNATURE = b"PK\3\4", b"PK\1\2", b"PK\5\6"

STORED, DEFLATED = 0, 8
"""Compression methods (4.4.5)."""

HAS_DESCRIPTOR, IS_PATCH, IS_UTF8, IS_ENCRYPTED = 0x0008, 0x0020, 0x0800, 0x0001 | 0x0040 | 0x2000
"""General purpose flags (4.4.4). Encryption is traditional, strong, or strong with masked headers."""

_LOCATOR = Struct("<4sLQL")  # 4.3.15: signature, disk, offset of the zip64 end record, number of disks
_END64 = Struct("<4sQ2H2L4Q")  # 4.3.14: signature, size of the rest, versions, disks, then as in the end record
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ANOTHER_DISK = 0xFFFF  # the disk's number is in the ZIP64 field


class Header(NamedTuple):
    """An entry of the directory; ``offset`` is that of the local header, as the directory states it."""

    name: str
    raw_name: bytes
    version: int
    """The version needed to extract it, times ten (4.4.3), without the high byte."""
    flags: int
    method: int
    crc: int
    compressed_size: int
    size: int
    system: int
    """The system whose file attributes these are (4.4.2)."""
    attributes: int
    """The external file attributes (4.4.15): DOS attributes in the low byte, a Unix mode in the high 16 bits."""
    offset: int
    fault: str | None
    """What is wrong with the entry in the directory; None if nothing is."""


class Directory(NamedTuple):
    """The headers in the central directory, and the place of the directory and the end records in the archive.

    ``shift`` is the number of foreign bytes before the archive: every offset in the archive is too small by it.
    ``is_cut`` is true if the archive has more entries than were asked for. ``disagreements`` say what is wrong in the
    end records.
    """

    headers: tuple[Header, ...]
    place: range
    end_records: range
    shift: int
    is_cut: bool
    disagreements: tuple[str, ...]


class _End(NamedTuple):
    """The end record, or the ZIP64 end record instead; the directory ends at ``start`` or before."""

    start: int
    stop: int
    entries: int
    size: int
    offset: int
    disagreements: tuple[str, ...]


def read_directory(content: bytes, *, most: int) -> Directory:
    """Read the headers of at most ``most`` entries. Raises NotAZip if there is no readable directory."""
    end = _end_of(content)
    start = _start_of(content, end)
    headers, is_cut = _headers_in(content, start, start + end.size, most)
    disagreements = end.disagreements
    if not is_cut and len(headers) != end.entries:
        disagreements += (f"the end record counts {end.entries} entries, the directory lists {len(headers)}",)
    return Directory(
        headers=tuple(headers),
        place=range(start, start + end.size),
        end_records=range(end.start, end.stop),
        shift=start - end.offset,
        is_cut=is_cut,
        disagreements=disagreements,
    )


def _end_of(content: bytes) -> _End:
    at = _find_end(content)
    _, disk, directory_disk, here, entries, size, offset, length = END_RECORD.unpack_from(content, at)
    stop = at + END_RECORD.size + length
    disagreements: tuple[str, ...] = ()
    if content.find(END_SIGNATURE, at + END_RECORD.size, stop) >= 0:
        disagreements += ("the comment of the archive contains another end record",)
    if here != entries:
        disagreements += (f"the end record counts {entries} entries, and {here} of them in this file",)
    at64 = _find_end64(content, at)
    if at64 is not None:
        disk64, directory_disk64, here64, entries64, size64, offset64 = _END64.unpack_from(content, at64)[4:]
        _, locator_disk, _, disks = locator = _LOCATOR.unpack_from(content, at - _LOCATOR.size)
        if disks != 1 or any((disk64, directory_disk64, locator_disk, here64 - entries64, disk % 0xFFFF)):
            disagreements += ("the ZIP64 records say that the archive is split over several disks",)
        if _differ(entries, entries64, 0xFFFF) or _differ(size, size64) or _differ(offset, offset64):
            disagreements += ("the end record and the ZIP64 end record disagree",)
        if locator[2] != offset64 + size64:
            disagreements += ("the ZIP64 locator does not point to the end of the directory",)
        return _End(at64, stop, entries64, size64, offset64, disagreements)
    if disk or directory_disk:
        msg = "it is one part of an archive that was split over several files"
        raise NotAZip(msg)
    return _End(at, stop, entries, size, offset, disagreements)


def _differ(value: int, value64: int, elsewhere: int = TOO_LARGE) -> bool:
    return value not in (value64, elsewhere)


def _find_end(content: bytes) -> int:
    """Return the offset of the last end record whose comment ends the content, or else of the last complete record."""
    fitting = -1
    first = max(0, len(content) - END_RECORD.size - 0xFFFF)
    at = content.rfind(END_SIGNATURE, first, max(0, len(content) - END_RECORD.size + 4))
    while at >= 0:
        length = int.from_bytes(content[at + 20 : at + 22], "little")
        left = len(content) - at - END_RECORD.size - length
        if left == 0:
            return at
        if left > 0 and fitting < 0:
            fitting = at
        at = content.rfind(END_SIGNATURE, first, at + 3)
    if fitting < 0:
        msg = _no_archive(content)
        raise NotAZip(msg)
    return fitting


def _no_archive(content: bytes) -> str:
    """Say what the content is instead of an archive."""
    if content.startswith(LOCAL_SIGNATURE):
        return "it begins like a ZIP archive, but its end is missing"
    other = maybe_other_kind(content, "a bundle", {ARCHIVE, BUNDLE, PACKAGE})
    return "it has no end record, so it is not a ZIP archive" if other is None else f"it is {other}"


def _find_end64(content: bytes, end: int) -> int | None:
    locator = end - _LOCATOR.size
    if locator < 0 or not content.startswith(b"PK\6\7", locator):
        return None
    stated: int = _LOCATOR.unpack_from(content, locator)[2]
    # Behind foreign bytes it is not where the locator says, but it still ends where the locator begins.
    for at in (stated, locator - _END64.size):
        if 0 <= at <= locator - _END64.size and content.startswith(b"PK\6\6", at):
            length: int = _END64.unpack_from(content, at)[1]
            if at + 12 + length == locator:
                return at
    return None


def _start_of(content: bytes, end: _End) -> int:
    """Return the offset of the directory: directly before the end record, as most readers assume, or else as stated."""
    before = end.start - end.size
    if end.offset <= before:
        if content.startswith(CENTRAL_SIGNATURE, before) or end.size == end.entries == 0:
            return before
        if end.size and content.startswith(CENTRAL_SIGNATURE, end.offset):
            return end.offset
    msg = "the end record points to a place without a central directory"
    raise NotAZip(msg)


def _headers_in(content: bytes, start: int, stop: int, most: int) -> tuple[list[Header], bool]:
    headers: list[Header] = []
    at = start
    while at < stop:
        if len(headers) == most:
            return headers, True
        if at + CENTRAL_HEADER.size > stop or not content.startswith(CENTRAL_SIGNATURE, at):
            msg = f"the directory is damaged at byte {at}"
            raise NotAZip(msg)
        header, at = _header_at(content, at)
        headers.append(header)
    if at > stop:
        msg = "the last entry of the directory is cut off"
        raise NotAZip(msg)
    return headers, False


def _header_at(content: bytes, at: int) -> tuple[Header, int]:
    (_, made_by, version, flags, method, _, _, crc, compressed_size, size, name_length, extra_length, comment_length,
     disk, _, attributes, offset) = CENTRAL_HEADER.unpack_from(content, at)  # fmt: skip
    name_at = at + CENTRAL_HEADER.size
    extra_at = name_at + name_length
    comment_at = extra_at + extra_length
    stop = comment_at + comment_length
    raw_name, fault = content[name_at:extra_at], None
    if extra_length:
        fields = read_extra_fields(content[extra_at:comment_at])
        fault = (
            fields.fault or path_fault(fields, raw_name) or _zip64_fault(fields, size, compressed_size, offset, disk)
        )
        if disk == _ANOTHER_DISK and fault is None and fields.zip64 is not None:
            disk = int.from_bytes(fields.zip64[-4:], "little")
        size, compressed_size, offset = _with_zip64(fields.zip64 or b"", size, compressed_size, offset)
    if disk:
        fault = fault or f"the entry begins on disk {disk} of a split archive"
    if content.find(END_SIGNATURE, name_at, stop) >= 0:
        fault = fault or "the directory entry contains an end record"
    if comment_length:
        fault = fault or _comment_fault(content[comment_at:stop], flags)
    # Appendix D. Info-ZIP and macOS write UTF-8 without the flag, and readers such as Java's expect it.
    encoding = "utf-8" if flags & IS_UTF8 or is_utf8(raw_name) else "cp437"
    name = raw_name.decode(encoding, "backslashreplace")  # a backslash makes the name unsafe
    system, needed = made_by >> 8, version & 0xFF
    header = Header(
        name, raw_name, needed, flags, method, crc, compressed_size, size, system, attributes, offset, fault
    )
    return header, stop


def _comment_fault(comment: bytes, flags: int) -> str | None:
    if not is_utf8(comment):  # Java expects UTF-8 without the flag, too
        return "the comment is not UTF-8"
    # libzip takes these for code page 437, which contradicts the flag.
    return "the comment has control characters" if flags & IS_UTF8 and _CONTROLS.search(comment) else None


def _zip64_fault(fields: ExtraFields, size: int, compressed_size: int, offset: int, disk: int) -> str | None:
    if fields.zip64 is None:
        return None
    replaced = 8 * (size, compressed_size, offset).count(TOO_LARGE) + 4 * (disk == _ANOTHER_DISK)
    if len(fields.zip64) == replaced:
        return None
    return f"the ZIP64 field has {len(fields.zip64)} bytes; the values that it replaces need {replaced}"


def _with_zip64(field: bytes, *values: int) -> Iterator[int]:
    """Yield the values. Those that are too large for their place are in the ZIP64 field, and only those."""
    at = 0
    for value in values:
        if value == TOO_LARGE and at + 8 <= len(field):
            yield int.from_bytes(field[at : at + 8], "little")
            at += 8
        else:
            yield value
