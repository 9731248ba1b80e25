"""Read CRLs (RFC 5280): which certificates they cover, and who signed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography import x509

from signature_model.credentials.certificates import UNREADABLE

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_PEM: Final = b"-----BEGIN "


def maybe_list(encoded: bytes) -> x509.CertificateRevocationList | None:
    """Return a CRL; None if it is not one."""
    load = x509.load_pem_x509_crl if encoded.startswith(_PEM) else x509.load_der_x509_crl
    try:
        return load(encoded)
    except UNREADABLE:
        return None


def covers(crl: x509.CertificateRevocationList, certificate: Certificate) -> bool:
    """Whether the list is complete for certificates of this kind."""
    kinds = {each.oid for each in crl.extensions}
    if any(each.critical and each.oid != x509.IssuingDistributionPoint.oid for each in crl.extensions):
        return False  # such as that of a delta, or one that is not known (RFC 5280, 5.2)
    if x509.IssuingDistributionPoint.oid not in kinds:
        return True
    scope = crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    if scope.indirect_crl or scope.only_some_reasons or scope.only_contains_attribute_certs or scope.relative_name:
        return False
    if scope.full_name is not None and set(scope.full_name).isdisjoint(_distribution_points(certificate)):
        return False  # a list of other certificates (RFC 5280, 6.3.3 (b) (2) (i))
    return not (scope.only_contains_user_certs if _is_authority(certificate) else scope.only_contains_ca_certs)


def _distribution_points(certificate: Certificate) -> list[x509.GeneralName]:
    """Return the distribution points of the lists that would contain a certificate."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    return [name for each in points for name in each.full_name or ()]


def _is_authority(certificate: Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def maybe_reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags | None:
    """Return the reason of a revocation; None if none is stated."""
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return None


def is_signed_by(crl: x509.CertificateRevocationList, issuer: Certificate) -> bool:
    """Whether the key of an issuer verifies the signature."""
    return crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # other keys raise TypeError
