"""Read elements of manifests: children by name, and values. Record the places of values that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.type_checks import maybe_choice
from signature_model.xml.trees import MANIFEST, path_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum
    from typing import TypeVar

    from lxml import etree

    Value = TypeVar("Value")
    Choice = TypeVar("Choice", bound=StrEnum)

UNKNOWN_NUMBER = ""
"""The national id number of a signer without an identification, in a faulty manifest."""

_PREFIX = f"{{{MANIFEST}}}"
_ANY = f"{_PREFIX}*"


def parts_of(element: etree._Element | None) -> dict[str, etree._Element]:
    """Return the first child of each name; nothing if there is no element."""
    if element is None:
        return {}
    return {str(child.tag)[len(_PREFIX) :]: child for child in element.iterchildren(_ANY, reversed=True)}


def all_of(element: etree._Element | None, name: str) -> list[etree._Element]:
    """Return the children with this name; an empty list if there is no element."""
    return [] if element is None else list(element.iterchildren(_PREFIX + name))


class ValueReader:
    """Reads the values of one manifest. ``unread`` lists the places of unreadable values, as paths below the root."""

    def __init__(self) -> None:
        self.unread: list[str] = []

    def choice(self, kind: type[Choice], element: etree._Element | None) -> Choice | None:
        """Return the member of an enumeration with the element's text; None if no member has this text."""
        return self.value(lambda text: maybe_choice(kind, text), element)

    def value(
        self,
        read: Callable[[str], Value | None],
        element: etree._Element | None,
        *,
        holds: Callable[[str], bool] = lambda _: True,
    ) -> Value | None:
        """Convert the element's text with ``read``.

        ``holds`` says whether the result has exactly the value that the text states.
        """
        if element is None:
            return None
        text = text_of(element)
        value = read(text)
        if value is None or not holds(text):
            self.unread.append(path_of(element))
        return value
