"""Open a ZIP archive, such as an ASiC-E bundle, without trusting any of its headers.

This module records facts; the rules decide what is wrong. It does not read a member that two readers could understand
differently, and it never inflates more bytes than the directory states and the limits allow.
"""

from __future__ import annotations

import stat
import zlib
from typing import TYPE_CHECKING

from signature_model.containers.central_directory import read_directory
from signature_model.containers.entries import Container, Entry
from signature_model.containers.local_entries import place_entries, stray_bytes
from signature_model.containers.names import MAX_NAME_LENGTH
from signature_model.containers.obstacles import Obstacle
from signature_model.containers.zip_format import DEFLATED, IS_ENCRYPTED, IS_PATCH, IS_UTF8, STORED
from signature_model.errors import CorruptMember

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from signature_model.containers.central_directory import Header
    from signature_model.containers.local_entries import Placement

MAX_MEMBERS = 100
"""The maximum number of entries, including folders.

A bundle has at most 20 documents and two or three other members.
"""

MAX_MEMBER_SIZE = 64 << 20
"""The maximum size of one member in inflated bytes.

The service accepts 10 MiB of documents; a rule reports more than that.
"""

MAX_TOTAL_SIZE = 64 << 20
"""The maximum size of all members together in inflated bytes."""

MAX_RATIO = 100
"""The maximum ratio of inflated to deflated bytes, for a member of more than ``RATIO_FREE_SIZE``."""

RATIO_FREE_SIZE = 16 << 20
"""Bytes. A member up to this size can have any compression ratio."""

_NEWEST_VERSION = 46  # times ten; Info-ZIP refuses newer versions

_AMIGA = 1
_AMIGA_KIND, _AMIGA_FOLDER = 0o6000, 0o4000
_FOLDER = "a folder, by its attributes"
_IRREGULAR_BITS = {  # DOS and Windows attributes
    0x008: "a volume label, by its attributes",
    0x010: _FOLDER,
    0x040: "a device, by its attributes",
    0x400: "a reparse point, by its attributes",
}
_IRREGULAR_MODES = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFDIR: _FOLDER,
    stat.S_IFBLK: "a block device, by its attributes",
    stat.S_IFCHR: "a character device, by its attributes",
    stat.S_IFIFO: "a FIFO, by its attributes",
    stat.S_IFSOCK: "a socket, by its attributes",
}


_Reason = tuple[Obstacle, str]


def open_container(content: bytes) -> Container:
    """Read everything that can be read safely. Raises NotAZip if there is no readable directory."""
    directory = read_directory(content, most=MAX_MEMBERS)
    if directory.is_cut:
        return Container(excess=f"more than {MAX_MEMBERS} members")
    headers, placements = directory.headers, place_entries(content, directory)
    irregularities = [_maybe_irregularity(header) for header in headers]
    obstacles = _obstacles(headers, placements, irregularities)
    total = sum(header.size for header, obstacle in zip(headers, obstacles, strict=True) if obstacle is None)
    excess = f"{total:,} bytes in all members, more than {MAX_TOTAL_SIZE:,}" if total > MAX_TOTAL_SIZE else None

    members = {} if excess else _read(content, headers, placements, obstacles)
    entries = tuple(map(_entry, headers, placements, obstacles, irregularities))
    return Container(
        entries=entries,
        members=members,
        unreadable={entry.name: why for entry in entries if (why := entry.why or excess)},
        stray=stray_bytes(content, directory, placements),
        disagreements=directory.disagreements,
        excess=excess,
    )


def _entry(header: Header, placement: Placement, obstacle: _Reason | None, irregularity: str | None) -> Entry:
    kind, why = obstacle or (None, None)
    return Entry(
        name=header.name,
        is_decodable=header.raw_name == header.name.encode(),
        is_declared_utf8=bool(header.flags & IS_UTF8) or header.raw_name.isascii(),
        irregularity=irregularity,
        is_unstreamable=placement.is_unstreamable,
        offset=placement.start,
        method=header.method,
        compressed_size=header.compressed_size,
        size=header.size,
        crc=header.crc,
        obstacle=kind,
        why=why,
        other_name=None if placement.other_name is None else placement.other_name.decode(errors="backslashreplace"),
    )


def _obstacles(
    headers: Iterable[Header], placements: Iterable[Placement], irregularities: Iterable[str | None]
) -> list[_Reason | None]:
    names = [header.name.rstrip("/") for header in headers]
    return [
        next(_obstacles_to(header, placement, irregularity, names.count(name)), None)
        for header, placement, irregularity, name in zip(headers, placements, irregularities, names, strict=True)
    ]


def _obstacles_to(header: Header, placement: Placement, irregularity: str | None, times: int) -> Iterator[_Reason]:
    """Yield the reasons that are known before reading, the most serious first."""
    if placement.disagreement is not None:
        yield Obstacle.INCONSISTENT, placement.disagreement
    if header.flags & IS_ENCRYPTED:
        yield Obstacle.ENCRYPTED, "encrypted"
    if header.method not in (STORED, DEFLATED):
        yield Obstacle.METHOD, f"compression method {header.method}"
    if header.flags & IS_PATCH:
        yield Obstacle.METHOD, "a patch to a file outside the archive"
    if header.version > _NEWEST_VERSION:
        yield Obstacle.METHOD, f"needs version {header.version / 10} of the ZIP format"
    if header.name.endswith("/") and header.size:
        yield Obstacle.INCONSISTENT, f"a folder with {header.size:,} bytes of content"
    excess = _maybe_excess(header)
    if excess is not None:
        yield Obstacle.EXCESS, excess
    if irregularity is not None:
        yield Obstacle.IRREGULAR, irregularity
    if times > 1:
        yield Obstacle.DUPLICATE, f"{times} members have this name"


def _maybe_irregularity(header: Header) -> str | None:
    """Return the kind of file by the attributes, unless it is a file or folder as the name says."""
    is_folder = header.name.endswith("/")
    mode = header.attributes >> 16
    kind = stat.S_IFMT(mode)
    if header.system == _AMIGA and mode & _AMIGA_KIND == _AMIGA_FOLDER:  # 7-Zip reads these bits
        irregularity: str | None = _FOLDER
    elif kind in {0, stat.S_IFREG}:
        irregularity = next((words for bit, words in _IRREGULAR_BITS.items() if header.attributes & bit), None)
    else:
        irregularity = _IRREGULAR_MODES.get(kind, "a file of an unknown kind, by its attributes")
    return None if is_folder and irregularity == _FOLDER else irregularity


def _maybe_excess(header: Header) -> str | None:
    if len(header.name) > MAX_NAME_LENGTH:
        return f"a name of {len(header.name)} characters, more than {MAX_NAME_LENGTH}"
    if header.size > MAX_MEMBER_SIZE:
        return f"{header.size:,} bytes, more than {MAX_MEMBER_SIZE:,}"
    if header.size > RATIO_FREE_SIZE and header.size > MAX_RATIO * header.compressed_size:
        return f"{header.size:,} bytes out of {header.compressed_size:,}, more than {MAX_RATIO}:1"
    return None


def _read(
    content: bytes, headers: Sequence[Header], placements: Sequence[Placement], obstacles: list[_Reason | None]
) -> dict[str, bytes]:
    """Read all files without an obstacle. Corrupt ones are added to ``obstacles``."""
    members: dict[str, bytes] = {}
    for index, header in enumerate(headers):
        if obstacles[index] is None:
            try:
                inflated = _content_of(content, header, placements[index])
            except CorruptMember as error:
                obstacles[index] = Obstacle.CORRUPT, error.message
            else:
                if not header.name.endswith("/"):
                    members[header.name] = inflated
    return members


def _content_of(content: bytes, header: Header, placement: Placement) -> bytes:
    compressed = memoryview(content)[placement.data : placement.data + header.compressed_size]
    inflated = bytes(compressed) if header.method == STORED else _inflated(compressed, header.size)
    if len(inflated) != header.size:
        msg = f"{len(inflated):,} bytes instead of {header.size:,}"
        raise CorruptMember(msg)
    if zlib.crc32(inflated) != header.crc:
        msg = "the CRC-32 does not match the content"
        raise CorruptMember(msg)
    return inflated


def _inflated(compressed: memoryview, size: int) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        inflated = inflater.decompress(compressed, size + 1)
    except zlib.error as error:
        msg = "the deflate stream is damaged"
        raise CorruptMember(msg) from error
    if len(inflated) > size:
        msg = f"it inflates to more than {size:,} bytes"
    elif not inflater.eof:
        msg = "the deflate stream is cut short"
    elif inflater.unused_data:
        msg = f"bytes after the end of the deflate stream: {len(inflater.unused_data):,}"
    else:
        return inflated
    raise CorruptMember(msg)
