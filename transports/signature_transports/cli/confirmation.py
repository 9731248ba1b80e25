"""The question before a job is sent. It is asked on a terminal only, after a summary of what will be sent."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from signature_model.console.streams import is_terminal, write_error
from signature_model.errors import UnreadableInput
from signature_model.findings import Severity
from signature_model.masking import masked
from signature_model.reports.printing import printable
from signature_transports.cli.output import NORMAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signature_model.api.services import Service
    from signature_model.clients.submissions import Submission
    from signature_model.findings import Finding
    from signature_model.jobs.context import Context
    from signature_model.preview.overviews import JobOverview
    from signature_model.preview.previews import PreviewedGroup
    from signature_transports.cli.output import Output

_WIDTH: Final = 12


def can_ask(output: Output) -> bool:
    """Whether a user can answer: both streams are a terminal, and the output is neither JSON nor quiet."""
    is_there = is_terminal(sys.stdin) and is_terminal(sys.stderr)
    return is_there and not output.is_json and output.verbosity >= NORMAL


def is_confirmed(submission: Submission, service: Service, context: Context) -> bool:
    """Print the summary of a submission and ask whether to send it."""
    lines = "".join(f"{printable(line)}\n" for line in summary(submission, service, context))
    write_error(f"\n{lines}\n")
    return click.confirm("Send it?", err=True)


def summary(submission: Submission, service: Service, context: Context) -> Iterator[str]:
    """Return the lines of the summary."""
    from signature_model.preview.overviews import overview_of_bundle  # noqa: PLC0415 - only before a question

    yield _row("To", f"{service.root} ({service.environment}), for {submission.sender}")
    try:
        yield from _job(overview_of_bundle(submission.content, context))
    except UnreadableInput as error:
        yield _row("Job", f"cannot be read: {error}")
    yield _row("Reference", masked(submission.request.reference or "none"))
    yield _row("Queue", masked(submission.request.polling_queue or "the default queue"))
    yield _row("Bundle", f"{len(submission.content):,} bytes, SHA-256 {submission.sha256}")
    if (findings := submission.report and submission.report.findings) and (warned := _warned(findings)):
        yield _row("Warnings", f"{warned}: read them above before you send the job")


def _warned(findings: Iterable[Finding]) -> str:
    return ", ".join(sorted({each.code for each in findings if each.severity is Severity.WARNING}))


def _job(overview: JobOverview) -> Iterator[str]:
    from signature_model.preview import words  # noqa: PLC0415 - as above

    seen = overview.preview
    yield _row("Title", masked(seen.title))
    for number, document in enumerate(overview.documents):
        pages = "" if document.page_count is None else f", {words.counted(document.page_count, 'page')}"
        yield _row("" if number else "Documents", f"{number + 1}. {masked(document.title)}{pages}")
    for group in seen.groups:
        yield from _group(group)
    if overview.seal is not None:
        yield _row("Sealed by", words.seal(overview.seal))


def _group(group: PreviewedGroup) -> Iterator[str]:
    from signature_model.preview import words  # noqa: PLC0415 - as above

    opens = "" if group.number == 1 else f", opens {words.opening(group)}"
    yield _row(f"Group {group.number}", f"{words.duration(group.available_for)}{opens}")
    for signer in group.signers:
        yield _row("", f"{signer.place + 1}. {words.address(signer.signer)}: {words.reached(signer)}")


def _row(label: str, text: str) -> str:
    return f"  {label:<{_WIDTH}}{text}"
