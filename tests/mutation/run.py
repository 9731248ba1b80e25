"""Mutation testing: check that a test fails when the code is wrong.

Run ``make mutants`` or ``python -m tests.mutation.run [--tree FOLDER] [MODULE...]`` with mutmut 3.8. The program makes
small changes to the code, one at a time, in a copy of the tree, and runs the tests that call the changed function until
one fails. If a mutant survives, all tests in ``TESTS`` run in a new process, because code that runs during imports
cannot be changed later. A mutant that survives these, too, must be in ``survivors.toml``, with the reason why no test
can notice it. The exit status is 1 if one is not.

If the FOLDER is kept, the next run tries only new and changed mutants, and unexplained survivors.
"""

import argparse
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.mutation import results, tree
from tests.mutation.results import Mutant
from tests.mutation.survivors import Survivor, survivors

ROOT: Final = Path(__file__).parents[2]
MODULES: Final = (
    "rules",
    "containers",
    "seals",
    "manifests",
    "validation",
    "jobs",
    "api/creation.py",
    "api/polling.py",
    "api/portal.py",
    "api/queues.py",
)
_MODEL: Final = (
    *("rules", "containers", "seals", "manifests", "validation", "jobs", "clients"),
    *("api/test_portal*.py", "api/test_polling.py"),
    *("strategies/test_broken.py", "test_bundles.py", "test_hostile_input.py"),
)
TESTS: Final = (*(f"signature_model/{each}" for each in _MODEL), "docs/test_rule_examples.py")
LONGEST: Final = 600
"""The limit for all tests together, in seconds; exceeding it kills the mutant."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, and print the score of each module; the exit status is 1 if an unexplained mutant survives."""
    parser = argparse.ArgumentParser(prog="mutants", description="Mutation testing.")
    parser.add_argument("--tree", type=Path, help="where the copy is made, to be kept")
    parser.add_argument("modules", nargs="*", default=MODULES, help="folders or files below signature_model")
    given = parser.parse_args(arguments)
    with TemporaryDirectory() as passing:
        mutants = list(_tried(given.tree or Path(passing), given.modules))
    unexplained, in_vain = compared_with_the_list(mutants, survivors())
    for each in unexplained:
        print(f"\n{each.module}: {each.function}\n- {each.was}\n+ {each.became}")
    for known in in_vain:
        print(f"\nexplained in vain: {known}")
    print("\n" + "\n".join(table(mutants, unexplained)))
    return 1 if unexplained or in_vain else 0


def modules_of(names: Iterable[str]) -> list[str]:
    """Return the modules of ``signature_model`` with these names, and those in folders with these names."""
    found = [ROOT / "signature_model" / name for name in names]
    files = [file for path in found for file in (sorted(path.glob("*.py")) if path.is_dir() else [path])]
    return [file.relative_to(ROOT).as_posix() for file in files if file.name != "__init__.py"]


def compared_with_the_list(mutants: Sequence[Mutant], known: Sequence[Survivor]) -> tuple[list[Mutant], list[Survivor]]:
    """Return the unexplained survivors, and the explanations of mutants that were tried and did not survive."""
    living = [each for each in mutants if not each.is_killed]
    tried = {each.module for each in mutants}
    unexplained = [each for each in living if not any(survivor.is_mutant(each) for survivor in known)]
    in_vain = [each for each in known if each.module in tried and not any(map(each.is_mutant, living))]
    return unexplained, in_vain


def table(mutants: Sequence[Mutant], unexplained: Sequence[Mutant]) -> Iterable[str]:
    """Return a line for each module and a total: mutants, killed, explained, survived, and the killed share."""
    total, killed, alive = (
        Counter(each.module for each in some)
        for some in (mutants, [each for each in mutants if each.is_killed], unexplained)
    )
    yield f"{'module':<45}{'mutants':>9}{'killed':>9}{'explained':>11}{'alive':>7}{'score':>9}"
    for name, counts in [
        *((each, (total[each], killed[each], alive[each])) for each in total),
        ("all", (total.total(), killed.total(), alive.total())),
    ]:
        all_of_it, dead, left = counts
        score = dead / all_of_it if all_of_it else 1
        yield f"{name:<45}{all_of_it:>9}{dead:>9}{all_of_it - dead - left:>11}{left:>7}{score:>9.1%}"


def _tried(folder: Path, modules: Iterable[str]) -> Iterable[Mutant]:
    found = [path for each in TESTS for path in sorted((ROOT / "tests").glob(each))]
    tests = [path.relative_to(ROOT).as_posix() for path in found]
    tree.copy(ROOT, folder, modules_of(modules), tests)
    known = survivors()
    living = [each for each in results.mutants_in(folder) if each.status != results.CAUGHT]
    results.forget(folder, {each.name for each in living if not any(one.is_mutant(each) for one in known)})
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    variables |= {"HYPOTHESIS_PROFILE": "ci", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "tests.mutation.driver", "run", "--max-children", str(os.cpu_count() or 1)]
    subprocess.run(command, cwd=folder, env=variables, check=True)
    for each in results.mutants_in(folder):
        is_known = any(survivor.is_mutant(each) for survivor in known)
        yield each if each.is_killed or is_known else _tried_by_all(each, folder, tests, variables)


def _tried_by_all(mutant: Mutant, folder: Path, tests: list[str], variables: dict[str, str]) -> Mutant:
    command = [sys.executable, "-m", "pytest", "-xqq", "-p", "tests.mutation.fresh", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command,
            cwd=folder / "mutants",
            env=variables | {"MUTANT_UNDER_TEST": mutant.name},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return replace(mutant, status=results.OUT_OF_TIME)
    return replace(mutant, status=results.CAUGHT if done.returncode else results.ALIVE)


if __name__ == "__main__":
    sys.exit(main())
