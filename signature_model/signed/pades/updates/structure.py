"""The structure of a tagged PDF in an update: a program that signs adds an element for the new field.

Readers for the blind read the structure aloud, so the element may only say that there is a field. Source: ISO 32000-2,
14.7.5.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NoReturn

from signature_model.signed.pades.objects import entry, followed, is_plain, is_reference, is_same, raw_entry, raw_items
from signature_model.signed.pades.updates.requirements import ForbiddenChange, added_items, require_plain, require_same

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from signature_model.signed.pades.updates.update import Update

_ROOT: Final = frozenset({"/ParentTree", "/ParentTreeNextKey", "/RoleMap"})
_ELEMENT: Final = frozenset({"/Type", "/S", "/P", "/K", "/Pg"})
_CONTENT: Final = frozenset({"/Type", "/Obj", "/Pg"})
_STRUCTURE: Final = "the structure of the document"
_OF_ROOT: Final = frozenset({"/StructTreeRoot", "/P"})
_OF_ELEMENTS: Final = _OF_ROOT | {"/K", "/K[]", "/Nums[]", "/Names[]", "/Ref[]", "/SE"}
"""The keys under which a document may use an element. Under another key, the object would also be something else."""
_MOST_NODES: Final = 10_000


def examine_structure(update: Update) -> None:
    """The structure may get an element for each new field. Raises ForbiddenChange."""
    root = raw_entry(update.new.root, "/StructTreeRoot")
    is_written = is_reference(root) and root.idnum in update.numbers and root.idnum not in update.explained
    if not is_written or not update.allows_signatures:
        return
    old, new = (each(update.reference(root.idnum, each)) for each in (update.old, update.new))
    _require_uses(update, root.idnum, _OF_ROOT)
    elements = _new_elements(update, old, new)
    require_same(old, new, _STRUCTURE, but=_ROOT | ({"/K"} if root.idnum in elements else set()))
    require_plain(new, {"/ParentTreeNextKey"}, _STRUCTURE)
    roles = entry(new, "/RoleMap", {})
    if roles and not is_same(entry(old, "/RoleMap", {}), roles):
        _refuse()
    update.explained.add(root.idnum)
    for number, added in elements.items():
        _examine_kids(update, number, added)


def _refuse() -> NoReturn:
    raise ForbiddenChange(f"it changes {_STRUCTURE}")  # noqa: EM102, TRY003


def _require_uses(update: Update, number: int, keys: AbstractSet[str]) -> None:
    """Require that the content uses an object only under these keys."""
    if not update.content.uses[number] <= keys:
        _refuse()


def _new_elements(update: Update, old: Any, new: Any) -> dict[int, set[int]]:  # noqa: ANN401 - pyHanko's own
    """Return the numbers of the new elements by those of the elements above, according to the tree of parents."""
    before, after = dict(_entries(update, old, is_new=False)), dict(_entries(update, new, is_new=True))
    if not all(key in after and _is_kept(update, value, after[key]) for key, value in before.items()):
        _refuse()
    found: dict[int, set[int]] = {}
    for key in after.keys() - before.keys():
        found.setdefault(_parent(update, after[key]), set()).add(after[key].idnum)
    return found


def _entries(update: Update, root: Any, *, is_new: bool) -> Iterator[tuple[int, Any]]:  # noqa: ANN401
    """Yield the entries of the tree that leads from pages and fields to elements. Nodes must be new or the same."""
    waiting = [raw_entry(root, "/ParentTree")]
    for _ in range(_MOST_NODES):
        if not waiting:
            break
        value = waiting.pop()
        if is_new:
            update.explain_written(value)
        node = followed(value)
        if not isinstance(node, dict):
            _refuse()
        numbers = raw_items(node, "/Nums")
        yield from ((int(key), each) for key, each in zip(numbers[::2], numbers[1::2], strict=False))
        waiting += raw_items(node, "/Kids")
    else:
        _refuse()


def _is_kept(update: Update, old: Any, new: Any) -> bool:  # noqa: ANN401
    """Whether an entry is the same element, or still a list of elements that existed before.

    Programs build these lists again from the elements. Nothing is read aloud from them.
    """
    if is_same(old, new) and not (is_reference(new) and new.idnum in update.numbers):
        return True
    update.explain_written(new)
    before, after = followed(old), followed(new)
    if not isinstance(before, list) or not isinstance(after, list):
        return False
    return all(not is_reference(each) or each.idnum in update.existing for each in list.__iter__(after))


def _parent(update: Update, value: Any) -> int:  # noqa: ANN401
    """Return the number of the element above a new one, which may only name a new field."""
    element = update.new(value.reference) if is_reference(value) else None
    if not isinstance(element, dict) or not element.keys() <= _ELEMENT or element.get("/S") != "/Form":
        _refuse()
    update.explain_evidence(value)
    update.explain_evidence(raw_entry(element, "/K"))
    content, above = entry(element, "/K", None), raw_entry(element, "/P")
    if not isinstance(content, dict) or not content.keys() <= _CONTENT or not is_reference(above):
        _refuse()
    field = raw_entry(content, "/Obj")
    if not is_reference(field) or field.idnum not in update.signed or not is_plain(content.get("/Type", "")):
        _refuse()
    return int(above.idnum)


def _examine_kids(update: Update, number: int, added: AbstractSet[int]) -> None:
    """An existing element gets new ones at its end, and nothing else may change in it."""
    if number not in update.numbers:
        _refuse()
    old, new = (each(update.reference(number, each)) for each in (update.old, update.new))
    if number not in update.explained:
        _require_uses(update, number, _OF_ELEMENTS)
        require_same(old, new, _STRUCTURE, but={"/K"})
    kids = added_items(_kids(old), _kids(new), _STRUCTURE)
    if not all(is_reference(each) and each.idnum in added for each in kids):
        _refuse()
    update.explained.add(number)


def _kids(element: Any) -> list[Any]:  # noqa: ANN401
    """Return the items of an element: a list, or one of them."""
    kids = raw_entry(element, "/K")
    return raw_items(element, "/K") if isinstance(followed(kids), list) else [] if kids is None else [kids]
