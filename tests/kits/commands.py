"""Commands in this process, and their results."""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from signature_model.console.signals import ENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The exit status and the output of a command."""

    status: int
    out: str
    err: str


AnyOutcome = TypeVar("AnyOutcome", bound=Outcome)


def outcome_of(
    main: Callable[[list[str]], object],
    arguments: Sequence[str | Path],
    written: pytest.CaptureFixture[str],
    kind: type[AnyOutcome],
) -> AnyOutcome:
    """Run a command until it exits."""
    with pytest.raises(SystemExit) as leaving:
        main([str(each) for each in arguments])
    captured = written.readouterr()
    assert isinstance(leaving.value.code, int)
    return kind(status=leaving.value.code, out=captured.out, err=captured.err)


@contextmanager
def signals_as_before() -> Iterator[None]:
    """Restore the signal handlers that a command changes."""
    before = {each: signal.getsignal(each) for each in ENDING}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)
