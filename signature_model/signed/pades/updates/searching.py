"""What readers find in a revision of a PDF if they search the file instead of following its cross-references.

Some readers search the whole file if an object is missing (poppler), or search it for the missing object (PDFBox), and
an update can refer to a missing object. Then they show the last object of each number in the file, even one that is
not in use. So the last one must be the one in use, and no object may be unlisted. An object may move into an object
stream, which they do not search, if no object is missing. Source: ISO 32000-2, 7.5.4 and 7.5.8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from signature_model.pdf.limits import Budget
from signature_model.pdf.objects import OBJECT
from signature_model.signed.pades.syntax.objects import may_be_head

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from pyhanko.pdf_utils.reader import PdfFileReader

    from signature_model.pdf.objects import Places

_WORD: Final = re.compile(rb"obj(?<!endobj)|trailer")
_LONGEST_HEAD: Final = 1_000
"""The octets before a word ``obj`` that are examined. The numbers in them may be followed by a comment."""
_HEAD_NUMBERS: Final = 2
_UNLISTED: Final = "there is an object that the cross-references do not list"
_TRAILER: Final = "there is a trailer that does not belong to the cross-references"
_TWO_PLACES: Final = "the table and the stream of cross-references do not agree about an object"
_OTHER_VERSION: Final = "a search of the file finds another version of object"
"""The beginning of this fault; the number of the object follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What a search of a revision finds.

    ``newest`` are the ends of the heads of the objects, ``known`` the faults of the file as such.
    """

    octets: bytes
    newest: Mapping[int, int]
    known: tuple[str, ...]

    @classmethod
    def of(cls, reader: PdfFileReader, last: int, octets: bytes) -> Searched:
        """Search the revision ``last``, which has these octets. Raises LimitExceeded."""
        sections: list[Any] = [reader.xrefs.get_xref_data(each) for each in range(last + 1)]
        starts = [reader.xrefs.get_xref_container_info(each).start_location for each in range(last + 1)]
        beside = [each.hybrid for each in sections if each.hybrid is not None]
        do_differ = any(_do_differ(each, each.hybrid.xref_data) for each in sections if each.hybrid is not None)
        offsets = {*starts, *(each.meta_info.start_location for each in beside)}
        for each in (*sections, *(each.xref_data for each in beside)):
            offsets |= {offset for _, offset in each.standard_xrefs.values()}
        heads = {head.end(): int(head[1]) for each in offsets if (head := OBJECT.match(octets, each))}
        unlisted = islice(_unlisted(octets, heads, {octets.find(b"trailer", each) for each in starts}), 1)
        newest = {heads[end]: end for end in sorted(heads)}
        return cls(octets=octets, newest=newest, known=(*([_TWO_PLACES] if do_differ else []), *unlisted))

    def faults(self, places: Places, uses: AbstractSet[int]) -> Iterator[str]:
        """Yield the reasons why a search finds other objects.

        ``places`` has all objects that the document ever had, ``uses`` the numbers that the revision refers to.
        """
        yield from self.known
        for number in uses & (places.keys() | self.newest.keys()):
            place = places.get(number)
            used = OBJECT.match(self.octets, place[0]) if isinstance(place, tuple) else None
            is_newest = used.end() == self.newest.get(number) if used is not None else isinstance(place, int)
            if not is_newest:
                yield f"{_OTHER_VERSION} {number}"

    def has_older(self, places: Places, uses: AbstractSet[int]) -> bool:
        """Whether a search finds an older version of an object that is now in an object stream."""
        return any(isinstance(places.get(number), int) for number in uses & self.newest.keys())


def _unlisted(octets: bytes, heads: Collection[int], trailers: Collection[int]) -> Iterator[str]:
    """Yield what is in the file, but not in the cross-references. ``heads`` are the ends of the heads of objects."""
    budget = Budget()
    for word in _WORD.finditer(octets):
        if word[0] == b"trailer":
            if word.start() not in trailers:
                yield _TRAILER
        elif word.end() not in heads and _is_head(octets, word.start(), budget):
            yield _UNLISTED


def _is_head(octets: bytes, position: int, budget: Budget) -> bool:
    """Whether the word at a position follows the two numbers of an object."""
    budget.charge(scanned=_LONGEST_HEAD)
    return may_be_head(octets[max(0, position - _LONGEST_HEAD) : position], _HEAD_NUMBERS)


def _do_differ(table: Any, stream: Any) -> bool:  # noqa: ANN401 - pyHanko's own
    """Whether a table and the stream beside it list an object, and do not say the same about it."""
    in_both = table.standard_xrefs.keys() & {*stream.standard_xrefs, *stream.freed, *stream.xrefs_in_objstm}
    in_both |= table.freed.keys() & {*stream.standard_xrefs, *stream.xrefs_in_objstm}
    return any(table.standard_xrefs.get(each) != stream.standard_xrefs.get(each, 0) for each in in_both)
