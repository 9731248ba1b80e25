"""Write ``META-INF/signatures.xml``: one XAdES signature (B-level) over all files of a bundle.

The canonical forms are written directly, and the document is composed of the same texts. A verifier therefore gets
exactly the canonical forms that were signed. Elements, prefixes and ids are those of the official Java client.

Sources: ETSI TS 101 903 (XAdES 1.3.2), TS 103 171 (baseline profile), the document-package profile chapter 6.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from signature_model.containers.references import as_uri
from signature_model.credentials import issuer_names
from signature_model.seals.algorithms import C14N_10, DIGESTS, RSA_SHA256, SHA1, SHA256, SIGNED_PROPERTIES
from signature_model.xml.lexical import time_text
from signature_model.xml.trees import ASIC, DSIG, XADES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

    from signature_model.credentials.enterprise import Credentials

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_ATTRIBUTE = str.maketrans({"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFile:
    """A file to seal: its member name, its media type and its SHA-256 digest (32 bytes)."""

    name: str
    mime: str
    digest: bytes


def write_seal(files: Sequence[SealedFile], credentials: Credentials, signing_time: datetime) -> bytes:
    """Sign the files in their order and return the document. Raises CredentialsError if the key does not sign."""
    properties = _signed_properties(files, credentials.certificate, signing_time)
    properties_digest = _sha256(f'<SignedProperties xmlns="{XADES}" xmlns:ns2="{DSIG}" {properties}')
    signed_info = _signed_info(files, properties_digest)
    signature = credentials.sign(f'<SignedInfo xmlns="{DSIG}">{signed_info}'.encode())
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
        f'<XAdESSignatures xmlns="{ASIC}"><Signature xmlns="{DSIG}" Id="Signature"><SignedInfo>{signed_info}'
        f"<SignatureValue>{_base64(signature)}</SignatureValue>"
        f"<KeyInfo><X509Data>{_certificates(*credentials.chain)}</X509Data></KeyInfo>"
        f'<Object><QualifyingProperties xmlns="{XADES}" xmlns:ns2="{DSIG}" Target="#Signature">'
        f"<SignedProperties {properties}</QualifyingProperties></Object></Signature></XAdESSignatures>"
    ).encode()


def _signed_info(files: Sequence[SealedFile], properties_digest: str) -> str:
    references = "".join(
        f'<Reference Id="ID_{index}" URI="{_attribute(as_uri(file.name))}">{_digest(_base64(file.digest))}</Reference>'
        for index, file in enumerate(files)
    )
    return (
        f'<CanonicalizationMethod Algorithm="{C14N_10}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{RSA_SHA256}"></SignatureMethod>{references}'
        f'<Reference Type="{SIGNED_PROPERTIES}" URI="#SignedProperties"><Transforms>'
        f'<Transform Algorithm="{C14N_10}"></Transform></Transforms>{_digest(properties_digest)}</Reference>'
        "</SignedInfo>"
    )


def _digest(value: str) -> str:
    return f'<DigestMethod Algorithm="{SHA256}"></DigestMethod><DigestValue>{value}</DigestValue>'


def _signed_properties(files: Sequence[SealedFile], certificate: Certificate, signing_time: datetime) -> str:
    """Return the text of the element from its Id on. The caller writes the start, with or without namespaces."""
    formats = "".join(
        f'<DataObjectFormat ObjectReference="#ID_{index}"><MimeType>{_text(file.mime)}</MimeType></DataObjectFormat>'
        for index, file in enumerate(files)
    )
    return (
        'Id="SignedProperties"><SignedSignatureProperties>'
        f"<SigningTime>{time_text(_milliseconds(signing_time))}</SigningTime><SigningCertificate>{_cert(certificate)}"
        f"</SigningCertificate></SignedSignatureProperties><SignedDataObjectProperties>{formats}"
        "</SignedDataObjectProperties></SignedProperties>"
    )


# Two parts are the same in every seal of an organisation.
@lru_cache(maxsize=64)
def _cert(certificate: Certificate) -> str:
    # The profile demands SHA-1 here (6.2.1); the signature itself rests on SHA-256.
    fingerprint = DIGESTS[SHA1](certificate.public_bytes(Encoding.DER))
    return (
        f'<Cert><CertDigest><ns2:DigestMethod Algorithm="{SHA1}"></ns2:DigestMethod>'
        f"<ns2:DigestValue>{_base64(fingerprint)}</ns2:DigestValue></CertDigest><IssuerSerial>"
        f"<ns2:X509IssuerName>{_text(issuer_names.write_name(certificate.issuer))}</ns2:X509IssuerName>"
        f"<ns2:X509SerialNumber>{certificate.serial_number}</ns2:X509SerialNumber></IssuerSerial></Cert>"
    )


@lru_cache(maxsize=64)
def _certificates(*chain: Certificate) -> str:
    return "".join(f"<X509Certificate>{_base64(each.public_bytes(Encoding.DER))}</X509Certificate>" for each in chain)


def _milliseconds(moment: datetime) -> datetime:
    """Round the moment down to the millisecond. Use UTC if XML Schema cannot express its offset (Part 2, 3.2.7.3)."""
    offset = moment.utcoffset() or timedelta()
    is_expressible = not offset or (abs(offset) <= timedelta(hours=14) and not offset % timedelta(minutes=1))
    written = moment if is_expressible else moment.astimezone(UTC)
    return written.replace(microsecond=written.microsecond // 1000 * 1000)


def _sha256(text: str) -> str:
    return _base64(hashlib.sha256(text.encode()).digest())


def _base64(content: bytes) -> str:
    return b64encode(content).decode()


def _text(text: str) -> str:
    return text.translate(_TEXT)


def _attribute(text: str) -> str:
    return text.translate(_ATTRIBUTE)
