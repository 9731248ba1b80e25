"""All commands start and end alike."""

import io
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator

import pytest

from signature_model.console import entry
from tests.kits.commands import signals_as_before


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Restore the signal handlers."""
    with signals_as_before():
        yield


def status_of(command: Callable[[], int]) -> object:
    with pytest.raises(SystemExit) as leaving:
        entry.run(command)
    return leaving.value.code


def test_the_exit_status_is_what_the_command_returns() -> None:
    assert status_of(lambda: 3) == 3


def test_signals_end_the_command() -> None:
    def interrupted() -> int:
        with pytest.raises(SystemExit):
            signal.getsignal(signal.SIGTERM)(signal.SIGTERM, None)  # type: ignore[operator, misc]
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
        return 0

    assert status_of(interrupted) == 0


def test_descriptors_wait() -> None:
    before = os.get_blocking(0)
    os.set_blocking(0, False)
    try:
        assert status_of(lambda: int(os.get_blocking(0))) == 1
    finally:
        os.set_blocking(0, before)


def test_a_closed_descriptor_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int, _: object) -> None:
        raise OSError(9, os.strerror(9), str(descriptor))

    monkeypatch.setattr(os, "set_blocking", refuse)
    assert status_of(lambda: 0) == 0


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_characters_that_a_terminal_cannot_show_are_escaped(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding="latin-1")
    monkeypatch.setattr(sys, name, stream)

    status_of(lambda: stream.write("→\n"))
    stream.flush()
    assert written.getvalue() == b"\\u2192\n"


def test_streams_may_be_closed_or_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", io.StringIO())

    assert status_of(lambda: 0) == 0


def test_warnings_of_libraries_are_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    def warn() -> int:
        warnings.warn("odd certificate", UserWarning, stacklevel=1)
        return 0

    status_of(warn)
    assert capsys.readouterr().err == ""
