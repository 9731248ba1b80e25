"""The caller's certificate with its key and password, and the trust anchors, from the files that the options name."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

import click

from signature_model.console.errors import Unusable
from signature_model.console.reading import content_of
from signature_model.console.trust import read_trust_anchors
from signature_model.errors import CredentialsError

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.x509 import Certificate

    from signature_model.credentials.enterprise import Credentials
    from signature_transports.cli.options import Settings

VARIABLE: Final = "SIGNERING_PASSWORD"
LONGEST_PASSWORD: Final = 4096
"""Bytes of a password file."""
_WAYS: Final = f"give it with --password-file, with {VARIABLE}, or at the prompt of a terminal"


def maybe_credentials(settings: Settings) -> Credentials | None:
    """Return the credentials, or None if no file is named. Trust anchors complete the chain.

    Raises CredentialsError, and Unusable if a file cannot be read.
    """
    if settings.credentials is None:
        return None
    from signature_model.credentials.enterprise import Credentials  # noqa: PLC0415 - `--help` needs no cryptography
    from signature_model.credentials.passwords import Password  # noqa: PLC0415

    content = content_of(settings.credentials)
    anchors = maybe_trust_anchors(settings) or ()
    is_pem = b"-----BEGIN" in content
    wants_password = not is_pem or b"ENCRYPTED" in content
    plain = maybe_password(settings.password_file, settings.credentials) if wants_password else None
    password = None if plain is None else Password.of(plain)
    del plain
    try:
        if is_pem:
            return Credentials.from_pem(content, content, password, extra_certificates=anchors)
        return Credentials.from_pkcs12(content, password, extra_certificates=anchors)
    except CredentialsError as error:
        hints = (error.hint, _WAYS if wants_password and password is None else None)
        msg = f"{settings.credentials}: {error.message}"
        raise CredentialsError(msg, "; ".join(filter(None, hints)) or None) from error


def maybe_trust_anchors(settings: Settings) -> tuple[Certificate, ...] | None:
    """Return the trust anchors for the server, or None if no file is named. Raises Unusable."""
    return None if settings.trust is None else read_trust_anchors(settings.trust)


def maybe_password(file: Path | None, key_store: Path) -> bytes | None:
    """Return the password from a file, the environment or the terminal, or None. Raises Unusable."""
    if file is not None:
        return _password_in(file)
    if password := os.environ.get(VARIABLE):
        return password.encode(errors="surrogateescape")
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        return None
    prompt = f"Password of {key_store}"
    typed: str = click.prompt(prompt, default="", hide_input=True, show_default=False, err=True)
    return typed.encode()


def _password_in(file: Path) -> bytes:
    """Return the content of a file without the newline at its end."""
    try:
        with file.open("rb") as opened:  # it may be a pipe, of a password manager for example
            content = opened.read(LONGEST_PASSWORD + 1)
    except OSError as error:
        reason = f"{file} cannot be read: {error.strerror or error}"
        raise Unusable(reason) from error
    if len(content) > LONGEST_PASSWORD:
        reason = f"{file} is not a password file: it has more than {LONGEST_PASSWORD} bytes"
        raise Unusable(reason)
    return content.removesuffix(b"\n").removesuffix(b"\r")
