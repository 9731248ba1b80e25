"""What is to be sent: a bundle made of a job description, or one that was ready, judged, and the request beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from signature_model.bundles import build_bundle
from signature_model.console.errors import Unusable
from signature_model.console.reading import STANDARD_INPUT, Unreadable, read, read_standard_input
from signature_model.containers.names import MANIFEST
from signature_model.containers.reading import open_container
from signature_model.errors import CredentialsError, JobRefused, UnreadableInput
from signature_model.jobs.requests import JobRequest
from signature_model.manifests.reading import parse_manifest
from signature_model.masking import excerpt
from signature_model.validation.validators import validate_bundle
from signature_transports.cli.job_files import parse_job

if TYPE_CHECKING:
    from signature_model.credentials.enterprise import Credentials
    from signature_model.findings import Report
    from signature_model.jobs.context import Context

_ZIP = b"PK"
_LANGUAGES = {".json": True, ".toml": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file that a job comes from; ``name`` is ``-`` for what was piped in."""

    name: str
    content: bytes

    @classmethod
    def read(cls, name: str) -> Source:
        """Read it. Raises Unusable."""
        try:
            content = read_standard_input() if name == STANDARD_INPUT else read(Path(name))
        except Unreadable as error:
            reason = f"{name} {error}"
            raise Unusable(reason) from error
        return cls(name=name, content=content)

    @property
    def is_bundle(self) -> bool:
        """Whether it is a bundle that is ready."""
        return self.content.startswith(_ZIP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What the options say about a job. What it says itself must not differ; ``certified`` is who sends otherwise."""

    sender: str | None = None
    reference: str | None = None
    polling_queue: str | None = None
    certified: str | None = None

    def request(self, said: JobRequest) -> JobRequest:
        """The request beside the bundle."""
        return JobRequest(
            reference=_agreed("reference", said.reference, "--reference", self.reference),
            polling_queue=_agreed("polling queue", said.polling_queue, "--queue", self.polling_queue),
        )

    def sender_or(self, said: str | None) -> str:
        """The organisation number that the job is sent for."""
        number = _agreed("sender", said, "--sender", self.sender) or self.certified
        if number is None:
            message = "who is the sender? name an organisation number with --sender"
            raise click.UsageError(message)
        return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A bundle, the request beside it, whom it is sent for, and what was found in it; None where nobody looked."""

    content: bytes
    request: JobRequest
    sender: str
    report: Report | None

    @property
    def sha256(self) -> str:
        """The digest of the bundle, in hexadecimal."""
        return sha256(self.content).hexdigest()


def built(source: Source, additions: Additions, credentials: Credentials | None, context: Context) -> Outgoing:
    """Make the bundle that a job description tells of. Raises FaultyJobFile, JobRefused, CredentialsError."""
    if credentials is None:
        msg = "there is no key to seal the job with"
        raise CredentialsError(msg, "name the enterprise certificate's file with --credentials")
    folder = Path() if source.name == STANDARD_INPUT else Path(source.name).parent
    job = parse_job(
        source.content,
        folder,
        is_json=_LANGUAGES.get(Path(source.name).suffix.lower()),
        organization_number=additions.sender or additions.certified,
    )
    number, request = additions.sender_or(job.sender.organization_number), additions.request(JobRequest.of(job))
    sender = replace(job.sender, polling_queue=request.polling_queue)
    bundle = build_bundle(replace(job, reference=request.reference, sender=sender), credentials, context=context)
    return Outgoing(content=bundle.content, request=request, sender=number, report=bundle.report)


def ready(source: Source, additions: Additions, context: Context | None) -> Outgoing:
    """A bundle as it is, judged unless there is no context. Raises JobRefused."""
    report = None if context is None else validate_bundle(source.content, context)
    if report is not None and not report.is_valid:
        raise JobRefused(report)
    return Outgoing(
        content=source.content,
        request=additions.request(JobRequest()),
        sender=additions.sender_or(_maybe_sender(source.content)),
        report=report,
    )


def _maybe_sender(bundle: bytes) -> str | None:
    """The sender that a bundle's manifest names, where it can be read."""
    try:
        return parse_manifest(open_container(bundle).members[MANIFEST]).sender.organization_number
    except (UnreadableInput, KeyError):
        return None


def _agreed(subject: str, said: str | None, option: str, added: str | None) -> str | None:
    if said is not None and added is not None and said != added:
        message = f"the job's {subject} is {excerpt(said)}, and {option} says {excerpt(added)}"
        raise click.UsageError(message)
    return said if added is None else added
