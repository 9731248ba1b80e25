"""The entries of a ZIP archive: find them, and compare their local headers and data descriptors with the directory.

Neither side is trusted: every difference is recorded. Clause numbers refer to PKWARE's APPNOTE.TXT 6.3.
"""

from __future__ import annotations

from bisect import bisect_right
from struct import pack, unpack
from typing import TYPE_CHECKING, NamedTuple

from signature_model.containers.extra_fields import TOO_LARGE, path_fault, read_extra_fields
from signature_model.containers.zip_format import (
    CENTRAL_SIGNATURE,
    DEFLATED,
    END_SIGNATURE,
    HAS_DESCRIPTOR,
    IS_UTF8,
    LOCAL_HEADER,
    LOCAL_SIGNATURE,
    STORED,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.containers.central_directory import Directory, Header
    from signature_model.containers.extra_fields import ExtraFields

_DESCRIPTOR_SIGNATURE = b"PK\7\x08"
_SIGNATURES = (LOCAL_SIGNATURE, _DESCRIPTOR_SIGNATURE, CENTRAL_SIGNATURE, END_SIGNATURE)
_LEVEL = 0x0006  # 4.4.4: how hard the deflater tried
_BOTH_SIZES = 16  # bytes of a local header's ZIP64 field (4.5.3)


class Placement(NamedTuple):
    """The place of an entry: its local header begins at ``start``, its data at ``data``, and it ends at ``stop``.

    ``disagreement`` says what contradicts the directory; ``data`` and ``stop`` are then meaningless. ``other_name`` is
    the name in the local header if it differs. ``is_unstreamable`` is true if a data descriptor follows stored data:
    programs that read a stream refuse such an entry, because the data do not mark their end.
    """

    start: int
    data: int
    stop: int
    disagreement: str | None
    other_name: bytes | None = None
    is_unstreamable: bool = False


def place_entries(content: bytes, directory: Directory) -> list[Placement]:
    """Find the entries; the result has the order of the directory."""
    return _with_overlaps([_place(content, header, directory) for header in directory.headers])


def stray_bytes(content: bytes, directory: Directory, placements: Sequence[Placement]) -> tuple[range, ...]:
    """Return the bytes that belong neither to an entry nor to the directory nor to the end records.

    If an entry disagrees with the directory, everything up to the next entry counts as part of it, so that it is not
    reported twice.
    """
    starts = sorted({placement.start for placement in placements} | {directory.place.start})
    claims = [_bytes_of(placement, starts) for placement in placements if placement.start < directory.place.start]
    claims += [directory.place, directory.end_records, range(len(content), len(content))]
    gaps, at = [], 0
    for claim in sorted(claims, key=lambda each: each.start):
        if claim.start > at:
            gaps.append(range(at, claim.start))
        at = max(at, claim.stop)
    return tuple(gaps)


def _bytes_of(placement: Placement, starts: Sequence[int]) -> range:
    if placement.disagreement is None:
        return range(placement.start, placement.stop)
    return range(placement.start, starts[bisect_right(starts, placement.start)])


def _with_overlaps(placements: list[Placement]) -> list[Placement]:
    """Record overlaps between entries that agree with the directory."""
    furthest: int | None = None
    agreeing = [index for index, placement in enumerate(placements) if placement.disagreement is None]
    for index in sorted(agreeing, key=lambda each: placements[each].start):
        here = placements[index]
        if furthest is not None:
            other = placements[furthest]
            if here.start < other.stop:
                placements[index] = here._replace(disagreement=f"overlaps the entry at byte {other.start}")
                placements[furthest] = other._replace(disagreement=f"overlaps the entry at byte {here.start}")
            if here.stop <= other.stop:
                continue
        furthest = index
    return placements


def _place(content: bytes, header: Header, directory: Directory) -> Placement:
    """Find an entry by its local header, which must have the same name and end before the directory."""
    start = header.offset + directory.shift
    limit = directory.place.start
    if start + LOCAL_HEADER.size > limit or not content.startswith(LOCAL_SIGNATURE, start):
        return Placement(start, start, start, f"no local header at byte {start}")
    local = LOCAL_HEADER.unpack_from(content, start)
    name_at = start + LOCAL_HEADER.size
    extra_at = name_at + local[9]
    data = extra_at + local[10]
    stop = data + header.compressed_size
    if stop > limit:
        return Placement(start, data, stop, "reaches into the directory")
    if (name := content[name_at:extra_at]) != header.raw_name:
        return Placement(start, data, stop, "the local header has another name than the directory", name)
    return _compared(content, header, local, Placement(start, data, stop, None), limit)


def _compared(content: bytes, header: Header, local: tuple[int, ...], entry: Placement, limit: int) -> Placement:
    """Compare the local header of an entry with the directory, and find its data descriptor before the directory."""
    fields = read_extra_fields(content[entry.data - local[10] : entry.data])
    fault = header.fault or fields.fault or path_fault(fields, header.raw_name) or _zip64_fault(fields, *local[7:9])
    if fault is not None:
        return entry._replace(disagreement=fault)
    compressed_size, size = reversed(unpack("<2Q", fields.zip64)) if fields.zip64 else local[7:9]
    has_descriptor = header.flags & HAS_DESCRIPTOR != 0
    is_unstreamable = has_descriptor and header.method == STORED
    fault, length = _header_disagreement(header, local, compressed_size, size), 0
    if (
        fault is None
        and is_unstreamable
        and compressed_size == size == 0
        and any(content.find(each, entry.data, entry.stop) >= 0 for each in _SIGNATURES)
    ):
        fault = "stored without its sizes, and its content contains a ZIP signature"
    if fault is None and has_descriptor:
        found = content[entry.stop : min(entry.stop + 24, limit)]
        length = _descriptor_length(found, header, is_zip64=fields.zip64 is not None)
        fault = None if length else "the data descriptor is missing, or disagrees with the directory"
    if fault is None and not has_descriptor:
        return entry
    return entry._replace(stop=entry.stop + length, disagreement=fault, is_unstreamable=is_unstreamable)


def _header_disagreement(header: Header, local: tuple[int, ...], *sizes: int) -> str | None:
    flags, method, values = local[2], local[3], [local[6], *sizes]
    known = [header.crc, header.compressed_size, header.size]
    if flags & HAS_DESCRIPTOR:
        # 4.4.4: these are zero then, but some writers fill them in.
        known = [value and true for value, true in zip(values, known, strict=True)]
    # All flags count (7-Zip compares them), except the encoding of ASCII names and, for deflated data, the level.
    ignored = (IS_UTF8 if header.raw_name.isascii() else 0) | (_LEVEL if method == DEFLATED else 0)
    decisive = 0xFFFF & ~ignored
    stated, listed = [flags & decisive, method, *values], [header.flags & decisive, header.method, *known]
    if stated == listed:
        return None
    compared = zip(("flags", "method", "CRC-32", "compressed size", "size"), stated, listed, strict=True)
    what, one, other = next(each for each in compared if each[1] != each[2])
    return f"the local header says {what} {one}, the directory {other}"


def _zip64_fault(fields: ExtraFields, *sizes: int) -> str | None:
    """Say what is wrong with the ZIP64 field of a local header, which replaces both sizes or nothing (4.5.3)."""
    replaced = sizes.count(TOO_LARGE)
    if not fields.zip64 or (replaced == len(sizes) and len(fields.zip64) == _BOTH_SIZES):
        return None
    length = len(fields.zip64)
    return (
        f"the local header's ZIP64 field must have {_BOTH_SIZES} bytes and replace both sizes; it has {length} and "
        f"replaces {replaced}"
    )


def _descriptor_length(found: bytes, header: Header, *, is_zip64: bool) -> int:
    """Return the length of the data descriptor (4.3.9), 0 if there is none. Its signature is optional.

    Its sizes have 8 bytes if the local header has a ZIP64 field.
    """
    if not is_zip64 and max(header.compressed_size, header.size) > TOO_LARGE:
        return 0
    form = pack("<LQQ" if is_zip64 else "<LLL", header.crc, header.compressed_size, header.size)
    forms = (_DESCRIPTOR_SIGNATURE + form, form)
    return next((len(form) for form in forms if found.startswith(form)), 0)
