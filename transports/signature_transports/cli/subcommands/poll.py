"""``signering poll``: fetch status changes, pass them on, and confirm those that were processed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import click

from signature_model.api.records import to_json
from signature_model.api.retries import Retries
from signature_model.console.files import PRIVATE, require_new, write_file
from signature_model.console.streams import require_output
from signature_model.errors import NoAnswer, ServiceError, UntrustedServer
from signature_model.jobs.context import SigningFlow
from signature_transports.cli.connections import open_connection
from signature_transports.cli.handlers import Handler, HandlerFailed
from signature_transports.cli.help import Subcommand
from signature_transports.cli.messages import of_change
from signature_transports.cli.options import CONTEXT, FILE, text, with_output_options
from signature_transports.cli.service_options import with_connection_options
from signature_transports.cli.stopping import stopped_by_signals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from signature_model.api.responses import Poll
    from signature_transports.cli.output import Output
    from signature_transports.cli.records import AnyChange
    from signature_transports.cli.stopping import Stop
    from signature_transports.settings import Settings

_log = logging.getLogger(__name__)

_OUTAGE = Retries(longest=60.0)
"""The waits during an outage, after the retries of each call."""

_LONGEST_WAIT = 3600.0
"""The maximum wait in seconds, even if the service asks for more."""

EPILOG = """\
\b
Examples:
  signering poll --json > change.json && signering confirm change.json
  signering poll --save change.json --confirm
  signering poll --follow --queue hr --exec ./file-it -- --folder archive
  signering poll --until-empty --queue hr --exec ./file-it
  signering poll --flow direct --queue hr --json

A single change is confirmed only with --confirm or --exec. With --follow or --until-empty, each change is confirmed
after it was printed, or with --exec after the command has succeeded. If the command fails, the service delivers the
change again after ten minutes; --until-empty then ends with status 3. Any change may be delivered more than once.

Download and verify what was signed before you confirm: after the last confirmation the service may delete the job.
COMMAND can do both, for example with `signering download - --all --force --job FILE`: it fails if a document is
invalid, so the change is not confirmed.

SIGINT and SIGTERM stop after the current change, with status 0. A second signal stops immediately, and the change is
not confirmed.
"""


class Client(Protocol):
    """The methods of a client that this command uses."""

    def poll(self, *, polling_queue: str | None) -> Poll[Any]:
        """Fetch the next status change."""

    def changes(self, *, polling_queue: str | None, until_empty: bool, stop: Stop) -> Iterator[Any]:
        """Iterate over the status changes."""

    def confirm(self, change: Any, /) -> None:  # noqa: ANN401 - a status change of the flow
        """Confirm a status change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The destination of status changes: a file if the options name one, and then a command or standard output."""

    output: Output
    handler: Handler | None = None
    save: Path | None = None

    def require_possible(self) -> None:
        """Check before a change is fetched whether it can be delivered."""
        if self.save is not None:
            require_new(self.save)
        if self.handler is None:
            require_output()
        else:
            self.handler.require_exists()

    def note_empty_queue(self, poll: Poll[AnyChange]) -> None:
        """Say that there was no status change, unless a command uses standard output."""
        if self.handler is None:
            why = "the poll was too early" if poll.was_too_early else "no status change"
            self.output.no_result(f"{why}; the next poll is permitted in {poll.wait.total_seconds():,.0f} s")

    def deliver(self, change: AnyChange) -> None:
        """Deliver a status change. Raises HandlerFailed, OutputLost, FileInTheWay, OSError."""
        record = to_json(change)
        if self.save is not None:
            write_file(self.save, f"{record}\n".encode(), mode=PRIVATE)
        if self.handler is not None:
            self.handler.handle(change)
        else:
            self.output.result(record, of_change(change))


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("arguments", nargs=-1, metavar="[-- ARGUMENT...]")
@click.option(
    "--queue",
    metavar="NAME",
    callback=text,
    help="The polling queue of the jobs. [default: the default queue]",
)
@click.option(
    "--flow",
    type=click.Choice([each.value for each in SigningFlow]),
    default=SigningFlow.PORTAL.value,
    show_default=True,
    help="The flow whose queue to poll: each flow has its own queues.",
)
@click.option("--follow", is_flag=True, help="Poll until a signal arrives, as often as the service permits.")
@click.option("--until-empty", is_flag=True, help="Poll until the queue is empty, for example in a cron job.")
@click.option(
    "--confirm/--no-confirm", default=None, help="Whether to confirm the change of a single poll immediately."
)
@click.option(
    "--save", type=FILE, metavar="FILE", help="Save the change of a single poll in this file, which must not exist."
)
@click.option(
    "--exec",
    "program",
    envvar="SIGNERING_EXEC",
    metavar="COMMAND",
    help=(
        "Run this command for each change, with the change as JSON on standard input. If it succeeds, the change is "
        "confirmed. Give its arguments after --."
    ),
)
@with_output_options
@with_connection_options
def command(  # noqa: PLR0913 - one value for each option
    output: Output,
    settings: Settings,
    *,
    arguments: tuple[str, ...],
    queue: str | None,
    flow: str,
    follow: bool,
    until_empty: bool,
    confirm: bool | None,
    save: Path | None,
    program: str | None,
) -> None:
    """Fetch one status change, or all as they arrive.

    Prints the next status change of a queue in one line. With --json, prints its record, which confirm, download,
    cancel and delete-documents accept. If there is no change, prints nothing, or null with --json, and the exit status
    is 0.
    """
    if arguments and program is None:
        message = f"argument {arguments[0]!r} needs a command: give it with --exec"
        raise click.UsageError(message)
    if follow and until_empty:
        message = "--follow and --until-empty cannot be combined"
        raise click.UsageError(message)
    if (follow or until_empty) and (confirm is not None or save is not None):
        message = f"--confirm, --no-confirm and --save cannot be used with --{'follow' if follow else 'until-empty'}"
        raise click.UsageError(message)
    handler = None if program is None else Handler(program=program, arguments=arguments)
    delivery = Delivery(output=output, handler=handler, save=save)
    delivery.require_possible()
    with open_connection(settings) as connection:
        client: Client = connection.direct if flow == SigningFlow.DIRECT else connection.portal
        if follow or until_empty:
            with stopped_by_signals() as stop:
                (_follow if follow else _empty)(client, queue, delivery, stop)
            if stop.is_set():
                output.note("stopped: nothing is lost; the service delivers all unconfirmed changes again")
        else:
            _poll_once(client, queue, delivery, confirms=program is not None if confirm is None else confirm)


def _poll_once(client: Client, queue: str | None, delivery: Delivery, *, confirms: bool) -> None:
    poll = client.poll(polling_queue=queue)
    if poll.change is None:
        delivery.note_empty_queue(poll)
        return
    delivery.deliver(poll.change)
    if confirms:
        client.confirm(poll.change)


def _follow(client: Client, queue: str | None, delivery: Delivery, stop: Stop) -> None:
    outages = 0
    while not stop.is_set():
        try:
            for change in client.changes(polling_queue=queue, until_empty=False, stop=stop):
                outages = 0
                if stop.is_set():  # do not start with it; the service delivers it again
                    return
                delivery.deliver(change)
        except HandlerFailed as error:
            _log.warning("%s; %s", error.message, error.hint)
        except (NoAnswer, ServiceError) as error:
            if isinstance(error, UntrustedServer) or (isinstance(error, ServiceError) and not error.is_retryable):
                raise
            outages += 1
            asked = error.retry_after if isinstance(error, ServiceError) else None
            seconds = max(_OUTAGE.wait_before(outages), min(asked or 0, _LONGEST_WAIT))
            _log.warning("%s; next poll in %.0f s", error.message, seconds)
            stop.wait(seconds)


def _empty(client: Client, queue: str | None, delivery: Delivery, stop: Stop) -> None:
    """Deliver all changes in the queue.

    If the command failed for some of them, raise the last HandlerFailed at the end.
    """
    failure: HandlerFailed | None = None
    is_empty = False
    while not (is_empty or stop.is_set()):
        try:
            for change in client.changes(polling_queue=queue, until_empty=True, stop=stop):
                if stop.is_set():  # do not start with it; the service delivers it again
                    break
                delivery.deliver(change)
            is_empty = True
        except HandlerFailed as error:
            _log.warning("%s; %s", error.message, error.hint)
            failure = error
    if failure is not None:
        raise failure
