"""Where the entries of a zip archive really lie, and whether the bytes there agree with the directory.

Trusts neither side: what the local header or the data descriptor says otherwise than the directory is told in words.
Clause numbers are those of PKWARE's APPNOTE.TXT 6.3.
"""

from __future__ import annotations

from bisect import bisect_right
from struct import pack, unpack_from
from typing import TYPE_CHECKING, NamedTuple

from signature_model.containers.central_directory import (
    HAS_DESCRIPTOR,
    IS_ENCRYPTED,
    IS_UTF8,
    LOCAL_HEADER,
    LOCAL_SIGNATURE,
    unicode_path,
    zip64_field,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.containers.central_directory import Directory, Header


class Placement(NamedTuple):
    """The bytes of an entry: its local header from ``start``, its data from ``data``, all of it up to ``stop``.

    ``disagreement`` is what contradicts the directory; ``data`` and ``stop`` mean nothing then. ``other_name`` is the
    local header's, where that is what contradicts.
    """

    start: int
    data: int
    stop: int
    disagreement: str | None
    other_name: bytes | None = None


def place_entries(content: bytes, directory: Directory) -> list[Placement]:
    """Find the entries, in the order of the directory."""
    return _apart([_place(content, header, directory) for header in directory.headers])


def unclaimed(content: bytes, directory: Directory, placements: Sequence[Placement]) -> tuple[range, ...]:
    """The bytes of no entry, of no directory and of no end record.

    An entry that disagrees with the directory is given everything up to the next one: that is one fault, not two.
    """
    starts = sorted({placement.start for placement in placements} | {directory.place.start})
    claims = [_claim(placement, starts) for placement in placements if placement.start < directory.place.start]
    claims += [directory.place, directory.end_records, range(len(content), len(content))]
    gaps, at = [], 0
    for claim in sorted(claims, key=lambda each: each.start):
        if claim.start > at:
            gaps.append(range(at, claim.start))
        at = max(at, claim.stop)
    return tuple(gaps)


def _claim(placement: Placement, starts: Sequence[int]) -> range:
    if placement.disagreement is None:
        return range(placement.start, placement.stop)
    return range(placement.start, starts[bisect_right(starts, placement.start)])


def _apart(placements: list[Placement]) -> list[Placement]:
    """Note the overlaps among those that agree with the directory."""
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
    name, extra = content[name_at:extra_at], content[extra_at:data]
    disagreement = _header_disagreement(header, local, name, extra)
    if disagreement is None and local[2] & HAS_DESCRIPTOR:
        length = _descriptor_length(content[stop : min(stop + 24, limit)], header)
        stop += length
        disagreement = None if length else "the data descriptor is missing, or disagrees with the directory"
    return Placement(start, data, stop, disagreement, None if name == header.raw_name else name)


def _header_disagreement(header: Header, local: tuple[int, ...], name: bytes, extra: bytes) -> str | None:
    _, _, flags, method, _, _, *values, _, _ = local
    if name != header.raw_name:
        return "the local header has another name than the directory"
    if (extra or header.path) and not {header.path, unicode_path(extra, name)} <= {None, header.name}:
        return "the Unicode path field has another name than the header"
    if 0xFFFFFFFF in values and len(field := zip64_field(extra)) >= 16:  # noqa: PLR2004 -- the local header's field has both sizes
        values[2], values[1] = unpack_from("<2Q", field)
    known = [header.crc, header.compressed_size, header.size]
    if flags & HAS_DESCRIPTOR:
        # 4.4.4: these are zero then; some writers know them all the same
        known = [value and true for value, true in zip(values, known, strict=True)]
    decisive = IS_ENCRYPTED | HAS_DESCRIPTOR | (0 if name.isascii() else IS_UTF8)
    told, listed = [flags & decisive, method, *values], [header.flags & decisive, header.method, *known]
    if told == listed:
        return None
    compared = zip(("flags", "method", "CRC-32", "compressed size", "size"), told, listed, strict=True)
    what, one, other = next(each for each in compared if each[1] != each[2])
    return f"the local header says {what} {one}, the directory {other}"


def _descriptor_length(found: bytes, header: Header) -> int:
    """The length of the data descriptor (4.3.9), whose signature is optional and whose sizes may be of 8 bytes."""
    long = pack("<LQQ", header.crc, header.compressed_size, header.size)
    short = pack("<LLL", header.crc, header.compressed_size & 0xFFFFFFFF, header.size & 0xFFFFFFFF)
    forms = (b"PK\7\x08" + long, long, b"PK\7\x08" + short, short)
    return next((len(form) for form in forms if found.startswith(form)), 0)
