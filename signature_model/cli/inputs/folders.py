"""List folders of any size sorted by name, with at most a few thousand names in memory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_NAMES: Final = 50_000
"""The number of names that are sorted at a time. A larger folder is listed once for each such block of names."""


def entries_below(folder: str, *, is_whole: Callable[[str], bool] = lambda _: False) -> Iterator[tuple[str, bool]]:
    """Yield the path of everything in a folder and its subfolders, and whether it is a folder. Links are not followed.

    Files come before subfolders, both sorted by name. A subfolder is yielded only if ``is_whole`` returns true for it
    or if it cannot be listed; all others are walked.
    """
    waiting = [iter((folder,))]  # os.walk recurses up to Python 3.11, and fails in folders that are very deep
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
    """Whether a path is a folder that can be accessed."""
    return os.path.isdir(path)  # noqa: PTH112 - pathlib raises for names that are too long


def is_readable(folder: str) -> bool:
    """Whether the entries of a folder can be listed."""
    try:
        os.scandir(folder or os.curdir).close()
    except OSError:
        return False
    return True


def listed(folder: str, *, folders: bool | None = None) -> Iterator[str]:
    """Yield the paths of a folder's entries sorted by name: all entries, only folders, or everything except folders.

    The list ends early if the folder is removed.
    """
    last = ""
    while names := _next_names(folder, last, folders):
        yield from (os.path.join(folder, each) for each in names)  # noqa: PTH118 - as scandir does it, and faster
        if len(names) < MAX_NAMES:
            return
        last = names[-1]


def _next_names(folder: str, last: str, folders: bool | None) -> list[str]:  # noqa: FBT001 - handed on
    from heapq import nsmallest  # noqa: PLC0415 - files do not need it

    try:
        with os.scandir(folder or os.curdir) as entries:
            names = (each.name for each in entries if folders in (None, each.is_dir(follow_symlinks=False)))
            return nsmallest(MAX_NAMES, (each for each in names if each > last))
    except OSError:
        return []
