"""An emulator with a state in a file that can be restarted, and such files."""

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from signature_transports.clocks import ManualClock
from signature_transports.emulator import Emulator, Settings
from signature_transports.emulator.state.replay import State
from tests.signature_transports.emulator.calls import an_emulator, by, create, job_of, poll


class Restarting:
    """An emulator and its state. ``settings`` are those of ``an_emulator``."""

    def __init__(self, folder: Path, **settings: Any) -> None:  # noqa: ANN401 - any setting
        self._folder = folder
        self._count = 0
        self.settings: Settings = an_emulator(**settings).settings
        self.path = folder / "emulator.state"
        self._start()

    def restart(self) -> None:
        """Close the state, and start again."""
        self.state.close()
        self._start()

    def crash(self) -> None:
        """Start again with the files that a process would leave if it were killed now."""
        self._count += 1
        copy = self._folder / f"after crash {self._count}.state"
        for each in self._folder.glob(f"{self.path.name}*"):
            shutil.copy(each, each.with_name(each.name.replace(self.path.name, copy.name)))
        self.state.close()
        self.path = copy
        self._start()

    def change(self, **settings: Any) -> None:  # noqa: ANN401 - any setting
        """Start again with other settings."""
        self.settings = replace(self.settings, **settings)
        self.restart()

    @staticmethod
    def emulator_of(state: State) -> Emulator:
        """Return an emulator that continues with a state."""
        return Emulator(an_emulator().settings, clock=state.clock(ManualClock()), state=state)

    def _start(self) -> None:
        self.state = State(self.path)
        try:
            self.clock = self.state.clock(ManualClock())
            self.emulator = Emulator(self.settings, clock=self.clock, state=self.state)
        except BaseException:
            self.state.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.state.close()


@cache
def _a_state() -> bytes:
    """Return the file of an emulator that has run some commands."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.state"
        with State(path) as state:
            emulator = Restarting.emulator_of(state)
            create(emulator, job_of(*by("a")))
            emulator.sign(1, 0)
            poll(emulator)
            state.record_step(1)
        return path.read_bytes()


def a_state(path: Path) -> None:
    """Write a file of an emulator that has run some commands."""
    path.write_bytes(_a_state())


def used(path: Path) -> None:
    """Use the file as a state."""
    with State(path) as state:
        Restarting.emulator_of(state)
