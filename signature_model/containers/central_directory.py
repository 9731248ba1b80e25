"""The central directory of a ZIP archive: find it, and read the headers in it.

Clause numbers refer to PKWARE's APPNOTE.TXT 6.3. ``local_entries`` compares the directory with the entries, ``reading``
reads their content.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from signature_model.containers.end_records import End, end_of
from signature_model.containers.extra_fields import TOO_LARGE, ExtraFields, path_fault, read_extra_fields
from signature_model.containers.zip_format import CENTRAL_HEADER, CENTRAL_SIGNATURE, END_SIGNATURE, IS_UTF8
from signature_model.errors import NotAZip
from signature_model.xml.declarations import is_utf8

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ANOTHER_DISK = 0xFFFF  # the disk's number is in the ZIP64 field
_WHOLE_ZIP64 = 28  # the length of a ZIP64 field with all values; Java 17 refuses other lengths with a disk's number


class Header(NamedTuple):
    """An entry of the directory; ``offset`` is the offset of the local header that the directory states."""

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
    """The fault of the entry in the directory, in words; None without a fault."""


class Directory(NamedTuple):
    """The headers in the central directory, and the place of the directory and the end records in the archive.

    ``shift`` is the number of foreign bytes before the archive: every offset in the archive is too small by this
    number. ``is_cut`` is true if the archive has more entries than were asked for. ``disagreements`` say what is wrong
    in the end records.
    """

    headers: tuple[Header, ...]
    place: range
    end_records: range
    shift: int
    is_cut: bool
    disagreements: tuple[str, ...]


def read_directory(content: bytes, *, most: int) -> Directory:
    """Read the headers of at most ``most`` entries. Raises NotAZip if there is no readable directory."""
    end = end_of(content)
    start = _start_of(content, end)
    headers, is_cut = _headers_in(content, start, start + end.size, most)
    disagreements = end.disagreements
    if not is_cut and len(headers) != end.entries:
        disagreements += (
            f"the number of entries is {end.entries} in the end record, and {len(headers)} in the directory",
        )
    return Directory(
        headers=tuple(headers),
        place=range(start, start + end.size),
        end_records=range(end.start, end.stop),
        shift=start - end.offset,
        is_cut=is_cut,
        disagreements=disagreements,
    )


def _start_of(content: bytes, end: End) -> int:
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
    # libzip reads these as code page 437, which contradicts the flag.
    return "the comment has control characters" if flags & IS_UTF8 and _CONTROLS.search(comment) else None


def _zip64_fault(fields: ExtraFields, size: int, compressed_size: int, offset: int, disk: int) -> str | None:
    if fields.zip64 is None:
        return None
    replaced = 8 * (size, compressed_size, offset).count(TOO_LARGE) + 4 * (disk == _ANOTHER_DISK)
    if len(fields.zip64) != replaced:
        return f"the ZIP64 field has {len(fields.zip64)} bytes; the values that it replaces need {replaced}"
    if disk == _ANOTHER_DISK and replaced != _WHOLE_ZIP64:
        return f"the ZIP64 field has a disk's number and {replaced} bytes; some readers accept only {_WHOLE_ZIP64}"
    return None


def _with_zip64(field: bytes, *values: int) -> Iterator[int]:
    """Yield the values. A value that is too large for its place is read from the ZIP64 field."""
    at = 0
    for value in values:
        if value == TOO_LARGE and at + 8 <= len(field):
            yield int.from_bytes(field[at : at + 8], "little")
            at += 8
        else:
            yield value
