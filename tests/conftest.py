"""Settings of all tests: the Hypothesis profiles and their seed, and the folder of reference vectors."""

import gc
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from secrets import randbits

import pytest
from hypothesis import HealthCheck, find, settings
from hypothesis.strategies import none

# Many tests start interpreters. Without compiled files, each of them would compile all modules again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# No deadline: how long an example takes depends on the machine, and the first one loads a schema.
_UNTIMED = settings(deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("dev", _UNTIMED, max_examples=30)
settings.register_profile("quick", _UNTIMED, max_examples=5)
settings.register_profile("ci", _UNTIMED, max_examples=30, derandomize=True, database=None)
settings.register_profile("long", _UNTIMED, max_examples=500)
settings.register_profile("night", _UNTIMED, max_examples=5_000)
_PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "dev")
settings.load_profile(_PROFILE)


@pytest.hookimpl(tryfirst=True)  # before Hypothesis reads the option and xdist passes it to its workers
def pytest_configure(config: pytest.Config) -> None:
    """Choose a seed, unless one is given or the profile needs none, and let every signal through.

    The limit on calls is not shared with other programs of the user.
    """
    if hasattr(signal, "SIGHUP"):  # nohup makes this process and its children ignore it
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell script starts background processes like this
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit it
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp()
        config.add_cleanup(partial(shutil.rmtree, os.environ["XDG_RUNTIME_DIR"]))
    if config.option.hypothesis_seed is None and not settings().derandomize:
        config.option.hypothesis_seed = str(randbits(32))


def pytest_collection_finish() -> None:
    """Let the garbage collector ignore the thousands of collected tests, which all live until the end."""
    find(none(), lambda _: True)  # Hypothesis registers its random numbers, which it could not find if they are frozen
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print how to repeat the examples."""
    seed = config.option.hypothesis_seed
    again = "the same examples every time" if seed is None else f"again with --hypothesis-seed={seed}"
    terminalreporter.write_line(f"Hypothesis profile {_PROFILE}: {again}")


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of reference vectors; without it, tests that use it are skipped."""
    folder = os.environ.get("SIGNATURE_VECTORS")
    if not folder:
        pytest.skip("SIGNATURE_VECTORS is not set to a folder of reference vectors")
    return Path(folder)


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set a time zone other than UTC."""
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()
