"""What a worker process does first, so that it ends when it should and is silent until then."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import warnings
from typing import TYPE_CHECKING

import pytest

from signature_model.console import signals

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


def test_a_worker_falls_silent() -> None:
    handlers = {each: signal.getsignal(each) for each in signals.ENDING}
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with warnings.catch_warnings():
            signals.begin()
            warnings.warn("odd certificate", UserWarning, stacklevel=1)
        now = {each: signal.getsignal(each) for each in handlers}
        assert now == {
            signal.SIGINT: signal.SIG_DFL,
            signal.SIGTERM: signal.SIG_DFL,
            signal.SIGHUP: signal.SIG_IGN,
        }
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)


@pytest.mark.parametrize(("name", "error"), [("SIGINT", KeyboardInterrupt), ("SIGTERM", SystemExit)])
def test_the_first_signal_alone_is_heeded(name: str, error: type[BaseException]) -> None:
    handlers = {each: signal.getsignal(each) for each in signals.ENDING}
    signals.end_by_signals()
    try:
        with pytest.raises(error) as ending:
            signal.raise_signal(getattr(signal, name))
        signals.mask(signal.SIG_UNBLOCK)
        for each in signals.ENDING:
            signal.raise_signal(each)
    finally:
        signals.mask(signal.SIG_UNBLOCK)
        for each, handler in handlers.items():
            signal.signal(each, handler)

    assert name == "SIGINT" or ending.value.args == (143,)


def test_signals_need_not_be_held_back_where_nothing_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")

    signals.mask(0)


def test_a_worker_ends_with_the_process_that_it_works_for(monkeypatch: pytest.MonkeyPatch) -> None:
    process = multiprocessing.Process(target=int)
    process.start()
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)

    signals.end_with(process)
    assert ended == [1]
    assert not process.is_alive()


def test_a_worker_watches_its_parent() -> None:
    context = multiprocessing.get_context()
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=watchers, args=(sending,))
    process.start()

    assert receiving.recv() == 1
    process.join()


def watchers(sending: Connection) -> None:
    before = threading.active_count()
    signals.begin()
    sending.send(threading.active_count() - before)
