"""``signering show``: what is inside a job file, a bundle, a manifest or a record."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from signature_model.api.records import from_json
from signature_model.console.errors import Unusable
from signature_model.console.files import write_file
from signature_model.console.reading import STANDARD_INPUT
from signature_model.containers.media_types import PDF
from signature_model.errors import UnreadableInput, UnreadableRecord
from signature_model.jobs.context import Context, Environment, Sector
from signature_transports.cli.job_files import parse_job
from signature_transports.cli.job_problems import FaultyJobFile
from signature_transports.cli.options import CONTEXT, FILE, Subcommand, speaking
from signature_transports.cli.record_overviews import record_lines, record_object
from signature_transports.cli.submissions import LANGUAGES, Source
from signature_transports.pictures import pictures_of

if TYPE_CHECKING:
    from signature_model.preview.overviews import JobOverview
    from signature_transports.cli.output import Output

_XML: Final = b"<"
_PDF: Final = b"%PDF-"

EPILOG = """\
\b
Examples:
  signering show job.toml
  signering show contract.asice --sector public --html contract.html
"""


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("path", metavar="PATH")
@click.option("--html", type=FILE, metavar="FILE", help="Write a page for a browser into this file.")
@click.option("--force", is_flag=True, help="Let --html overwrite a file.")
@click.option(
    "--sector",
    type=click.Choice([each.value for each in Sector]),
    help="The sender's sector; job files have a key for it.",
)
@click.option(
    "--test",
    "is_test",
    is_flag=True,
    help="The job is for a test environment.",
)
@speaking
def command(  # noqa: PLR0913 - one parameter for each option
    output: Output, *, path: str, html: Path | None, force: bool, sector: str | None, is_test: bool
) -> None:
    """Show what is inside a job, and what will happen to it.

    PATH is a job file, a sealed bundle (.asice), a manifest.xml, the JSON of send, poll or status, or - for one of
    these on standard input. Shows documents, signers, notifications, the sender and the seal. National id numbers are
    masked. Nothing is sent. The exit status is 0 if PATH can be shown, also if the job has errors.
    """
    source = Source.read(path)
    content = source.content.lstrip()
    if content.startswith(_PDF):
        message = f"{path} is a PDF; show reads jobs, bundles and records"
        raise click.UsageError(message)
    if _is_shown_as_record(source, output, html):
        return
    environment = Environment.TEST if is_test else Environment.PRODUCTION
    context = Context(sector=Sector(sector) if sector else None, environment=environment, now=datetime.now(UTC))
    try:
        overview = _overview(source, context)
    except FaultyJobFile as refusal:
        output.problems(source.name, refusal.problems)
        raise
    if html is not None:
        from signature_model.preview.page import page  # noqa: PLC0415 - rarely needed

        pictures = pictures_of(each.content if each.mime == PDF else None for each in overview.documents)
        write_file(html, "".join(page(overview, _name(source), pictures)).encode(), overwrite=force)
        output.result(json.dumps({"html": str(html)}), f"wrote {html}")
        return
    from signature_model.preview import json as as_json  # noqa: PLC0415
    from signature_model.preview import text  # noqa: PLC0415

    output.result(json.dumps(as_json.as_object(overview), ensure_ascii=False), *text.lines(overview))


def _is_shown_as_record(source: Source, output: Output, html: Path | None) -> bool:
    """Show the source if it is a record; return whether it is one."""
    try:
        record = from_json(source.content)
    except UnreadableRecord:
        return False
    if html is not None:
        message = f"{source.name} is a record: --html is for jobs"
        raise click.UsageError(message)
    output.result(json.dumps(record_object(record), ensure_ascii=False), *record_lines(record))
    return True


def _overview(source: Source, context: Context) -> JobOverview:
    from signature_model.preview.overviews import (  # noqa: PLC0415 - `--help` needs no cryptography
        overview_of_bundle,
        overview_of_job,
        overview_of_manifest,
    )

    try:
        if source.is_bundle:
            return overview_of_bundle(source.content, context)
        if source.content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_XML):
            return overview_of_manifest(source.content, context)
    except UnreadableInput as error:
        reason = f"{source.name} cannot be shown: {error}"
        raise Unusable(reason) from error
    folder = Path() if source.name == STANDARD_INPUT else Path(source.name).parent
    is_json = LANGUAGES.get(Path(source.name).suffix.lower())
    file = parse_job(source.content, folder, is_json=is_json, organization_number="")
    return overview_of_job(file.job, context)


def _name(source: Source) -> str:
    return "standard input" if source.name == STANDARD_INPUT else Path(source.name).name
