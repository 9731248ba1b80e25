"""The content of a signed PDF: the objects that exist in one revision, and how it uses them.

All objects of the revision are read, and there may be many. pyHanko is used only to find them, because it reads much
more slowly than our own parser.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from signature_model.pdf.cross_reference_sections import read_cross_references
from signature_model.pdf.headers import header_start
from signature_model.pdf.lexical_conventions import Reference
from signature_model.pdf.limits import Budget
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.objects import OBJECT, Objects
from signature_model.pdf.readers import ONLY_A_REFERENCE, OTHER_GENERATION
from signature_model.pdf.syntax import parse
from signature_model.signed.pades.objects import explicit_numbers, is_reference
from signature_model.signed.pades.updates.areas import smallest_page
from signature_model.signed.pades.updates.searching import Searched

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyhanko.pdf_utils.reader import PdfFileReader

    from signature_model.pdf.objects import Places

MOST_VALUES: Final = 3_000_000
"""Numbers, names and other values in all objects of a revision. A page with a tagged table has about 2,000."""
_MOST_UNUSED: Final = 1_000
"""Numbers that no object has. With very many, some readers rebuild the file."""
_LISTED: Final = "[]"
_PAGES: Final = frozenset({"/Contents", "/Contents[]", "/Kids", "/Kids[]"})
_MISSING_PAGE: Final = "a page or its content does not exist"
_NOT_ONE_VALUE: Final = "an object is not a single value"
_OTHER_INDEX: Final = "an object is at another index of its object stream than the cross-references say"
_END: Final = re.compile(rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+(?:endobj|stream)")


@dataclass(slots=True, kw_only=True)
class Content:
    """The content of one revision, which later updates must not change.

    - ``uses``: for each object number, the keys under which the revision refers to it. For an item of a list, that is
      the key of the list, and ``[]``. References from the store do not count. Missing objects count, because an update
      could add them.
    - ``defined``: the numbers and generations of the objects that exist.
    - ``has_widgets``: whether there are fields on pages.
    - ``has_bare_widgets``: whether one of these fields has no appearance; signatures do not count.
    - ``has_older_versions``: whether a search of the file finds an older version of an object.
    - ``smallest_page``: the area of the smallest page.
    - ``faults``: errors that readers repair in different ways. If there is one, a reader may show an object that
      ``uses`` lacks.
    """

    uses: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    defined: set[tuple[int, int]] = field(default_factory=set)
    has_widgets: bool = False
    has_bare_widgets: bool = False
    has_older_versions: bool = False
    smallest_page: float = 0
    faults: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, reader: PdfFileReader, last: int, octets: bytes) -> Content:
        """Read the uses of objects in the revision ``last``, which has these octets.

        Raises LimitExceeded and Malformed.
        """
        content, freed = cls(), set[int]()
        for each in range(last + 1):
            content.defined |= explicit_numbers(reader, each)
            freed |= {*reader.xrefs.get_xref_data(each).freed}
        objects, resolver = _Objects(reader, content.defined, last), reader.get_historical_resolver(last)
        content._walk(objects, resolver)
        content.smallest_page = smallest_page(objects.read, _root(resolver))
        sections = read_cross_references(octets, max(0, header_start(octets)), Budget())
        content.faults += [*sections.faults, *objects.faults]
        found = Searched.of(reader, last, octets)
        content.faults += islice(found.faults(objects.places, content.uses.keys()), 1)
        content.has_older_versions = found.has_older(objects.places, content.uses.keys())
        missing = [keys for number, keys in content.uses.items() if objects.places.get(number) is None]
        if any(keys & _PAGES for keys in missing):
            content.faults.append(_MISSING_PAGE)
        if missing and content.has_older_versions:
            content.faults.append("an object is missing, and a search of the file finds older versions of others")
        highest = max(freed | {number for number, _ in content.defined}, default=0)
        size = resolver.trailer_view.get("/Size")
        if not isinstance(size, int) or size > highest + _MOST_UNUSED:
            content.faults.append("the /Size in the trailer is much higher than the number of objects")
        return content

    def _walk(self, objects: _Objects, resolver: Any) -> None:  # noqa: ANN401 - pyHanko's own
        root = _root(resolver)
        self.uses[root.number].add("/Root")
        roots = [*_items(objects.read(root)), *_items(_plain(resolver.trailer_view))]
        waiting = [(key, value) for key, value in roots if key not in {"/DSS", "/Root"}]
        while waiting:
            key, value = waiting.pop()
            if isinstance(value, Reference):
                used = self.uses[value.number]
                value = None if used else objects.read(value)
                used.add(key)
            if isinstance(value, dict):
                self._note(value)
            waiting += _items(value, key)

    def _note(self, value: dict[str, object]) -> None:
        if value.get("Subtype") == "Widget":
            self.has_widgets = True
            self.has_bare_widgets |= "AP" not in value and value.get("FT") != "Sig"


class _Objects:
    """The objects of a revision, at the places that pyHanko finds."""

    def __init__(self, reader: PdfFileReader, defined: Iterable[tuple[int, int]], last: int) -> None:
        self._content: bytes = reader.stream.getvalue()
        self._budget = Budget(values=MOST_VALUES)
        self.places: Places = {}
        self._indexes: dict[int, int] = {}
        for number, generation in sorted(defined):
            self.places[number], index = _place(reader, number, generation, last)
            if index is not None:
                self._indexes[number] = index
        self._objects = Objects(self._content, self.places, self._budget)
        self._order: dict[int, dict[int, int]] = {}
        self.faults = self._objects.faults

    def read(self, reference: Reference) -> object:
        """Return an object; None if it does not exist. Raises LimitExceeded and Malformed."""
        place = self.places.get(reference.number)
        if place is None:
            return None
        if reference.generation != (place[1] if isinstance(place, tuple) else 0):
            self.faults.append(f"{OTHER_GENERATION} {reference.number}")
        value = self._packed(place, reference) if isinstance(place, int) else self._in_file(place[0], reference)
        if isinstance(value, Reference):
            self.faults.append(ONLY_A_REFERENCE)
        return value

    def _in_file(self, offset: int, reference: Reference) -> object:
        head = OBJECT.match(self._content, offset)
        if head is None or int(head[1]) != reference.number:
            raise Malformed
        value, end = parse(self._content, head.end(), self._budget, self.faults)
        if _END.match(self._content, end) is None:
            self.faults.append(_NOT_ONE_VALUE)
        return value

    def _packed(self, holder: int, reference: Reference) -> object:
        if holder not in self._order:
            self._order[holder] = {each: index for index, each in enumerate(self._objects.packed_in(holder).offsets)}
            if not self._objects.is_exactly_packed(holder):
                self.faults.append(_NOT_ONE_VALUE)
        if self._order[holder].get(reference.number) != self._indexes[reference.number]:
            self.faults.append(_OTHER_INDEX)
        return self._objects.packed_value(holder, reference.number)


def _place(
    reader: PdfFileReader, number: int, generation: int, last: int
) -> tuple[tuple[int, int] | int | None, int | None]:
    """Return the place of an object, and its index if it is in an object stream."""
    from pyhanko.pdf_utils.generic import Reference as PyhankoReference  # noqa: PLC0415 - an extra

    place: Any = reader.xrefs.get_historical_ref(PyhankoReference(number, generation, reader), last)
    if place is None or isinstance(place, int):
        return None if place is None else (place, generation), None
    return int(place.obj_stream_id), int(place.ix_in_stream)


def _root(resolver: Any) -> Reference:  # noqa: ANN401 - pyHanko's own
    return Reference(resolver.root_ref.idnum, resolver.root_ref.generation)


def _items(value: object, key: str = "") -> list[tuple[str, object]]:
    """Return what is in a list or dictionary, with the keys. Items of a list have the key of the list and ``[]``."""
    if isinstance(value, list):
        own = key if key.endswith(_LISTED) else key + _LISTED
        return [(own, each) for each in value]
    return [(f"/{key}", each) for key, each in value.items()] if isinstance(value, dict) else []


def _plain(value: Any) -> object:  # noqa: ANN401 - pyHanko's own
    """Return a value of pyHanko like one of our own parser."""
    if is_reference(value):
        return Reference(value.idnum, value.generation)
    if isinstance(value, list):
        return [_plain(each) for each in list.__iter__(value)]
    return {key[1:]: _plain(each) for key, each in value.items()} if hasattr(value, "items") else value
