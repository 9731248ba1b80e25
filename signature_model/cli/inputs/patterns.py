"""Expand patterns that the shell has not expanded: quoted patterns, and all patterns of a shell that expands none.

``*``, ``?`` and ``[...]`` stand for characters of a name, but not for a leading dot; ``**`` stands for any number of
nested folders.
"""

from __future__ import annotations

import os
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Final

from signature_model.cli.inputs.folders import entries_below, is_folder, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

ANY_DEPTH: Final = "**"
_MAGIC: Final = frozenset("*?[")


def is_pattern(path: str) -> bool:
    """Whether a path is a pattern. The name of an existing file is not one."""
    return _has_magic(path) and not os.path.lexists(path)


def matches(pattern: str) -> Iterator[str]:
    """Yield the paths that a pattern matches, folder by folder, sorted by name. ``**`` does not follow links."""
    above, name = os.path.split(pattern)
    for folder in _folders(above):
        if name == ANY_DEPTH:
            yield from (entry for entry, is_a_folder in entries_below(folder) if not is_a_folder)
        elif _has_magic(name):
            yield from (each for each in _visible(listed(folder), name) if fnmatch(os.path.basename(each), name))  # noqa: PTH119 - faster than a Path
        elif os.path.lexists(path := os.path.join(folder, name)):  # noqa: PTH118 - a Path would drop a leading "./"
            yield path


def _folders(pattern: str) -> Iterator[str]:
    above, name = os.path.split(pattern)
    if not _has_magic(pattern):
        yield pattern
    elif name == ANY_DEPTH:
        for folder in _folders(above):
            yield from _with_subfolders(folder)
    else:
        yield from filter(is_folder, matches(pattern))


def _with_subfolders(folder: str) -> Iterator[str]:
    waiting = [iter((folder,))]
    while waiting:
        current = next(waiting[-1], None)
        if current is None:
            waiting.pop()
        else:
            yield current
            waiting.append(_visible(listed(current, folders=True)))


def _visible(paths: Iterator[str], name: str = "") -> Iterator[str]:
    """Leave out names that begin with a dot, unless the pattern does too."""
    return (each for each in paths if name.startswith(".") or not os.path.basename(each).startswith("."))  # noqa: PTH119 - faster than a Path


def _has_magic(text: str) -> bool:
    return not _MAGIC.isdisjoint(text)
