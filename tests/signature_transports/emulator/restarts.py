"""An emulator with a state in a file, that ends in any way and is started again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from signature_transports.clocks import ManualClock
from signature_transports.emulator import Emulator
from signature_transports.emulator.state.replay import State
from tests.signature_transports.emulator.calls import an_emulator

if TYPE_CHECKING:
    from pathlib import Path

    from signature_transports.emulator import Settings


class Restarting:
    """The emulator of the day, and the file that it goes by; ``settings`` are as for ``an_emulator``."""

    def __init__(self, folder: Path, **settings: Any) -> None:  # noqa: ANN401 - any setting
        self._folder = folder
        self._count = 0
        self.settings: Settings = an_emulator(**settings).settings
        self.path = folder / "emulator.state"
        self._start()

    def restart(self) -> None:
        """End properly, and start again."""
        self.state.close()
        self._start()

    def crash(self) -> None:
        """Start again with the files as they are left by a process that is killed now."""
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
        """An emulator that goes on from a state."""
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
