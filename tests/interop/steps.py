"""What is tried, a line for each that says how it went, and how many went which way."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx

from signature_model import SigningError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Steps:
    """Counts what is tried, and tells of it at once."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    @contextmanager
    def step(self, sentence: str) -> Iterator[None]:
        """Try something. What goes wrong is told, and the next step comes."""
        try:
            yield
        except (AssertionError, SigningError, OSError, httpx.HTTPError, subprocess.SubprocessError) as problem:
            reason = " ".join(str(problem).split()) or type(problem).__name__
            self.note(f"failed {sentence}: {reason}")
        else:
            self.note(f"ok {sentence}")

    def note(self, line: str) -> None:
        """Take in a line that begins with ok or failed, of ours or of another program."""
        if line.startswith("ok "):
            self.passed += 1
        else:
            self.failed += 1
        tell(f"    {line}")


@contextmanager
def refused_as(kind: type[SigningError], words: str = "") -> Iterator[None]:
    """Expect this exception, with these words."""
    refusal = None
    try:
        yield
    except kind as raised:
        refusal = raised
    assert refusal is not None, f"all went well, where {kind.__name__} was expected"
    assert words in str(refusal), f"{words} is not in {refusal}"


def tell(line: str) -> None:
    """Say something to who started this, at once."""
    print(line, flush=True)  # noqa: T201 - it talks to who started it
