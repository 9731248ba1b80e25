"""Create a submission from the file and the options of ``signering send``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from signature_model.console.errors import CHECK_PATH, Unusable
from signature_model.console.reading import STANDARD_INPUT, Unreadable, read_named
from signature_model.containers.file_kinds import JOB_FILE, maybe_other_kind
from signature_model.errors import CredentialsError, JobRefused, SigningError
from signature_model.jobs.requests import DirectJobRequest, JobRequest
from signature_model.masking import excerpt
from signature_transports.cli.job_files import parse_job
from signature_transports.cli.job_findings import in_terms_of
from signature_transports.cli.job_problems import NotAJobFile

if TYPE_CHECKING:
    from signature_model.clients.submissions import Caller, Submission
    from signature_model.findings import Severity
    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.requests import AnyJobRequest
    from signature_transports.cli.job_files import JobFile

_ZIP = b"PK"
_OTHER_FLOW = "PSR104"
_SIGNING_TIME_OFF = "PSR515"
_LANGUAGES = {".json": True, ".toml": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A job file or a sealed bundle; ``name`` is ``-`` for standard input."""

    name: str
    content: bytes

    @classmethod
    def read(cls, name: str) -> Source:
        """Read the file. Raises Unusable."""
        try:
            content = read_named(name)
        except Unreadable as error:
            reason = f"{name} {error}"
            raise Unusable(reason, CHECK_PATH) from error
        return cls(name=name, content=content)

    @property
    def is_bundle(self) -> bool:
        """Whether this is a sealed bundle."""
        return self.content.startswith(_ZIP)

    def job_file(self, organization_number: str | None = "", *, expected: str = "a job file") -> JobFile:
        """Read it as a job file. Raises FaultyJobFile, and NotAJobFile for a file of another kind."""
        if other := maybe_other_kind(self.content, expected, {JOB_FILE}):
            raise NotAJobFile(self.name, other)
        path = Path() if self.name == STANDARD_INPUT else Path(self.name)
        is_json = _LANGUAGES.get(path.suffix.lower())
        return parse_job(self.content, path.parent, is_json=is_json, organization_number=organization_number)


def submission_of(source: Source, options: AnyJobRequest, caller: Caller, *, validate: bool) -> Submission:
    """Create the submission of a job file or a bundle. The options must not contradict it.

    Raises NotAJobFile, FaultyJobFile, JobRefused, CredentialsError, NoSender.
    """
    from signature_model.clients.submissions import Submission  # noqa: PLC0415 - `--help` needs no cryptography

    if source.is_bundle:
        try:
            submission = Submission.of_bundle(source.content, options, caller, validate=validate)
        except JobRefused as error:
            if isinstance(options, JobRequest) and any(each.code == _OTHER_FLOW for each in error.report.errors):
                message = (
                    "the bundle belongs to the direct flow: give the URL that its signers return to with --exit-url"
                )
                raise click.UsageError(message) from error
            raise
        _agreed("sender", submission.sender, "--sender", caller.sender)
        return submission
    if caller.credentials is None:
        msg = "there is no key to seal the job"
        raise CredentialsError(msg, "name the file of the enterprise certificate with --credentials")
    file = source.job_file(caller.maybe_sender(), expected="a job file or a sealed bundle")
    try:
        submission = Submission.of_job(_completed(file.job, options, caller), caller)
    except JobRefused as error:
        raise JobRefused(in_terms_of(file, error.report)) from error
    return replace(submission, report=submission.report and in_terms_of(file, submission.report))


class FindingsRefused(SigningError):
    """A job without errors was not sent, because the user also refuses warnings or notes."""

    default_hint = "correct what the findings name, or send it without --fail-on"


def require_no_findings(submission: Submission, name: str, fail_on: Severity) -> None:
    """Raise FindingsRefused if the job has findings of the severity ``fail_on`` or a higher one."""
    found = () if submission.report is None else submission.report.findings
    if codes := sorted({each.code for each in found if each.severity.rank >= fail_on.rank}):
        msg = f"{name} was not sent: --fail-on {fail_on} refuses {', '.join(codes)}"
        raise FindingsRefused(msg)


class StaleSeal(SigningError):
    """A bundle was sealed too long ago, or with a wrong clock: the service would refuse it."""

    default_hint = "send the job file, or seal the bundle again; --no-validate sends it nevertheless"


def require_fresh_seal(submission: Submission, name: str) -> None:
    """Raise StaleSeal for a bundle whose signing time the service would refuse."""
    for finding in () if submission.report is None else submission.report.findings:
        if finding.code == _SIGNING_TIME_OFF:
            msg = f"{name} was not sent: {finding.message}; the service accepts a seal for 5 seconds only"
            raise StaleSeal(msg)


def _completed(job: AnyJob, options: AnyJobRequest, caller: Caller) -> AnyJob:
    """Return the job with the reference and the queue of the options. Raises click.UsageError for a contradiction."""
    if isinstance(options, DirectJobRequest):
        message = "options for exit URLs and status retrieval are for sealed bundles only: write them in the job file"
        raise click.UsageError(message)
    _agreed("sender", job.sender.organization_number, "--sender", caller.sender)
    reference = _agreed("reference", job.reference, "--reference", options.reference)
    polling_queue = _agreed("polling queue", job.sender.polling_queue, "--queue", options.polling_queue)
    return replace(job, reference=reference, sender=replace(job.sender, polling_queue=polling_queue))


def _agreed(subject: str, said: str | None, option: str, given: str | None) -> str | None:
    if said is not None and given is not None and said != given:
        message = f"the job's {subject} is {excerpt(said)}, but {option} is {excerpt(given)}"
        raise click.UsageError(message)
    return said if given is None else given
