"""The first signal ends waits; a second one ends the process."""

import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from signature_transports.cli.stopping import stopped_by_signals

LIMIT = 60


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    assert {each: signal.getsignal(each) for each in before} == before


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_is_noted(name: str) -> None:
    with stopped_by_signals() as stop:
        assert not stop.is_set()
        signal.raise_signal(getattr(signal, name))
        assert stop.is_set()


@pytest.mark.parametrize(("name", "error"), [("SIGINT", KeyboardInterrupt), ("SIGTERM", SystemExit)])
def test_a_second_signal_ends_the_process(name: str, error: type[BaseException]) -> None:
    with stopped_by_signals():
        signal.raise_signal(signal.SIGTERM)
        with pytest.raises(error) as ending:
            signal.raise_signal(getattr(signal, name))

    assert name == "SIGINT" or ending.value.args == (143,)


def test_a_wait_ends_with_the_signal() -> None:
    main = threading.main_thread().ident
    assert main is not None
    with stopped_by_signals() as stop:
        threading.Timer(0.05, signal.pthread_kill, [main, signal.SIGTERM]).start()
        began = time.monotonic()
        stop.wait(LIMIT)

    assert stop.is_set()
    assert time.monotonic() - began < LIMIT


def test_a_wait_ends_at_its_timeout() -> None:
    with stopped_by_signals() as stop:
        stop.wait(0.001)

        assert not stop.is_set()


def test_a_signal_at_the_start_of_a_wait_ends_it() -> None:
    main = threading.main_thread().ident
    assert main is not None
    began = time.monotonic()
    for _ in range(300):
        with stopped_by_signals() as stop, ThreadPoolExecutor(1) as elsewhere:
            sent = elsewhere.submit(signal.pthread_kill, main, signal.SIGTERM)
            stop.wait(LIMIT)
            sent.result()

    assert time.monotonic() - began < LIMIT


def test_earlier_signal_handlers_are_restored() -> None:
    ours, theirs = socket.socketpair()
    theirs.settimeout(0)
    with ours, theirs:
        signal.set_wakeup_fd(theirs.fileno())
        with stopped_by_signals():
            pass

        assert signal.set_wakeup_fd(-1) == theirs.fileno()


def test_a_wait_after_the_signal_ends_immediately() -> None:
    with stopped_by_signals() as stop:
        signal.raise_signal(signal.SIGTERM)
        stop.wait(LIMIT)
        stop.wait(LIMIT)

    assert stop.is_set()


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with stopped_by_signals() as stop:
        signal.raise_signal(signal.SIGHUP)
        assert not stop.is_set()
    signal.signal(signal.SIGHUP, before)
