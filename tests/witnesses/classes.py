"""Classes of disagreement, with the smallest input of each; justified ones are known with their clause."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

JUSTIFIED: Final = Path(__file__).with_name("justified.toml")
_VARYING: Final = re.compile(r"0x[0-9a-fA-F]+|\d+|'[^']*'|\"[^\"]*\"|/\S+|`[^`]*`")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """In words, how a reader disagrees with us about an input."""

    words: str
    content: bytes

    @property
    def kind(self) -> str:
        """The words without what varies from input to input."""
        return _VARYING.sub("…", self.words)


@dataclass(slots=True)
class Classes:
    """The disagreements of a run by their kind, each with its smallest input."""

    counts: Counter[str] = field(default_factory=Counter)
    smallest: dict[str, bytes] = field(default_factory=dict)

    def add(self, found: Iterable[Disagreement]) -> None:
        """Count disagreements, and keep the smallest input of each kind."""
        for each in found:
            self.counts[each.kind] += 1
            kept = self.smallest.get(each.kind)
            if kept is None or len(each.content) < len(kept):
                self.smallest[each.kind] = each.content

    def unjustified(self, subject: str) -> list[str]:
        """The kinds that the table does not justify, the most frequent first."""
        known = [re.compile(each["kind"]) for each in justified(subject)]
        return [kind for kind, _ in self.counts.most_common() if not any(each.search(kind) for each in known)]


def justified(subject: str) -> list[dict[str, str]]:
    """The rows of the table about a subject: a pattern of a kind, and the clause that justifies it."""
    with JUSTIFIED.open("rb") as file:
        return list(tomllib.load(file).get(subject, []))
