"""Credentials and trust anchors from files or their contents, in any supported format."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from signature_model.console.errors import CHECK_PATH, Unusable
from signature_model.console.naming import named
from signature_model.console.reading import content_of
from signature_model.console.trust import read_trust_anchors
from signature_model.containers.file_kinds import KEY_STORE, maybe_other_kind
from signature_model.credentials.certificates import load_certificates
from signature_model.credentials.enterprise import Credentials
from signature_model.credentials.passwords import Password
from signature_model.errors import CredentialsError
from signature_model.type_checks import require_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cryptography.x509 import Certificate

FilePath: TypeAlias = str | os.PathLike[str]

LONGEST_PASSWORD: Final = 4096
"""The maximum size of a password file, in bytes."""


def wants_password(content: bytes) -> bool:
    """Whether the content of a file of credentials may be encrypted."""
    return not _is_pem(content) or b"ENCRYPTED" in content


def credentials_in(
    content: bytes, password: Password | str | bytes | None, anchors: Sequence[Certificate]
) -> Credentials:
    """Return the credentials in PKCS#12 or PEM. Trust anchors complete the chain. Raises CredentialsError.

    A password is ignored if the key is not encrypted, because the password may come from the environment.
    """
    secret = Password.of(password if wants_password(content) else None)
    del password
    if _is_pem(content):
        return Credentials.from_pem(content, content, secret, extra_certificates=anchors)
    if other := maybe_other_kind(content, "a key store", {KEY_STORE}):
        msg = f"this is {other}"
        raise CredentialsError(msg, "a key store is PKCS#12 (.p12, .pfx), or PEM with the key and its certificate")
    return Credentials.from_pkcs12(content, secret, extra_certificates=anchors)


def credentials_from(
    source: Credentials | bytes | FilePath, password: Password | str | bytes | None, anchors: Sequence[Certificate]
) -> Credentials:
    """Return credentials that are given as an object, as the path of a file, or as its content.

    Raises CredentialsError.
    """
    if isinstance(source, Credentials):
        return source
    secret = Password.of(password)
    del password
    require_type("credentials", source, bytes | str | os.PathLike)
    if isinstance(source, bytes):
        return credentials_in(source, secret, anchors)
    try:
        return credentials_in(content_of(Path(source)), secret, anchors)
    except Unusable as error:
        raise CredentialsError(str(error), error.hint) from error
    except CredentialsError as error:
        msg = f"{source}: {error.message}"
        raise CredentialsError(msg, error.hint) from error


def anchors_from(source: Iterable[Certificate] | bytes | FilePath) -> tuple[Certificate, ...]:
    """Return trust anchors that are given as objects, as the path of a file or a folder, or as PEM or DER.

    Raises CredentialsError.
    """
    if isinstance(source, bytes):
        return load_certificates(source)
    if not isinstance(source, str | os.PathLike):
        return tuple(source)
    try:
        return read_trust_anchors(Path(source))
    except Unusable as error:
        raise CredentialsError(str(error), error.hint) from error


def password_in(file: Path) -> bytes:
    """Return the content of a file without the newline at its end. Raises Unusable."""
    try:
        with file.open("rb") as opened:  # it may be a pipe, of a password manager for example
            content = opened.read(LONGEST_PASSWORD + 1)
    except OSError as error:
        reason = f"{named(file)} cannot be read: {error.strerror or error}"
        raise Unusable(reason, CHECK_PATH) from error
    if len(content) > LONGEST_PASSWORD:
        reason = f"{file} is not a password file: it has more than {LONGEST_PASSWORD} bytes"
        raise Unusable(reason, "give a file that contains only the password")
    return content.removesuffix(b"\n").removesuffix(b"\r")


def password_from(file: Path) -> bytes:
    """Return the same as ``password_in``. Raises CredentialsError instead of Unusable."""
    try:
        return password_in(file)
    except Unusable as error:
        raise CredentialsError(str(error), error.hint) from error


def _is_pem(content: bytes) -> bool:
    return b"-----BEGIN" in content
