"""What ``validate-bundle`` costs for many files: beside the library, with a second worker, and in memory."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.bench.measuring import of_children, quickest, run, show, show_heading, show_size
from tests.kits.jobs import a_bundle

FEW: Final = 200
MANY: Final = 2_000
ROUNDS: Final = 3

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


def show_all(folder: Path) -> None:
    """Print the lines of the table; ``folder`` is empty."""
    few, many = _archive(folder / "few", FEW), _archive(folder / "many", MANY)
    show_heading(f"validate-bundle, {MANY:,} files")
    show(
        "one worker (processor time; floor: the library alone)",
        *quickest(_validating(many, 1), lambda: run("-c", _LIBRARY, str(many)), rounds=ROUNDS, clock=of_children),
        aim=1.15,
    )
    show(
        "two workers (elapsed time; floor: one worker)",
        *quickest(_validating(many, 2), _validating(many, 1), rounds=ROUNDS, clock=time.perf_counter),
        aim=1 / 1.8,
    )
    show_size(f"one worker (peak memory; floor: {FEW:,} files)", _peak(many), _peak(few), aim=1.1)


def _archive(folder: Path, files: int) -> Path:
    folder.mkdir()
    content = a_bundle()
    for number in range(files):
        (folder / f"{number:05}.asice").write_bytes(content)
    return folder


def _arguments(folder: Path, jobs: int) -> list[str]:
    options = ["--recursive", "--sector", "public", "--format", "jsonl", "--jobs", str(jobs)]
    return ["-m", "signature_model", *options, str(folder)]


def _validating(folder: Path, jobs: int) -> Callable[[], str]:
    return lambda: run(*_arguments(folder, jobs))


def _peak(folder: Path) -> float:
    """Return the peak memory of validating a folder, in MiB."""
    return int(run("-c", _PEAK, *_arguments(folder, 1))) / 1024
