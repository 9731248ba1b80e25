"""Turn the codes of a font into text (ISO 32000-1, 9.10.2), by its map to Unicode or else by its encoding.

A font without both has no decoder: nothing is guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from signature_model.pdf.malformed import Malformed
from signature_model.pdf.syntax import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from signature_model.pdf.objects import Objects
    from signature_model.pdf.syntax import Entries

    Decoder = Callable[[bytes], str | None]
    """Turns the codes of a string into text; None if one of them is unknown."""

MOST_CODES: Final = 70_000
"""The maximum number of codes in one map: a code has at most two octets."""

_HEX: Final = rb"<\s*([0-9A-Fa-f]{2,40})\s*>\s*"
_SPACE: Final = re.compile(rb"begincodespacerange\s*<([0-9A-Fa-f]{2,8})>")
_CHAR: Final = re.compile(_HEX + _HEX)
_RANGE: Final = re.compile(_HEX + _HEX + rb"(?:<\s*([0-9A-Fa-f]{2,40})\s*>|\[([^\[\]]*)\])")
_ONE: Final = re.compile(rb"<\s*([0-9A-Fa-f]{2,40})\s*>")
_ENCODINGS: Final[Mapping[object, str]] = {"WinAnsiEncoding": "cp1252", "MacRomanEncoding": "mac_roman"}
_LIKE_ASCII: Final[Mapping[int, str]] = {each: chr(each) for each in range(32, 127) if chr(each) not in "'`"}
"""Codes that all encodings of Latin letters have in common."""
_GLYPHS: Final = (
    "exclam! quotedbl\" numbersign# dollar$ percent% ampersand& quotesingle' parenleft( parenright) "
    "asterisk* plus+ comma, hyphen- period. slash/ zero0 one1 two2 three3 four4 five5 six6 seven7 eight8 "
    "nine9 colon: semicolon; less< equal= greater> question? at@ bracketleft[ bracketright] underscore_ "
    "ae\xe6 oslash\xf8 aring\xe5 AE\xc6 Oslash\xd8 Aring\xc5 eacute\xe9 egrave\xe8 oacute\xf3 "
    "ocircumflex\xf4 adieresis\xe4 odieresis\xf6 udieresis\xfc Adieresis\xc4 Odieresis\xd6 section\xa7 "
    "endash\u2013 emdash\u2014 bullet\u2022 quoteleft\u2018 quoteright\u2019"
)
"""Names of glyphs, each with its character at the end (Adobe Glyph List)."""
_CHARACTERS: Final = {"space": " ", **{each[:-1]: each[-1] for each in _GLYPHS.split()}}


class Fonts:
    """The fonts of one document; each is read once."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._known: dict[tuple[object, str], Decoder | None] = {}

    def decoder(self, resources: Entries, name: str) -> Decoder | None:
        """Return the function that decodes a font's strings; None if their meaning is not certain."""
        fonts = self._objects.resolved(resources.get("Font"))
        reference = fonts.get(name) if isinstance(fonts, dict) else None
        key = (str(reference), name)
        if key not in self._known:
            font = self._objects.resolved(reference)
            self._known[key] = self._read(font) if isinstance(font, dict) else None
        return self._known[key]

    def _read(self, font: Entries) -> Decoder | None:
        to_unicode = self._objects.resolved(font.get("ToUnicode"))
        if isinstance(to_unicode, Stream):
            try:
                return _by_map(self._objects.data_of(to_unicode))
            except Malformed:
                return None
        if self._objects.resolved(font.get("Subtype")) == "Type0":
            return None
        codes = self._codes(font)
        return None if codes is None else lambda string: _decoded(codes, string, 1)

    def _codes(self, font: Entries) -> Mapping[int, str] | None:
        """Return the characters for the codes of a simple font, by its encoding."""
        encoding = self._objects.resolved(font.get("Encoding"))
        if isinstance(encoding, str) and encoding in _ENCODINGS:
            return _codes_of(_ENCODINGS[encoding])
        if isinstance(encoding, dict):
            base = self._objects.resolved(encoding.get("BaseEncoding"))
            known = _codes_of(_ENCODINGS[base]) if isinstance(base, str) and base in _ENCODINGS else _LIKE_ASCII
            return {**known, **_differences(self._objects.resolved(encoding.get("Differences")))}
        is_embedded = isinstance(self._objects.resolved(font.get("FontDescriptor")), dict)
        return None if is_embedded else _LIKE_ASCII


def _codes_of(encoding: str) -> Mapping[int, str]:
    return {each: text for each in range(32, 256) if (text := bytes([each]).decode(encoding, "ignore"))}


def _differences(listed: object) -> Mapping[int, str]:
    found, code = {}, 0
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, int):
            code = each
        if isinstance(each, str):
            found[code] = each if len(each) == 1 else _CHARACTERS.get(each, "")
            code += 1
    return found


def _by_map(data: bytes) -> Decoder | None:
    """Return a decoder by a CMap (ISO 32000-1, 9.10.3); None if its codes have more than two octets."""
    space = _SPACE.search(data)
    width = 0 if space is None else len(space[1]) // 2
    codes = dict(_mapped(data))
    return (lambda string: _decoded(codes, string, width)) if width in {1, 2} else None


def _mapped(data: bytes) -> Iterator[tuple[int, str]]:
    left = MOST_CODES
    for piece in data.split(b"endbf")[:-1]:
        block = piece.rpartition(b"beginbf")[2]
        if block.startswith(b"char"):
            yield from ((int(code, 16), _text(text)) for code, text in _CHAR.findall(block))
            continue
        for first, last, text, listed in _RANGE.findall(block):
            start, count = int(first, 16), int(last, 16) - int(first, 16) + 1
            left -= max(count, 1)
            if left < 0:
                return
            texts = [_text(each) for each in _ONE.findall(listed)] if listed else _following(_text(text), count)
            yield from zip(range(start, start + count), texts, strict=False)


def _following(text: str, count: int) -> Iterator[str]:
    last = ord(text[-1]) if text else 0
    yield from (text[:-1] + chr(last + each) for each in range(count) if text and last + each < 0x110000)  # noqa: PLR2004


def _text(digits: bytes) -> str:
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()).decode("utf-16-be", "ignore")


def _decoded(codes: Mapping[int, str], string: bytes, width: int) -> str | None:
    found = [codes.get(int.from_bytes(string[each : each + width]), "") for each in range(0, len(string), width)]
    return "".join(found) if all(found) else None
