"""An update of a PDF: its objects, and which of them are accepted. The names here call an accepted object explained."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from signature_model.signed.pades.objects import is_reference, is_same, named, raw_entry
from signature_model.signed.pades.updates.requirements import ForbiddenChange

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from pyhanko.pdf_utils.reader import HistoricalResolver

    from signature_model.signed.pades.updates.content import Content

_NONE: Final[frozenset[str]] = frozenset()


@dataclass(slots=True, kw_only=True)
class Update:
    """A revision, compared with the one before.

    The fields are sets of object numbers. ``numbers`` are the objects of the revision, ``existing`` all earlier
    objects, ``explained`` the accepted objects, ``evidence`` objects that no later update may replace, ``fields`` new
    fields, and ``signed`` all fields that the update signs. ``shown`` are the names of visible fields, and ``room`` is
    the area that they may still cover.
    """

    old: HistoricalResolver
    new: HistoricalResolver
    content: Content
    allows_signatures: bool
    numbers: dict[int, int]
    existing: set[int]
    explained: set[int] = field(default_factory=set)
    evidence: set[int] = field(default_factory=set)
    fields: set[int] = field(default_factory=set)
    signed: set[int] = field(default_factory=set)
    shown: dict[int, str] = field(default_factory=dict)
    room: float = 0

    def explain_repeated(self) -> None:
        """Accept existing objects that are written again without a change, as some programs do."""
        for number in self.numbers.keys() & self.existing:
            old, new = (each(self.reference(number, each)) for each in (self.old, self.new))
            if (number, self.numbers[number]) in self.content.defined and is_same(old, new):
                self.explained.add(number)

    def explain_entry(self, old: Any, new: Any, key: str, uses: AbstractSet[str] = _NONE) -> None:  # noqa: ANN401
        """Accept the object of an entry that the update may change: a new object, or the previous one.

        The content may use an existing object only under this key and the keys in ``uses``. Raises ForbiddenChange
        otherwise.
        """
        value = raw_entry(new, key)
        self.explain(value, {key, *uses} if is_reference(value) and is_same(raw_entry(old, key), value) else _NONE)

    def explain(self, value: Any, uses: AbstractSet[str] = _NONE) -> None:  # noqa: ANN401 - pyHanko's own
        """Accept an object of this update if the content uses its number only under these keys.

        Raises ForbiddenChange otherwise.
        """
        if is_reference(value) and value.idnum in self.numbers and value.idnum not in self.explained:
            if not self.content.uses.get(value.idnum, _NONE) <= uses:
                raise ForbiddenChange(replaced({value.idnum}))
            self.explained.add(value.idnum)

    def explain_evidence(self, value: Any) -> None:  # noqa: ANN401
        """Accept an object that must be new. Raises ForbiddenChange."""
        if is_reference(value):
            if value.idnum in self.existing and value.idnum not in self.explained:
                raise ForbiddenChange(replaced({value.idnum}))
            self.explain(value)
            self.evidence.add(value.idnum)

    def explain_written(self, value: Any) -> None:  # noqa: ANN401
        """Accept an object that this update writes, if it is new. Raises ForbiddenChange."""
        if is_reference(value) and value.idnum in self.numbers:
            self.explain_evidence(value)

    def reference(self, number: int, resolver: HistoricalResolver) -> Any:  # noqa: ANN401
        """Return a reference to an object of this update, before or after it."""
        from pyhanko.pdf_utils.generic import Reference  # noqa: PLC0415 - an extra

        return Reference(number, self.numbers[number], resolver)


def replaced(numbers: AbstractSet[int]) -> str:
    """Return the message about objects that are not accepted."""
    return f"it adds, replaces or deletes {named(numbers)}"
