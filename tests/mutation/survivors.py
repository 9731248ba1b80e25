"""The mutants in ``survivors.toml``, which no test can kill, each with the reason."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutation.results import Mutant

LIST: Final = Path(__file__).with_name("survivors.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor:
    """A change of a function that makes no difference; ``because`` is the reason."""

    module: str
    function: str
    was: str
    became: str
    because: str

    def is_mutant(self, mutant: Mutant) -> bool:
        """Whether this describes the mutant."""
        mine = (self.module, self.function, self.was, self.became)
        return mine == (mutant.module, mutant.function, mutant.was, mutant.became)


def survivors() -> list[Survivor]:
    """Return the list in its order."""
    return [Survivor(**each) for each in tomllib.loads(LIST.read_text("utf-8")).get("survivor", [])]
