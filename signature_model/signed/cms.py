"""Read and verify a CMS signature (RFC 5652) with one signer, attached or detached.

Nothing is encoded again: signed attributes are hashed unchanged, because some programs do not sort them. The method
``dump`` of asn1crypto is not used: it mistakes a length whose last octet is 0x80 for an indefinite length. It then
encodes everything inside again, in a time that grows exponentially with the depth. Parsing is lazy, so reading any part
may fail; each failure becomes ``UnreadableCms``.
"""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from signature_model.credentials.ber import elements, longest_identifier
from signature_model.credentials.certificates import maybe_certificate
from signature_model.credentials.signature_values import Scheme, SignatureMethod, verifies
from signature_model.signed.limits import LONGEST_IDENTIFIER, MOST_CERTIFICATES
from signature_model.signed.moments import maybe_moment
from signature_model.signed.validation_data import ValidationData

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

UNREADABLE: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""The exceptions that asn1crypto raises for wrong encodings."""

HASHES: Final[Mapping[str, hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1(),  # noqa: S303 - verified, never made
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_SCHEMES: Final = {"rsassa_pkcs1v15": Scheme.RSA, "rsassa_pss": Scheme.RSA_PSS, "ecdsa": Scheme.ECDSA}
_ADOBE_REVOCATION: Final = "adobe_revocation_info_archival"
_TOKEN: Final = "signature_time_stamp_token"  # noqa: S105 - the name of an attribute
_SET: Final = b"\x31"
_UNREADABLE: Final = "it is not a readable CMS signature"


class UnreadableCms(Exception):
    """The bytes are not a CMS signature with one signer. The message gives the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CmsSignature:
    """A CMS signature.

    ``is_intact`` says whether the digest of the content is the signed one, ``is_verified`` whether the value verifies;
    each is None if that is not known. ``names_another`` says whether the signed attributes name another certificate,
    None if they name none. ``content`` is what was signed, if it is available, ``stated_digest`` its signed digest.
    ``tokens`` are the time-stamps of ``value``.
    """

    certificate: Certificate | None
    validation_data: ValidationData
    is_intact: bool | None
    is_verified: bool | None
    names_another: bool | None
    digest_algorithm: str
    signature_algorithm: str
    claimed_at: datetime | None
    content_type: str
    content: bytes | None
    value: bytes
    stated_digest: bytes | None
    tokens: tuple[bytes, ...]


def read_cms(encoded: bytes, certificates: Sequence[Certificate] = ()) -> CmsSignature:
    """Read a signature and verify it over the content that it encloses.

    ``certificates`` are from outside the signature, which need not contain the certificate of its signer.
    """
    return _read_one(encoded, lambda signed, signer: _read(signed, signer, _enclosed(signed), certificates))


def read_detached_cms(encoded: bytes, content: bytes | None) -> CmsSignature:
    """Read a signature and verify it over the given content; None if that is not available.

    A signature that encloses content is refused: it signs the enclosed content, so the signature of another document
    could be used for this one.
    """

    def read(signed: Any, signer: Any) -> CmsSignature:  # noqa: ANN401 - asn1crypto's own
        if _enclosed(signed) is not None:
            msg = "it encloses content; a detached signature is expected"
            raise UnreadableCms(msg)
        return _read(signed, signer, content)

    return _read_one(encoded, read)


def require_short_identifiers(encoded: bytes) -> None:
    """Refuse an object identifier longer than any in use: the time to read it grows with the square of its length.

    Raises UnreadableCms.
    """
    try:
        longest = longest_identifier(next(elements(encoded)).encoded)
    except (ValueError, StopIteration) as error:
        raise UnreadableCms(_UNREADABLE) from error
    if longest > LONGEST_IDENTIFIER:
        msg = f"an object identifier has {longest:,} octets; the maximum is {LONGEST_IDENTIFIER}"
        raise UnreadableCms(msg)


def _read_one(encoded: bytes, read: Callable[[Any, Any], CmsSignature]) -> CmsSignature:
    """Find the only signer in a structure, and call ``read`` with it."""
    # asn1crypto loads socket, to write addresses; it opens no connection. Its module `pdf` adds an attribute of PDF.
    from asn1crypto import cms, pdf  # noqa: F401, PLC0415

    require_short_identifiers(encoded)
    try:
        info = cms.ContentInfo.load(encoded)
        if info["content_type"].native != "signed_data":
            msg = "it is not CMS SignedData"
            raise UnreadableCms(msg)
        signed = info["content"]
        signers = signed["signer_infos"]
        if len(signers) != 1:
            msg = f"it has {len(signers)} signers; exactly one is expected"
            raise UnreadableCms(msg)
        return read(signed, signers[0])
    except UNREADABLE as error:
        raise UnreadableCms(_UNREADABLE) from error


def _read(
    signed: Any,  # noqa: ANN401 - asn1crypto's own
    signer: Any,  # noqa: ANN401
    content: bytes | None,
    others: Sequence[Certificate] = (),
) -> CmsSignature:
    certificates = _certificates(signed)
    candidates = itertools.chain(certificates, _known(others))
    certificate = next((each for known, each in candidates if _is_signer(signer["sid"], known)), None)
    attributes = _attributes(signer["signed_attrs"])
    digest_name = signer["digest_algorithm"]["algorithm"].native
    octets = _SET + _encoded(signer["signed_attrs"])[1:] if attributes else content
    value = signer["signature"].native
    is_verified = None
    method = _maybe_method(signer["signature_algorithm"], digest_name)
    if certificate is not None and method is not None and octets is not None:
        is_verified = verifies(certificate, method, value, octets, lenient=True)
    is_intact = is_verified  # without signed attributes, the value is about the content itself
    stated = None
    if attributes:
        (stated,) = [each.native for each in attributes["message_digest"]]
        (content_type,) = [each.native for each in attributes["content_type"]]
        if content_type != signed["encap_content_info"]["content_type"].native:
            msg = "its signed attributes name another type of content"
            raise UnreadableCms(msg)
        is_intact = None if content is None or digest_name not in HASHES else hashed(digest_name, content) == stated
    unsigned = _attributes(signer["unsigned_attrs"])
    return CmsSignature(
        certificate=certificate,
        validation_data=ValidationData(certificates=tuple([each for _, each in certificates]))
        + _revocation(signed, attributes),
        is_intact=is_intact,
        is_verified=is_verified,
        names_another=_names_another(attributes, certificate),
        digest_algorithm=str(digest_name),
        signature_algorithm=str(signer["signature_algorithm"]["algorithm"].native),
        claimed_at=_signing_time(attributes),
        content_type=str(signed["encap_content_info"]["content_type"].native),
        content=content,
        value=value,
        stated_digest=stated,
        tokens=tuple([_encoded(each) for each in unsigned.get(_TOKEN, [])]),
    )


def _enclosed(signed: Any) -> bytes | None:  # noqa: ANN401
    from asn1crypto.core import Void  # noqa: PLC0415 - see above

    enclosed = signed["encap_content_info"]["content"]
    return None if isinstance(enclosed, Void) else bytes(enclosed)


def _certificates(signed: Any) -> list[tuple[Any, Certificate]]:  # noqa: ANN401
    listed = signed["certificates"]
    choices = [each for each in listed if each.name == "certificate"][:MOST_CERTIFICATES] if listed else []
    pairs = [(each.chosen, maybe_certificate(_encoded(each.chosen))) for each in choices]
    return [(known, each) for known, each in pairs if each is not None]


def _known(certificates: Sequence[Certificate]) -> Iterator[tuple[Any, Certificate]]:
    from asn1crypto.x509 import Certificate as Known  # noqa: PLC0415 - see above

    for each in certificates[:MOST_CERTIFICATES]:
        yield Known.load(each.public_bytes(Encoding.DER)), each


def _is_signer(sid: Any, certificate: Any) -> bool:  # noqa: ANN401
    if sid.name == "subject_key_identifier":
        return bool(certificate.key_identifier == sid.chosen.native)
    same_issuer = _encoded(sid.chosen["issuer"].chosen) == _encoded(certificate.issuer.chosen)
    return bool(same_issuer and sid.chosen["serial_number"].native == certificate.serial_number)


def _attributes(listed: Any) -> dict[str, list[Any]]:  # noqa: ANN401
    return {str(each["type"].native): list(each["values"]) for each in listed} if listed else {}


def _maybe_method(algorithm: Any, digest: str) -> SignatureMethod | None:  # noqa: ANN401
    scheme = _SCHEMES.get(algorithm.signature_algo)
    name = digest if algorithm["algorithm"].native in {"rsassa_pkcs1v15", "ecdsa"} else algorithm.hash_algo
    used, mask = HASHES.get(name), None
    if scheme is Scheme.RSA_PSS:
        mask = HASHES.get(algorithm["parameters"]["mask_gen_algorithm"]["parameters"]["algorithm"].native)
    return None if scheme is None or used is None else SignatureMethod(scheme, used, mask)


def _names_another(attributes: Mapping[str, list[Any]], certificate: Certificate | None) -> bool | None:
    """Compare the ESS attribute (RFC 5035) with the certificate."""
    first = attributes.get("signing_certificate_v2", attributes.get("signing_certificate"))
    if certificate is None or not first:
        return None
    named = first[0]["certs"][0]
    name = "sha1" if "signing_certificate_v2" not in attributes else named["hash_algorithm"]["algorithm"].native
    used = HASHES.get(name)
    return None if used is None else bool(certificate.fingerprint(used) != named["cert_hash"].native)


def _signing_time(attributes: Mapping[str, list[Any]]) -> datetime | None:
    values = attributes.get("signing_time")
    return maybe_moment(values[0].native) if values else None


def _revocation(signed: Any, attributes: Mapping[str, list[Any]]) -> ValidationData:  # noqa: ANN401
    """Collect the revocation data that a signature carries (RFC 5652, 10.2.1; ISO 32000-2, 12.8.3.3.2)."""
    crls = [_encoded(each.chosen) for each in signed["crls"] or [] if each.name != "other"]
    responses: list[bytes] = []
    for archival in attributes.get(_ADOBE_REVOCATION, []):
        crls += [_encoded(each) for each in archival["crl"] or []]
        responses += [_encoded(each) for each in archival["ocsp"] or []]
    return ValidationData(crls=tuple(crls), responses=tuple(responses))


def _encoded(value: Any) -> bytes:  # noqa: ANN401
    """Return the octets of a value exactly as in the structure."""
    return bytes(value._header + value.contents + value._trailer)  # noqa: SLF001 - see above


def hashed(name: str, content: bytes) -> bytes:
    """Return the digest of the content by an algorithm of ``HASHES``."""
    return hashlib.new(name, content, usedforsecurity=False).digest()
