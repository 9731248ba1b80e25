"""What ``validate-bundle`` adds to judging when there are many files, what a second process saves, and its memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.bench.measuring import quickest, run, show, show_size
from tests.kits.jobs import a_bundle

if TYPE_CHECKING:
    from collections.abc import Callable

FEW: Final = 200
MANY: Final = 2_000
ROUNDS: Final = 4

_LIBRARY: Final = """
import sys
from pathlib import Path
from signature_model import Context, Sector, validate_bundle
context = Context(sector=Sector.PUBLIC)
for path in sorted(Path(sys.argv[1]).iterdir()):
    validate_bundle(path.read_bytes(), context)
"""
_PEAK: Final = """
import resource, subprocess, sys
subprocess.run([sys.executable, *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def show_all() -> None:
    """The lines of the table."""
    with tempfile.TemporaryDirectory() as place:
        few, many = _archive(Path(place, "few"), FEW), _archive(Path(place, "many"), MANY)
        show(
            f"validate-bundle: {MANY:,} files, beside the library",
            *quickest(_judging(many, 1), lambda: run("-c", _LIBRARY, str(many)), rounds=ROUNDS),
            aim=1.15,
        )
        show(
            f"validate-bundle: {MANY:,} files, two processes beside one",
            *quickest(_judging(many, 2), _judging(many, 1), rounds=ROUNDS),
            aim=1 / 1.8,
        )
        show_size(f"validate-bundle: {MANY:,} files, beside {FEW:,}", _peak(many), _peak(few), aim=1.1)


def _archive(folder: Path, files: int) -> Path:
    folder.mkdir()
    content = a_bundle()
    for number in range(files):
        (folder / f"{number:05}.asice").write_bytes(content)
    return folder


def _arguments(folder: Path, jobs: int) -> list[str]:
    options = ["--recursive", "--sector", "public", "--format", "jsonl", "--jobs", str(jobs)]
    return ["-m", "signature_model", *options, str(folder)]


def _judging(folder: Path, jobs: int) -> Callable[[], str]:
    return lambda: run(*_arguments(folder, jobs))


def _peak(folder: Path) -> float:
    """In MiB."""
    return int(run("-c", _PEAK, *_arguments(folder, 1))) / 1024
