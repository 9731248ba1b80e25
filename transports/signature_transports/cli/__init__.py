"""The ``signering`` command: the portal flow from a shell. Each subcommand is a module of ``subcommands``."""

from signature_transports.cli.command import main

__all__ = ["main"]
