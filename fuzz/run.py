"""Fuzzes the targets and prints the results: ``python -m fuzz.run --time 600 [NAME...]``.

Each processor runs one target at a time. All targets get the same share of the time, in seconds of wall-clock time.
Findings and corpora stay in ``.fuzz_cache``, so that later runs continue.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from fuzz.figures import Figures, figures_of, kept, table
from fuzz.seeds import write_seeds
from fuzz.targets import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

Run: TypeAlias = tuple[Figures, Figures]
"""The figures of this campaign, and of all campaigns so far."""

CACHE: Final = Path(__file__).parent.parent / ".fuzz_cache"
"""git ignores it, and `make clean` deletes it."""

SEEDS: Final = "seeds"

_DONE: Final = "DONE   cov:"
_OPTIONS: Final = (
    "-timeout=60",  # wall-clock time, for checks that never end; the target itself allows a second of processor time
    "-report_slow_units=60",  # also wall-clock time; a lower limit would depend on the machine and not on the input
    "-rss_limit_mb=2048",  # for the whole process, including counters and corpus; the target's own limit is 300 MB
    "-len_control=0",  # mutators keep the format; short initial inputs would have none
    "-print_final_stats=1",
    "-use_value_profile=0",
)


def main() -> int:
    """Run the campaigns of the command line, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)}; all of them unless given")
    parser.add_argument("--time", type=float, default=600, metavar="SECONDS", help="for all of them together")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="COUNT", help="targets at a time")
    parser.add_argument("--cache", type=Path, default=CACHE, metavar="FOLDER", help="where all of it stays")
    given = parser.parse_args()
    if unknown := set(given.names) - set(NAMES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    if given.jobs < 1:
        parser.error("no campaign can run with --jobs below 1")
    if find_spec("atheris") is None:
        print(_MISSING, file=sys.stderr)
        return 2
    names = given.names or NAMES
    for each in names:
        write_seeds(each, given.cache / each / SEEDS)
    time = given.time / ceil(len(names) / given.jobs)
    runs = _side_by_side(given.jobs, [partial(campaign, each, given.cache / each, time) for each in names])
    print(f"\nThis run\n{table(now for now, _ in runs)}\n\nAll runs\n{table(ever for _, ever in runs)}")
    return 1 if any(now.findings for now, _ in runs) else 0


def campaign(name: str, folder: Path, seconds: float) -> Run:
    """Fuzz one target in its folder, and return the figures of this campaign and of all."""
    seconds = max(1, round(seconds))
    corpus, seeds, findings = folder / "corpus", folder / SEEDS, folder / "findings"
    for each in (corpus, findings):
        each.mkdir(parents=True, exist_ok=True)
    (folder / "costs.json").unlink(missing_ok=True)
    before = set(findings.iterdir())
    print(f"{name}: {seconds} s …", flush=True)
    with (folder / "log").open("w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "fuzz.guided", name, str(folder), str(corpus), str(seeds)]
        options = [*_OPTIONS, f"-max_total_time={seconds}", f"-artifact_prefix={findings}/"]
        spent = _processor_time([*command, *options], log)
    found = sorted(set(findings.iterdir()) - before)
    for each in found:
        print(f"{name}: FOUND {each}\n    python -m fuzz.reproduce {name} {each}", flush=True)
    text = (folder / "log").read_text(encoding="utf-8", errors="replace")
    has_broken_off = _DONE not in text and not found
    if has_broken_off:
        print(f"{name}: broke off; why is in {folder / 'log'}", flush=True)
    costs = json.loads((folder / "costs.json").read_text()) if (folder / "costs.json").exists() else {}
    figures = figures_of(name, spent, text, costs, len(found) + has_broken_off)
    return figures, kept(folder / "runs.jsonl", figures)


def _side_by_side(jobs: int, campaigns: Sequence[Callable[[], Run]]) -> list[Run]:
    """Run the campaigns in parallel and return their results in order. After a request to stop, start no other."""
    with ThreadPoolExecutor(jobs) as threads:
        begun = [threads.submit(each) for each in campaigns]
        try:
            return [each.result() for each in begun]
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            raise


def _processor_time(command: Sequence[str], log: TextIO) -> float:
    """Run a command, and return the processor time that it and its children used, in seconds."""
    with subprocess.Popen(command, stdout=log, stderr=log) as process:  # noqa: S603 - our own
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


_MISSING: Final = """\
atheris is not installed here, and nothing else serves: mutating without looking at what the inputs reach finds little.
It has wheels for CPython on Linux (x86-64) alone:  pip install atheris==3.0.0
The suite checks every target on its seeds and some hundred mutations without it:  pytest tests/fuzz"""


if __name__ == "__main__":
    sys.exit(main())
