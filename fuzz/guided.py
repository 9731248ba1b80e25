"""One campaign on one target under atheris, guided by coverage. ``run`` starts it.

The campaign ends after its time, or at the first finding, which libFuzzer saves as a file. The cost of each input is
measured here (``limits``). An input that is too expensive with coverage is measured again in a process without it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from random import Random
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, Final

from fuzz.limits import TooCostly, cost_of
from fuzz.mutators.dice import Dice
from fuzz.targets import target_of

if TYPE_CHECKING:
    from fuzz.limits import Cost
    from fuzz.targets import Target

atheris: Any = import_module("atheris")  # only `make fuzz` installs it, and it has no types

INSTRUMENTED: Final = ["signature_model", "signature_schema", "signature_transports", "tomllib"]

_NOTEWORTHY_SECONDS: Final = 0.05


def main(name: str, folder: Path, options: list[str]) -> None:
    """Run the campaign with these options of libFuzzer; ``folder`` stores the most expensive inputs and their costs."""
    with atheris.instrument_imports(include=INSTRUMENTED):
        target = target_of(name)
    costs = Costs(name, folder)
    atheris.Setup(
        [sys.argv[0], *options, f"-max_len={target.LONGEST}"],
        lambda content: costs.note(content, cost_of(target.check, content)),
        custom_mutator=lambda content, most, seed: mutated(target, content, most, seed),
    )
    atheris.Fuzz()


def mutated(target: Target, content: bytes, most: int, seed: int) -> bytes:
    """Mutate an input with the target's own mutator and, for the bytes inside, libFuzzer's."""
    dice = Dice(random=Random(seed), plain=lambda piece, room: atheris.Mutate(piece, max(1, room)))  # noqa: S311 - the fuzzer's seed
    return target.mutated(bytes(content), most, dice)[:most]


class Costs:
    """The highest costs so far. They are saved immediately, because libFuzzer ends the process without warning."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name, self._folder = name, folder
        self._seconds, self._memory = 0.0, 0

    def note(self, content: bytes, cost: Cost) -> None:
        """Store the cost if it is the highest so far. Raises TooCostly if it is too high without coverage, too."""
        if cost.seconds > max(self._seconds, _NOTEWORTHY_SECONDS):
            (self._folder / "slowest").write_bytes(content)
        if cost.memory > self._memory:
            (self._folder / "largest").write_bytes(content)
        if cost.seconds > self._seconds or cost.memory > self._memory:
            self._seconds, self._memory = max(cost.seconds, self._seconds), max(cost.memory, self._memory)
            (self._folder / "costs.json").write_text(json.dumps({"seconds": self._seconds, "memory": self._memory}))
        if not cost.is_affordable and not _passes(self._name, content):
            msg = f"an input of {len(content):,} bytes: {cost}"
            raise TooCostly(msg)


def _passes(name: str, content: bytes) -> bool:
    with NamedTemporaryFile(suffix=".input") as file:
        file.write(content)
        file.flush()
        command = [sys.executable, "-m", "fuzz.reproduce", name, file.name]
        return subprocess.run(command, check=False, timeout=50, capture_output=True).returncode == 0  # noqa: S603 - our own


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
