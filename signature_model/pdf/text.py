"""Extract the text of a PDF's pages for comparison, within limits (ISO 32000-1, 9).

The text of a page is None unless every character is certain: a font may not say what its codes mean, or a stream may be
damaged. The layout is not kept: each string that a page shows is one line.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from signature_model.pdf.cross_reference_sections import read_cross_references
from signature_model.pdf.fonts import Fonts
from signature_model.pdf.headers import header_start
from signature_model.pdf.limits import Budget, LimitExceeded
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.objects import Objects
from signature_model.pdf.pages import PageTree, pages
from signature_model.pdf.syntax import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.pdf.fonts import Decoder
    from signature_model.pdf.syntax import Entries

MOST_UNPACKED: Final = 8 << 20
"""The maximum size of the unpacked content of all pages together, in bytes."""
MOST_TOKENS: Final = 200_000
"""The maximum number of numbers, strings and operators in the content of all pages together."""
MOST_SHOWN: Final = 1_000_000
"""The maximum size of the strings in the content of all pages together, as written, in bytes."""
MOST_ABOVE: Final = 20
"""The maximum number of nodes of the page tree in which the resources of a page are searched."""
DEEPEST: Final = 5
"""The maximum depth of form objects inside form objects."""

_STRING: Final = rb"\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\))*+\)"
_TOKEN: Final = re.compile(
    rb"(" + _STRING + rb")|<([0-9A-Fa-f\s]*+)>|/([^\0\t\n\f\r ()<>\[\]{}/%]*+)"
    rb"|([A-Za-z'\"][A-Za-z0-9*'\"]*+)|([()])|%[^\r\n]*+|[\s\[\]{}]++|[^()%]",
    re.DOTALL,
)
_ESCAPED: Final = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\s\S]))")
_MEANINGS: Final = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    **dict.fromkeys((b"\n", b"\r", b"\r\n"), b""),  # a line goes on
}
_SHOWING: Final = (b"Tj", b"TJ", b"'", b'"')
_INLINE_IMAGE: Final = b"BI"


class _Uncertain(Exception):
    """The text of a page is not certain."""


def page_texts(content: bytes, most: int) -> tuple[str | None, ...]:
    """Return the text of each of the first pages; None if it is not certain. Never raises."""
    budget = Budget()
    budget.unpacked = MOST_UNPACKED
    found: list[str | None] = []
    start = header_start(content)
    try:
        table = read_cross_references(content, max(start, 0), budget)
        trailer: Entries = {}
        for each in reversed(table.trailers):
            trailer |= each
        objects = Objects(content, table.places, budget)
        catalogue = objects.resolved(trailer.get("Root"))
        if table.is_broken or not isinstance(catalogue, dict):
            return ()
        reader = _Reader(objects)
        found += (reader.text(each) for each in islice(pages(catalogue.get("Pages"), objects, PageTree()), most))
    except LimitExceeded:
        pass  # what was read until then counts
    return tuple(found)


class _Reader:
    """Reads the pages of one document."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._fonts = Fonts(objects)
        self._left = MOST_TOKENS
        self._shown_left = MOST_SHOWN

    def text(self, page: Entries) -> str | None:
        """Return the text of a page; None if it is not certain."""
        contents = self._objects.resolved(page.get("Contents"))
        streams = contents if isinstance(contents, list) else [contents]
        try:
            data = b"\n".join(self._data(self._objects.resolved(each)) for each in streams if each is not None)
            return "\n".join(self._shown(data, self._resources(page), 0))
        except (_Uncertain, Malformed):
            return None

    def _data(self, stream: object) -> bytes:
        if not isinstance(stream, Stream):
            raise _Uncertain
        return self._objects.data_of(stream)

    def _resources(self, page: Entries) -> Entries:
        """Return the resources of a page, which may be in a node above it."""
        node: object = page
        for _ in range(MOST_ABOVE):
            if not isinstance(node, dict):
                break
            resources = self._objects.resolved(node.get("Resources"))
            if isinstance(resources, dict):
                return resources
            node = self._objects.resolved(node.get("Parent"))
        return {}

    def _shown(self, data: bytes, resources: Entries, depth: int) -> Iterator[str]:
        strings: list[bytes] = []
        name, decoded = "", None
        for token in _TOKEN.finditer(data):
            string, digits, named, operator, bracket = token.groups()
            self._left -= 1
            self._shown_left -= len(string or digits or b"")
            if min(self._left, self._shown_left) < 0 or bracket is not None or operator == _INLINE_IMAGE:
                raise _Uncertain
            if string is not None:
                strings.append(_unescaped(string[1:-1]))
            elif digits is not None:
                strings.append(_octets(digits))
            elif named is not None:
                name = named.decode("latin-1")
            elif operator is not None:
                if operator == b"Tf":
                    decoded = self._fonts.decoder(resources, name)
                elif operator == b"Do":
                    yield from self._form(resources, name, depth)
                elif operator in _SHOWING:
                    yield _text(decoded, strings)
                strings.clear()

    def _form(self, resources: Entries, name: str, depth: int) -> Iterator[str]:
        """Yield the text of a form object; an image has no text."""
        named = self._objects.resolved(resources.get("XObject"))
        form = self._objects.resolved(named.get(name)) if isinstance(named, dict) else None
        if not isinstance(form, Stream) or self._objects.resolved(form.entries.get("Subtype")) != "Form":
            return
        if depth == DEEPEST:
            raise _Uncertain
        own = self._objects.resolved(form.entries.get("Resources"))
        yield from self._shown(self._data(form), own if isinstance(own, dict) else resources, depth + 1)


def _text(decoder: Decoder | None, strings: list[bytes]) -> str:
    text = None if decoder is None else decoder(b"".join(strings))
    if text is None:
        raise _Uncertain
    return text


def _octets(digits: bytes) -> bytes:
    text = b"".join(digits.split())
    return bytes.fromhex((text + b"0" * (len(text) % 2)).decode())


def _unescaped(string: bytes) -> bytes:
    return _ESCAPED.sub(_meaning, string) if b"\\" in string else string


def _meaning(escape: re.Match[bytes]) -> bytes:
    if escape[1] is not None:
        return bytes([int(escape[1], 8) & 0xFF])
    return _MEANINGS.get(escape[2], escape[2])
