"""Mutations of ZIP archives: members by their kind, names, and false headers; sizes and checksums stay correct."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tests.kits.archives import Raw, archive

if TYPE_CHECKING:
    from collections.abc import Callable

    from fuzz.mutators.dice import Dice

    Mutator = Callable[[bytes, int, Dice], bytes]

MOST_INFLATED: Final = 1 << 20
"""The maximum number of bytes of a member in a new archive."""

# The exceptions of the standard library for invalid archives.
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)
_FIELDS: Final = ("version", "flags", "method", "crc", "compressed_size", "size")
_NUMBERS: Final = (0, 1, 8, 9, 45, 63, 0x0800, 0x2041, 0xFFFF)
_LARGE: Final = (0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE)
_NARROW: Final = 0xFFFF
_EXTRAS: Final = (b"\1\0\x10\0" + bytes(16), b"\x75\x70\5\0\1\0\0\0\0", b"\xff\xff\xff\xff", b"\1\0\0\0", b"\0")


def members_of(content: bytes) -> list[tuple[str, bytes]] | None:
    """Return the names and contents of an archive's members as ``zipfile`` reads them; None if it is not an archive."""
    try:
        # Python 3.14 warns of members that overlap.
        with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(io.BytesIO(content)) as opened:
            return [(each.filename, _inflated(opened, each)) for each in opened.infolist()]
    except _UNREADABLE:
        return None


def packed(members: list[tuple[str, bytes]]) -> bytes:
    """Return a valid archive of the members."""
    return archive(*(_raw(name, content) for name, content in members))


def archive_changed(content: bytes, most: int, dice: Dice, mutator_of: Callable[[str], Mutator]) -> bytes:
    """Change a member or a header of an archive; ``mutator_of`` returns the mutator for a member's name."""
    members = members_of(content)
    if not members or dice.one_in(6):
        return dice.plain(content, most)
    written = _lying(members, dice) if dice.one_in(4) else packed(_members_changed(members, most, dice, mutator_of))
    return written if len(written) <= most else content[:most]


def _members_changed(
    members: list[tuple[str, bytes]], most: int, dice: Dice, mutator_of: Callable[[str], Mutator]
) -> list[tuple[str, bytes]]:
    place = dice.random.randrange(len(members))
    name, content = members[place]
    changed = list(members)
    match dice.random.randrange(8):
        case 0:
            del changed[place]
        case 1:
            changed.insert(dice.random.randint(0, len(members)), (name, content))
        case 2:
            changed[place] = dice.text(name, 300), content
        case 3:
            changed[place] = name, dice.of(members)[1]
        case _:
            changed[place] = name, mutator_of(name)(content, most, dice)
    return changed


def _lying(members: list[tuple[str, bytes]], dice: Dice) -> bytes:
    raws = [_raw(name, content) for name, content in members]
    place = dice.random.randrange(len(raws))
    field = dice.of(_FIELDS)
    lie = {field: dice.of(_NUMBERS if field in _FIELDS[:3] else _LARGE)}
    match dice.random.randrange(8):
        case 0:
            raws[place] = replace(raws[place], local=lie)
        case 1:
            raws[place] = replace(raws[place], central=lie)
        case 2:
            raws[place] = replace(raws[place], both=lie)
        case 3:
            raws[place] = replace(raws[place], central={"offset": dice.of(_LARGE)})
        case 4:
            raws[place] = replace(raws[place], local_extra=dice.of(_EXTRAS), central_extra=dice.of(_EXTRAS))
        case 5:
            raws[place] = replace(raws[place], local_name=dice.plain(raws[place].name, 300))
        case 6:
            raws[place] = replace(raws[place], data=dice.plain(raws[place].packed(), 100_000))
        case _:
            return _lying_about_the_whole(raws, dice)
    return archive(*raws)


def _lying_about_the_whole(raws: list[Raw], dice: Dice) -> bytes:
    fields = dict.fromkeys(("rest", "here", "entries", "size", "offset", "locator"), 0)
    zip64 = {dice.of(tuple(fields)): dice.of((0, 1, 2**63, 2**64 - 1))} if dice.one_in(2) else None
    name = dice.of(("disk", "here", "entries", "size", "offset", "comment"))
    end = {name: dice.of(_LARGE) & (_NARROW if name not in {"size", "offset"} else -1)} if dice.one_in(2) else {}
    junk = tuple(dice.plain(b"PK\5\6", 40) if dice.one_in(3) else b"" for _ in range(3))
    return archive(*raws, before=junk[0], gap=junk[1], comment=junk[2], zip64=zip64, end=end)


def _raw(name: str, content: bytes) -> Raw:
    # Deflate XML, as clients do, so that both methods occur.
    method = zipfile.ZIP_DEFLATED if name.endswith(".xml") else zipfile.ZIP_STORED
    return Raw(name=name.encode(errors="replace")[:_NARROW], content=content, method=method)


def _inflated(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with opened.open(member) as file:
        return file.read(MOST_INFLATED)
