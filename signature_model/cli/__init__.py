"""The ``validate-bundle`` command: the only part of the package that reads files, the clock and the terminal."""

from signature_model.cli.command import main

__all__ = ["main"]
