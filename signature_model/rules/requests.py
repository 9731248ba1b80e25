"""PSR601: what stands in the job request. Subject: the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.jobs.identifiers import national_ids_in
from signature_model.rules.registry import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.jobs.requests import JobRequest


@rule("PSR601", Severity.WARNING, source="security", hint="use a reference of your own that tells strangers nothing")
def personal_data_in_reference(request: JobRequest, _: Context) -> Iterator[Problem]:
    """The reference must not hold a national id number.

    References leave the secure zone: they stand in mails and logs. Personal data is allowed in
    `personal-identification-number`, `title` and `description` only.
    """
    for number in national_ids_in(request.reference or ""):
        yield "reference", f"holds the national id number {number}"
