"""Mutations of PDF documents, object by object, usually with a correct cross-reference table.

If objects are in object streams, the table is a stream, too, and lists them (ISO 32000-1, 7.5.7 and 7.5.8).
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final

from fuzz.mutators.texts import tokens_changed
from tests.kits.pdfs import with_streams

if TYPE_CHECKING:
    from fuzz.mutators.dice import Dice

WORDS: Final = tuple(
    text.encode()
    for text in (
        *("/Type", "/Pages", "/Page", "/Kids", "/Count", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit"),
        *("/Metadata", "/Catalog", "/Root", "/Encrypt", "/Prev", "/Size", "/XRefStm", "/ObjStm", "/XRef", "/Extends"),
        *("/Filter", "/FlateDecode", "/ASCIIHexDecode", "/LZWDecode", "/DecodeParms", "/Predictor", "/Columns", "/W"),
        *("/Index", "/Length", "/First", "/N", "/Version", "/1.4", "1 0 R", "2 0 R", "3 0 R", "4 0 R", "9 0 R"),
        *("[", "]", "<<", ">>", "(", ")", "<", ">", "null", "true", "obj", "endobj", "stream\n", "endstream", "R"),
        *("[" * 600, "<<" * 600, "<</Kids [2 0 R]>>", "[0 0 595 842]", "[842 595 0 0]", "%%EOF", "startxref"),
    )
)
"""Names and values in PDFs."""

_OBJECT: Final = re.compile(rb"(\d{1,9}) (\d{1,5}) obj\b(.*?)endobj", re.DOTALL)
_STREAM: Final = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_TRAILER: Final = re.compile(rb"trailer\s*(<<.*?>>)\s*startxref", re.DOTALL)
_ROOT: Final = re.compile(rb"/Root\s+\d+\s+\d+\s+R")
_HEAD: Final = re.compile(rb"(?:\d{1,9}\s+\d{1,9}\s+)*")
_MOST_INFLATED: Final = 1 << 16
_HIGHEST: Final = 5_000
"""The highest object number in a table, because a table has a row for every lower number."""
_MOST_ROWS: Final = 256
_MANY: Final = (*[1, 2, 3] * 10, 30, 300, 3_000)
"""Numbers of repetitions; large inputs are slow and seldom useful."""

Objects = list[tuple[int, bytes]]


def paper_changed(content: bytes, most: int, dice: Dice) -> bytes:
    """Change an object of a document; return at most ``most`` bytes."""
    objects: Objects = [(int(number), body) for number, _, body in _OBJECT.findall(content)]
    if not objects or dice.one_in(6):
        return dice.plain(content, most)
    if dice.one_in(6):
        return tokens_changed(content, most, dice, WORDS)
    changed = _objects_changed(objects, most, dice)
    written = _written(content, changed, dice)
    return written if len(written) <= most else content[:most]


def _objects_changed(objects: Objects, most: int, dice: Dice) -> Objects:
    place = dice.random.randrange(len(objects))
    number, body = objects[place]
    match dice.random.randrange(7):
        case 0:
            return objects[:place] + objects[place + 1 :]
        case 1:
            return [*objects[:place], (number, dice.of(objects)[1]), *objects[place + 1 :]]
        case 2:
            times = min(dice.of(_MANY), most // (len(body) + 20) + 1)
            return objects + [(len(objects) + each, body) for each in range(times)]
        case 3:
            return [*objects, (dice.of(objects)[0], body)]
        case _:
            return [*objects[:place], (number, _body_changed(body, dice)), *objects[place + 1 :]]


def _body_changed(body: bytes, dice: Dice) -> bytes:
    stream = _STREAM.search(body)
    if stream is None or dice.one_in(3):
        return tokens_changed(body, 100_000, dice, WORDS)
    try:
        data = zlib.compress(_content_changed(_inflated(stream), dice))
    except zlib.error:
        data = dice.plain(stream[1], _MOST_INFLATED)
    head = re.sub(rb"/Length\s+\d+", b"/Length %d" % len(data), body[: stream.start()])
    return head + b"stream\n" + data + b"\nendstream\n"


def _inflated(stream: re.Match[bytes]) -> bytes:
    return zlib.decompressobj().decompress(stream[1], _MOST_INFLATED)


def _content_changed(content: bytes, dice: Dice) -> bytes:
    if dice.one_in(2):
        return dice.plain(content, _MOST_INFLATED)
    return tokens_changed(content, _MOST_INFLATED, dice, WORDS)


def _written(content: bytes, objects: Objects, dice: Dice) -> bytes:
    """Write the objects as a document; sometimes with the old table, or with the table of another document."""
    if (packed := _packed_in(objects)) and not dice.one_in(4):
        return _with_stream(dict(objects), packed)
    first = _OBJECT.search(content)
    out = bytearray(content[: first.start()] if first else b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number, body in objects:
        places[number] = len(out)
        out += b"%d 0 obj%bendobj\n" % (number, body)
    start = len(out)
    if dice.one_in(5):
        return bytes(out) + content[content.rfind(b"xref", 0, content.rfind(b"startxref")) :]
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    trailer, root = _TRAILER.search(content), _ROOT.search(content)
    kept = (
        trailer[1] if trailer and dice.one_in(2) else b"<</Size %d %b>>" % (len(places) + 1, root[0] if root else b"")
    )
    return bytes(out) + b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (kept, start)


def _packed_in(objects: Objects) -> dict[int, tuple[int, int, int]]:
    """Return the rows of objects in object streams: the type of such a row, the stream's number, the index in it."""
    rows: dict[int, tuple[int, int, int]] = {}
    for number, body in objects:
        stream = _STREAM.search(body) if b"/ObjStm" in body else None
        if stream is None:
            continue
        try:
            head = _HEAD.match(_inflated(stream))
        except zlib.error:
            continue
        named = head[0].split()[::2][:_MOST_ROWS] if head else []
        rows |= {int(each): (2, number, place) for place, each in enumerate(named)}
    return rows


def _with_stream(objects: dict[int, bytes], packed: dict[int, tuple[int, int, int]]) -> bytes:
    """Write a document whose cross-reference stream has a row for every number up to the highest."""
    known = {number: body for number, body in objects.items() if number <= _HIGHEST}
    found = {number: row for number, row in packed.items() if number <= _HIGHEST}
    free = dict.fromkeys(range(max((0, *known, *found))), (0, 0, 0))
    return with_streams(known, free | found)
