"""No rule can be lost unnoticed: ``python -m tests.mutation.every_rule [CODE...]``.

Each rule (or each of the codes) in turn finds nothing any more, and the tests of the rules must fail; a test that they
fail by is told. Ends with 1 where they pass all the same. Takes a minute or two.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import Final

import pytest

from signature_model.rules.catalogue import CATALOGUE
from tests.kits.jobs import a_bundle

HERE: Final = ("-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--no-cov", "--tb=no", "-W", "ignore")
TESTS: Final = ("tests/signature_model/rules/test_catalogue.py",), ("tests/signature_model/rules",)
"""Those that are likely to fail come first."""


class FirstFailure:
    """Remembers which test failed first."""

    def __init__(self) -> None:
        self.name: str | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a failure in."""
        if report.failed:
            self.name = self.name or report.nodeid


def disable(code: str) -> None:
    """Let a rule find nothing."""
    object.__setattr__(CATALOGUE[code], "check", lambda *_: iter(()))


def first_failure() -> str | None:
    """The test that fails first; None where all pass."""
    for paths in TESTS:
        failure = FirstFailure()
        with contextlib.redirect_stdout(io.StringIO()):
            pytest.main([*HERE, *paths], plugins=[failure])
        if failure.name is not None:
            return failure.name
    return None


def fails_without(code: str | None) -> bool:
    """Whether tests fail without the rule, found out in a process of its own, which says by which."""
    if (child := os.fork()) == 0:
        if code is not None:
            disable(code)
        failing = first_failure()
        print(f"{code or 'with all'}: {failing or 'no test fails'}", flush=True)
        os._exit(failing is not None)
    return os.waitpid(child, 0)[1] != 0


def main(codes: list[str]) -> int:
    """Disable the rules in turn."""
    a_bundle()  # what all of them need is made once
    if fails_without(None):
        return 1
    unnoticed = [code for code in codes or CATALOGUE if not fails_without(code)]
    print(f"{len(codes or CATALOGUE)} rules, {len(unnoticed)} missed by no test")
    return bool(unnoticed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
