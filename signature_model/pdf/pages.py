"""The page tree of a PDF, walked at a bounded cost, and whether a page is A4 portrait.

Opening the document and bounding what qpdf reads is for others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.pdf.reading import Ration

    Entries = dict[str, pikepdf.Object | None]
    Box = tuple[float, float, float, float]

MAX_NODES = 1000
"""Nodes of the page tree that are looked at, pages included; what comes after them is neither counted nor judged."""
MAX_DEPTH = 50
"""Levels of the page tree: a balanced tree of ten kids per node needs 6 for a million pages."""

A4 = (595.276, 841.890)
"""Points: 210 x 297 mm."""
A4_TOLERANCE = 3.0
"""Points, about a millimetre: 595 x 842 and 595.32 x 841.92 are what programs call A4."""

_INHERITABLE = ("/MediaBox", "/CropBox", "/Rotate")
_OF_A_PAGE = (*_INHERITABLE, "/UserUnit")
_QUARTER_TURN = 90
_NO_MORE = object()


def pages(tree: object, source: Ration) -> Iterator[Entries]:
    """The pages in order, each as its boxes, rotation and unit, inherited ones included (ISO 32000-1, 7.7.3.4).

    Ends early where the source is spent. A branch met before is passed over, so that loops end.
    """
    levels: list[tuple[Iterator[object], Entries]] = [(iter((tree,)), {})]
    branches: set[tuple[int, int]] = set()
    left = MAX_NODES
    while levels and left:
        nodes, above = levels[-1]
        node = next(nodes, _NO_MORE)
        if node is _NO_MORE:
            levels.pop()
            continue
        if source.is_spent:
            return
        left -= 1
        if not isinstance(node, pikepdf.Dictionary):
            continue
        if _is_page(node):
            yield _entries(node, above, _OF_A_PAGE)
        elif len(levels) <= MAX_DEPTH and node.objgen not in branches:
            branches.add(node.objgen)
            levels.append((_kids(node), _entries(node, above, _INHERITABLE)))


def is_a4_portrait(page: Entries) -> bool:
    """Whether what a viewer shows of a page, upright, is A4 portrait within the tolerance.

    That is the part of the media box inside the crop box, turned as the page says, in its unit. A page without a
    usable media box is not: viewers then take a size of their own.
    """
    box = _visible(_box(page.get("/MediaBox")), _box(page.get("/CropBox")))
    if box is None:
        return False
    unit = pikepdf.as_float(page.get("/UserUnit"), 1.0)
    size = ((box[2] - box[0]) * unit, (box[3] - box[1]) * unit)
    if pikepdf.as_int(page.get("/Rotate"), 0) % 180 == _QUARTER_TURN:
        size = size[::-1]
    return all(abs(is_so - wanted) <= A4_TOLERANCE for is_so, wanted in zip(size, A4, strict=True))


def _is_page(node: pikepdf.Dictionary) -> bool:
    return "/Kids" not in node and node.get("/Type") != "/Pages"


def _kids(node: pikepdf.Dictionary) -> Iterator[object]:
    # One at a time: iterating over the array itself would read all of its objects first.
    kids = node.get("/Kids")
    return map(kids.__getitem__, range(len(kids))) if isinstance(kids, pikepdf.Array) else iter(())


def _entries(node: pikepdf.Dictionary, above: Entries, keys: tuple[str, ...]) -> Entries:
    # Asking pikepdf for a key that is not there is six times dearer than looking first.
    own = {key: node.get(key) for key in keys if key in node}
    return {**above, **own} if above else own


def _box(value: pikepdf.Object | None) -> Box | None:
    if not isinstance(value, pikepdf.Array):
        return None
    try:
        box = pikepdf.Rectangle(value)
    except TypeError:  # not four numbers
        return None
    return box.llx, box.lly, box.urx, box.ury


def _visible(media: Box | None, crop: Box | None) -> Box | None:
    if media is None or crop is None:
        return media
    return max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
