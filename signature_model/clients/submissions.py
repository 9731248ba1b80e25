"""Who sends, with which keys, and how its jobs are judged before they leave."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signature_model.bundles import Bundle, build_bundle
from signature_model.credentials.certificates import organization_number
from signature_model.credentials.enterprise import Credentials
from signature_model.errors import CredentialsError, JobRefused
from signature_model.findings import Severity
from signature_model.jobs.context import Context
from signature_model.type_checks import require_types
from signature_model.validation.validators import ANYTHING, validate_bundle, validate_request

if TYPE_CHECKING:
    from signature_model.api.services import Service
    from signature_model.jobs.portal import PortalJob
    from signature_model.jobs.requests import JobRequest

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One who calls the service.

    ``sender`` is the organisation number that is sent for where a call names none; left out, it is the one in the
    certificate, which for a broker is not the sender. ``credentials`` seal the jobs, and ``context`` is what is known
    for judging them.
    """

    sender: str | None = None
    credentials: Credentials | None = None
    context: Context = ANYTHING

    def __post_init__(self) -> None:
        require_types(self, sender=str | None, credentials=Credentials | None, context=Context)

    def sender_or(self, named: str | None) -> str:
        """The sender that a call is for. Raises ValueError where none is known."""
        certificate = self.credentials and self.credentials.certificate
        number = named or self.sender or (certificate and organization_number(certificate))
        if not number:
            msg = "no sender: name one in the call or for the client, as an organisation number"
            raise ValueError(msg)
        return number

    def bundle_of(self, job: PortalJob | Bundle) -> Bundle:
        """The job, judged and sealed now; warnings are logged. Raises JobRefused for errors, CredentialsError."""
        if isinstance(job, Bundle):
            return job
        if self.credentials is None:
            msg = "there are no credentials to seal the job with"
            raise CredentialsError(msg, "give the client credentials, or the job as a bundle that is built already")
        bundle = build_bundle(job, self.credentials, context=self.context)
        for finding in bundle.report.findings:
            if finding.severity is Severity.WARNING:
                _log.warning("%s", finding)
        return bundle

    def require_sound(self, content: bytes, request: JobRequest) -> None:
        """Judge a bundle that was built elsewhere, and its job request. Raises JobRefused for errors in either."""
        for report in (validate_bundle(content, self.context), validate_request(request)):
            if not report.is_valid:
                raise JobRefused(report)


def in_environment_of(service: Service, context: Context) -> Context:
    """The context, with the service's environment. Raises ValueError for one that is made for another."""
    if context.environment not in {None, service.environment}:
        msg = f"the context is for {context.environment}, and the service at {service.root} for {service.environment}"
        raise ValueError(msg)
    return replace(context, environment=service.environment)
