"""Trust anchors and schemas from the files that options name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.console.errors import Unusable
from signature_model.console.reading import Unreadable, read, require_regular
from signature_model.credentials.certificates import load_certificates
from signature_model.errors import CredentialsError, SchemaError
from signature_model.xml.schemas import Schema

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.x509 import Certificate

CERTIFICATE_SUFFIXES = frozenset({".pem", ".der", ".crt", ".cer"})


def trust_files(path: Path) -> list[Path]:
    """The file itself, or all files of a folder that are called like certificates."""
    if not path.is_dir():
        return [path]
    return sorted(each for each in path.iterdir() if each.suffix.lower() in CERTIFICATE_SUFFIXES)


def read_trust_anchors(path: Path) -> tuple[Certificate, ...]:
    """The certificates in a file, or in all files of a folder that are called like certificates. Raises Unusable."""
    anchors = tuple(certificate for file in trust_files(path) for certificate in _certificates(file))
    if not anchors:
        reason = f"{path} holds no file called like a certificate ({', '.join(sorted(CERTIFICATE_SUFFIXES))})"
        raise Unusable(reason)
    return anchors


def usable_schema(path: Path) -> Schema:
    """The schema in a file. Raises Unusable."""
    schema = Schema(path)
    try:
        require_regular(path)
        schema.require_usable()
    except Unreadable as error:
        reason = f"{path} {error}"
        raise Unusable(reason) from error
    except SchemaError as error:
        raise Unusable(str(error)) from error
    return schema


def content_of(file: Path) -> bytes:
    """What is in a file that an option names. Raises Unusable."""
    try:
        return read(file)
    except Unreadable as error:
        reason = f"{file} {error}"
        raise Unusable(reason) from error


def _certificates(file: Path) -> tuple[Certificate, ...]:
    try:
        return load_certificates(content_of(file))
    except CredentialsError as error:
        reason = f"{file}: {error.message}; {error.hint}"
        raise Unusable(reason) from error
