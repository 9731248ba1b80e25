"""A griffe extension that turns code in docstrings into Markdown: blocks after two colons, and Python sessions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from griffe import Extension

if TYPE_CHECKING:
    from griffe import Object

_TWO_COLONS: Final = re.compile(r"(?m)^(.*)::$")
_SESSION: Final = re.compile(r"(?m)^>>> (?:.+\n?)+")


class LiteralBlocks(Extension):
    """Removes the second colon, or both on an empty line, and fences Python sessions."""

    def on_object(self, *, obj: Object, **_: Any) -> None:  # noqa: ANN401 - griffe's signature
        """Rewrite the docstring of an object."""
        if obj.docstring:
            obj.docstring.value = markdown(obj.docstring.value)


def markdown(docstring: str) -> str:
    """Return the docstring with its code as Markdown."""
    text = _TWO_COLONS.sub(lambda found: f"{found[1]}:" if found[1] else "", docstring)
    return _SESSION.sub(lambda found: f"```pycon\n{found[0].rstrip()}\n```\n", text)
