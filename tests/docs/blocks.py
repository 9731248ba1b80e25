"""The code blocks of a page: their position, their language, and the comments above them.

A comment above a block controls how it is run: ``<!-- not run: why -->``, or ``<!-- exit status: 1 -->`` for the last
command of the block.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Final

_BLOCK: Final = re.compile(
    r"(?ms)(?:^ *<!-- (?P<mark>[a-z ]+): (?P<value>[^\n]+?) -->\n+)?"
    r"^(?P<indent> *)```(?P<language>[\w-]*)(?P<rest>[^\n]*)\n(?P<text>.*?)^(?P=indent)```$"
)
_TITLE: Final = re.compile(r'title="([^"]+)"')
_COMMAND: Final = re.compile(r"(?m)^\$ ((?:[^\n]*\\\n)*[^\n]*)\n?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block; with a ``title``, it is a file of that name. ``line`` is the line of the fence in ``page``, from 1."""

    page: Path
    line: int
    language: str
    text: str
    title: str | None = None
    why_not: str | None = None
    exit_status: int = 0

    def commands(self) -> Iterator[tuple[str, str]]:
        """Return each command of a ``console`` block and its output in the page."""
        _, *parts = _COMMAND.split(self.text)
        return zip(parts[::2], parts[1::2], strict=True)


def blocks(page: Path) -> list[Block]:
    """Return the blocks of a page in order."""
    return [_block(page, found) for found in _BLOCK.finditer(page.read_text(encoding="utf-8"))]


def _block(page: Path, found: re.Match[str]) -> Block:
    title = _TITLE.search(found["rest"])
    marks = {found["mark"]: found["value"]}
    return Block(
        page=page,
        line=found.string.count("\n", 0, found.start("indent")) + 1,
        language=found["language"],
        text=dedent(found["text"]),
        title=title and title[1],
        why_not=marks.get("not run"),
        exit_status=int(marks.get("exit status", 0)),
    )
