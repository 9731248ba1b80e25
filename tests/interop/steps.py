"""Steps with a line of output for each, and the number of failures."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from signature_model import SigningError


class Steps:
    """Counts the steps and prints their results immediately."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    @contextmanager
    def step(self, sentence: str) -> Iterator[None]:
        """Run a step. An exception is printed, and the next step follows."""
        try:
            yield
        except (AssertionError, SigningError, OSError, httpx.HTTPError, subprocess.SubprocessError) as problem:
            reason = " ".join(str(problem).split()) or type(problem).__name__
            self.note(f"failed {sentence}: {reason}")
        else:
            self.note(f"ok {sentence}")

    def note(self, line: str) -> None:
        """Count a line that starts with ok or failed, from this or another program."""
        if line.startswith("ok "):
            self.passed += 1
        else:
            self.failed += 1
        report(f"    {line}")


@contextmanager
def refused_as(kind: type[SigningError], words: str = "") -> Iterator[None]:
    """Expect this exception with this text."""
    refusal = None
    try:
        yield
    except kind as raised:
        refusal = raised
    assert refusal is not None, f"all went well, where {kind.__name__} was expected"
    assert words in str(refusal), f"{words} is not in {refusal}"


def report(line: str) -> None:
    """Print a line immediately."""
    print(line, flush=True)  # noqa: T201 - prints for its user
