"""Options for the job request, which is sent beside a bundle: reference, queue, and in the direct flow exit URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from signature_model.jobs.direct import ExitUrls, StatusRetrieval
from signature_model.jobs.requests import DirectJobRequest, JobRequest
from signature_transports.cli.options import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.jobs.requests import AnyJobRequest
    from signature_transports.cli.options import Function

LONGEST_REFERENCE: Final = 50
"""The maximum length in characters, by the schema."""
_EXIT_URLS: Final = ("completion_url", "rejection_url", "error_url")


def _reference(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    text(ctx, param, value)
    if value is not None and len(value) > LONGEST_REFERENCE:
        message = f"it has {len(value)} characters; the maximum is {LONGEST_REFERENCE}"
        raise click.BadParameter(message)
    return value


_OPTIONS: Final = (
    click.option(
        "--reference",
        metavar="TEXT",
        callback=_reference,
        help="Your own reference, without personal data, if JOB has none.",
    ),
    click.option(
        "--queue", metavar="NAME", callback=text, help="The polling queue for the status changes, if JOB has none."
    ),
    click.option(
        "--exit-url",
        metavar="URL",
        callback=text,
        help="For a bundle of the direct flow: the URL that its signers return to.",
    ),
    click.option(
        "--completion-url",
        metavar="URL",
        callback=text,
        help="Instead of --exit-url: the URL for signers who have signed.",
    ),
    click.option(
        "--rejection-url",
        metavar="URL",
        callback=text,
        help="Instead of --exit-url: the URL for signers who have rejected.",
    ),
    click.option(
        "--error-url", metavar="URL", callback=text, help="Instead of --exit-url: the URL for errors during signing."
    ),
    click.option(
        "--status-retrieval-method",
        type=click.Choice([each.value for each in StatusRetrieval]),
        help="For a bundle of the direct flow: how you get the status.",
    ),
)


def with_request_options(function: Function) -> Function:
    """Add the options."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def job_request(options: Mapping[str, Any]) -> AnyJobRequest:
    """Return the job request that the options state: one of the direct flow if they state exit URLs."""
    reference, queue, retrieval = options["reference"], options["queue"], options["status_retrieval_method"]
    urls = [options[name] or options["exit_url"] for name in _EXIT_URLS]
    if not any(urls) and retrieval is None:
        return JobRequest(reference=reference, polling_queue=queue)
    if not all(urls):
        message = "a job of the direct flow needs --exit-url, or --completion-url, --rejection-url and --error-url"
        raise click.UsageError(message)
    return DirectJobRequest(
        reference=reference,
        exit_urls=ExitUrls(completion_url=urls[0], rejection_url=urls[1], error_url=urls[2]),
        status_retrieval=retrieval and StatusRetrieval(retrieval),
        polling_queue=queue,
    )
