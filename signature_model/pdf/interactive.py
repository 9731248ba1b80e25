"""Find features that one reader shows or runs and another does not (ISO 32000-1, 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from signature_model.pdf.objects import Objects
    from signature_model.pdf.syntax import Entries

MOST_LOOKED_AT: Final = 1_000
"""The maximum number of form fields and annotations that are inspected."""

_SIGNATURES_EXIST: Final = 1


class Interactive:
    """The interactive features of one document, found step by step."""

    __slots__ = ("_found", "_left", "_objects")

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._found: set[str] = set()
        self._left = MOST_LOOKED_AT

    def found(self) -> tuple[str, ...]:
        """Return the features that were found, in words."""
        return tuple(sorted(self._found))

    def look_at_catalogue(self, catalogue: Entries) -> None:
        """Inspect the document's own actions and its form, and whether it is a portfolio."""
        if self._entries(catalogue.get("Collection")):
            self._found.add("a portfolio")
        if catalogue.get("Perms") and self._entries(catalogue.get("Perms")):
            self._found.add("an existing signature")
        names = self._entries(catalogue.get("Names"))
        if self._entries(names.get("JavaScript")):
            self._found.add("JavaScript")
        self._look_at_actions(catalogue)
        form = self._entries(catalogue.get("AcroForm"))
        if form.get("XFA") is not None:
            self._found.add("an XFA form")
        flags = self._objects.resolved(form.get("SigFlags"))
        if isinstance(flags, int) and flags & _SIGNATURES_EXIST:
            self._found.add("an existing signature")
        self._look_at_fields(form.get("Fields"))

    def look_at(self, page: Entries) -> None:
        """Inspect a page's actions and annotations."""
        self._look_at_actions(page)
        annotations = self._objects.resolved(page.get("Annots")) if "Annots" in page else None
        for each in annotations if isinstance(annotations, list) else ():
            if not self._left:
                return
            self._left -= 1
            self._look_at_actions(self._entries(each))

    def _look_at_fields(self, fields: object) -> None:
        pending = [fields]
        while pending and self._left:
            kids = self._objects.resolved(pending.pop())
            for each in kids[: self._left] if isinstance(kids, list) else ():
                self._left -= 1
                field = self._entries(each)
                if self._objects.resolved(field.get("FT")) == "Sig":
                    if field.get("V") is not None:
                        self._found.add("an existing signature")
                elif field:
                    self._found.add("form fields")
                self._look_at_actions(field)
                pending.append(field.get("Kids"))

    def _look_at_actions(self, holder: Entries) -> None:
        for key in ("OpenAction", "A"):
            if key in holder and self._is_script(holder[key]):
                self._found.add("JavaScript")
        if "AA" in holder and any(map(self._is_script, self._entries(holder["AA"]).values())):
            self._found.add("JavaScript")

    def _is_script(self, action: object) -> bool:
        return self._objects.resolved(self._entries(action).get("S")) == "JavaScript"

    def _entries(self, value: object) -> Entries:
        found = self._objects.resolved(value)
        return found if isinstance(found, dict) else {}
