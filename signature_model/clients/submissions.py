"""Submissions: the bundle and the job request that are sent to create a job. They are validated first."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from signature_model.api.services import NoSender
from signature_model.bundles import Bundle, build_bundle
from signature_model.credentials.enterprise import Credentials
from signature_model.errors import CredentialsError, JobRefused
from signature_model.findings import Report, Severity
from signature_model.jobs.context import Context
from signature_model.jobs.flows import with_sender
from signature_model.jobs.identifiers import has_nine_digits
from signature_model.jobs.requests import request_of
from signature_model.masking import masked
from signature_model.type_checks import require_types
from signature_model.validation.inspection import inspect_bundle, maybe_job
from signature_model.validation.validators import ANYTHING, validate_inspected

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_model.api.flow import Flow
    from signature_model.api.services import Service
    from signature_model.jobs.context import SigningFlow
    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.requests import AnyJobRequest

Created_co = TypeVar("Created_co", covariant=True)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The caller of the service.

    ``sender`` is the organisation number for calls and bundles that name no sender; without it, the number in the
    certificate is used. ``credentials`` seal the jobs; ``context`` is for their validation.
    """

    sender: str | None = None
    credentials: Credentials | None = None
    context: Context = ANYTHING

    def __post_init__(self) -> None:
        require_types(self, sender=str | None, credentials=Credentials | None, context=Context)

    def maybe_sender(self) -> str | None:
        """Return the default sender: the caller's ``sender``, or the organisation in the certificate."""
        return self.sender or (None if self.credentials is None else self.credentials.organization_number)

    def sender_or(self, named: str | None) -> str:
        """Return the sender that a call names, or else the default sender. Raises NoSender."""
        number = named or self.maybe_sender()
        if not number:
            raise NoSender
        return number


class Operations(Protocol[Created_co]):
    """The operations of a flow that create its jobs: from ``api.portal`` or ``api.direct``."""

    @property
    def flow(self) -> SigningFlow:
        """The flow."""

    def create(
        self,
        sender: str,
        request: Any,  # noqa: ANN401 - the job request of the flow
        bundle: bytes,
        seal_again: Callable[[], bytes] | None = None,
    ) -> Flow[Created_co]:
        """Create a job from its request and its sealed bundle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A sealed bundle, the job request beside it and the sender.

    ``report`` has the warnings and notes of both; it is None if they were not validated.
    """

    content: bytes = field(repr=False)
    request: AnyJobRequest
    sender: str
    report: Report | None = None
    seal_again: Callable[[], bytes] | None = field(default=None, repr=False, compare=False)
    """Builds the bundle again with a new seal; None for a bundle that was built elsewhere."""

    @classmethod
    def of_job(cls, job: AnyJob | Bundle, caller: Caller) -> Submission:
        """Validate and seal a job, unless it is a bundle already. Raises JobRefused, CredentialsError."""
        bundle = job if isinstance(job, Bundle) else _built(job, caller)
        return cls(
            content=bundle.content,
            request=request_of(bundle.job),
            sender=bundle.job.sender.organization_number,
            report=bundle.report,
            seal_again=None if isinstance(job, Bundle) else lambda: _built(job, caller).content,
        )

    @classmethod
    def of_bundle(
        cls, content: bytes, request: AnyJobRequest, caller: Caller, *, sender: str | None = None, validate: bool = True
    ) -> Submission:
        """Validate a bundle that was built elsewhere, and its request.

        Without a ``sender``, the bundle is sent for the sender that its manifest names, or else for the default sender.
        Raises JobRefused for errors in bundle or request, NoSender.
        """
        if not validate:
            number = sender or caller.sender_or(_maybe_sender(maybe_job(content)))
            return cls(content=content, request=request, sender=number)
        bundle = inspect_bundle(content, caller.context.schema)
        report = validate_inspected(bundle, caller.context, request=request)
        if not report.is_valid:
            raise JobRefused(report)
        number = caller.sender_or(sender or _maybe_sender(bundle.job))
        return cls(content=content, request=request, sender=number, report=report)

    @property
    def sha256(self) -> str:
        """The digest of the bundle, in hexadecimal."""
        return sha256(self.content).hexdigest()

    def sent_to(self, operations: Operations[Created_co]) -> Flow[Created_co]:
        """Log the warnings of the report and create the job. Raises TypeError for a job of the other flow."""
        if self.request.flow is not operations.flow:
            msg = (
                f"the job belongs to the {self.request.flow} flow; this client sends jobs of the {operations.flow} flow"
            )
            raise TypeError(msg)
        reference = self.request.reference
        of = "" if reference is None else f"job {masked(reference)}: "
        for finding in () if self.report is None else self.report.findings:
            if finding.severity is Severity.WARNING:
                _log.warning("%s%s", of, finding)
        return operations.create(self.sender, self.request, self.content, self.seal_again)


def in_environment_of(service: Service, context: Context) -> Context:
    """Return the context with the service's environment. Raises ValueError if it states another environment."""
    if context.environment not in {None, service.environment}:
        msg = f"the context is for {context.environment}, and the service at {service.root} for {service.environment}"
        raise ValueError(msg)
    return replace(context, environment=service.environment)


def _built(job: AnyJob, caller: Caller) -> Bundle:
    if caller.credentials is None:
        msg = "the client has no credentials to seal the job"
        raise CredentialsError(msg, "create the client with credentials, or pass the job as a sealed bundle")
    return build_bundle(with_sender(job, caller.maybe_sender()), caller.credentials, context=caller.context)


def _maybe_sender(job: AnyJob | None) -> str | None:
    number = "" if job is None else job.sender.organization_number
    return number if has_nine_digits(number) else None
