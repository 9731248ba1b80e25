"""The examples of the rules in ``docs/examples/rules``, one file for each code."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from signature_model import Context, Environment, Sector
from tests.kits.processes import ROOT
from tests.kits.reports import FULL

FOLDER: Final = ROOT / "docs" / "examples" / "rules"

_READERS: Final[Mapping[str, Any]] = {"sector": Sector, "environment": Environment, "now": datetime.fromisoformat}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A bad and a good example; ``shown`` says what they show.

    ``says`` is the message of the first finding with the code, or its beginning and an ellipsis. ``follows`` are codes
    that the bad example also causes, ``see_also`` are codes of related rules. ``note`` is information for the reader.
    ``flow`` is that of the job, and ``given`` the context, besides the present moment. ``without`` names elements that
    the manifest has only if the example has them. ``declares`` lists the documents of the manifest if they differ from
    those in the archive.
    """

    shown: str
    flow: str = "portal"
    bad: str
    good: str
    says: str
    note: str = ""
    follows: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    declares: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def context(self) -> Context:
        """The context of the validation."""
        return replace(FULL, **{"now": None} | {key: _READERS[key](value) for key, value in self.given.items()})


def examples() -> dict[str, Example]:
    """Return all examples by code."""
    return {path.stem: _read(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


def _read(text: str) -> Example:
    entries: dict[str, Any] = tomllib.loads(text)
    entries |= {key: tuple(value) for key, value in entries.items() if isinstance(value, list)}
    return Example(**entries)
