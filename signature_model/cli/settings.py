"""The settings of a validation, in a form that can be sent to worker processes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from signature_model.console.trust import maybe_trust_anchors, trust_files, usable_schema
from signature_model.jobs.context import Context, Environment, Sector, SigningFlow
from signature_model.reports.results import Criteria

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The options that affect verdicts. Certificates are named by their files, because they cannot be pickled."""

    sector: Sector | None = None
    environment: Environment | None = None
    now: datetime | None = None
    trust: tuple[Path, ...] = ()
    schema: Path | None = None
    flow: SigningFlow | None = None
    criteria: Criteria = field(default_factory=Criteria)

    @property
    def files(self) -> list[Path]:
        """The files that ``context`` reads."""
        anchors = trust_files(*self.trust)
        return anchors if self.schema is None else [*anchors, self.schema]

    def absolute(self) -> Settings:
        """Return the same settings with absolute paths, for workers that may be in another folder."""
        anchors = tuple([each.absolute() for each in self.trust])
        return replace(self, trust=anchors, schema=self.schema and self.schema.absolute())

    def context(self) -> Context:
        """Return the context for validation; read trust anchors and schema. Raises Unusable."""
        return Context(
            sector=self.sector,
            environment=self.environment,
            now=self.now,
            trust_anchors=maybe_trust_anchors(self.trust),
            schema=None if self.schema is None else usable_schema(self.schema),
            flow=self.flow,
        )
