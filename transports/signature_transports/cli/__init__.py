"""The ``signering`` command. Each subcommand is a module of ``subcommands``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a subcommand and exit with its status."""
    try:
        from signature_model.console.loading import loading  # noqa: PLC0415 - users may interrupt the loading

        with loading():
            from signature_transports.cli import command  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.exit(130)
    command.main(arguments)
