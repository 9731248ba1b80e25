"""The path from a certificate to a trust anchor at a moment, and whether its certificates were revoked then.

Time-stamps have a path for their purpose. Which moment counts for a signature is decided by ``evaluation``.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cryptography.x509.oid import ExtendedKeyUsageOID

from signature_model.credentials.certificates import is_self_issued
from signature_model.credentials.chain_limits import limit_of
from signature_model.credentials.chains import chain_of, trusted_path
from signature_model.signed.moments import TOLERANCE
from signature_model.signed.trust.revocation import Revocation, Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate, ObjectIdentifier

    from signature_model.signed.timestamps import TimeStamp
    from signature_model.signed.trust.revocation import RevocationData
    from signature_model.signed.validation_data import ValidationData


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The path from a certificate to a trust anchor at a moment.

    ``path`` ends at an anchor; None if no anchors were given, empty if no path leads to one. ``revocations`` are about
    the certificates of the path, without the anchor; without a path, about the known part of the chain. ``limit`` says
    what cannot be verified in a chain to an anchor; then ``path`` is None.
    """

    path: tuple[Certificate, ...] | None
    revocations: tuple[Revocation, ...]
    limit: str | None = None

    @property
    def revoked(self) -> tuple[Revocation, ...]:
        """Certificates that were revoked at the moment."""
        return tuple([each for each in self.revocations if each.status is Status.REVOKED])


def trust_at(  # noqa: PLR0913, PLR0917 - all that decides
    leaf: Certificate,
    validation_data: ValidationData,
    data: RevocationData,
    anchors: Sequence[Certificate] | None,
    moment: datetime,
    purpose: ObjectIdentifier | None = None,
) -> Trust:
    """Return the path from a certificate to one of the anchors; its issuers must be for the purpose."""
    path: tuple[Certificate, ...] | None = None
    limit = None
    if anchors is not None:
        path = trusted_path(leaf, validation_data.certificates, anchors, moment, purpose=purpose)
        limit = None if path is not None else limit_of(leaf, validation_data.certificates, anchors, moment)
        path = () if path is None and limit is None else path
    ends = () if limit is None else anchors or ()
    chain = path or chain_of(leaf, [*validation_data.certificates, *ends])
    revocations = [data.status(each, issuer, moment) for each, issuer in itertools.pairwise(chain)]
    if not path and chain[-1] not in ends and not is_self_issued(chain[-1]):
        revocations.append(Revocation(certificate=chain[-1], status=Status.UNKNOWN))
    return Trust(path=path, revocations=tuple(revocations), limit=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedStamp:
    """A time-stamp, and whether its authority is trusted.

    ``is_proof`` is true if it proves its time. ``is_older`` is true if a later time-stamp proves that this one is older
    than the revocation of its authority.
    """

    read: TimeStamp
    trust: Trust | None
    is_older: bool = False

    @property
    def is_proof(self) -> bool:
        """Whether the time-stamp verifies, and its authority is trusted and not revoked."""
        is_trusted = self.trust is not None and bool(self.trust.path) and not self.trust.revoked
        return self.read.verifies and is_trusted and (self.is_older or self.compromised_since is None)

    @property
    def compromised_since(self) -> datetime | None:
        """The time when the authority was revoked later; None if the reason leaves its earlier time-stamps valid.

        A stolen key can make time-stamps of any time (RFC 3161, 4).
        """
        revocations = () if self.trust is None else self.trust.revocations
        times = [each.since for each in revocations if each.since is not None and not each.is_harmless]
        return min(times, default=None)


def with_older(stamps: Sequence[EvaluatedStamp], around: Sequence[EvaluatedStamp]) -> tuple[EvaluatedStamp, ...]:
    """Mark the time-stamps that are older than the revocation of their authority, if later time-stamps prove that.

    ``around`` are time-stamps that cover all ``stamps``.
    """
    marked = list(stamps)
    for index, each in reversed([*enumerate(stamps)]):
        times = [other.read.generated_at for other in _covering(marked, index, around) if other.is_proof]
        since = each.compromised_since
        if since is not None and any(time is not None and time < since for time in times):
            marked[index] = replace(each, is_older=True)
    return tuple(marked)


def evaluated_stamp(
    stamp: TimeStamp, validation_data: ValidationData, data: RevocationData, anchors: Sequence[Certificate] | None
) -> EvaluatedStamp:
    """Return a time-stamp with the trust in its authority at its own time."""
    if stamp.certificate is None or stamp.generated_at is None:
        return EvaluatedStamp(read=stamp, trust=None)
    purpose = ExtendedKeyUsageOID.TIME_STAMPING
    trust = trust_at(stamp.certificate, validation_data, data, anchors, stamp.generated_at, purpose)
    return EvaluatedStamp(read=stamp, trust=trust)


def have_contradictory_times(stamps: Sequence[EvaluatedStamp], around: Sequence[EvaluatedStamp]) -> bool:
    """Whether a time-stamp is older than one that it covers, although both prove their time (EN 319 102-1, 5.6.2.4)."""
    pairs = [(each, other) for index, each in enumerate(stamps) for other in _covering(stamps, index, around)]
    times = [
        (each.read.generated_at, other.read.generated_at) for each, other in pairs if each.is_proof and other.is_proof
    ]
    return any(own is not None and later is not None and later < own - TOLERANCE for own, later in times)


def _covering(
    stamps: Sequence[EvaluatedStamp], index: int, around: Sequence[EvaluatedStamp]
) -> tuple[EvaluatedStamp, ...]:
    """Return the time-stamps that cover one of ``stamps``."""
    where = stamps[index].read.where
    later = [each for each in stamps[index + 1 :] if each.read.covers_stamps and each.read.where != where]
    return (*later, *around)
