"""From the command line to the inputs that it stands for. Reading and judging those is for ``judging``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from signature_model.cli.inputs.file_lists import Listed
from signature_model.cli.inputs.folders import entries_below, is_folder
from signature_model.cli.inputs.patterns import is_pattern, matches
from signature_model.console.reading import STANDARD_INPUT, as_file
from signature_model.containers import names as member_names

if TYPE_CHECKING:
    from collections.abc import Iterator

BUNDLE_SUFFIX = ".asice"

MOST_LOOKED_AT = 10_000
"""Entries of a folder that are looked at for bundles: somebody may name the root of a disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The inputs that paths and lists stand for, in their order; made anew each time, and never held all at once.

    With ``recursive``, a folder stands for the bundles in it and below it, by name, its subfolders last. A subfolder
    that cannot be listed is an input too: judging it will tell why. So is a pattern that nothing matches.
    """

    named: tuple[str | Listed, ...]
    recursive: bool = False

    def __iter__(self) -> Iterator[str]:
        for each in self.named:
            for path in each if isinstance(each, Listed) else _expanded(each):
                yield from _bundles_below(path) if self.recursive and is_input_folder(path) else (path,)

    def maybe_count(self) -> int | None:
        """How many there are; None where only reading tells, and things can be read but once."""
        if not all(each.is_lasting for each in self.named if isinstance(each, Listed)):
            return None
        return sum(1 for _ in self)


def is_input_folder(path: str) -> bool:
    """Whether an input is a folder."""
    return path != STANDARD_INPUT and is_folder(path)


def is_folder_of_bundles(path: str) -> bool:
    """Whether a path is a folder with bundles in it or below it, as far as one sees soon, and is none itself."""
    if not is_input_folder(path) or _is_unpacked(path):
        return False
    below = islice(entries_below(path, is_whole=_is_unpacked), MOST_LOOKED_AT)
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
    return any(os.path.lexists(os.path.join(folder, each)) for each in (member_names.MANIFEST, member_names.META_INF))  # noqa: PTH118 - quicker than a Path


def _is_bundle(name: str) -> bool:
    return name.lower().endswith(BUNDLE_SUFFIX)
