"""Read CRLs (RFC 5280): which certificates they cover, and who signed them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from cryptography import x509

from signature_model.credentials.certificates import UNREADABLE
from signature_model.credentials.extensions import maybe_extension

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_MOST_ENTRIES: Final = 1_000
"""The entries of an indirect list whose issuers are read."""
_PEM: Final = b"-----BEGIN "


def maybe_list(encoded: bytes) -> x509.CertificateRevocationList | None:
    """Return a CRL; None if it is not one."""
    load = x509.load_pem_x509_crl if encoded.startswith(_PEM) else x509.load_der_x509_crl
    try:
        return load(encoded)
    except UNREADABLE:
        return None


def maybe_entry(crl: x509.CertificateRevocationList, certificate: Certificate) -> x509.RevokedCertificate | None:
    """Return the entry that revokes a certificate of the list's issuer, even if the list is not complete.

    A delta, a list for some reasons only, and a list with an unknown extension also revoke (RFC 5280, 5.2 and 6.3.3).
    """
    entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if entry is None or maybe_reason(entry) is x509.ReasonFlags.remove_from_crl:
        return None
    try:
        scope = maybe_extension(crl, x509.IssuingDistributionPoint)
        is_other = scope is not None and (
            scope.only_contains_attribute_certs or (scope.indirect_crl and not _is_own(crl, entry))
        )
    except UNREADABLE:
        return entry
    return None if is_other else entry


def _is_own(crl: x509.CertificateRevocationList, entry: x509.RevokedCertificate) -> bool:
    """Whether an entry of an indirect list is about the issuer of the list.

    Without a name, an entry has the same issuer as the one before it (RFC 5280, 5.3.3). In a long list, an entry counts
    if its serial number is right.
    """
    is_own = True
    for each in islice(crl, _MOST_ENTRIES):
        named = [one.value for one in each.extensions if one.oid == x509.CertificateIssuer.oid]
        if named:
            is_own = crl.issuer in named[0].get_values_for_type(x509.DirectoryName)
        if each.serial_number == entry.serial_number and is_own:
            return True
    return len(crl) > _MOST_ENTRIES


def covers(crl: x509.CertificateRevocationList, certificate: Certificate, issuer: Certificate) -> bool:
    """Whether the list is complete for certificates of this kind, and its issuer may sign lists."""
    if any(each.critical and each.oid != x509.IssuingDistributionPoint.oid for each in crl.extensions):
        return False  # such as that of a delta, or one that is not known (RFC 5280, 5.2)
    is_delta = any(each.oid == x509.DeltaCRLIndicator.oid for each in crl.extensions)
    if is_delta or not _may_sign(issuer):
        return False
    scope = maybe_extension(crl, x509.IssuingDistributionPoint)
    if scope is None:
        return True
    if scope.indirect_crl or scope.only_some_reasons or scope.only_contains_attribute_certs or scope.relative_name:
        return False
    if scope.full_name is not None and set(scope.full_name).isdisjoint(_distribution_points(certificate)):
        return False  # a list of other certificates (RFC 5280, 6.3.3 (b) (2) (i))
    return not (scope.only_contains_user_certs if _is_authority(certificate) else scope.only_contains_ca_certs)


def _may_sign(issuer: Certificate) -> bool:
    """Whether the key of an issuer may sign lists (RFC 5280, 6.3.3 (f))."""
    usage = maybe_extension(issuer, x509.KeyUsage)
    return usage is None or usage.crl_sign


def _distribution_points(certificate: Certificate) -> list[x509.GeneralName]:
    """Return the distribution points of the lists that would contain a certificate."""
    points = maybe_extension(certificate, x509.CRLDistributionPoints)
    return [name for each in points or () for name in each.full_name or ()]


def _is_authority(certificate: Certificate) -> bool:
    constraints = maybe_extension(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.ca


def maybe_reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags | None:
    """Return the reason of a revocation; None if no readable reason is stated."""
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except (*UNREADABLE, x509.ExtensionNotFound):
        return None


def is_signed_by(crl: x509.CertificateRevocationList, issuer: Certificate) -> bool:
    """Whether the key of an issuer verifies the signature."""
    return crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # other keys raise TypeError
