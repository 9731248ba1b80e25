"""From the paths on the command line to the inputs that they stand for. Reading and judging those is for ``inputs``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from signature_model.cli.reading import STANDARD_INPUT
from signature_model.containers import names as member_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BUNDLE_SUFFIX = ".asice"


def expand(paths: Sequence[str], *, recursive: bool) -> Iterator[str]:
    """The inputs that the paths stand for, in their order; in a folder, by name, its subfolders last.

    A subfolder that cannot be listed is an input too: judging it will tell why.
    """
    for path in paths:
        if recursive and is_folder(path):
            below = entries_below(path, is_whole=_is_unpacked)
            yield from (entry for entry, is_folder in below if is_folder or _is_bundle(entry))
        else:
            yield path


def is_folder(path: str) -> bool:
    """Whether an input is a folder; what is out of reach is none."""
    return path != STANDARD_INPUT and os.path.isdir(path)  # noqa: PTH112 - pathlib raises for names that are too long


def is_folder_of_bundles(path: str) -> bool:
    """Whether a path is a folder that holds bundles and is none itself."""
    return is_folder(path) and not _is_unpacked(path) and any(_is_bundle(each.name) for each in _listed(path) or ())


def entries_below(folder: str, *, is_whole: Callable[[str], bool] = lambda _: False) -> Iterator[tuple[str, bool]]:
    """Everything in a folder and below it, with whether it is a folder. Links are not followed.

    Folders are walked and not named, but for those that are ``is_whole`` and those that cannot be listed.
    """
    waiting = [folder]  # os.walk would recurse up to Python 3.11, and fail in folders that are deep enough
    while waiting:
        current = waiting.pop()
        entries = None if is_whole(current) else _listed(current)
        if entries is None:
            yield current, True
            continue
        yield from ((each.path, False) for each in entries if not each.is_dir(follow_symlinks=False))
        waiting += (each.path for each in reversed(entries) if each.is_dir(follow_symlinks=False))


def _listed(folder: str) -> list[os.DirEntry[str]] | None:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda each: each.name)
    except OSError:
        return None


def _is_unpacked(folder: str) -> bool:
    return any(os.path.lexists(Path(folder, each)) for each in (member_names.MANIFEST, member_names.META_INF))


def _is_bundle(name: str) -> bool:
    return name.lower().endswith(BUNDLE_SUFFIX)
