"""``signering send``: validate, seal and send a job, and save the record of the created job."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

import click

from signature_model.api.records import to_json
from signature_model.console.errors import OutputLost
from signature_model.console.files import require_new, write_file
from signature_model.console.streams import require_output
from signature_model.errors import JobRefused, OutcomeUnknown, SigningError
from signature_model.findings import Report, Severity
from signature_model.jobs.context import Context, Sector, SigningFlow
from signature_transports.cli.confirmation import can_ask, is_confirmed
from signature_transports.cli.connections import open_connection
from signature_transports.cli.errors import REFUSED
from signature_transports.cli.help import Subcommand
from signature_transports.cli.job_files import EXAMPLES
from signature_transports.cli.job_problems import FaultyJobFile
from signature_transports.cli.keys import maybe_credentials
from signature_transports.cli.messages import of_creation
from signature_transports.cli.options import CONTEXT, FILE, HOW_TO_OVERWRITE, with_output_options
from signature_transports.cli.records import RecordFile, RecordLost, how_to_find
from signature_transports.cli.request_options import job_request, with_request_options
from signature_transports.cli.service_options import with_connection_options
from signature_transports.cli.stopping import stopped_by_signals
from signature_transports.cli.submissions import (
    Source,
    require_fresh_seal,
    require_no_findings,
    submission_of,
)
from signature_transports.settings import maybe_environment

if TYPE_CHECKING:
    from signature_model.clients.submissions import Submission
    from signature_model.credentials.enterprise import Credentials
    from signature_transports.cli.output import Output
    from signature_transports.cli.records import AnyCreated
    from signature_transports.settings import Settings


class Client(Protocol):
    """The methods of a client that this command uses."""

    def create_from(self, bundle: bytes, request: Any, *, sender: str | None, validate: bool) -> AnyCreated:  # noqa: ANN401 - the job request of the flow
        """Create a job."""


EPILOG = """\
\b
Examples:
  signering send --example > job.toml
  signering send --example direct > job.toml
  signering send job.toml --dry-run --credentials our.p12
  signering send job.toml --environment difitest --credentials our.p12
      --trust anchors/ --save created.json
  signering send contract.asice --reference 2030-117 --sector public ...
  signering send direct.asice --exit-url https://sender.example/signed ...

A job is sent once and never again automatically. If the response is lost, the exit status is 4, and the message has
the reference and the digest of the bundle: if the job was created, its status changes will arrive. The record has them
too, even if this process is killed. While JOB.sent.json exists, JOB is not sent again, and the exit status is 1.

With --save FILE, the record is in FILE, and there is no JOB.sent.json. If you repeat the command with the same FILE, it
sends nothing, and the exit status is 3. Without --save or with another FILE, it sends JOB again as a new job.

The service accepts a seal for only 5 seconds. A job file is sealed when you send it. Seal a bundle immediately before
you send it.
"""


def _print_example(ctx: click.Context, _param: click.Parameter, flow: str | None) -> None:
    if flow is not None and not ctx.resilient_parsing:
        click.echo(EXAMPLES[SigningFlow(flow)], nl=False)
        ctx.exit()


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("job", metavar="JOB")
@with_request_options
@click.option(
    "--sector",
    type=click.Choice([each.value for each in Sector]),
    help="The sector of a bundle's sender, for validation. Job files have a key for it.",
)
@click.option(
    "--fail-on",
    type=click.Choice([each.value for each in Severity]),
    default=Severity.ERROR.value,
    show_default=True,
    help="Do not send a job with findings of this or a higher severity. A mistyped national id number is a warning.",
)
@click.option("--dry-run", is_flag=True, help="Build and validate, but do not send.")
@click.option(
    "--output",
    "bundle_file",
    type=FILE,
    envvar="SIGNERING_OUTPUT",
    metavar="FILE",
    help="Save the bundle in this file.",
)
@click.option("--force", is_flag=True, help="Let --output overwrite a file.")
@click.option(
    "--save",
    type=FILE,
    metavar="FILE",
    help="Save the record of the job in this file, which must not exist. [default: JOB.sent.json]",
)
@click.option(
    "--again", is_flag=True, help="Send the job as a new one although its record exists. The old record is renamed."
)
@click.option("--yes", is_flag=True, help="Do not ask before sending. Without a terminal, the command never asks.")
@click.option("--no-validate", is_flag=True, help="Send a bundle without validating it.")
@click.option(
    "--example",
    type=click.Choice([each.value for each in SigningFlow]),
    is_flag=False,
    flag_value=SigningFlow.PORTAL.value,
    is_eager=True,
    expose_value=False,
    allow_from_autoenv=False,
    callback=_print_example,
    help="Print an example of a job file for a flow, and exit. [default: portal]",
)
@with_output_options
@with_connection_options
def command(output: Output, settings: Settings, **options: Any) -> int:  # noqa: ANN401 - one value for each option
    """Send a signature job.

    JOB is a job file in TOML or JSON, a sealed bundle (.asice), or - for either on standard input. The command
    validates it with the rules of validate-bundle. If it has errors, it is not sent and the status is 1. Warnings are
    shown; --fail-on warning refuses them, too. Prints the job's id and reference, and in the direct flow a redirect URL
    for each signer. With --json, prints its record, which cancel, redirect and status accept. The record is also saved,
    beside JOB or in the file of --save. On a terminal, the command shows what will be sent and asks, unless --yes,
    --json or --quiet is given.
    """
    source = Source.read(options["job"])
    _require_consistent(source, options)
    if options["bundle_file"] is not None and not options["force"]:
        require_new(options["bundle_file"], HOW_TO_OVERWRITE)
    credentials = maybe_credentials(settings)
    if options["dry_run"]:
        submission = _prepared(source, settings, credentials, output, options)
        _save_bundle(submission, options)
        output.result(json.dumps(_as_object(submission), ensure_ascii=False), _as_text(submission))
        return 0
    require_output()
    record = _record(source, options)
    with open_connection(settings, credentials) as connection:
        submission = _prepared(source, settings, credentials, output, options)
        require_fresh_seal(submission, source.name)
        if not options["yes"] and can_ask(output):
            if not is_confirmed(submission, connection.service, _context(settings, options)):
                output.no_result("nothing was sent")
                return REFUSED
            submission = _sealed_again(submission)
        if options["again"]:
            record.set_aside()
        _save_bundle(submission, options)
        with stopped_by_signals():
            is_direct = submission.request.flow is SigningFlow.DIRECT
            client: Client = connection.direct if is_direct else connection.portal
            _send(client, submission, output, record)
    return 0


def _require_consistent(source: Source, options: dict[str, Any]) -> None:
    """Raise click.UsageError for options that contradict each other or the file."""
    if options["no_validate"] and not source.is_bundle:
        message = "--no-validate is only for sealed bundles: jobs from job files are always validated"
    elif options["no_validate"] and options["fail_on"] != Severity.ERROR:
        message = "--no-validate cannot be combined with --fail-on: without validation, there are no findings"
    else:
        return
    raise click.UsageError(message)


def _record(source: Source, options: dict[str, Any]) -> RecordFile:
    """Return the file for the record. Raises AlreadySent."""
    record = RecordFile.beside(source.name, source.content) if options["save"] is None else RecordFile(options["save"])
    if not options["again"] and options["save"] is None:
        record.require_unsent(source.name)
    return record


def _context(settings: Settings, options: dict[str, Any]) -> Context:
    return Context(
        sector=options["sector"] and Sector(options["sector"]),
        environment=maybe_environment(settings),
        now=datetime.now(UTC),
    )


def _sealed_again(submission: Submission) -> Submission:
    """Seal a job again after the user's answer, because the service accepts only seals that are a few seconds old."""
    return submission if submission.seal_again is None else replace(submission, content=submission.seal_again())


def _save_bundle(submission: Submission, options: dict[str, Any]) -> None:
    if options["bundle_file"]:
        write_file(options["bundle_file"], submission.content, overwrite=options["force"])


def _prepared(
    source: Source, settings: Settings, credentials: Credentials | None, output: Output, options: dict[str, Any]
) -> Submission:
    """Return the validated submission. Findings are shown, also if the job is refused."""
    from signature_model.clients.submissions import Caller  # noqa: PLC0415 - `--help` needs no cryptography

    caller = Caller(sender=settings.sender, credentials=credentials, context=_context(settings, options))
    try:
        submission = submission_of(source, job_request(options), caller, validate=not options["no_validate"])
    except JobRefused as refusal:
        output.report(source.name, refusal.report)
        raise
    except FaultyJobFile as refusal:
        output.problems(source.name, refusal.problems)
        raise
    output.report(source.name, submission.report or Report())
    require_no_findings(submission, source.name, Severity(options["fail_on"]))
    return submission


def _send(client: Client, submission: Submission, output: Output, file: RecordFile) -> None:
    """Send a job and save its record. A first signal waits until this is done; a second one ends the process."""
    request, digest = submission.request, submission.sha256
    file.reserve(request, digest)
    try:
        created = _created(client, submission)
    except OutcomeUnknown as error:  # the file remains
        hint = how_to_find(request.flow, request.reference, request.polling_queue)
        raise OutcomeUnknown(error.message, hint, reference=request.reference, bundle_sha256=digest) from error
    except SigningError:
        file.delete()
        raise
    _keep(created, output, file)


def _created(client: Client, submission: Submission) -> AnyCreated:
    try:
        return client.create_from(submission.content, submission.request, sender=submission.sender, validate=False)
    except (KeyboardInterrupt, SystemExit) as error:
        msg = "it is unknown whether the job was created: interrupted before the response"
        raise OutcomeUnknown(msg) from error


def _keep(created: AnyCreated, output: Output, file: RecordFile) -> None:
    """Save and print the record. If one of the two fails, do the other and raise an error."""
    try:
        file.keep(created)
    except OSError as error:
        with suppress(OutputLost):
            output.result(to_json(created), *of_creation(created))
        raise RecordLost(created, f"{error.filename}: {error.strerror}") from error
    output.result(to_json(created), *of_creation(created), *([] if file.is_chosen else [f"record: {file.path}"]))


def _as_object(submission: Submission) -> dict[str, Any]:
    report = submission.report and asdict(submission.report)
    request = asdict(submission.request)
    return {"sent": False, "sender": submission.sender, **request, "bundle_sha256": submission.sha256, "report": report}


def _as_text(submission: Submission) -> str:
    verdict = "was not validated" if submission.report is None else "is valid"
    return f"nothing was sent; the job {verdict}: {len(submission.content):,} bytes, SHA-256 {submission.sha256}"
