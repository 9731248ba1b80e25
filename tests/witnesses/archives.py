"""Archives at the level of bytes and structures, compared with what other readers see in them.

The principle of PSR007: no two common readers see different files in an archive that has no finding, and none of them
refuses it.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from struct import pack
from typing import Final

from signature_model import validate_bundle
from tests.kits.archives import Raw, archive, descriptor
from tests.witnesses.classes import Compared, Disagreement
from tests.witnesses.zip_readers import ZipReaders

STREAMING: Final = frozenset({"Java ZipInputStream", "bsdtar, streaming"})
_AMBIGUOUS: Final = frozenset({"PSR001", "PSR002", "PSR003", "PSR005", "PSR006", "PSR007", "PSR008", "PSR016"})
_OF_THE_BUNDLE: Final = frozenset({"PSR009", "PSR010", "PSR013"})
"""Files that are missing or not declared, as in all of these archives."""
_BLANK: Final = {"crc": 0, "compressed_size": 0, "size": 0}
_HUGE: Final = {"compressed_size": 0xFFFFFFFF, "size": 0xFFFFFFFF}
_NAMES: Final = (b"a.pdf", b"b.pdf", b"A.pdf", b"x/a.pdf", b"a.pdf/", b"x/", "æ.pdf".encode(), b"\x91.pdf", b"a b.pdf")
_MODES: Final = (0o100644, 0o104755, 0o040755, 0o120777, 0o060644, 0o020644, 0o010644, 0o140644, 0o160644, 0o030644)
_SYSTEMS: Final = (0, 1, 3, 3, 6, 7, 10, 11, 14, 19)
"""Those whose file attributes readers know (APPNOTE 4.4.2): MS-DOS, Amiga, Unix and so on."""
_VALUES: Final = (0, 1, 8, 20, 45, 63, 64, 0x800, 0x808, 0xFFFF, 0xFFFFFFFF)
_END_FIELDS: Final = ("disk", "here", "entries", "size", "offset", "comment")
_WIDE: Final = frozenset({"crc", "compressed_size", "size", "offset"})
_FIELDS: Final = ("version", "flags", "method", "crc", "compressed_size", "size")


class Archives:
    """Makes archives, and compares our view of each with those of the readers."""

    def __init__(self) -> None:
        self.readers = ZipReaders()
        self.missing = self.readers.missing

    def compare(self, random: Random) -> Compared:
        """Make one archive, and name every reader that disagrees with us."""
        content = made(random)
        codes = {each.code for each in validate_bundle(content).findings if each.code < "PSR1"}
        verdict = ", ".join(sorted(codes - _OF_THE_BUNDLE)) or "sound"
        words = () if codes & _AMBIGUOUS else self._disagreements(content, codes)
        return Compared((), verdict, tuple(Disagreement(each, content) for each in words))

    def _disagreements(self, content: bytes, codes: set[str]) -> Iterator[str]:
        views = self.readers.views(content)
        if "PSR017" in codes:  # code page 437 is what the standard says; Python and unzip follow it
            views = {name: view for name, view in views.items() if name not in {"Python", "unzip"}}
        if "PSR018" in codes:
            views = {name: view for name, view in views.items() if name not in STREAMING}
        if "PSR004" in codes:
            views = {name: view for name, view in views.items() if name.startswith(("Java", "Go", "Python"))}
        seen = [view.files for view in views.values() if view.files is not None]
        usual = max(seen, key=seen.count, default=None)
        for name, view in views.items():
            if view.files is None:
                yield f"{name} refuses: {view.refusal}"
            elif usual is not None and view.files != usual:
                is_same = sorted(view.files.values()) == sorted(usual.values())
                yield f"{name} sees the same files by other names" if is_same else f"{name} sees other files"


def made(random: Random) -> bytes:
    """Return a valid archive with up to three changes of its structure, and sometimes of its bytes."""
    raws = [_entry(random, name) for name in random.sample(_NAMES[:5], random.randint(1, 3))]
    ends: dict[str, object] = {}
    for _ in range(random.choice((0, 1, 1, 1, 2, 3))):
        index = random.randrange(len(raws))
        raws[index] = _changed(random, raws[index])
        if random.random() < 0.2:
            ends |= _end(random)
    content = archive(*raws, **ends)  # type: ignore[arg-type]
    return _flipped(random, content) if random.random() < 0.2 else content


def _entry(random: Random, name: bytes) -> Raw:
    raw = Raw(name=name, content=b"%PDF-1.7 " + random.randbytes(random.randint(0, 40)), method=random.choice((0, 8)))
    if name.endswith(b"/"):
        raw = replace(raw, content=b"", method=0)
    form = random.randrange(7)
    if form == 0:
        streamed = replace(raw, both={"flags": 0x808})
        return replace(streamed, local=_BLANK, after=descriptor(streamed, signed=random.random() < 0.8))
    if form == 1:
        streamed = replace(raw, both={"flags": 0x808}, local=_HUGE | {"crc": 0})
        extra = pack("<2H2Q", 1, 16, 0, 0)
        return replace(streamed, local_extra=extra, after=descriptor(replace(raw, both={"flags": 0x808}), wide=True))
    if form == 3:  # with the sizes also before the content
        streamed = replace(raw, both={"flags": 0x808})
        return replace(streamed, after=descriptor(streamed))
    if form == 2:
        size, packed = len(raw.content), len(raw.packed())
        return replace(raw, local=_HUGE, local_extra=pack("<2H2Q", 1, 16, size, packed))
    return raw


def _changed(random: Random, raw: Raw) -> Raw:
    extra = _extra(random, raw.name)
    return random.choice(
        (
            lambda: replace(raw, both=dict(raw.both) | _field(random, _FIELDS)),
            lambda: replace(raw, local=dict(raw.local) | _field(random, _FIELDS)),
            lambda: replace(raw, central=dict(raw.central) | _field(random, _FIELDS)),
            lambda: replace(
                raw, central=dict(raw.central) | {"mode": random.choice(_MODES), "system": random.choice(_SYSTEMS)}
            ),
            lambda: replace(raw, central=dict(raw.central) | {"attributes": random.choice((1, 2, 4, 8, 16, 32))}),
            lambda: replace(raw, central=dict(raw.central) | {"disk": random.choice((0, 1, 0xFFFF))}),
            lambda: _in_zip64(random, raw),
            lambda: replace(raw, name=random.choice(_NAMES)),
            lambda: replace(raw, name=random.choice(_NAMES), both=dict(raw.both) | {"flags": 0}),
            lambda: replace(raw, local_name=random.choice(_NAMES)),
            lambda: replace(raw, local_extra=raw.local_extra + extra),
            lambda: replace(raw, central_extra=raw.central_extra + extra),
            lambda: replace(raw, local_extra=raw.local_extra + extra, central_extra=raw.central_extra + extra),
            lambda: replace(raw, comment=random.choice((b"c", b"\xe5", "å".encode(), b"PK\5\6" + bytes(18), b"a\0b"))),
            lambda: replace(raw, after=raw.after + random.choice((b"x", descriptor(raw), descriptor(raw, wide=True)))),
            lambda: replace(raw, content=raw.content + random.choice((b"PK\3\4", b"PK\7\x08", archive(Raw())))),
            lambda: _entry(random, raw.name),
        )
    )()


def _in_zip64(random: Random, raw: Raw) -> Raw:
    """Move values of the directory's header to a ZIP64 field, which may be incomplete."""
    size, packed = len(raw.content), len(raw.packed())
    values = {"size": pack("<Q", size), "compressed_size": pack("<Q", packed), "disk": pack("<L", 0)}
    moved = [name for name in values if random.random() < 0.6]
    field = b"".join(values[name] for name in moved if random.random() < 0.95)
    said = {name: 0xFFFF if name == "disk" else 0xFFFFFFFF for name in moved}
    extra = raw.central_extra + pack("<2H", 1, len(field)) + field
    return replace(raw, central=dict(raw.central) | said, central_extra=extra)


def _field(random: Random, fields: Sequence[str]) -> dict[str, int]:
    name, value = random.choice(fields), random.choice(_VALUES)
    return {name: value if name in _WIDE else value & 0xFFFF}


def _extra(random: Random, name: bytes) -> bytes:
    path = random.choice((name, b"other.pdf"))
    checksum = random.choice((zlib.crc32(name), 0))
    return random.choice(
        (
            pack("<2H", 0x5455, 0),
            pack("<2HBL", 0x5455, 5, 1, 0),
            pack("<2HBL", 0x7075, 5 + len(path), 1, checksum) + path,
            pack("<2H", 1, 0),
            pack("<2HQ", 1, 8, 18),
            pack("<2H2Q", 1, 16, 18, 18),
            pack("<2H", 0x5455, 9),
            pack("<2H", 0x9901, 7) + b"\2\0AE\3\0\0",
            pack("<2H", random.choice((0x9901, 0x000A, 0x7875, 0x6375, 0x0017)), 2) + b"\1\4",
            b"\0" * random.randint(1, 5),
        )
    )


def _end(random: Random) -> dict[str, object]:
    forms: tuple[dict[str, object], ...] = (
        {"before": b"x" * random.randint(1, 30)},
        {"gap": b"x" * random.randint(1, 30)},
        {"comment": random.choice((b"comment", b"\xe5", archive(Raw(name=b"inner"))))},
        {"zip64": {random.choice(("disks", "disk64", "locator_disk", "rest", "locator", "entries")): 2}},
        {"zip64": {"disks": 0}},
        {"zip64": {}},
        {"end": _field(random, _END_FIELDS)},
        {"zip64": {}, "end": _in_zip64_end(random)},
    )
    return random.choice(forms)


def _in_zip64_end(random: Random) -> dict[str, int]:
    values = {"entries": 0xFFFF, "here": 0xFFFF, "disk": 0xFFFF, "size": 0xFFFFFFFF, "offset": 0xFFFFFFFF}
    return {name: value for name, value in values.items() if random.random() < 0.5}


def _flipped(random: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(random.randint(1, 2)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)
