"""The ``validate-bundle`` command.

It is the only part that reads files, the clock and the environment unasked, and knows the terminal.
"""

from signature_model.cli.command import main

__all__ = ["main"]
