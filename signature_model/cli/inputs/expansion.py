"""The inputs that the command line names: folders, patterns and lists are expanded. ``verdicts`` validates them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from signature_model.cli.inputs.folders import entries_below, is_folder
from signature_model.cli.inputs.patterns import is_pattern, matches
from signature_model.console.reading import STANDARD_INPUT, as_file
from signature_model.containers import names as member_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.cli.inputs.file_lists import FileList

BUNDLE_SUFFIX: Final = ".asice"

MAX_ENTRIES: Final = 10_000
"""The number of entries of a folder that are searched for bundles: the folder may be the root of a disk."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inputs:
    """The inputs that paths and lists name, in order. Each iteration searches again, so they are never all in memory.

    With ``recursive``, a folder stands for the bundles in it and in its subfolders, sorted by name, subfolders last. A
    subfolder that cannot be listed and a pattern without a match are inputs too, so that their results give the reason.
    """

    named: tuple[str | FileList, ...]
    recursive: bool = False

    def __iter__(self) -> Iterator[str]:
        for each in self.named:
            for path in _expanded(each) if isinstance(each, str) else each:
                yield from _bundles_below(path) if self.recursive and is_input_folder(path) else (path,)

    def maybe_count(self) -> int | None:
        """Return the number of inputs; None if a list can be read only once."""
        if not all(each.is_rereadable for each in self.named if not isinstance(each, str)):
            return None
        return sum(1 for _ in self)


def is_input_folder(path: str) -> bool:
    """Whether an input is a folder."""
    return path != STANDARD_INPUT and is_folder(path)


def is_folder_of_bundles(path: str) -> bool:
    """Whether a folder contains bundles, perhaps in subfolders, and is not itself an unpacked bundle."""
    if not is_input_folder(path) or _is_unpacked(path):
        return False
    below = islice(entries_below(path, is_whole=_is_unpacked), MAX_ENTRIES)
    return any(_is_unpacked(entry) if is_a_folder else _is_bundle(entry) for entry, is_a_folder in below)


def _expanded(path: str) -> Iterator[str]:
    if not is_pattern(path):
        yield path
        return
    found = map(as_file, matches(path))
    yield next(found, path)
    yield from found


def _bundles_below(folder: str) -> Iterator[str]:
    below = entries_below(folder, is_whole=_is_unpacked)
    return (entry for entry, is_a_folder in below if is_a_folder or _is_bundle(entry))


def _is_unpacked(folder: str) -> bool:
    return any(os.path.lexists(os.path.join(folder, each)) for each in (member_names.MANIFEST, member_names.META_INF))  # noqa: PTH118 - faster than a Path


def _is_bundle(name: str) -> bool:
    return name.lower().endswith(BUNDLE_SUFFIX)
