"""Recognise a file, and show it as `signering show` does: as lines, as JSON, and as a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from signature_model.api.messages import direct_reading, reading
from signature_model.api.records import from_json
from signature_model.console.errors import Unusable
from signature_model.console.reading import STANDARD_INPUT
from signature_model.containers.file_kinds import JOB_FILE, maybe_kind
from signature_model.containers.media_types import PDF
from signature_model.errors import OtherDocument, UnreadableInput, UnreadableRecord
from signature_model.jobs.context import SigningFlow
from signature_model.manifests.requests import parse_direct_request, parse_request
from signature_model.xml.declarations import starts_like_xml
from signature_transports.cli.record_overviews import (
    lines,
    record_facts,
    record_lines,
    record_object,
    request_facts,
    request_object,
    signers_in,
    states_in,
)
from signature_transports.cli.record_page import record_page
from signature_transports.cli.records import maybe_explanation
from signature_transports.pictures import maybe_picture, pictures_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from signature_model.api.records import Record
    from signature_model.jobs.context import Context
    from signature_model.jobs.requests import AnyJobRequest
    from signature_model.preview.overviews import JobOverview
    from signature_transports.cli.records import AnyChange
    from signature_transports.cli.submissions import Source

_MESSAGES: Final[dict[str, Callable[[bytes], Record]]] = {
    reading.CREATED: reading.parse_created_job,
    reading.CHANGED: reading.parse_status_change,
    direct_reading.CREATED: direct_reading.parse_direct_job,
    direct_reading.STATUS: direct_reading.parse_direct_status,
}
"""The messages of the service with the content of a record, by their root elements."""
_SHOWN: Final = "a file that `signering show` can show"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A file as JSON values, as lines, and as the pieces of a page. Each is made on demand."""

    record: dict[str, Any]
    lines: Iterable[str]
    page: Callable[[], Iterable[str]]


def view_of(source: Source, context: Context, change: AnyChange | None = None) -> View:
    """Return the view of a file. ``change`` has the statuses of a job's signers. Raises Unusable, FaultyJobFile."""
    try:
        view = _maybe_other_view(source)
        if view is not None:
            _require_no_status(change, source)
            return view
        return _of_bundle(source, context, change) if source.is_bundle else _of_file(source, context, change)
    except UnreadableInput as error:
        reason = f"{source.name} cannot be shown: {error}"
        raise Unusable(reason) from error


def _maybe_other_view(source: Source) -> View | None:
    """Return the view of a file that certainly does not describe a job; None for any other file."""
    from signature_model.pdf.headers import is_pdf  # noqa: PLC0415 - `--help` needs no cryptography

    if source.is_bundle:
        return None
    if starts_like_xml(source.content):
        return _maybe_xml_view(source)
    if is_pdf(source.content):
        return _of_signed(source)
    try:
        return _of_record(from_json(source.content), _name(source))
    except UnreadableRecord as error:
        if explanation := maybe_explanation(source.content):
            reason = f"{source.name}: {explanation.message}; {explanation.hint}"
            raise Unusable(reason) from error
        return None


def _maybe_xml_view(source: Source) -> View | None:
    from signature_model.signed.limits import XML_LIMITS  # noqa: PLC0415 - as above
    from signature_model.xml.trees import (  # noqa: PLC0415
        MANIFEST,
        MANIFEST_ROOTS,
        REQUEST_ROOTS,
        local_name,
        parse,
        root_in_words,
    )

    root = parse(source.content, XML_LIMITS)
    name = local_name(root)
    if name in MANIFEST_ROOTS.values():
        return None
    if message := _MESSAGES.get(name):
        return _of_record(message(source.content), _name(source))
    if name in REQUEST_ROOTS.values():
        parsed = (parse_request if name == REQUEST_ROOTS[SigningFlow.PORTAL] else parse_direct_request)(source.content)
        return _of_request(parsed, _name(source))
    if root.tag == f"{{{MANIFEST}}}{name}":
        reason = f"the root element is {root_in_words(root)}, which is not a job, a request or a status"
        raise OtherDocument(reason)
    return _of_signed(source)


def _of_record(record: Record, name: str) -> View:
    return View(
        record=record_object(record),
        lines=record_lines(record),
        page=lambda: record_page(f"Job {record.signature_job_id}", name, record_facts(record), signers_in(record)),
    )


def _of_request(request: AnyJobRequest, name: str) -> View:
    return View(
        record=request_object(request),
        lines=lines([("Job request", f"{request.flow} flow"), *request_facts(request)]),
        page=lambda: record_page(f"Job request, {request.flow} flow", name, request_facts(request)),
    )


def _of_signed(source: Source) -> View:
    from signature_model.pdf.headers import is_pdf  # noqa: PLC0415
    from signature_model.preview.signed import overview_of_signed, signed_lines, signed_object  # noqa: PLC0415
    from signature_model.preview.signed_page import signed_page  # noqa: PLC0415

    overview = overview_of_signed(source.content)
    return View(
        record=signed_object(overview),
        lines=signed_lines(overview),
        page=lambda: signed_page(
            overview, _name(source), maybe_picture(source.content) if is_pdf(source.content) else None
        ),
    )


def _of_bundle(source: Source, context: Context, change: AnyChange | None) -> View:
    """Return the view of a document bundle, or else of an evidence package."""
    from signature_model.preview.overviews import overview_of_bundle  # noqa: PLC0415
    from signature_model.preview.packages import (  # noqa: PLC0415
        overview_of_package,
        package_lines,
        package_object,
        package_page,
    )

    try:
        return _of_job(overview_of_bundle(source.content, context), change, _name(source))
    except UnreadableInput as refusal:
        try:
            package = overview_of_package(source.content)
        except UnreadableInput:
            raise refusal from None
    _require_no_status(change, source)
    return View(
        record=package_object(package),
        lines=package_lines(package),
        page=lambda: package_page(package, _name(source)),
    )


def _of_job(overview: JobOverview, change: AnyChange | None, name: str) -> View:
    from signature_model.preview import json, text  # noqa: PLC0415
    from signature_model.preview.page import page  # noqa: PLC0415

    if change is not None:
        signers = {each.place: each.signer for group in overview.preview.groups for each in group.signers}
        overview = replace(overview, states=states_in(change, [signers[place] for place in sorted(signers)]))
    return View(
        record=json.as_object(overview),
        lines=text.lines(overview),
        page=lambda: page(
            overview, name, pictures_of(each.content if each.mime == PDF else None for each in overview.documents)
        ),
    )


def _of_file(source: Source, context: Context, change: AnyChange | None) -> View:
    """Return the view of a manifest or of a job file."""
    from signature_model.preview.overviews import overview_of_job, overview_of_manifest  # noqa: PLC0415

    if starts_like_xml(source.content):
        return _of_job(overview_of_manifest(source.content, context), change, _name(source))
    kind = maybe_kind(source.content)
    if kind != JOB_FILE:
        what = f"not {_SHOWN}; see `signering show --help`" if kind is None else kind.instead_of(_SHOWN)
        reason = f"{_name(source)} is {what}"
        raise Unusable(reason)
    return _of_job(overview_of_job(source.job_file().job, context), change, _name(source))


def _require_no_status(change: AnyChange | None, source: Source) -> None:
    if change is not None:
        message = f"--status can be used only with a job; {source.name} does not contain one"
        raise click.UsageError(message)


def _name(source: Source) -> str:
    return "standard input" if source.name == STANDARD_INPUT else Path(source.name).name
