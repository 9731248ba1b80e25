"""Find whether a certificate was revoked at a moment, in the given OCSP responses (RFC 6960) and CRLs (RFC 5280).

Data count only if they are signed by the issuer of the certificate, or by a responder that the issuer has certified for
that. No network is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import Hash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, SignatureAlgorithmOID

from signature_model.credentials.certificates import UNREADABLE, maybe_issuer, maybe_subject, maybe_validity, was_valid
from signature_model.credentials.signature_values import Scheme, SignatureMethod, verifies
from signature_model.signed.limits import MOST_CHECKS, MOST_RESPONDERS, MOST_REVOCATIONS
from signature_model.signed.validation_data import ValidationData

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cryptography.hazmat.primitives import hashes
    from cryptography.x509 import Certificate

_BIT_STRING_HEADER: Final = 1
_PEM: Final = b"-----BEGIN "


class Status(StrEnum):
    """Whether a certificate was revoked. ``TOO_OLD`` means that the data end before the moment."""

    GOOD = "good"
    REVOKED = "revoked"
    TOO_OLD = "too old"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """The status of a certificate at a moment, and since when it is revoked."""

    certificate: Certificate
    status: Status
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _CertificateStatus:
    """The status of one certificate in one response or list; ``since`` is None if the certificate is good."""

    this_update: datetime
    next_update: datetime | None
    since: datetime | None


class RevocationData:
    """The given revocation data, parsed on first use."""

    def __init__(self, values: ValidationData) -> None:
        self._values = values
        self._checks = MOST_CHECKS
        self._found: dict[tuple[Certificate, Certificate], list[_CertificateStatus]] = {}

    def status(self, certificate: Certificate, issuer: Certificate, moment: datetime) -> Revocation:
        """Return the status of a certificate at an aware moment."""
        found = self._found.get((certificate, issuer))
        if found is None:
            found = self._found[certificate, issuer] = list(self._statuses(certificate, issuer))
        since = min((each.since for each in found if each.since is not None), default=None)
        if since is not None and since <= moment:
            return Revocation(certificate=certificate, status=Status.REVOKED, since=since)
        if not found:
            return Revocation(certificate=certificate, status=Status.UNKNOWN)
        reaches = any(moment <= (each.next_update or each.this_update) or moment <= each.this_update for each in found)
        return Revocation(certificate=certificate, status=Status.GOOD if reaches else Status.TOO_OLD, since=since)

    def _statuses(self, certificate: Certificate, issuer: Certificate) -> Iterator[_CertificateStatus]:
        validity = maybe_validity(certificate)
        for each in (*self._of_responses(certificate, issuer), *self._of_lists(certificate, issuer)):
            # An issuer may forget certificates that have expired.
            if each.since is not None or (validity is not None and each.this_update <= validity[1]):
                yield each

    @cached_property
    def _responses(self) -> list[ocsp.OCSPResponse]:
        loaded = map(maybe_response, self._values.responses[:MOST_REVOCATIONS])
        return [each for each in loaded if each is not None]

    @cached_property
    def _lists(self) -> list[x509.CertificateRevocationList]:
        loaded = map(maybe_list, self._values.crls[:MOST_REVOCATIONS])
        return [each for each in loaded if each is not None]

    def _of_responses(self, certificate: Certificate, issuer: Certificate) -> Iterator[_CertificateStatus]:
        for response in self._responses:
            try:
                about = [each for each in response.responses if _is_about(each, certificate, issuer)]
                if about and self._is_by(response, issuer):
                    yield from filter(None, map(_status, about))
            except UNREADABLE:
                continue

    def _is_by(self, response: ocsp.OCSPResponse, issuer: Certificate) -> bool:
        others = islice(response.certificates, MOST_RESPONDERS)
        for each in dict.fromkeys((issuer, *others, *self._values.certificates)):
            if self._checks < 0:
                return False
            if each != issuer and not self._may_respond(each, issuer):
                continue
            self._checks -= 1
            made_at = response.produced_at_utc
            is_good = each == issuer or not self._is_listed(each, issuer, made_at)
            if is_good and _is_signed_by(response, each) and was_valid(each, made_at):
                return True
        return False

    def _may_respond(self, certificate: Certificate, issuer: Certificate) -> bool:
        if maybe_issuer(certificate) != maybe_subject(issuer):
            return False
        self._checks -= 1
        return _may_respond(certificate, issuer)

    def _is_valid(self, crl: x509.CertificateRevocationList, issuer: Certificate) -> bool:
        self._checks -= 1
        return self._checks >= 0 and _is_valid(crl, issuer)

    def _is_listed(self, responder: Certificate, issuer: Certificate, moment: datetime) -> bool:
        """Whether a list says that a responder was revoked by then."""
        return any(each.since is not None and each.since <= moment for each in self._of_lists(responder, issuer))

    def _of_lists(self, certificate: Certificate, issuer: Certificate) -> Iterator[_CertificateStatus]:
        for each in self._lists:
            try:
                if each.issuer == maybe_subject(issuer) and _covers(each, certificate) and self._is_valid(each, issuer):
                    entry = each.get_revoked_certificate_by_serial_number(certificate.serial_number)
                    since = None if entry is None else entry.revocation_date_utc
                    yield _CertificateStatus(
                        this_update=each.last_update_utc, next_update=each.next_update_utc, since=since
                    )
            except UNREADABLE:
                continue


def maybe_revocation_data(content: bytes) -> ValidationData | None:
    """Return an OCSP response in DER, or a CRL in DER or PEM, as validation data; None if it is neither."""
    if maybe_response(content) is not None:
        return ValidationData(responses=(content,))
    if (found := maybe_list(content)) is not None:
        return ValidationData(crls=(found.public_bytes(Encoding.DER),))
    return None


def maybe_response(encoded: bytes) -> ocsp.OCSPResponse | None:
    """Return a successful OCSP response in DER; None if it is not one."""
    try:
        response = ocsp.load_der_ocsp_response(encoded)
    except UNREADABLE:
        return None
    return response if response.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL else None


def maybe_list(encoded: bytes) -> x509.CertificateRevocationList | None:
    """Return a CRL; None if it is not one."""
    load = x509.load_pem_x509_crl if encoded.startswith(_PEM) else x509.load_der_x509_crl
    try:
        return load(encoded)
    except UNREADABLE:
        return None


def _status(response: ocsp.OCSPSingleResponse) -> _CertificateStatus | None:
    if response.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
        return None
    return _CertificateStatus(
        this_update=response.this_update_utc, next_update=response.next_update_utc, since=response.revocation_time_utc
    )


def _is_about(response: ocsp.OCSPSingleResponse, certificate: Certificate, issuer: Certificate) -> bool:
    if response.serial_number != certificate.serial_number:
        return False
    algorithm = response.hash_algorithm
    key = issuer.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    same_name = response.issuer_name_hash == _hashed(algorithm, issuer.subject.public_bytes())
    return same_name and response.issuer_key_hash == _hashed(algorithm, _key_bits(key))


def _key_bits(encoded: bytes) -> bytes:
    """Return the content of the bit string in a ``SubjectPublicKeyInfo`` (RFC 6960, 4.1.1)."""
    from signature_model.credentials.ber import elements  # noqa: PLC0415

    (whole,) = elements(encoded)
    _, bits = elements(whole.content)
    return bits.content[_BIT_STRING_HEADER:]


def _may_respond(certificate: Certificate, issuer: Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        certificate.verify_directly_issued_by(issuer)
        return ExtendedKeyUsageOID.OCSP_SIGNING in usage and _may_sign(certificate)
    except (*UNREADABLE, x509.ExtensionNotFound, InvalidSignature):
        return False


def _may_sign(certificate: Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _is_signed_by(response: ocsp.OCSPResponse, certificate: Certificate) -> bool:
    digest = response.signature_hash_algorithm
    if digest is None:
        return False
    if isinstance(certificate.public_key(), RSAPublicKey):
        is_pss = response.signature_algorithm_oid == SignatureAlgorithmOID.RSASSA_PSS
        scheme = Scheme.RSA_PSS if is_pss else Scheme.RSA
    else:
        scheme = Scheme.ECDSA
    method = SignatureMethod(scheme, digest)
    return bool(verifies(certificate, method, response.signature, response.tbs_response_bytes))


def _covers(crl: x509.CertificateRevocationList, certificate: Certificate) -> bool:
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
    """Return the places of the lists that a certificate would be in."""
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


def _is_valid(crl: x509.CertificateRevocationList, issuer: Certificate) -> bool:
    return crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # other keys raise TypeError


def _hashed(algorithm: hashes.HashAlgorithm, content: bytes) -> bytes:
    context = Hash(algorithm)
    context.update(content)
    return context.finalize()
