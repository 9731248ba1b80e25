"""The caller's certificate with its key and password, and the trust anchors, from the files that the options name."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

import click

from signature_model.console.reading import content_of
from signature_model.console.trust import read_trust_anchors
from signature_model.errors import CredentialsError
from signature_transports.settings import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.x509 import Certificate

    from signature_model.credentials.enterprise import Credentials
    from signature_transports.settings import Settings

_WAYS: Final = f"give the password with --password-file, with {PASSWORD}, or at the prompt of a terminal"


def maybe_credentials(settings: Settings) -> Credentials | None:
    """Return the credentials, or None if no file is named. Trust anchors complete the chain.

    Raises CredentialsError, and Unusable if a file cannot be read.
    """
    if settings.credentials is None:
        return None
    from signature_model.credentials.passwords import Password  # noqa: PLC0415 - `--help` needs no cryptography
    from signature_transports.key_files import credentials_in, wants_password  # noqa: PLC0415

    content = content_of(settings.credentials)
    anchors = maybe_trust_anchors(settings) or ()
    may_be_encrypted = wants_password(content)
    plain = maybe_password(settings.password_file, settings.credentials) if may_be_encrypted else None
    password = None if plain is None else Password.of(plain)
    del plain
    try:
        return credentials_in(content, password, anchors)
    except CredentialsError as error:
        hints = (_WAYS if may_be_encrypted and password is None else None, error.hint)
        msg = f"{settings.credentials}: {error.message}"
        raise CredentialsError(msg, "; ".join(filter(None, hints)) or None) from error


def maybe_trust_anchors(settings: Settings) -> tuple[Certificate, ...] | None:
    """Return the trust anchors for the server, or None if no file is named. Raises Unusable."""
    return None if settings.trust is None else read_trust_anchors(settings.trust)


def maybe_password(file: Path | None, key_store: Path) -> bytes | None:
    """Return the password from a file, the environment or the terminal, or None. Raises Unusable."""
    from signature_transports.key_files import password_in  # noqa: PLC0415 - `--help` needs no cryptography

    if file is not None:
        return password_in(file)
    if password := os.environ.get(PASSWORD):
        return password.encode(errors="surrogateescape")
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        return None
    prompt = f"Password of {key_store}"
    typed: str = click.prompt(prompt, default="", hide_input=True, show_default=False, err=True)
    return typed.encode()
