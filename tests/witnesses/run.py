"""Compare our verdicts with those of other people's readers: ``python -m tests.witnesses.run --time 60``.

Prints the classes of disagreement and writes the smallest input of each to ``build/witnesses``. The exit status is 1 if
a class is not justified by ``justified.toml``.
"""

import argparse
import os
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Final, Protocol

from tests.witnesses.archives import Archives
from tests.witnesses.classes import Classes, Compared, Disagreement
from tests.witnesses.manifests import Manifests
from tests.witnesses.pdfs import Pdfs
from tests.witnesses.seals import Seals
from tests.witnesses.signed import SignedDocuments

OUTPUT: Final = Path(__file__).parents[2] / "build" / "witnesses"


class Subject(Protocol):
    """One kind of input with its readers."""

    missing: list[str]

    def compare(self, random: Random) -> Compared:
        """Make one input, and name every reader that disagrees with us."""


SUBJECTS: Final[Mapping[str, Callable[[], Subject]]] = {
    "seals": Seals,
    "archives": Archives,
    "manifests": Manifests,
    "pdfs": Pdfs,
    "signed": SignedDocuments,
}
_SHARES: Final = {"seals": 4, "archives": 6, "manifests": 2, "pdfs": 3, "signed": 3}
"""How much of the time each subject needs, so that an hour gives at least 20,000 inputs of each (2,000 PDFs)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every subject for its share of the time, and print the classes of disagreement."""
    parser = argparse.ArgumentParser(prog="witnesses", description=__doc__)
    parser.add_argument("--time", type=float, default=600, help="seconds for all subjects together")
    parser.add_argument("--count", type=int, default=1 << 60, help="inputs of each subject at most")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: the processors)")
    parser.add_argument("--only", choices=SUBJECTS, action="append", help="this subject; may be repeated")
    given = parser.parse_args(arguments)
    subjects = given.only or list(SUBJECTS)
    whole = sum(_SHARES[each] for each in subjects)
    failed = [each for each in subjects if not _agree(each, given.time * _SHARES[each] / whole, given)]
    return 1 if failed else 0


def _agree(name: str, seconds: float, given: argparse.Namespace) -> bool:
    found, started = Classes(), time.monotonic()
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool:
        budget = [pool.submit(_compare, name, range(each, given.count, given.jobs), seconds, given.seed)
                for each in range(given.jobs)]  # fmt: skip
        found.join(each.result() for each in budget)
    for each in found.missing:
        print(f"{name}: missing: {each}")
    unjustified = found.unjustified(name)
    known = len(found.counts) - len(unjustified)
    inputs = f"{found.verdicts.total():,} inputs in {time.monotonic() - started:.0f} s"
    print(f"{name}: {inputs}, {len(unjustified)} classes of disagreement, {known} more are justified")
    print(f"  our verdicts: {_counted(found.verdicts)}")
    print(f"  made: {_counted(found.made)}")
    for number, kind in enumerate(unjustified):
        path = OUTPUT / f"{name}-{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(found.smallest[kind])
        print(f"  {found.counts[kind]:6} {kind}\n         {os.fspath(path)}")
    return not unjustified


def _compare(name: str, numbers: Sequence[int], seconds: float, seed: int) -> Classes:
    """Compare these inputs until the time is over, in a process with its own readers."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # some readers print what they refuse
    subject, end = SUBJECTS[name](), time.monotonic() + seconds
    found = Classes(missing=subject.missing)
    for number in numbers:
        if time.monotonic() > end:
            break
        try:
            found.add(subject.compare(Random(f"{seed}-{name}-{number}")))  # noqa: S311 - reproducible
        except Exception:  # noqa: BLE001 - no input may raise
            words = f"raises for input {number} of seed {seed}: {traceback.format_exc()}"
            found.add(Compared((), "raises", (Disagreement(words, b""),)))
    return found


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counter.most_common())


if __name__ == "__main__":
    raise SystemExit(main())
