"""The initial inputs, generated when they are needed: ``python -m fuzz.seeds FOLDER [NAME...]``."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from typing import Final

from fuzz.targets import NAMES, target_of

CRASHES: Final = Path(__file__).parent / "crashes"
"""Inputs that once failed, in a folder for each target. Most are large or slow, so only the test suite uses them."""


def crashes(name: str) -> list[Path]:
    """Return the inputs that once failed for this target."""
    return sorted(each for each in (CRASHES / name).glob("*") if each.is_file())


def write_seeds(name: str, folder: Path) -> None:
    """Write a target's seeds into a folder, each named by its digest."""
    folder.mkdir(parents=True, exist_ok=True)
    for content in target_of(name).seeds():
        (folder / sha256(content).hexdigest()[:40]).write_bytes(content)


if __name__ == "__main__":
    for each in sys.argv[2:] or NAMES:
        write_seeds(each, Path(sys.argv[1]) / each)
