"""Find whether mupdf can repair a document. It tries to if it cannot read the cross-reference sections.

It reads the dictionary of each object. After an error, it goes on to the next integer or keyword. If this is
``stream``, mupdf reads the dictionary again, and the error ends the repair.
"""

from __future__ import annotations

import re
from bisect import bisect
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.pdf.limits import Budget

_STREAM: Final = re.compile(rb"(?<!end)stream")
_TOKEN: Final = re.compile(
    rb"""[\0\t\n\f\r ]++ | %[^\r\n]*+ | (?P<open><<) | (?P<close>>>) | (?P<list>\[) | (?P<end>\])
    | (?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*+)
    | (?P<R>R)(?![^\0\t\n\f\r ()<>\[\]{}/%])
    | (?P<integer>[+-]?\d++)(?![^\0\t\n\f\r ()<>\[\]{}/%])
    | (?P<other>[^\0\t\n\f\r ()<>\[\]{}/%]++|\((?:[^()\\]++|\\.)*+\)|<[^<>]*+>|.)""",
    re.VERBOSE | re.DOTALL,
)
_OPENING: Final = {"open", "list"}
_BEFORE_R: Final = ["integer", "integer"]


def ends_repair(content: bytes, heads: Sequence[int], budget: Budget) -> bool:
    """Return whether an error in the dictionary of a stream ends the repair.

    ``heads`` are the ends of the heads of all objects.
    """
    before = -1
    for stream in _STREAM.finditer(content):
        budget.charge_row()
        last = bisect(heads, stream.start()) - 1
        if last == before:
            continue
        before, start = last, heads[last]
        tokens = [each.lastgroup for each in _TOKEN.finditer(content, start, stream.start()) if each.lastgroup]
        budget.charge_object(values=len(tokens), scanned=stream.start() - start)
        error = _error(tokens) if tokens[:1] == ["open"] else None
        if error is not None and "integer" not in tokens[error:]:
            return True
    return False


def _error(tokens: Sequence[str]) -> int | None:
    """Return the position behind the first error in a dictionary; None if there is no error."""
    is_list, position = [False], 1
    while position < len(tokens):
        kind = tokens[position]
        position += 1
        if is_list[-1]:
            if kind == "R" and tokens[position - 3 : position - 1] != _BEFORE_R:
                return position
        elif kind == "close":
            is_list.pop()
            if not is_list:
                return None
            continue
        elif kind != "name":
            return position
        else:  # a key, and its value
            kind = tokens[position] if position < len(tokens) else ""
            position += 1 + (_passed_over(tokens[position + 1 : position + 3]) if kind == "integer" else 0)
        if kind in _OPENING:
            is_list.append(kind == "list")
        elif kind == "end" and is_list[-1]:
            is_list.pop()
    return len(tokens) if any(is_list) else None  # a list goes on to the end of the file


def _passed_over(following: Sequence[str]) -> int:
    """Return how many tokens mupdf passes over behind an integer, which may begin a reference."""
    if following[:1] == ["integer"]:
        return 2
    return 0 if following[:1] in (["name"], ["close"]) else 1
