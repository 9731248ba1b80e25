"""Reports on the valid job and on bundles."""

from dataclasses import replace
from typing import Any, Final

from signature_model import Context, Environment, Report, Sector, validate_bundle, validate_job
from tests.kits.certificates import MOMENT, authority
from tests.kits.jobs import PUBLIC, a_job

FULL: Final = Context(sector=Sector.PUBLIC, environment=Environment.TEST, now=MOMENT, trust_anchors=(authority().root,))
"""A context with which every rule can run."""


def of_job(context: Context = PUBLIC, **changes: Any) -> Report:  # noqa: ANN401 - any field of the job
    """The report on the valid job with these changes."""
    return validate_job(a_job(**changes), context)


def of_bundle(content: bytes, **changes: Any) -> Report:  # noqa: ANN401 - any field of the context
    """The report on a bundle in the full context with these changes."""
    return validate_bundle(content, replace(FULL, **changes))


def found(content: bytes) -> list[str]:
    """The code of every finding about a bundle in the full context."""
    return [finding.code for finding in of_bundle(content).findings]


def codes_of(report: Report) -> list[str]:
    """The distinct codes of a report's findings, sorted."""
    return sorted({finding.code for finding in report.findings})
