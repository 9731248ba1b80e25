"""PSR7xx: features that only the direct flow has. Facts: the job request; the job (PSR705, PSR706)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from signature_model.findings import Severity
from signature_model.jobs.context import Environment
from signature_model.jobs.identifiers import national_ids_in
from signature_model.masking import quoted
from signature_model.rules import places
from signature_model.rules.privacy import contains_email
from signature_model.rules.registry import Need, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from urllib.parse import SplitResult

    from signature_model.jobs.context import Context
    from signature_model.jobs.direct import DirectJob
    from signature_model.jobs.requests import DirectJobRequest

TOKEN = "status_query_token"  # noqa: S105 - the name of a parameter
"""The query parameter that the service adds to an exit URL."""

_SCHEMES = frozenset({"http", "https"})
_NOT_IN_A_URL = re.compile(r"[\s\x00-\x1f\x7f]")


@rule("PSR701", Severity.WARNING, source="direct", hint="write a complete URL, like https://example.com/signed")
def exit_url_unusable(request: DirectJobRequest, _: Context) -> Iterator[Problem]:
    """An exit URL must be an absolute `http` or `https` URL with a host.

    The schema accepts any text of up to 500 characters. With a relative or an empty URL, the service cannot send the
    signer back to your pages.
    """
    for where, url in _exit_urls(request):
        if _maybe_split(url) is None:
            yield where, f"{quoted(url)} is not an absolute http or https URL"


@rule("PSR702", Severity.WARNING, source="direct", need=Need.ENVIRONMENT, hint="use https")
def exit_url_unencrypted(request: DirectJobRequest, context: Context) -> Iterator[Problem]:
    """In production, an exit URL should use `https`.

    The service adds a token to the URL, with which the status of the job can be fetched. On an unencrypted connection,
    others can read it.
    """
    for where, parts in _usable(request):
        if parts.scheme == "http" and context.environment is Environment.PRODUCTION:
            yield where, "the connection is not encrypted"


@rule("PSR703", Severity.WARNING, source="direct", hint="remove the parameter; the service adds it")
def exit_url_holds_token(request: DirectJobRequest, _: Context) -> Iterator[Problem]:
    """An exit URL must not have a query parameter `status_query_token`.

    The service adds this parameter when a signer returns. If the parameter occurs twice, your program may read the
    wrong value.
    """
    for where, parts in _usable(request):
        if TOKEN in dict(parse_qsl(parts.query, keep_blank_values=True)):
            yield where, f"the URL already has the parameter `{TOKEN}`"


@rule("PSR704", Severity.NOTE, source="direct", hint="test the URL with the service, or remove the fragment")
def exit_url_fragment(request: DirectJobRequest, _: Context) -> Iterator[Problem]:
    """An exit URL with a fragment (`#`) may not work.

    The service adds a query parameter to the URL. It is not documented whether the parameter comes before the fragment,
    where your server receives it, or after it.
    """
    for where, parts in _usable(request):
        if parts.fragment:
            yield where, f"the URL has the fragment {quoted(parts.fragment)}"


@rule("PSR705", Severity.WARNING, source="security", hint="use a text that reveals nothing, such as a customer number")
def personal_data_in_signer_identifier(job: DirectJob, _: Context) -> Iterator[Problem]:
    """The sender's own identifier for a signer should not contain personal data.

    Personal data is allowed only in `personal-identification-number`, `title` and `description`. This rule finds valid
    national id numbers and e-mail addresses.
    """
    for where, signer in places.signers(job):
        identifier, place = signer.signer_identifier or "", f"{where}/{places.IDENTIFIER}"
        for number in national_ids_in(identifier):
            yield place, f"contains the national id number {number}"
        if contains_email(identifier):
            yield place, "contains an e-mail address"


@rule("PSR706", Severity.NOTE, source="signed", hint="write `identifier-in-signed-documents`")
def shown_identifier_left_open(job: DirectJob, _: Context) -> Iterator[Problem]:
    """For signers with your own identifier, say what the signed documents show.

    Without `identifier-in-signed-documents`, they show the national id number and the name. The documentation says that
    the number of such signers cannot be shown. It does not say what is shown instead.
    """
    own = [where for where, signer in places.signers(job) if signer.signer_identifier is not None]
    if own and job.identifier_in_signed_documents is None:
        signers = ", ".join(own)
        message = f"`identifier-in-signed-documents` is missing, and these signers have your own identifier: {signers}"
        yield "", message


@rule(
    "PSR707", Severity.NOTE, source="direct", hint="remove `polling-queue`, or set `status-retrieval-method` to POLLING"
)
def queue_without_polling(request: DirectJobRequest, _: Context) -> Iterator[Problem]:
    """A polling queue has no effect if the status is not polled.

    Only jobs whose `status-retrieval-method` is `POLLING` appear in a queue. By default, you ask for the status with
    the token that a returning signer brings.
    """
    if request.polling_queue is not None and not _is_polled(request):
        yield "polling-queue", "the queue has no effect without the status-retrieval-method POLLING"


@rule("PSR708", Severity.NOTE, source="direct", hint="give each of your programs a `polling-queue` of its own")
def polling_without_queue(request: DirectJobRequest, _: Context) -> Iterator[Problem]:
    """Polling should use a named queue.

    Without `polling-queue`, status changes appear in the default queue, where another of your programs may fetch them.
    """
    if request.polling_queue is None and _is_polled(request):
        yield "status-retrieval-method", "the status is polled in the default queue"


def _is_polled(request: DirectJobRequest) -> bool:
    from signature_model.jobs.direct import StatusRetrieval  # noqa: PLC0415 - a portal job does not need it

    return request.status_retrieval is StatusRetrieval.POLLING


def _exit_urls(request: DirectJobRequest) -> Iterator[tuple[str, str]]:
    """Yield each exit URL with its place."""
    if request.exit_urls is None:
        return
    for name in ("completion", "rejection", "error"):
        yield f"exit-urls/{name}-url", getattr(request.exit_urls, f"{name}_url")


def _usable(request: DirectJobRequest) -> Iterator[tuple[str, SplitResult]]:
    """Yield the parts of each usable exit URL with its place."""
    for where, url in _exit_urls(request):
        parts = _maybe_split(url)
        if parts is not None:
            yield where, parts


def _maybe_split(url: str) -> SplitResult | None:
    """Return the parts of an absolute http or https URL with a host; None for any other text."""
    if _NOT_IN_A_URL.search(url):
        return None
    try:
        parts = urlsplit(url)
        has_place = parts.hostname is not None and parts.port != 0
    except ValueError:  # not a host or a port
        return None
    return parts if has_place and parts.scheme in _SCHEMES else None
