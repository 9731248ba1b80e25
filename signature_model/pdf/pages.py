"""The page tree of a PDF, and whether a page is A4 portrait (ISO 32000-1, 7.7.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from signature_model.pdf.lexical_conventions import Reference
from signature_model.pdf.object_builder import NO_END
from signature_model.pdf.readers import ALL, ANY_PDFBOX, ANY_QPDF, NONE, ONLY_A_REFERENCE, Readers, not_stopped_by
from signature_model.pdf.syntax import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.pdf.objects import Objects
    from signature_model.pdf.syntax import Entries

    Box = tuple[float, float, float, float]

A4: Final = (595.276, 841.890)
"""The size of A4 in points (210 x 297 mm)."""
A4_TOLERANCE: Final = 3.0
"""The tolerance in points, about a millimetre: programs write A4 as 595 x 842 or 595.32 x 841.92."""

DEEPEST: Final = 100
"""The depth of the page tree that all readers follow."""

_INHERITABLE: Final = ("MediaBox", "CropBox", "Rotate")
_QUARTER_TURN: Final = 90
_CORNERS: Final = 4
_PER_NODE: Final = 15
"""A page or a node of the page tree costs at least as much as this number of values. Most have more."""
_NO_MORE: Final = object()
_SHOWING_NULL: Final = ~(Readers.PDFBOX_SEARCHING | Readers.QPDF_12)
_SHOWING_OTHERS: Final = ~(ANY_PDFBOX | Readers.QPDF_12)
"""These readers show an empty page for one that is not a dictionary. Other readers leave it out."""
_TAKING_PAGE_FOR_TREE: Final = ~(Readers.MUPDF | ANY_QPDF)
_TAKING_UNTYPED: Final = ~ANY_PDFBOX
_TAKING_OTHER_TYPE: Final = ~(ANY_PDFBOX | Readers.QPDF_12 | Readers.MUPDF)
"""The readers that show a page with the type of a page tree or catalogue."""


@dataclass(slots=True, kw_only=True, eq=False)
class PageTree:
    """The facts about the pages so far: their count, the numbers of the pages that are not A4 portrait, and the faults.

    ``missing`` pages have no dictionary. They are counted, because readers show them as empty pages. ``readers`` find a
    page, unless a loop has ``stopped`` them. ``is_named`` is true if the root has ``/Type /Pages``.
    """

    count: int = 0
    missing: int = 0
    not_a4: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    readers: Readers = NONE
    stopped: Readers = NONE
    is_named: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class _Branch:
    kids: Iterator[object]
    inherited: Entries
    node: object = None
    readers: Readers = ALL
    promised: object = 0
    before: int = 0


def pages(root: object, objects: Objects, tree: PageTree) -> Iterator[Entries]:
    """Walk the tree below a catalogue's ``/Pages``. Yield the pages in order, and record the facts in ``tree``.

    A branch that was visited before is skipped, so that loops end.
    """
    branches = [_Branch(kids=iter((root,)), inherited={})]
    seen: set[Reference] = set()
    while branches:
        kid = next(branches[-1].kids, _NO_MORE)
        if kid is _NO_MORE:
            branch = branches.pop()
            if branches:
                _leave(branch, tree, is_root=len(branches) == 1)
            continue
        known, before = len(objects.faults), objects.values_left
        node = _node(kid, objects, tree)
        kids = objects.resolved(node.get("Kids")) if isinstance(node, dict) else None
        objects.charge_at_least(_PER_NODE, before)
        above = branches[-1].inherited
        readers = not_stopped_by(objects.faults[known:], branches[-1].readers)
        if len(branches) == 1 and not _is_root(node, kids, is_direct=ONLY_A_REFERENCE not in objects.faults[known:]):
            tree.is_named = isinstance(node, dict) and node.get("Type") == "Pages"
            return  # this is neither a page tree nor a page
        if not isinstance(node, dict):
            _add_missing(node, readers, objects.faults[known:], tree)
        elif _is_page(node, kids):
            _add(node, branches[-1], readers, objects, tree, is_root=len(branches) == 1)
            yield node
        elif isinstance(kid, Reference) and kid in seen:
            _pass_over(kid, branches, tree)
        else:
            if isinstance(kid, Reference):
                seen.add(kid)
            branches.append(_entered(node, kids, above, objects, tree))
            branches[-1].node, branches[-1].readers = kid, readers
            if len(branches) == DEEPEST + 2:  # the first one is above the root
                tree.faults.append(f"the page tree has more than {DEEPEST} levels")


def _add_missing(node: object, readers: Readers, faults: list[str], tree: PageTree) -> None:
    """Count a page that is not a dictionary. ``faults`` were found when it was read."""
    tree.count += 1
    tree.missing += 1
    if any(each.startswith(NO_END) for each in faults):
        tree.stopped |= Readers.MUPDF  # its repair ends there
    tree.readers |= readers & (_SHOWING_NULL if node is None else _SHOWING_OTHERS)
    tree.faults.append(f"page {tree.count} is missing: its entry in the page tree is not a dictionary")


def _node(kid: object, objects: Objects, tree: PageTree) -> object:
    node = objects.resolved(kid)
    if isinstance(node, Stream):
        tree.faults.append("a stream takes the place of a page or a node of the page tree")
        return node.entries
    return node


def _is_root(node: object, kids: object, *, is_direct: bool) -> bool:
    # Readers that take a page for the tree do not follow objects that are references.
    return isinstance(node, dict) and (isinstance(kids, list) or (is_direct and node.get("Type") == "Page"))


def _is_page(node: Entries, kids: object) -> bool:
    # Some readers go by /Type, others by /Kids. Without kids, or with an empty list of them, it is a page for some.
    return not isinstance(kids, list) or (not kids and node.get("Type") == "Page")


def _pass_over(node: Reference, branches: list[_Branch], tree: PageTree) -> None:
    tree.faults.append("a part of the page tree occurs twice")
    if any(each.node == node for each in branches):
        tree.stopped |= ANY_QPDF
        if not tree.count:
            tree.stopped |= Readers.MUPDF
        if branches[-1].node != node:
            tree.stopped |= Readers.PDFBOX_SEARCHING


def _entered(node: Entries, kids: object, above: Entries, objects: Objects, tree: PageTree) -> _Branch:
    if objects.resolved(node.get("Type")) != "Pages":
        tree.faults.append("a node of the page tree lacks /Type /Pages")
    own: Entries = {key: node[key] for key in _INHERITABLE if key in node}
    return _Branch(
        kids=iter(kids if isinstance(kids, list) else ()),
        inherited={**above, **own} if own else above,
        promised=objects.resolved(node.get("Count")),
        before=tree.count,
    )


def _leave(branch: _Branch, tree: PageTree, *, is_root: bool) -> None:
    count = tree.count - branch.before
    is_number = isinstance(branch.promised, int | float) and not isinstance(branch.promised, bool)
    if is_root and not (is_number and branch.promised > 0):  # type: ignore[operator]  # checked above
        tree.readers &= ~Readers.POPPLER
    if not is_number:
        tree.faults.append("the page tree does not say how many pages it has (/Count)")
    elif branch.promised != count:
        tree.faults.append(f"the number of pages (/Count) is {branch.promised}, but the page tree has {count}")


def _add(  # noqa: PLR0913 - the page, where it is, and what is known
    page: Entries, branch: _Branch, readers: Readers, objects: Objects, tree: PageTree, *, is_root: bool
) -> None:
    """Add a page, and the readers that accept it. ``readers`` can read its object."""
    tree.count += 1
    if is_root:
        readers &= _TAKING_PAGE_FOR_TREE
        tree.faults.append("the catalogue names a page where it should name the page tree (/Pages)")
    elif tree.readers != ALL:  # for qpdf 11, all that is not a node is a page, even if it cannot be read
        tree.readers |= branch.readers & Readers.QPDF
    kind = objects.resolved(page.get("Type"))
    if kind != "Page":
        readers &= _TAKING_OTHER_TYPE if str(kind) in {"Pages", "Catalog"} else _TAKING_UNTYPED
        tree.faults.append(f"page {tree.count} lacks /Type /Page")
    if page.get("Kids") is not None:
        tree.faults.append(f"page {tree.count} has a list of other pages (/Kids)")
    if not _is_a4_portrait({**branch.inherited, **page}, objects):
        tree.not_a4.append(tree.count)
    if tree.readers != ALL:
        tree.readers |= readers


def _is_a4_portrait(page: Entries, objects: Objects) -> bool:
    """Whether the page as a viewer shows it is A4 portrait, within the tolerance.

    A viewer shows the part of the media box inside the crop box, with the page's rotation and unit. Without a usable
    media box, viewers choose a size, so the page does not count as A4.
    """
    media = _box(page.get("MediaBox"), objects)
    if media is None:
        return False
    box = _inside(media, _box(page.get("CropBox"), objects)) if "CropBox" in page else media
    unit, turned = objects.resolved(page.get("UserUnit")), objects.resolved(page.get("Rotate"))
    scale = unit if isinstance(unit, int | float) else 1.0
    size = ((box[2] - box[0]) * scale, (box[3] - box[1]) * scale)
    if isinstance(turned, int | float) and turned % 180 == _QUARTER_TURN:
        size = size[::-1]
    return all(abs(is_so - wanted) <= A4_TOLERANCE for is_so, wanted in zip(size, A4, strict=True))


def _box(value: object, objects: Objects) -> Box | None:
    corners = objects.resolved(value)
    if not isinstance(corners, list) or len(corners) != _CORNERS:
        return None
    numbers = [each for each in map(objects.resolved, corners) if isinstance(each, int | float)]
    if len(numbers) != _CORNERS:
        return None
    left, bottom, right, top = numbers
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _inside(media: Box, crop: Box | None) -> Box:
    if crop is None:
        return media
    return max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
