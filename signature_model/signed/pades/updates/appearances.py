"""The appearances of signature fields in an update.

A time-stamp must be invisible. Most programs make a signature of the signer visible on a page of the signed document.
It may then hide a part of the page. Therefore, all visible signatures together must be small, and each is reported.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, Final

from signature_model.signed.pades.objects import entry, is_plain, is_reference, is_stream, raw_entry, raw_items
from signature_model.signed.pades.updates.areas import area_of
from signature_model.signed.pades.updates.requirements import STREAM

if TYPE_CHECKING:
    from signature_model.signed.pades.updates.update import Update

LARGEST: Final = 1 / 10
"""The maximum share of the smallest page that all visible signatures have together."""
_APPEARANCE: Final = STREAM | {"/FormType", "/BBox", "/Matrix", "/Resources"}
_CORNERS: Final = 4


def examine_appearance(update: Update, number: int, own: Any) -> bool:  # noqa: ANN401 - pyHanko's own
    """Accept the objects of a field's appearance, and return whether the field may have it. Raises ForbiddenChange."""
    appearance = entry(own, "/AP", {})
    normal = entry(appearance, "/N", None)
    update.explain_evidence(raw_entry(own, "/AP"))
    if not isinstance(appearance, dict) or not appearance.keys() <= {"/N"}:
        return False
    if is_point(own) and (normal is None or _is_empty(normal)):
        update.explain_evidence(raw_entry(appearance, "/N"))
        return True
    if not update.allows_signatures or not (normal is None or is_stream(normal)):
        return False
    update.room -= _area(own)
    if update.room < 0:
        return False
    explain_new(update, appearance)
    if not is_point(own):
        update.shown[number] = str(entry(own, "/T", ""))
    return True


def is_point(own: Any) -> bool:  # noqa: ANN401
    """Whether a field has no extent."""
    corners = _corners(own)
    return corners is not None and corners[:2] == corners[2:]


def _corners(own: Any) -> list[float] | None:  # noqa: ANN401
    """Return the corners of a field; None if they are not four numbers."""
    corners = raw_items(own, "/Rect") if "/Rect" in own else [0] * _CORNERS
    if len(corners) != _CORNERS or any(is_reference(each) for each in corners):
        return None
    try:
        return [float(each) for each in corners]
    except (TypeError, ValueError):
        return None


def _area(own: Any) -> float:  # noqa: ANN401
    """Return the area that a field covers; it is infinite if that is not certain."""
    corners = _corners(own)
    if corners is None:
        return inf
    return area_of(corners)


def _is_empty(appearance: Any) -> bool:  # noqa: ANN401
    is_known = is_stream(appearance) and appearance.keys() <= _APPEARANCE and is_plain({**appearance})
    return bool(is_known and not appearance.data.strip())


def explain_new(update: Update, value: Any) -> None:  # noqa: ANN401
    """Accept the new objects that an appearance uses: forms, fonts and images. Existing objects may be used, too."""
    waiting, seen = [value], set[int]()
    while waiting:
        each = waiting.pop()
        if is_reference(each):
            if each.idnum not in update.numbers or each.idnum in seen:
                continue
            seen.add(each.idnum)
            update.explain_evidence(each)
            each = update.new(each.reference)
        waiting += each.values() if isinstance(each, dict) else list.__iter__(each) if isinstance(each, list) else ()
