"""The areas of rectangles in a PDF: the pages of a revision, and the fields on them."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Final

from signature_model.pdf.lexical_conventions import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CORNERS: Final = 4
_BOXES: Final = ("MediaBox", "CropBox")
_LETTER: Final = (0.0, 0.0, 612.0, 792.0)
"""Most readers show a page without a box in the format Letter."""


def area_of(box: Sequence[float]) -> float:
    """Return the area of a rectangle with these corners."""
    left, bottom, right, top = box
    return abs((right - left) * (top - bottom))


def smallest_page(read: Callable[[Reference], object], root: Reference) -> float:
    """Return the area of the smallest page; 0 if it is not certain, or if there is no page.

    Readers show the part of a page that is in both its boxes. A page has the boxes of its parents if it has none of its
    own (ISO 32000-2, 7.7.3.4 and 14.11.2). ``read`` returns the object that a reference leads to; it may raise
    LimitExceeded and Malformed.
    """

    def followed(value: object) -> object:
        return read(value) if isinstance(value, Reference) else value

    catalogue = read(root)
    smallest, seen = inf, set[Reference]()
    waiting = [(catalogue.get("Pages"), None, None)] if isinstance(catalogue, dict) else []
    while waiting:
        reference, media, crop = waiting.pop()
        node = followed(reference)
        if not isinstance(node, dict) or not isinstance(reference, Reference) or reference in seen:
            return 0
        seen.add(reference)
        if any(key in node and node[key] is None for key in _BOXES):
            return 0  # some readers use the box of a parent then
        media, crop = node.get("MediaBox", media), node.get("CropBox", crop)
        kids = followed(node.get("Kids"))
        if isinstance(kids, list):
            waiting += [(each, media, crop) for each in kids]
            continue
        outer = _LETTER if media is None else _corners(media, followed)
        inner = outer if crop is None else _corners(crop, followed)
        smallest = min(smallest, _common_area(outer, inner))
    return 0 if smallest == inf else smallest


def _corners(value: object, followed: Callable[[object], object]) -> tuple[float, ...]:
    """Return the left, bottom, right and top of a box; all are 0 if they are not certain."""
    box = followed(value)
    items = [followed(each) for each in box] if isinstance(box, list) else []
    numbers = [float(each) for each in items if isinstance(each, int | float)]
    if len(numbers) != len(items) or len(numbers) != _CORNERS:
        return (0.0,) * _CORNERS
    left, bottom, right, top = numbers
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _common_area(one: Sequence[float], other: Sequence[float]) -> float:
    left, bottom, right, top = (*map(max, one[:2], other[:2]), *map(min, one[2:], other[2:]))
    return area_of((left, bottom, right, top)) if left < right and bottom < top else 0
