"""The first signal ends a command; worker processes are silent and end with their parent."""

import multiprocessing
import os
import signal
import threading
import warnings
from multiprocessing.connection import Connection

import pytest

from signature_model.console import signals


def test_a_worker_has_default_signals_and_no_warnings() -> None:
    handlers = {each: signal.getsignal(each) for each in signals.ENDING}
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with warnings.catch_warnings():
            signals.start_worker()
            warnings.warn("odd certificate", UserWarning, stacklevel=1)
        now = {each: signal.getsignal(each) for each in handlers}
        assert now == {signal.SIGINT: signal.SIG_DFL, signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_IGN}
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)


@pytest.mark.parametrize(("name", "error"), [("SIGINT", KeyboardInterrupt), ("SIGTERM", SystemExit)])
def test_only_the_first_signal_has_an_effect(name: str, error: type[BaseException]) -> None:
    handlers = {each: signal.getsignal(each) for each in signals.ENDING}
    signals.exit_on_signals()
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


def test_signals_are_not_masked_where_the_system_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")

    signals.mask(0)
    with signals.blocked():
        pass


def test_a_blocked_signal_is_handled_at_the_end() -> None:
    before, handled = signal.getsignal(signal.SIGTERM), []
    signal.signal(signal.SIGTERM, lambda number, _: handled.append(number))
    try:
        with signals.blocked():
            with signals.blocked():
                signal.raise_signal(signal.SIGTERM)
            assert handled == []
        assert handled == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_process_exits_after_another_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    process = multiprocessing.Process(target=int)
    process.start()
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)

    signals.exit_after(process)
    assert ended == [1]
    assert not process.is_alive()


def test_a_worker_starts_a_thread_that_watches_its_parent() -> None:
    context = multiprocessing.get_context()
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=watchers, args=(sending,))
    process.start()

    assert receiving.recv() == 1
    process.join()


def watchers(sending: Connection) -> None:
    before = threading.active_count()
    signals.start_worker()
    sending.send(threading.active_count() - before)
