"""Classes of disagreement, with the smallest input of each; justified ones are known with their clause."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

JUSTIFIED: Final = Path(__file__).with_name("justified.toml")
_VARYING: Final = re.compile(r"0x[0-9a-fA-F]+|(?<!PSR)(?<!\d)\d+|'[^']*'|\"[^\"]*\"|/\S+|`[^`]*`")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """In words, how a reader disagrees with us about an input."""

    words: str
    content: bytes

    @property
    def kind(self) -> str:
        """The words without what varies from input to input."""
        return _VARYING.sub("…", self.words)


@dataclass(frozen=True, slots=True)
class Compared:
    """One input: what was made or changed, our verdict on it, and the readers that disagree."""

    made: tuple[str, ...]
    verdict: str
    disagreements: tuple[Disagreement, ...] = ()


@dataclass(slots=True)
class Classes:
    """The inputs of a run by what was made and by our verdict, and the disagreements by their kind."""

    missing: list[str] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    smallest: dict[str, bytes] = field(default_factory=dict)

    def add(self, compared: Compared) -> None:
        """Count an input and its disagreements, and keep the smallest input of each kind."""
        self.made.update(compared.made)
        self.verdicts[compared.verdict] += 1
        for each in compared.disagreements:
            self.counts[each.kind] += 1
            self._keep(each.kind, each.content)

    def join(self, others: Iterable["Classes"]) -> None:
        """Add what other processes found."""
        for other in others:
            self.missing = other.missing
            for mine, theirs in (
                (self.made, other.made),
                (self.verdicts, other.verdicts),
                (self.counts, other.counts),
            ):
                mine.update(theirs)
            for kind, content in other.smallest.items():
                self._keep(kind, content)

    def _keep(self, kind: str, content: bytes) -> None:
        kept = self.smallest.get(kind)
        if kept is None or len(content) < len(kept):
            self.smallest[kind] = content

    def unjustified(self, subject: str) -> list[str]:
        """The kinds that the table does not justify, the most frequent first."""
        known = [re.compile(each["kind"]) for each in justified(subject)]
        return [kind for kind, _ in self.counts.most_common() if not any(each.search(kind) for each in known)]


def justified(subject: str) -> list[dict[str, str]]:
    """The rows of the table about a subject: a pattern of a kind, and the clause that justifies it."""
    with JUSTIFIED.open("rb") as file:
        return list(tomllib.load(file).get(subject, []))
