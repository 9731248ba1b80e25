"""The places of a PDF's objects according to all its cross-reference sections, and the objects that are elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from signature_model.pdf.objects import OBJECT
from signature_model.pdf.readers import NONE, Readers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signature_model.pdf.limits import Budget
    from signature_model.pdf.objects import Places
    from signature_model.pdf.syntax import Entries

_LISTED_TWICE: Final = "a cross-reference section lists an object twice"


@dataclass(slots=True, kw_only=True, eq=False)
class CrossReferences:
    """The places of the objects, the trailers from the newest on, and the faults of the sections in words.

    ``misplaced`` are the numbers of the objects that are not where the sections say. Objects ``of_unknown_kind`` are in
    object streams for PDFBox only. ``is_broken`` is true if a section could not be read, ``is_doubtful`` if most
    readers, but not PDFBox, give up. ``searching`` are the readers that give up on a cross-reference stream and search
    the file. With ``as_pdfbox``, the sections are read as PDFBox does.
    """

    places: Places = field(default_factory=dict)
    trailers: list[Entries] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    misplaced: list[int] = field(default_factory=list)
    of_unknown_kind: set[int] = field(default_factory=set)
    is_broken: bool = False
    is_doubtful: bool = False
    searching: Readers = NONE
    as_pdfbox: bool = False

    @property
    def trailer(self) -> Entries:
        """The entries of all trailers. A newer trailer overrides an older one."""
        merged: Entries = {}
        for each in reversed(self.trailers):
            merged |= each
        return merged

    def check_subsections(self, subsections: Iterable[tuple[int, int]]) -> None:
        """Check that a section lists no object twice. Each subsection has its first number and its count."""
        end = 0
        for first, count in sorted(subsections):
            if first < end and count:
                self.faults.append(_LISTED_TWICE)
                return
            end = max(end, first + count)

    def check(self, content: bytes, budget: Budget) -> None:
        """Check that each object in use is where the sections say, as PDFBox does."""
        for number, place in self.places.items():
            if place is None:
                continue
            if isinstance(place, int):  # mupdf stops if the object stream is not in the file
                stops_mupdf = number not in self.of_unknown_kind and not isinstance(self.places.get(place), tuple)
            else:
                budget.charge_row()
                head = OBJECT.match(content, place[0])
                if head is None or int(head[1]) != number or int(head[2]) != place[1]:
                    self.misplaced.append(number)
                stops_mupdf = place[0] >= len(content)
            if stops_mupdf:
                self.searching |= Readers.MUPDF
        if self.misplaced:
            self.faults.append(_misplaced(self))


def _misplaced(found: CrossReferences) -> str:
    number, total = found.misplaced[0], len(found.misplaced)
    place = found.places[number]
    offset = place[0] if isinstance(place, tuple) else 0
    more = f" (misplaced objects in total: {total:,})" if total > 1 else ""
    return f"object {number} is not at byte {offset}, where the cross-reference table says it is{more}"
