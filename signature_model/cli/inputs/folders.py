"""Folders, however many entries they have: walked by name, with no more than some thousand names in memory."""

from __future__ import annotations

import os
from heapq import nsmallest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_NAMES = 50_000
"""As many names as are sorted at a time: a folder that has more is read once for each so many."""


def entries_below(folder: str, *, is_whole: Callable[[str], bool] = lambda _: False) -> Iterator[tuple[str, bool]]:
    """Everything in a folder and below it, with whether it is a folder. Links are not followed.

    Files come before subfolders, both by name. Folders are walked and not named, but for those that are ``is_whole``
    and those that cannot be listed.
    """
    waiting = [iter((folder,))]  # os.walk would recurse up to Python 3.11, and fail in folders that are deep enough
    while waiting:
        current = next(waiting[-1], None)
        if current is None:
            waiting.pop()
        elif is_whole(current) or not is_readable(current):
            yield current, True
        else:
            yield from ((each, False) for each in listed(current, folders=False))
            waiting.append(listed(current, folders=True))


def is_folder(path: str) -> bool:
    """Whether there is a folder at a path; what is out of reach is none."""
    return os.path.isdir(path)  # noqa: PTH112 - pathlib raises for names that are too long


def is_readable(folder: str) -> bool:
    """Whether the entries of a folder can be listed."""
    try:
        os.scandir(folder or os.curdir).close()
    except OSError:
        return False
    return True


def listed(folder: str, *, folders: bool | None = None) -> Iterator[str]:
    """The paths of a folder's entries by name: all, or only those that are folders, or that are none.

    A folder that can no longer be listed has no more of them.
    """
    last = ""
    while names := _next_names(folder, last, folders):
        yield from (os.path.join(folder, each) for each in names)  # noqa: PTH118 - as scandir does it, and quicker
        if len(names) < MOST_NAMES:
            return
        last = names[-1]


def _next_names(folder: str, last: str, folders: bool | None) -> list[str]:  # noqa: FBT001 - handed on
    try:
        with os.scandir(folder or os.curdir) as entries:
            names = (each.name for each in entries if folders in (None, each.is_dir(follow_symlinks=False)))
            return nsmallest(MOST_NAMES, (each for each in names if each > last))
    except OSError:
        return []
