"""Find the end of a ZIP archive: its end record, and the ZIP64 end record.

Clause numbers refer to PKWARE's APPNOTE.TXT 6.3. ``central_directory`` reads what lies before the end.
"""

from __future__ import annotations

from struct import Struct
from typing import NamedTuple

from signature_model.containers.extra_fields import TOO_LARGE
from signature_model.containers.file_kinds import ARCHIVE, BUNDLE, PACKAGE, maybe_other_kind
from signature_model.containers.zip_format import END_RECORD, END_SIGNATURE, LOCAL_SIGNATURE
from signature_model.errors import NotAZip

_TOO_MANY = 0xFFFF
"""A 2-byte value that means: the real value is in the ZIP64 end record."""

_LOCATOR = Struct("<4sLQL")  # 4.3.15: signature, disk, offset of the zip64 end record, number of disks
_END64 = Struct("<4sQ2H2L4Q")  # 4.3.14: signature, size of the rest, versions, disks, then as in the end record


class End(NamedTuple):
    """The end record, or the ZIP64 end record if there is one. The directory ends at ``start`` or before."""

    start: int
    stop: int
    entries: int
    size: int
    offset: int
    disagreements: tuple[str, ...]


def end_of(content: bytes) -> End:
    """Return the end of an archive. Raises NotAZip."""
    at = _find_end(content)
    _, disk, directory_disk, here, entries, size, offset, length = END_RECORD.unpack_from(content, at)
    stop = at + END_RECORD.size + length
    disagreements: tuple[str, ...] = ()
    if content.find(END_SIGNATURE, at + END_RECORD.size, stop) >= 0:
        disagreements += ("the comment of the archive contains another end record",)
    if here != entries:
        disagreements += (f"the end record states two numbers of entries: {entries} in all files, {here} in this file",)
    at64 = _find_end64(content, at)
    if at64 is not None:
        disk64, directory_disk64, here64, entries64, size64, offset64 = _END64.unpack_from(content, at64)[4:]
        _, locator_disk, _, disks = locator = _LOCATOR.unpack_from(content, at - _LOCATOR.size)
        if disks != 1 or any((disk64, directory_disk64, locator_disk, here64 - entries64, disk % _TOO_MANY)):
            disagreements += ("the ZIP64 records say that the archive is split over several disks",)
        if _differ(entries, entries64, _TOO_MANY) or _differ(size, size64) or _differ(offset, offset64):
            disagreements += ("the end record and the ZIP64 end record disagree",)
        elif size == TOO_LARGE and offset != TOO_LARGE and entries != _TOO_MANY:  # Go does not look for the record then
            disagreements += ("the end record refers to the ZIP64 end record only for the size of the directory",)
        if locator[2] != offset64 + size64:
            disagreements += ("the ZIP64 locator does not point to the end of the directory",)
        return End(at64, stop, entries64, size64, offset64, disagreements)
    if disk or directory_disk:
        msg = "it is one part of an archive that was split over several files"
        raise NotAZip(msg)
    return End(at, stop, entries, size, offset, disagreements)


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
    # Foreign bytes before the archive move it, but it still ends where the locator begins.
    for at in (stated, locator - _END64.size):
        if 0 <= at <= locator - _END64.size and content.startswith(b"PK\6\6", at):
            length: int = _END64.unpack_from(content, at)[1]
            if at + 12 + length == locator:
                return at
    return None
