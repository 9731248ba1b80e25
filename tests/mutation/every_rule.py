"""Check that a test fails when a rule is disabled: ``python -m tests.mutation.every_rule [CODE...]``.

Disables each rule (or each of these codes) in turn and prints the first test that fails. Exits with 1 if all tests pass
without a rule. Takes a minute or two.
"""

import contextlib
import io
import os
import sys
from typing import Final

import pytest

from signature_model.rules.catalogue import CATALOGUE
from tests.kits.jobs import a_bundle

HERE: Final = ("-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--no-cov", "--tb=no", "-W", "ignore")
BREAKERS: Final = "tests/signature_model/strategies/test_broken.py"
RULES: Final = "tests/signature_model/rules"


class FirstFailure:
    """A pytest plugin that remembers which test failed first."""

    def __init__(self) -> None:
        self.name: str | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the first failure."""
        if report.failed:
            self.name = self.name or report.nodeid


def disable(code: str) -> None:
    """Make a rule find nothing."""
    object.__setattr__(CATALOGUE[code], "check", lambda *_: iter(()))


def first_failure(code: str | None) -> str | None:
    """Return the test that fails first, or None if all pass. The tests of the breakers come first."""
    for arguments in ([BREAKERS, "-k", code or "PSR"], [RULES]):
        failure = FirstFailure()
        with contextlib.redirect_stdout(io.StringIO()):
            pytest.main([*HERE, *arguments], plugins=[failure])
        if failure.name is not None:
            return failure.name
    return None


def fails_without(code: str | None) -> bool:
    """Return whether tests fail without the rule; a process of its own runs them and prints which one fails."""
    if (child := os.fork()) == 0:
        if code is not None:
            disable(code)
        failing = first_failure(code)
        print(f"{code or 'with all'}: {failing or 'no test fails'}", flush=True)
        os._exit(failing is not None)
    return os.waitpid(child, 0)[1] != 0


def main(codes: list[str]) -> int:
    """Disable the rules in turn."""
    a_bundle()  # made once for all processes
    if fails_without(None):
        return 1
    unnoticed = [code for code in codes or CATALOGUE if not fails_without(code)]
    print(f"{len(codes or CATALOGUE)} rules; without {len(unnoticed)} of them no test fails")
    return bool(unnoticed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
