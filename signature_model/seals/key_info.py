"""Compare the keys that ``ds:KeyInfo`` names with the certificate that verifies the signature.

All elements of one ``KeyInfo`` are about one key (XML Signature 1.1, 4.5). An element that names another key is a
contradiction.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signature_model.credentials import issuer_names
from signature_model.credentials.ber import INTEGER, elements
from signature_model.credentials.certificates import UNREADABLE, maybe_issuer, maybe_rsa_key
from signature_model.seals.algorithms import DIGESTS
from signature_model.seals.reading import algorithm_of, maybe_base64
from signature_model.xml.lexical import maybe_whole
from signature_model.xml.trees import DSIG, maybe_text, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.x509 import Certificate
    from lxml import etree

    from signature_model.seals.contents import NamedCertificate

_DS = f"{{{DSIG}}}"
_DS_11 = "{http://www.w3.org/2009/xmldsig11#}"
_DIRECTORY_NAME = 0xA4


def names_another_key(element: etree._Element, certificate: Certificate) -> bool:
    """Whether an element of ``KeyInfo`` or ``X509Data`` names another key than the certificate's.

    Key names and unknown elements cannot be compared, so they do not count as another key.
    """
    compare = _COMPARISONS.get(str(element.tag))
    return compare is not None and not compare(element, certificate)


@lru_cache(maxsize=64)
def differing_parts(named: NamedCertificate, certificate: Certificate) -> tuple[str, ...]:
    """Return the parts of the name of a certificate in the signed properties that differ from the certificate.

    A digest with an unknown algorithm counts as equal. ``SigningCertificateV2`` may leave out issuer and serial number.
    """
    digest, issuer = DIGESTS.get(named.digest_algorithm or ""), maybe_issuer(certificate)
    is_digest = digest is None or digest(certificate.public_bytes(Encoding.DER)) == named.digest
    if named.is_v2:
        is_same = named.issuer_serial is None or _is_issuer_serial(named.issuer_serial, certificate)
        return tuple(
            part for part, same in {"digest": is_digest, "issuer and serial number": is_same}.items() if not same
        )
    is_issuer = issuer is not None and issuer_names.matches_name(named.issuer or "", issuer)
    is_serial = named.serial_number == certificate.serial_number
    same = {"digest": is_digest, "issuer": is_issuer, "serial number": is_serial}
    return tuple(part for part, is_same in same.items() if not is_same)


def _is_issuer_serial(encoded: bytes, certificate: Certificate) -> bool:
    """Compare an ``IssuerSerial`` (RFC 5035): general names, of which one is a directory name, and a number."""
    issuer = maybe_issuer(certificate)
    try:
        (whole,) = elements(encoded)
        names, number, *_ = elements(whole.content)
        directory_names = [each.content for each in elements(names.content) if each.identifier == _DIRECTORY_NAME]
    except ValueError:
        return False
    is_number = (
        number.identifier == INTEGER and int.from_bytes(number.content, signed=True) == certificate.serial_number
    )
    return issuer is not None and is_number and directory_names == [issuer.public_bytes()]


def _is_key_value(element: etree._Element, certificate: Certificate) -> bool:
    value = next(element.iterchildren("*"), None)
    key = maybe_rsa_key(certificate)
    if value is None or value.tag != f"{_DS}RSAKeyValue" or key is None:
        return False
    numbers = key.public_numbers()
    return (_number(value, "Modulus"), _number(value, "Exponent")) == (numbers.n, numbers.e)


def _number(value: etree._Element, name: str) -> int | None:
    content = maybe_base64(maybe_text(value.find(f"{_DS}{name}")) or "")
    return None if content is None else int.from_bytes(content)


def _is_encoded_key(element: etree._Element, certificate: Certificate) -> bool:
    key = maybe_rsa_key(certificate)
    return key is not None and maybe_base64(text_of(element)) == _encoded(key)


def _encoded(key: RSAPublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _is_issuer_and_serial(element: etree._Element, certificate: Certificate) -> bool:
    issuer = maybe_issuer(certificate)
    name = maybe_text(element.find(f"{_DS}X509IssuerName")) or ""
    serial = maybe_whole(maybe_text(element.find(f"{_DS}X509SerialNumber")) or "")
    return issuer is not None and issuer_names.matches_name(name, issuer) and serial == certificate.serial_number


def _is_subject(element: etree._Element, certificate: Certificate) -> bool:
    try:
        return issuer_names.matches_name(text_of(element), certificate.subject)
    except UNREADABLE:
        return False


def _is_key_identifier(element: etree._Element, certificate: Certificate) -> bool:
    key = maybe_rsa_key(certificate)
    try:
        identifier = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        if key is None:
            return False
        identifier = x509.SubjectKeyIdentifier.from_public_key(key)  # as most authorities do (RFC 5280, 4.2.1.2)
    except UNREADABLE:
        return False
    return maybe_base64(text_of(element)) == identifier.digest


def _is_digest(element: etree._Element, certificate: Certificate) -> bool:
    digest = DIGESTS.get(algorithm_of(element))
    return digest is not None and maybe_base64(text_of(element)) == digest(certificate.public_bytes(Encoding.DER))


def _is_elsewhere(_element: etree._Element, _certificate: Certificate) -> bool:
    return False


_COMPARISONS: Mapping[str, Callable[[etree._Element, Certificate], bool]] = {
    f"{_DS}KeyValue": _is_key_value,
    f"{_DS_11}DEREncodedKeyValue": _is_encoded_key,
    f"{_DS}X509IssuerSerial": _is_issuer_and_serial,
    f"{_DS}X509SubjectName": _is_subject,
    f"{_DS}X509SKI": _is_key_identifier,
    f"{_DS_11}X509Digest": _is_digest,
    f"{_DS}RetrievalMethod": _is_elsewhere,
    f"{_DS_11}KeyInfoReference": _is_elsewhere,
    f"{_DS}PGPData": _is_elsewhere,
    f"{_DS}SPKIData": _is_elsewhere,
}
