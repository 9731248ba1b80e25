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
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from signature_model.credentials.certificates import UNREADABLE, maybe_issuer, maybe_subject, maybe_validity, was_valid
from signature_model.signed.limits import MOST_CHECKS, MOST_RESPONDERS, MOST_REVOCATIONS
from signature_model.signed.trust import ocsp_responses, revocation_lists
from signature_model.signed.validation_data import ValidationData

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

_HARMLESS: Final = frozenset(
    {
        x509.ReasonFlags.unspecified,
        x509.ReasonFlags.affiliation_changed,
        x509.ReasonFlags.superseded,
        x509.ReasonFlags.cessation_of_operation,
    }
)
"""The reasons that leave earlier time-stamps valid (RFC 3161, 4 (1)); they must be stated."""


class Status(StrEnum):
    """Whether a certificate was revoked. ``TOO_OLD`` means that the data end before the moment."""

    GOOD = "good"
    ON_HOLD = "on hold"
    REVOKED = "revoked"
    TOO_OLD = "too old"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """The status of a certificate at a moment, and since when it is revoked.

    ``is_harmless`` is true if earlier signatures stay valid, because the key was not compromised.
    """

    certificate: Certificate
    status: Status
    since: datetime | None = None
    is_harmless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _CertificateStatus:
    """The status of one certificate in one response or list; ``since`` is None if the certificate is good."""

    this_update: datetime
    next_update: datetime | None
    since: datetime | None
    reason: x509.ReasonFlags | None = None


class RevocationData:
    """The given revocation data, parsed on first use.

    ``anchors`` may have responders that the user trusts for all issuers (RFC 6960, 4.2.2.2, case 1).
    """

    def __init__(self, values: ValidationData, anchors: Sequence[Certificate] | None = None) -> None:
        self._values = values
        self._trusted = frozenset(each for each in anchors or () if ocsp_responses.is_responder(each))
        self._checks = MOST_CHECKS
        self._by_issuer: dict[Certificate, list[x509.CertificateRevocationList]] = {}
        self._responders: dict[tuple[Certificate, Certificate], bool] = {}
        self._found: dict[tuple[Certificate, Certificate], list[_CertificateStatus]] = {}

    def status(self, certificate: Certificate, issuer: Certificate, moment: datetime) -> Revocation:
        """Return the status of a certificate at an aware moment."""
        found = self._found.get((certificate, issuer))
        if found is None:
            found = self._found[certificate, issuer] = list(self._statuses(certificate, issuer))
        found = [each for each in found if not _is_lifted(each, found)]
        since = min((each.since for each in found if each.since is not None), default=None)
        if since is not None and since <= moment:
            reasons = {each.reason for each in found if each.since is not None and each.since <= moment}
            is_hold = reasons == {x509.ReasonFlags.certificate_hold}  # EN 319 102-1, 5.2.6.4
            return Revocation(
                certificate=certificate, status=Status.ON_HOLD if is_hold else Status.REVOKED, since=since
            )
        if not found:
            return Revocation(certificate=certificate, status=Status.UNKNOWN)
        reaches = any(moment <= (each.next_update or each.this_update) or moment <= each.this_update for each in found)
        reasons = {each.reason for each in found if each.since is not None}
        return Revocation(
            certificate=certificate,
            status=Status.GOOD if reaches else Status.TOO_OLD,
            since=since,
            is_harmless=reasons <= _HARMLESS,
        )

    def _statuses(self, certificate: Certificate, issuer: Certificate) -> Iterator[_CertificateStatus]:
        validity = maybe_validity(certificate)
        for each in (*self._of_responses(certificate, issuer), *self._of_lists(certificate, issuer)):
            # An issuer may forget certificates that have expired.
            if each.since is not None or (validity is not None and each.this_update <= validity[1]):
                yield each

    @cached_property
    def _responses(self) -> list[ocsp.OCSPResponse]:
        loaded = map(ocsp_responses.maybe_response, self._values.responses[:MOST_REVOCATIONS])
        return [each for each in loaded if each is not None]

    @cached_property
    def _lists(self) -> list[x509.CertificateRevocationList]:
        loaded = map(revocation_lists.maybe_list, self._values.crls[:MOST_REVOCATIONS])
        return [each for each in loaded if each is not None]

    def _of_responses(self, certificate: Certificate, issuer: Certificate) -> Iterator[_CertificateStatus]:
        for response in self._responses:
            try:
                about = [each for each in response.responses if ocsp_responses.is_about(each, certificate, issuer)]
                if about and self._is_by(response, issuer):
                    found = filter(None, map(_status, about))
                    is_known = ocsp_responses.has_only_known_extensions(response)
                    yield from (each for each in found if is_known or each.since is not None)
            except UNREADABLE:
                continue

    def _is_by(self, response: ocsp.OCSPResponse, issuer: Certificate) -> bool:
        others = islice(response.certificates, MOST_RESPONDERS)
        for each in dict.fromkeys((issuer, *others, *self._values.certificates, *self._trusted)):
            if self._checks < 0:
                return False
            if each != issuer and each not in self._trusted and not self._may_respond(each, issuer):
                continue
            self._checks -= 1
            made_at = response.produced_at_utc
            is_good = each == issuer or not self._is_listed(each, issuer, made_at)
            if is_good and ocsp_responses.is_signed_by(response, each) and was_valid(each, made_at):
                return True
        return False

    def _may_respond(self, certificate: Certificate, issuer: Certificate) -> bool:
        if maybe_issuer(certificate) != maybe_subject(issuer):
            return False
        if (certificate, issuer) not in self._responders:
            self._checks -= 1
            self._responders[certificate, issuer] = ocsp_responses.may_respond(certificate, issuer)
        return self._responders[certificate, issuer]

    def _lists_of(self, issuer: Certificate) -> list[x509.CertificateRevocationList]:
        """Return the lists that an issuer has signed."""
        if issuer not in self._by_issuer:
            self._by_issuer[issuer] = [each for each in self._lists if self._is_signed(each, issuer)]
        return self._by_issuer[issuer]

    def _is_signed(self, crl: x509.CertificateRevocationList, issuer: Certificate) -> bool:
        try:
            if crl.issuer != maybe_subject(issuer):
                return False
            self._checks -= 1
            return self._checks >= 0 and revocation_lists.is_signed_by(crl, issuer)
        except UNREADABLE:
            return False

    def _is_listed(self, responder: Certificate, issuer: Certificate, moment: datetime) -> bool:
        """Whether a list says that a responder was revoked by then, or later because its key was compromised."""
        return any(
            each.since is not None and (each.since <= moment or each.reason not in _HARMLESS)
            for each in self._of_lists(responder, issuer)
        )

    def _of_lists(self, certificate: Certificate, issuer: Certificate) -> Iterator[_CertificateStatus]:
        """Yield what lists say. A list that is not complete cannot say that a certificate is good."""
        for each in self._lists_of(issuer):
            try:
                entry = revocation_lists.maybe_entry(each, certificate)
                if entry is not None or revocation_lists.covers(each, certificate, issuer):
                    yield _CertificateStatus(
                        this_update=each.last_update_utc,
                        next_update=each.next_update_utc,
                        since=None if entry is None else entry.revocation_date_utc,
                        reason=None if entry is None else revocation_lists.maybe_reason(entry),
                    )
            except UNREADABLE:
                continue


def _is_lifted(status: _CertificateStatus, others: Sequence[_CertificateStatus]) -> bool:
    """Whether a certificate that was on hold is good again, according to newer data (RFC 5280, 5.3.1)."""
    is_hold = status.since is not None and status.reason is x509.ReasonFlags.certificate_hold
    return is_hold and any(each.since is None and each.this_update > status.this_update for each in others)


def maybe_revocation_data(content: bytes) -> ValidationData | None:
    """Return an OCSP response in DER, or a CRL in DER or PEM, as validation data; None if it is neither."""
    if ocsp_responses.maybe_response(content) is not None:
        return ValidationData(responses=(content,))
    if (found := revocation_lists.maybe_list(content)) is not None:
        return ValidationData(crls=(found.public_bytes(Encoding.DER),))
    return None


def _status(response: ocsp.OCSPSingleResponse) -> _CertificateStatus | None:
    if response.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
        return None
    return _CertificateStatus(
        this_update=response.this_update_utc,
        next_update=response.next_update_utc,
        since=response.revocation_time_utc,
        reason=response.revocation_reason,
    )
