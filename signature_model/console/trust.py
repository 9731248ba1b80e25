"""Trust anchors, revocation data and schemas, read from the files that options name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from signature_model.console.errors import Unusable
from signature_model.console.naming import named
from signature_model.console.reading import Unreadable, content_of, require_regular

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cryptography.x509 import Certificate

    from signature_model.signed.trust.trusted_lists import TrustedList
    from signature_model.xml.schemas import Schema

CERTIFICATE_SUFFIXES: Final = (".cer", ".crt", ".der", ".pem")


def trust_files(*paths: Path) -> list[Path]:
    """Return the files. Replace each folder by the files in it that have the suffix of a certificate."""
    return [file for path in paths for file in (_certificate_files(path) if path.is_dir() else [path])]


def read_trust_anchors(path: Path) -> tuple[Certificate, ...]:
    """Return the certificates in a file, or in all certificate files of a folder. Raises Unusable."""
    anchors = tuple(certificate for file in trust_files(path) for certificate in _certificates(file))
    if not anchors:
        reason = f"{named(path)} contains no certificate file ({', '.join(CERTIFICATE_SUFFIXES)})"
        raise Unusable(reason, "give the certificates of the issuers that you trust, in PEM or DER")
    return anchors


def maybe_trust_anchors(paths: Iterable[Path]) -> tuple[Certificate, ...] | None:
    """Return the certificates in all files and folders that an option names; None if it names none. Raises Unusable."""
    return tuple(certificate for path in paths for certificate in read_trust_anchors(path)) or None


def read_revocation_data(file: Path) -> bytes:
    """Return the OCSP response or the CRL in a file. Raises Unusable."""
    from signature_model.signed.trust.revocation import maybe_revocation_data  # noqa: PLC0415 - cryptography

    content = content_of(file)
    if maybe_revocation_data(content) is None:
        reason = f"{file} is neither an OCSP response nor a CRL"
        raise Unusable(reason)
    return content


def read_trusted_list(file: Path) -> TrustedList:
    """Return the trusted list in a file. Raises Unusable."""
    from signature_model.errors import UnreadableInput  # noqa: PLC0415
    from signature_model.signed.trust.trusted_lists import TrustedList  # noqa: PLC0415 - cryptography

    try:
        return TrustedList.from_xml(content_of(file))
    except UnreadableInput as error:
        reason = f"{file} is not a trusted list: {error.message}"
        raise Unusable(reason) from error


def usable_schema(path: Path) -> Schema:
    """Return the schema in a file. Raises Unusable."""
    from signature_model.errors import SchemaError  # noqa: PLC0415
    from signature_model.xml.schemas import Schema  # noqa: PLC0415 - lxml, which `--help` does not need

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


def _certificate_files(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.suffix.lower() in CERTIFICATE_SUFFIXES)


def _certificates(file: Path) -> tuple[Certificate, ...]:
    from signature_model.containers.file_kinds import KEY_STORE, PEM, maybe_other_kind  # noqa: PLC0415 - seldom needed
    from signature_model.credentials.certificates import load_certificates  # noqa: PLC0415 - cryptography, as above
    from signature_model.errors import CredentialsError  # noqa: PLC0415

    content = content_of(file)
    try:
        return load_certificates(content)
    except CredentialsError as error:
        other = maybe_other_kind(content, "a file of certificates", {KEY_STORE, PEM})
        reason = f"{file}: {error.message}; {error.hint}" if other is None else f"{file} is {other}"
        raise Unusable(reason) from error
