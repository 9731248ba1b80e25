"""Fuzzes the targets one after the other, and prints what came of it: ``python -m fuzz.run --time 600 [NAME...]``.

The time, in seconds by the clock, is split evenly. What is found stays in ``.fuzz_cache``, corpora included, so that
runs add up.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fuzz.figures import Figures, figures_of, kept, table
from fuzz.seeds import write_seeds
from fuzz.targets import NAMES

CACHE: Final = Path(__file__).parent.parent / ".fuzz_cache"
"""Git ignores it, `make clean` removes it."""

_DONE: Final = "DONE   cov:"
_OPTIONS: Final = (
    "-timeout=60",  # of wall-clock time, for what waits or never ends; a second of processor time is the target's limit
    "-report_slow_units=60",  # by the clock, too: below that it tells more of the machine than of the input
    "-rss_limit_mb=2048",  # of the whole process, counters and corpus included; 300 MB is the target's limit
    "-len_control=0",  # mutators know the form; to begin with short inputs would be to begin without any
    "-print_final_stats=1",
    "-use_value_profile=0",
)


def main() -> int:
    """Run the campaigns that the command line asks for; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)}; all of them unless given")
    parser.add_argument("--time", type=float, default=600, metavar="SECONDS", help="for all of them together")
    parser.add_argument("--cache", type=Path, default=CACHE, metavar="FOLDER", help="where all of it stays")
    given = parser.parse_args()
    if unknown := set(given.names) - set(NAMES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    if find_spec("atheris") is None:
        print(_MISSING, file=sys.stderr)
        return 2
    names = given.names or NAMES
    runs = [campaign(name, given.cache / name, max(1, round(given.time / len(names)))) for name in names]
    print(f"\nThis run\n{table(now for now, _ in runs)}\n\nAll runs\n{table(ever for _, ever in runs)}")
    return 1 if any(now.findings for now, _ in runs) else 0


def campaign(name: str, folder: Path, seconds: int) -> tuple[Figures, Figures]:
    """Fuzz one target, and keep all of it in the folder; the figures of this campaign, and of all so far."""
    corpus, seeds, findings = folder / "corpus", folder / "seeds", folder / "findings"
    for each in (corpus, findings):
        each.mkdir(parents=True, exist_ok=True)
    write_seeds(name, seeds)
    (folder / "costs.json").unlink(missing_ok=True)
    before = set(findings.iterdir())
    print(f"{name}: {seconds} s …", flush=True)
    start = _processor_time()
    with (folder / "log").open("w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "fuzz.guided", name, str(folder), str(corpus), str(seeds)]
        options = [*_OPTIONS, f"-max_total_time={seconds}", f"-artifact_prefix={findings}/"]
        subprocess.run([*command, *options], check=False, stdout=log, stderr=log)  # noqa: S603 - our own
    found = sorted(set(findings.iterdir()) - before)
    for each in found:
        print(f"{name}: FOUND {each}\n    python -m fuzz.reproduce {name} {each}", flush=True)
    text = (folder / "log").read_text(encoding="utf-8", errors="replace")
    has_broken_off = _DONE not in text and not found
    if has_broken_off:
        print(f"{name}: broke off; why is in {folder / 'log'}", flush=True)
    costs = json.loads((folder / "costs.json").read_text()) if (folder / "costs.json").exists() else {}
    figures = figures_of(name, _processor_time() - start, text, costs, len(found) + has_broken_off)
    return figures, kept(folder / "runs.jsonl", figures)


def _processor_time() -> float:
    """Seconds that the processes which this one started and saw end took of a processor."""
    times = os.times()
    return times.children_user + times.children_system


_MISSING: Final = """\
atheris is not installed here, and nothing else serves: mutating without looking at what the inputs reach finds little.
It has wheels for CPython on Linux (x86-64) alone:  pip install atheris==3.0.0
The suite checks every target on its seeds and some hundred mutations without it:  pytest tests/fuzz"""


if __name__ == "__main__":
    sys.exit(main())
