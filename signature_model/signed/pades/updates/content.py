"""The content of a signed PDF: the objects that exist in one revision, and how it uses them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from signature_model.signed.pades.objects import explicit_numbers, is_reference

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader


@dataclass(slots=True, kw_only=True)
class Content:
    """The content of one revision, which later updates must not change.

    ``uses`` has, for each object number, the keys under which the revision refers to it, except in the store; the key
    is empty in an array. It includes missing objects, because an update could add them. ``defined`` are the objects
    that exist, with their generations. ``has_widgets`` is whether there are fields on pages.
    """

    uses: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    defined: set[tuple[int, int]] = field(default_factory=set)
    has_widgets: bool = False

    @classmethod
    def of(cls, reader: PdfFileReader, last: int) -> Content:
        """Read the uses of objects in the revision ``last``."""
        content = cls()
        for each in range(last + 1):
            content.defined |= explicit_numbers(reader, each)
        content._walk(reader, last)
        return content

    def _walk(self, reader: PdfFileReader, last: int) -> None:
        resolver = reader.get_historical_resolver(last)
        self.uses[resolver.root_ref.idnum].add("/Root")
        roots: tuple[tuple[str, Any], ...] = (*resolver.root.items(), *resolver.trailer_view.items())
        waiting = [(key, value) for key, value in roots if key not in {"/DSS", "/Root"}]
        while waiting:
            key, value = waiting.pop()
            if is_reference(value):
                used = self.uses[value.idnum]
                value = None if used else _object(reader, value.reference, last)
                used.add(key)
            if key == "/Subtype" and value == "/Widget":
                self.has_widgets = True
            if isinstance(value, dict):
                waiting += value.items()
            elif isinstance(value, list):
                waiting += [("", each) for each in list.__iter__(value)]


def _object(reader: PdfFileReader, reference: Any, last: int) -> Any:  # noqa: ANN401 - pyHanko's own
    """Return an object as it was then; a resolver would copy each object that it reads."""
    try:
        is_old = reader.xrefs.get_last_change(reference) <= last
    except KeyError:
        return None
    return reader.get_object(reference, None if is_old else last)  # type: ignore[no-untyped-call]
