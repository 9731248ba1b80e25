"""``signering completion``: the script that lets a shell complete all commands of this project."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import get_completion_class

from signature_transports.cli.help import Subcommand
from signature_transports.cli.options import CONTEXT, with_output_options

if TYPE_CHECKING:
    from signature_transports.cli.output import Output

COMMANDS: Final = ("signering", "validate-bundle", "validate-signed")
"""The commands that are installed together."""
SHELLS: Final = ("bash", "zsh", "fish")

EPILOG = """\
\b
Examples:
  eval "$(signering completion bash)"            in ~/.bashrc
  eval "$(signering completion zsh)"             in ~/.zshrc
  signering completion fish > ~/.config/fish/completions/signering.fish
"""


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("shell", type=click.Choice(SHELLS))
@with_output_options
def command(output: Output, *, shell: str) -> None:
    """Print a script that lets your shell complete the commands.

    It completes the subcommands, options, codes and file names of signering, validate-bundle and validate-signed.
    """
    script = "\n".join(_script(shell, each) for each in COMMANDS)
    output.result(json.dumps({"shell": shell, "script": script}), *script.splitlines())


def _script(shell: str, name: str) -> str:
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click has all of SHELLS
    variable = f"_{name.replace('-', '_').upper()}_COMPLETE"
    completion = kind(click.Command(name), {}, name, variable)
    return completion.source_template % completion.source_vars()
