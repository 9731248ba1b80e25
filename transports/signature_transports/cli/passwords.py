"""The password of a key store: from a file, from the environment, or from a prompt on the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

import click

from signature_model.console.errors import Unusable

if TYPE_CHECKING:
    from pathlib import Path

VARIABLE: Final = "SIGNERING_PASSWORD"
WAYS: Final = f"give it with --password-file, with {VARIABLE}, or at the prompt of a terminal"
LONGEST: Final = 4096
"""Bytes of a password file."""


def maybe_password(file: Path | None, key_store: Path) -> bytes | None:
    """Return the password, or None if there is none. A newline at the end of the file is not part of it."""
    if file is not None:
        return _content(file)
    if said := os.environ.get(VARIABLE):
        return said.encode(errors="surrogateescape")
    if not _is_attended():
        return None
    prompt = f"Password of {key_store}"
    typed: str = click.prompt(prompt, default="", hide_input=True, show_default=False, err=True)
    return typed.encode()


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:  # it may be a pipe, of a password manager for example
            content = opened.read(LONGEST + 1)
    except OSError as error:
        reason = f"{file} cannot be read: {error.strerror or error}"
        raise Unusable(reason) from error
    if len(content) > LONGEST:
        reason = f"{file} is not a password file: it has more than {LONGEST} bytes"
        raise Unusable(reason)
    return content.removesuffix(b"\n").removesuffix(b"\r")


def _is_attended() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))
