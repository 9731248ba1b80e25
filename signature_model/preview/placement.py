"""Group findings by their subject: a document, a signer, the schedule, the seal, or the job as a whole."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from signature_model.containers.names import SEAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signature_model.findings import Finding
    from signature_model.preview.overviews import JobOverview


class Part(StrEnum):
    """A part of a job that findings can be about."""

    JOB = "job"
    SCHEDULE = "schedule"
    DOCUMENT = "document"
    SIGNER = "signer"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a job; ``number`` counts documents and signers from 0."""

    part: Part
    number: int = 0


_NUMBERED: Final = re.compile(r"/[^/]+/(?:(?:signers|documents)/)?(signer|document)(?:\[(\d+)\])?(?:/.*)?", re.ASCII)
_SCHEDULE: Final = re.compile(r"/[^/]+/availability(?:/.*)?")


def findings_by_place(overview: JobOverview) -> Mapping[Place, Sequence[Finding]]:
    """Return the findings by their subject, the most serious first."""
    found: dict[Place, list[Finding]] = defaultdict(list)
    names = {each.name: number for number, each in reversed([*enumerate(overview.documents)]) if each.name}
    counts = {Part.DOCUMENT: len(overview.documents), Part.SIGNER: overview.signer_count}
    for finding in sorted(overview.report.findings, key=lambda each: -each.severity.rank):
        place = _place(finding, names)
        is_shown = place.number < counts.get(place.part, 1) and (place.part is not Part.SEAL or overview.seal)
        found[place if is_shown else Place(Part.JOB)].append(finding)
    return found


def _place(finding: Finding, names: Mapping[str, int]) -> Place:
    if finding.member is not None and finding.member in names:
        return Place(Part.DOCUMENT, names[finding.member])
    if finding.member == SEAL:
        return Place(Part.SEAL)
    where = finding.where or ""
    if numbered := _NUMBERED.fullmatch(where):
        return Place(Part(numbered[1]), int(numbered[2] or 1) - 1)
    return Place(Part.SCHEDULE if _SCHEDULE.fullmatch(where) else Part.JOB)
