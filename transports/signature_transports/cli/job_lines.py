"""Find the lines of the keys of a job file, which ``tomllib`` and ``json`` do not report."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_TOKENS: Final = 20_000
"""The maximum number of tokens. A job with 20 documents and 10 signers has a few hundred."""

_TOKEN: Final = re.compile(
    r'''"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}|"(?:[^"\\\n]|\\.)*+"'''
    r"""|'''(?:[^']|'{1,2}(?!'))*+'{3,5}|'[^'\n]*+'"""
    r"""|\#[^\n]*+|[\[\]{}=:,\n]|[^\s\[\]{}=:,."'\#]++""",
    re.DOTALL,
)
_PARENT: Final = re.compile(r"(.*?)(?:\.?[^.\[\]]+|\[\d+\])")


def lines_of(text: str, *, is_json: bool) -> dict[str, int]:
    """Return the line of each key of a valid file, by its path, such as ``signers[2].order``. Both count from 1.

    In a file of more than ``MOST_TOKENS``, the last keys are left out.
    """
    reader = _Reader(text, is_json=is_json)
    with suppress(IndexError, RecursionError):  # after the last token, or if tables are nested deeply
        reader.read()
    return reader.lines


def nearest_line(lines: Mapping[str, int], path: str) -> int | None:
    """Return the line of a key. If the key is missing, return the line of the table that it belongs to."""
    while path and path not in lines:
        found = _PARENT.fullmatch(path)
        path = found[1] if found else ""
    return lines.get(path)


class _Reader:
    """Reads a file, token by token."""

    def __init__(self, text: str, *, is_json: bool) -> None:
        self.lines: dict[str, int] = {}
        self._is_json = is_json
        self._tokens = list(islice((each for each in _tokens(text) if not is_json or each[0] != "\n"), MOST_TOKENS))
        self._at = 0

    def read(self) -> None:
        """Read the file. Raises IndexError at its end."""
        table = ""
        counts: dict[str, int] = {}
        while True:
            if self._is_json or self._takes("{"):
                self._at += self._is_json
                self._read_table("")
            elif self._takes("["):
                table = self._header(counts)
            elif not self._takes("\n"):
                self._read_pair(table)

    def _header(self, counts: dict[str, int]) -> str:
        """Read ``[table]`` or ``[[array of tables]]`` after the first bracket, and return its path."""
        is_array, path = self._takes("["), ""
        line = self._tokens[self._at][1]
        while not self._takes("]"):
            path = _below(path, self._take()[0])
            if self._tokens[self._at][0] == "]" and is_array:
                counts[path] = counts.get(path, 0) + 1
            path = f"{path}[{counts[path]}]" if path in counts else path
        self.lines.setdefault(path, line)
        self._at += is_array
        return path

    def _read_pair(self, path: str) -> None:
        while not self._takes(":" if self._is_json else "="):
            part, line = self._take()
            path = _below(path, part)
            self.lines.setdefault(path, line)
        self._read_value(path)

    def _read_value(self, path: str) -> None:
        if self._takes("{"):
            self._read_table(path)
        elif self._takes("["):
            self._read_array(path)
        else:  # a moment in TOML is several tokens
            while self._tokens[self._at][0] not in {",", "]", "}", "\n"}:
                self._at += 1

    def _read_table(self, path: str) -> None:
        while not self._takes("}"):
            if not self._takes(","):
                self._read_pair(path)

    def _read_array(self, path: str) -> None:
        number = 0
        while not self._takes("]"):
            if not (self._takes("\n") or self._takes(",")):
                number += 1
                mark, line = self._tokens[self._at]
                if mark == "{":
                    self.lines[f"{path}[{number}]"] = line
                self._read_value(f"{path}[{number}]")

    def _take(self) -> tuple[str, int]:
        self._at += 1
        return self._tokens[self._at - 1]

    def _takes(self, mark: str) -> bool:
        """Take the next token if it is this mark."""
        is_next = self._tokens[self._at][0] == mark
        self._at += is_next
        return is_next


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line, end = 1, 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", end, found.start())
        end = found.start()
        if not found[0].startswith("#"):
            yield found[0], line
    yield "\n", line


def _below(path: str, part: str) -> str:
    name = part[1:-1] if part[0] in "\"'" else part
    return f"{path}.{name}" if path else name
