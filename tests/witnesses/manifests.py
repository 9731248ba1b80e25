"""Manifests at the edges of facets and encodings, compared with what Xerces says of them.

Xerces validates by the schemas in the folder ``WITNESS_SCHEMAS`` (the official ones, say), or else by ours.
"""

from __future__ import annotations

import os
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from lxml import etree

import signature_schema
from signature_model import validate_manifest
from tests.kits.bundles import MANIFEST, taken_apart
from tests.kits.seals import removed
from tests.witnesses.classes import Disagreement
from tests.witnesses.servers import java

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

_OURS: Final = Path(signature_schema.__file__).parent
_SCHEMA: Final = "portal.xsd"
_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_UNDECIDED: Final = frozenset({"PSR102", "PSR104"})
"""We refuse what Xerces accepts: document types, and documents of other kinds."""
_INVALID: Final = frozenset({"PSR103", "PSR106", "PSR107"})
_REFUSED: Final = _INVALID | {"PSR101"}
_SCALES: Final = (1, 2, 9, 10, 11, 39, 40, 41, 79, 80, 81, 99, 100, 101, 219, 220, 221, 255, 256, 500, 501)
_VALUES: Final = (
    *("", " ", "\t1\n", "0", "-0", "+1", "1", "01", "-1", "1.0", "1e3", "x", "true", "TRUE", " false ", "٣"),
    *("7776000", "7776001", "2147483647", "2147483648", "4294967296", "9223372036854775808", "9" * 40),
    *("999999999", "01818000282", " 01818000282 ", "ola@example.com", "+4799999999", "a b", "a  b", "a\u00a0b"),
    *("2026-06-01T12:00:00Z", "2026-06-01T12:00:00", "2026-06-01T24:00:00Z", "2026-06-01T24:00:01Z"),
    *("2026-02-29T12:00:00Z", "2024-02-29T12:00:00+14:00", "2024-02-29T12:00:00+14:01", "12026-06-01T12:00:00Z"),
    *("0000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", " 2026-06-01T12:00:00.123456789012345Z\n", "2026-06-01"),
    *("2026-06-01T12:00:60Z", "2026-06-01T12:00:00-00:00", "02026-06-01T12:00:00Z", "3", "4", "FOUR", "ON_BEHALF_OF"),
)
_ENCODINGS: Final = (
    *("UTF-8", "utf-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "iso-8859-15", "US-ASCII", "windows-1252"),
    *("UTF-32", "UTF8", "UTF-7", "cp037", "x", "", "UTF_8", "ISO-10646-UCS-2", "Shift_JIS"),
)
_CODECS: Final = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252", "utf-32")
_MARKUP: Final = (
    "<!-- a -->",
    "<!-- -- -->",
    "<?p?>",
    "<?xml?>",
    "<![CDATA[1]]>",
    "&#0;",
    "&#x1F600;",
    "&#x85;",
    "]]>",
)
_CHARACTERS: Final = ("\0", "\x0b", "\x85", "\u2028", "\ufffe", "\ufeff", "\x7f", "å", "😀", "&", "<", "\r", "&nbsp;")
_DECLARATIONS: Final = (
    *('<?xml version="1.0" encoding="{0}"?>', "<?xml version='1.0' encoding='{0}' standalone='yes'?>\r\n"),
    *('<?xml version="1.1" encoding="{0}"?>', '<?xml encoding="{0}"?>', '<?xml version="1.0" standalone="maybe"?>'),
    *('\n<?xml version="1.0"?>', '<?xml version="1.0"?><!-- a -->', '<?xml version="1.0" encoding="{0}" ?>', "", ""),
)


class Manifests:
    """Makes manifests, and compares our verdict on each with that of Xerces."""

    def __init__(self) -> None:
        self.missing: list[str] = []
        self._folder = TemporaryDirectory()
        folder = Path(os.environ.get("WITNESS_SCHEMAS", _OURS))
        if folder == _OURS:
            self.missing.append("the official schemas (their folder in WITNESS_SCHEMAS); Xerces uses ours")
        self._server = java("Manifests", os.fspath(folder / _SCHEMA))
        if self._server is None:
            self.missing.append("Xerces (a JDK 17)")

    def compare(self, random: Random) -> Iterator[Disagreement]:
        """Make one manifest, and say whether Xerces disagrees with us."""
        if self._server is None:
            return
        content = made(random)
        findings = validate_manifest(content).findings
        codes = {each.code for each in findings}
        if codes & _UNDECIDED:
            return
        path = Path(self._folder.name) / "manifest.xml"
        path.write_bytes(content)
        kind, _, words = self._server.ask(path)[0].partition("\t")
        ours = "malformed" if "PSR101" in codes else "invalid" if codes & _INVALID else "ok"
        if kind != ours and not (kind == "invalid" and "PSR108" in codes):
            said = next((each.message for each in findings if each.code in _REFUSED), "")
            if ours == "malformed":
                yield Disagreement(f"malformed for us, not for Xerces: {said}", content)
            else:
                yield Disagreement(f"{ours} for us, {kind or 'no answer'} for Xerces: {words or said}", content)


def made(random: Random) -> bytes:
    """Return a valid manifest with up to three changes of its tree, and sometimes of its text and encoding."""
    root = etree.fromstring(taken_apart()[MANIFEST])
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        _change(root, random)
    text = etree.tostring(root, encoding="unicode")
    if random.random() < 0.3:
        place = random.randrange(len(text))
        place = text.index(">", place) + 1 if random.random() < 0.8 and ">" in text[place:] else place
        text = text[:place] + random.choice((*_MARKUP, *_CHARACTERS)) + text[place:]
    if random.random() < 0.4:
        return (random.choice(_DECLARATIONS).format(random.choice(_ENCODINGS)) + text).encode(
            random.choice(_CODECS), errors="xmlcharrefreplace"
        )
    return text.encode()


def _change(root: etree._Element, random: Random) -> None:
    elements = list(root.iter("*"))
    element, target = random.choice(elements), random.choice(elements)
    leaf = random.choice([each for each in elements if len(each) == 0])
    name = etree.QName(element)
    letter = random.choice(("a", "å", "😀", " ", "1"))
    random.choice(
        (
            lambda: setattr(leaf, "text", random.choice(_VALUES)),
            lambda: setattr(leaf, "text", letter * random.choice(_SCALES)),
            lambda: setattr(leaf, "text", f"\n {leaf.text or ''} "),
            lambda: setattr(element, "tail", random.choice(("x", " ", "\n", "\u00a0"))),
            lambda: _added(element, random),
            lambda: _added(element, random),
            lambda: removed(element) if element is not root else None,
            lambda: element.addnext(deepcopy(element)) if element is not root else None,
            lambda: target.append(deepcopy(element)),
            lambda: target.insert(0, deepcopy(element)),
            lambda: element.set(random.choice(_names("attribute")), random.choice(_VALUES)),
            lambda: element.set(_XSI + random.choice(("nil", "x")), random.choice(("true", "false", "x"))),
            lambda: element.set(f"{_XSI}type", random.choice((*_names("complexType"), *_names("simpleType")))),
            lambda: element.set(f"{_XSI}schemaLocation", "http://signering.posten.no/schema/v1 other.xsd"),
            lambda: element.set("{http://www.w3.org/XML/1998/namespace}lang", "nb"),
            lambda: element.insert(random.randint(0, len(element)), etree.Comment("here")),
            lambda: element.insert(random.randint(0, len(element)), etree.ProcessingInstruction("here")),
            lambda: setattr(element, "tag", random.choice((name.localname, f"{name.text}x"))),
        )
    )()


def _added(element: etree._Element, random: Random) -> None:
    namespace = etree.QName(element).namespace
    added = etree.Element(etree.QName(namespace, random.choice(_names("element"))))
    added.text = random.choice(_VALUES)
    element.insert(random.randint(0, len(element)), added)


@cache
def _names(kind: str) -> Sequence[str]:
    """The names of this kind that our schemas declare."""
    found = {
        each.get("name", "x")
        for file in ("portal.xsd", "common.xsd")
        for each in etree.parse(_OURS / file).iter(f"{{http://www.w3.org/2001/XMLSchema}}{kind}")
    }
    return sorted(found)
