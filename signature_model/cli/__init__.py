"""The ``validate-bundle`` command."""

from signature_model.cli.command import main

__all__ = ["main"]
