"""mutmut's command, with the tests of each mutant in the order in which they are likely to kill it.

It runs in the copy of the tree. First come the tests that mirror the module, then the other tests in the same folder
that call the function. Later tests run only if the mutant has survived the earlier ones; all tests run at the end.
mutmut's wall-clock limit is disabled, because ``fresh`` limits processor time.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any


def rounds(mutant: str, tests: Sequence[str]) -> Iterator[list[str]]:
    """Return the tests in one or two rounds, each in its order."""
    module = mutant.rpartition(".")[0].split(".")
    folder = "/".join(("tests", *module[:-1], ""))
    mirror = f"{folder}test_{module[-1]}"
    near = [each for each in tests if each.startswith(mirror)]
    others = [each for each in tests if each.startswith(folder) and not each.startswith(mirror)]
    yield from filter(None, (near, others)) if near or others else [list(tests)]


def main() -> None:
    """Run ``mutmut``."""
    runner = import_module("mutmut.runners.harness").PytestRunner
    run = runner.run_tests

    def run_tests(self: object, *, mutant_name: str | None, tests: Sequence[str]) -> Any:  # noqa: ANN401 - mutmut's own
        if mutant_name is None:
            return run(self, mutant_name=None, tests=tests)
        statuses = (run(self, mutant_name=mutant_name, tests=each) for each in rounds(mutant_name, list(tests)))
        return next((status for status in statuses if status), 0)

    runner.run_tests = run_tests
    vars(import_module("mutmut.workers.isolation"))["register_timeout"] = lambda **_: None
    import_module("mutmut.__main__").cli()


if __name__ == "__main__":
    main()
