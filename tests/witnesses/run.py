"""Compare our verdicts with those of other people's readers: ``python -m tests.witnesses.run --time 60``.

Prints the classes of disagreement and writes the smallest input of each to ``build/witnesses``. The exit status is 1 if
a class is not justified by ``justified.toml``.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final, Protocol

from tests.witnesses.archives import Archives
from tests.witnesses.classes import Classes, Disagreement
from tests.witnesses.manifests import Manifests
from tests.witnesses.pdfs import Pdfs
from tests.witnesses.seals import Seals

OUTPUT: Final = Path(__file__).parents[2] / "build" / "witnesses"


class Subject(Protocol):
    """One kind of input with its readers."""

    missing: list[str]

    def compare(self, random: Random) -> Iterable[Disagreement]:
        """Make one input, and name every reader that disagrees with us."""


SUBJECTS: Final[Mapping[str, Callable[[], Subject]]] = {
    "archives": Archives,
    "seals": Seals,
    "manifests": Manifests,
    "pdfs": Pdfs,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every subject for its share of the time, and print the classes of disagreement."""
    parser = argparse.ArgumentParser(prog="witnesses", description=__doc__)
    parser.add_argument("--time", type=float, default=600, help="seconds for all subjects together")
    parser.add_argument("--count", type=int, default=1 << 60, help="inputs of each subject at most")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=SUBJECTS, action="append", help="this subject; may be repeated")
    given = parser.parse_args(arguments)
    subjects = given.only or list(SUBJECTS)
    failed = [each for each in subjects if not _agree(each, given.time / len(subjects), given)]
    return 1 if failed else 0


def _agree(name: str, seconds: float, given: argparse.Namespace) -> bool:
    subject, classes, count = SUBJECTS[name](), Classes(), 0
    for each in subject.missing:
        print(f"{name}: missing: {each}")
    end = time.monotonic() + seconds
    while count < given.count and time.monotonic() < end:
        classes.add(subject.compare(Random(f"{given.seed}-{name}-{count}")))  # noqa: S311 - reproducible
        count += 1
    unjustified = classes.unjustified(name)
    known = len(classes.counts) - len(unjustified)
    print(f"{name}: {count} inputs, {len(unjustified)} classes of disagreement, {known} more are justified")
    for number, kind in enumerate(unjustified):
        path = OUTPUT / f"{name}-{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(classes.smallest[kind])
        print(f"  {classes.counts[kind]:6} {kind}\n         {os.fspath(path)}")
    return not unjustified


if __name__ == "__main__":
    raise SystemExit(main())
