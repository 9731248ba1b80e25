"""Find the objects that readers use as the catalogue if the cross-reference sections do not lead to a page.

Readers then search the file for objects. They differ in which sections they keep, and in which catalogue they prefer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.pdf.nearest_sections import read_nearby_sections
from signature_model.pdf.objects import Objects
from signature_model.pdf.syntax import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.pdf.cross_references import CrossReferences
    from signature_model.pdf.limits import Budget
    from signature_model.pdf.recovery import FoundObjects


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """An object that may be the catalogue, with the objects that readers see if they use it.

    ``is_common`` is true if most readers use it. ``does_not_exist`` is true if a trailer names another catalogue, which
    is missing.
    """

    root: object
    objects: Objects
    is_common: bool = False
    does_not_exist: bool = False


def candidates(content: bytes, table: CrossReferences, found: FoundObjects, budget: Budget) -> Iterator[Candidate]:
    """Yield the candidates: first the catalogue of most readers, then those of single readers."""
    objects = Objects(content, found.places, budget)
    is_searched = table.is_broken or table.is_doubtful
    roots = _named(table, found, objects, is_searched=is_searched)
    is_missing = bool(roots) and isinstance(roots[0], Reference) and objects.resolved(roots[0]) is None
    for root in roots:
        yield Candidate(root=root, objects=objects, is_common=True)
    if is_searched and (is_missing or not found.names_root):  # qpdf and mupdf
        for root in found.catalogues:
            yield Candidate(root=root, objects=objects, is_common=True, does_not_exist=is_missing)
    if is_searched and found.packed:  # for mupdf, objects in object streams replace all others
        packed = Objects(content, found.places | found.packed, budget)
        for root in roots or found.catalogues:
            yield Candidate(root=root, objects=packed)
    for near in read_nearby_sections(content, budget):
        if near.is_broken or "Root" not in near.trailer:
            for root in found.catalogues:
                yield Candidate(root=root, objects=objects)
        else:
            seen = objects if near.misplaced else Objects(content, near.places, budget)
            yield Candidate(root=near.trailer["Root"], objects=seen)


def _named(table: CrossReferences, found: FoundObjects, objects: Objects, *, is_searched: bool) -> list[object]:
    """Return the catalogues that the trailers name. Without a search, only the trailer of the table counts."""
    named = table.trailer.get("Root")
    is_kept = not is_searched and not table.misplaced and isinstance(named, Reference)
    if is_kept and objects.resolved(named) is not None:
        return [named]
    return [each["Root"] for each in found.trailers if each.get("Root") is not None]
