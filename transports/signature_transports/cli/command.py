"""The command ``signering``, from its arguments to its exit status. The work is in the subcommands.

0: done. 1: refused or invalid. 2: wrong usage. 3: failed. 4: it is unknown whether the job was created.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click

from signature_model import __version__
from signature_model.console import entry
from signature_model.console.loading import loading
from signature_transports.cli import subcommands
from signature_transports.cli.summaries import SUMMARIES

if TYPE_CHECKING:
    from collections.abc import Sequence


class Subcommands(click.Group):
    """The modules of ``subcommands`` as click commands, each imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all subcommands."""
        return [*SUMMARIES]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Return the subcommand with this name, or None."""
        if cmd_name not in SUMMARIES:
            return None
        with loading():
            module = import_module(f"{subcommands.__name__}.{cmd_name.replace('-', '_')}")
        found: click.Command = module.command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of the subcommands without importing them."""
        from signature_transports.cli.help import write_connection_options  # noqa: PLC0415 - only `--help` needs it

        with formatter.section("Commands"):
            formatter.write_dl([*SUMMARIES.items()])
        write_connection_options(ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the subcommand that the arguments name. For an unknown one, suggest the most similar name."""
        if args[0] not in SUMMARIES and not args[0].startswith("-"):
            from difflib import get_close_matches  # noqa: PLC0415 - slow to import, and seldom needed

            if near := get_close_matches(args[0], [*SUMMARIES], 1):
                ctx.fail(f"No such command {args[0]!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)


EPILOG = """\
\b
Exit status:
  0  done
  1  refused: the job has errors, or the service refused
  2  wrong usage
  3  failed: no response, the service is unavailable, an untrusted server, an
     unreadable file
  4  it is unknown whether the job was created, or its record was lost

\b
Every option can be given as an environment variable: --credentials as
SIGNERING_CREDENTIALS. An option on the command line overrides the variable,
and the variable overrides the file of --config. Passwords are read from
--password-file, from SIGNERING_PASSWORD, or at a terminal's prompt, never from
the command line.

\b
Examples:
  signering doctor --environment difitest --credentials our.p12 --trust anchors/
  signering send job.toml --save created.json
  signering poll --follow --exec ./file-it

\b
Shell completion of subcommands, options and file names, for bash (or zsh, fish):
  eval "$(signering completion bash)"
"""


@click.group(
    cls=Subcommands,
    no_args_is_help=False,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="signering")
def group() -> None:
    """Send signature jobs to Norway's signing service, follow them, and download signed documents."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a subcommand and exit with its status."""
    entry.run(lambda: _status(sys.argv[1:] if arguments is None else list(arguments)))


def _status(arguments: list[str]) -> int:
    try:
        return int(group.main(arguments, prog_name="signering", standalone_mode=False) or 0)
    except Exception as error:  # noqa: BLE001 - the outermost guard: users get a message, not a traceback
        from signature_transports.cli.errors import print_error  # noqa: PLC0415 - `--help` does not need it

        return print_error(error, arguments)
