"""Find the objects that readers use as the catalogue if the cross-reference sections do not lead to a page.

Readers then search the file for objects. They differ in which sections they keep, and in which catalogue they prefer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signature_model.pdf.cross_reference_sections import read_chain
from signature_model.pdf.lexical_conventions import Reference
from signature_model.pdf.nearest_sections import read_nearby_sections
from signature_model.pdf.object_builder import BAD_REFERENCE
from signature_model.pdf.objects import OBJECT, Objects
from signature_model.pdf.readers import ALL, ANY_QPDF, Readers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.pdf.cross_references import CrossReferences
    from signature_model.pdf.limits import Budget
    from signature_model.pdf.objects import Places
    from signature_model.pdf.recovery import FoundObjects


_NEAR_THE_END: Final = 1024
"""Bytes at the end of a file in which most readers look for startxref."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """An object that may be the catalogue, with the objects that readers see if they use it.

    ``readers`` are the readers that use it; ``is_common`` is true if there are several. ``does_not_exist`` is true if a
    trailer names another catalogue, which is missing.
    """

    root: object
    objects: Objects
    readers: Readers
    is_common: bool = False
    does_not_exist: bool = False


def candidates(content: bytes, table: CrossReferences, found: FoundObjects, budget: Budget) -> Iterator[Candidate]:
    """Yield the candidates: first the catalogue of most readers, then catalogues that only some readers use."""
    objects = Objects(content, found.places, budget)
    # Most readers look for the header at the start, and for startxref near the end.
    is_far = len(content) - content.rfind(b"startxref") > _NEAR_THE_END
    is_shifted = not content.startswith(b"%PDF-")
    is_searched = table.is_broken or table.is_doubtful or is_far or is_shifted
    searching = _searching(table, found, is_far=is_far, is_shifted=is_shifted)
    roots = _named(table, found, objects, is_searched=is_searched)
    most = ALL if found.keyword_roots and not table.is_broken else Readers.MUPDF
    if Readers.MUPDF not in searching:
        most &= ~Readers.MUPDF
    for root in roots:
        yield Candidate(root=root, objects=objects, readers=most, is_common=True)
    if is_searched:
        yield from _by_search(content, found, objects, roots, budget, searching)
    if Readers.QPDF_12 in searching and found.stream is not None and not found.keyword_roots:
        yield from _by_found_stream(content, found, found.stream, budget)
    yield from _by_nearby_sections(content, found, budget)


def _searching(table: CrossReferences, found: FoundObjects, *, is_far: bool, is_shifted: bool) -> Readers:
    """Return which of mupdf and qpdf search the file and can then read it."""
    root = table.trailer.get("Root")
    place = table.places.get(root.number) if isinstance(root, Reference) else None
    readers = table.searching & (Readers.MUPDF | Readers.QPDF_12)
    if table.is_broken or is_far:
        readers = Readers.MUPDF | Readers.QPDF_12
    elif table.misplaced:
        readers |= Readers.QPDF_12
        if place is not None and any(_is_in_file(table.places[each]) for each in table.misplaced):
            readers |= Readers.MUPDF
    if is_shifted:
        readers |= Readers.MUPDF
    return readers & ~Readers.MUPDF if _ends_repair(found) else readers


def _is_in_file(place: tuple[int, int] | int | None) -> bool:
    """Return whether mupdf finds an object in the file. It ignores objects at offset 0."""
    return isinstance(place, tuple) and place[0] > 0


def _ends_repair(found: FoundObjects) -> bool:
    """Return whether mupdf cannot repair the file."""
    return found.ends_mupdf or (found.is_cut and not found.trailers)


def _by_found_stream(content: bytes, found: FoundObjects, offset: int, budget: Budget) -> Iterator[Candidate]:
    """Yield the candidate of qpdf, which reads the rows of a cross-reference stream that it finds."""
    chain = read_chain(content, offset, 0, budget, lambda position: position)
    if chain.of_unknown_kind:  # qpdf gives up
        return
    packed: Places = {number: place for number, place in chain.places.items() if isinstance(place, int)}
    objects = Objects(content, packed | found.plain, budget)
    root = next((each["Root"] for each in found.trailers if each.get("Root") is not None), None)
    yield Candidate(root=root, objects=objects, readers=Readers.QPDF_12)


def _by_search(  # noqa: PLR0913, PLR0917 - what was found, and by whom
    content: bytes, found: FoundObjects, objects: Objects, roots: list[object], budget: Budget, searching: Readers
) -> Iterator[Candidate]:
    """Yield the candidates of readers that search the file."""
    plain = Objects(content, found.plain, budget)
    is_missing = bool(roots) and isinstance(roots[0], Reference) and objects.resolved(roots[0]) is None
    is_none = bool(roots) and found.stream is not None and not isinstance(roots[0], Reference)
    for root in found.keyword_roots:
        yield Candidate(root=root, objects=plain, readers=Readers.POPPLER | ANY_QPDF, is_common=True)
    if Readers.MUPDF in searching and found.bare_root is not None:
        yield Candidate(root=found.bare_root, objects=objects, readers=Readers.MUPDF)
    if Readers.MUPDF in searching and not found.names_root:
        for root in found.catalogues:
            yield Candidate(root=root, objects=objects, readers=Readers.MUPDF, is_common=True)
    if Readers.QPDF_12 in searching and (is_missing or is_none or not found.names_root):
        for root in found.catalogues:
            yield Candidate(
                root=root, objects=plain, readers=Readers.QPDF_12, is_common=True, does_not_exist=is_missing
            )
    if Readers.MUPDF in searching and found.packed:  # objects in object streams replace all others
        packed = Objects(content, found.places | found.packed, budget)
        for each in roots or found.catalogues:
            yield Candidate(root=each, objects=packed, readers=Readers.MUPDF)


def _by_nearby_sections(content: bytes, found: FoundObjects, budget: Budget) -> Iterator[Candidate]:
    """Yield the candidates of PDFBox and qpdf, which look for sections in other places."""
    by_pdfbox, *by_qpdf = read_nearby_sections(content, budget)
    yield from _by_pdfbox(content, by_pdfbox, found, budget)
    for each in by_qpdf:
        if each.is_broken or "Root" not in each.trailer:
            continue
        for places in (found.places, each.places) if each.misplaced else (each.places,):
            objects = Objects(content, places, budget)
            yield Candidate(root=each.trailer["Root"], objects=objects, readers=ANY_QPDF)


def _by_pdfbox(content: bytes, near: CrossReferences, found: FoundObjects, budget: Budget) -> Iterator[Candidate]:
    searched = Objects(content, found.pdfbox, budget, as_pdfbox=True)
    if near.is_broken or "Root" not in near.trailer or BAD_REFERENCE in near.faults:
        for each in found.catalogues:
            yield Candidate(root=each, objects=searched, readers=Readers.PDFBOX_SEARCHING)
        return
    # An object without a row is found by a search.
    rows: Places = {number: place for number, place in near.places.items() if place is not None}
    corrected = _corrected(content, rows, near.misplaced)
    seen = searched
    if corrected is not None:
        seen = Objects(content, found.pdfbox_plain | corrected, budget, as_pdfbox=True)
    yield Candidate(root=near.trailer["Root"], objects=seen, readers=Readers.PDFBOX)


def _corrected(content: bytes, rows: Places, misplaced: list[int]) -> Places | None:
    """Correct misplaced rows by the object headers at their offsets.

    Return None if an offset has no header; PDFBox then searches the file.
    """
    missing = set(misplaced)
    places = {number: place for number, place in rows.items() if number not in missing}
    for number in misplaced:
        place = rows[number]
        offset, generation = place if isinstance(place, tuple) else (0, 0)
        head = OBJECT.match(content, offset)
        if offset == 0 or head is None or int(head[2]) < generation:
            return None
        places.setdefault(int(head[1]), (offset, int(head[2])))
    return places


def _named(table: CrossReferences, found: FoundObjects, objects: Objects, *, is_searched: bool) -> list[object]:
    """Return the catalogues that the trailers name. Without a search, only the trailer of the table counts."""
    named = table.trailer.get("Root")
    is_kept = not is_searched and isinstance(named, Reference) and named.number not in table.misplaced
    if is_kept and objects.resolved(named) is not None:
        return [named]
    return [each["Root"] for each in found.trailers if each.get("Root") is not None]
