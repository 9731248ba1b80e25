"""Docstrings as Markdown: code is introduced by two colons, as in reStructuredText, or looks like a Python session."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from griffe import Extension

if TYPE_CHECKING:
    from griffe import Object

_TWO_COLONS: Final = re.compile(r"(?m)^(.*)::$")
_SESSION: Final = re.compile(r"(?m)^>>> (?:.+\n?)+")


class LiteralBlocks(Extension):
    """Takes one of the colons away, or both where they stand alone, and fences sessions."""

    def on_object(self, *, obj: Object, **_: Any) -> None:  # noqa: ANN401 - griffe's signature
        """Rewrite the docstring of whatever has been read."""
        if obj.docstring:
            obj.docstring.value = markdown(obj.docstring.value)


def markdown(docstring: str) -> str:
    """The docstring with its code as Markdown has it."""
    text = _TWO_COLONS.sub(lambda found: f"{found[1]}:" if found[1] else "", docstring)
    return _SESSION.sub(lambda found: f"```pycon\n{found[0].rstrip()}\n```\n", text)
