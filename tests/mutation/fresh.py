"""A pytest plugin for forks of a process that has already run the tests.

It clears the caches of the code, except for keys, certificates and schemas, which mutated code does not create. A
property stops at the first failure, without shrinking. A test that never ends stops the process; the limit is in
processor time, so that a busy machine kills no mutant.
"""

import os
import signal
import sys
from functools import _lru_cache_wrapper
from typing import Final

from hypothesis import Phase, settings

from tests.mutation.results import OUT_OF_TIME

LONGEST: Final = 10.0
"""Seconds for one test; all need less than a fifth of it."""

_FORGETFUL: Final = ("signature_model.", "tests.")
_KEPT: Final = ("signature_model.xml.", "tests.kits.certificates")


def pytest_configure() -> None:
    """Run after the tests' conftest has chosen its profile."""
    settings.register_profile(
        "mutants",
        settings.get_profile("ci"),
        phases=(Phase.explicit, Phase.generate),
        report_multiple_bugs=False,
        max_examples=50,
    )
    settings.load_profile("mutants")
    signal.signal(signal.SIGPROF, lambda *_: os._exit(OUT_OF_TIME))


def pytest_sessionstart() -> None:
    """Run before any test is collected."""
    for each in [value for module in list(sys.modules.values()) for value in vars(module).values()]:
        if isinstance(each, _lru_cache_wrapper):
            name = each.__module__
            if name.startswith(_FORGETFUL) and not name.startswith(_KEPT):
                each.cache_clear()


def pytest_runtest_setup() -> None:
    """Run before each test."""
    signal.setitimer(signal.ITIMER_PROF, LONGEST)


def pytest_sessionfinish() -> None:
    """Run after all tests."""
    signal.setitimer(signal.ITIMER_PROF, 0)
