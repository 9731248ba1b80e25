"""Evaluate a signature: who made it, when it provably existed, and whether its certificates were trusted then.

The path of certificates is validated at the moment that a time-stamp proves, not at the present (EN 319 102-1, 5.5 and
5.6): a signature stays valid when its certificate expires. A time-stamp is evaluated at its own time. Without a proved
time, the claimed time counts for the validity, and the present for revocation. Without either, the present counts for
both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from signature_model.signed.evaluation.levels import Level, level_of
from signature_model.signed.evaluation.verifiability import end_of, extended_end
from signature_model.signed.facts import Form
from signature_model.signed.identity import Identity, identity_of
from signature_model.signed.sent import Sent
from signature_model.signed.trust.paths import (
    EvaluatedStamp,
    Trust,
    evaluated_stamp,
    have_contradictory_times,
    trust_at,
    with_older,
)
from signature_model.signed.trust.revocation import Revocation, RevocationData, Status
from signature_model.signed.validation_data import ValidationData

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from signature_model.jobs.context import Context
    from signature_model.signed.facts import ReadSignature, SignerDescription

    Doubt = tuple[str, str]
    """A layer, and the message about what is not known."""

NOTHING = ValidationData()
"""No other certificates and revocation data."""


NOTHING_SENT = Sent()
"""No information about the job."""


class Kind(StrEnum):
    """The maker of a signature: a signer, the packager of evidence, the service (a seal), or a time-stamp authority."""

    SIGNER = "signer"
    PACKAGER = "packager"
    SEAL = "seal"
    TIME_STAMP = "time-stamp"


_LIMITED = "cannot verify the certificate path of {}: {}"
_LABELS = {Kind.SIGNER: "the signer's signature", Kind.PACKAGER: "the packager's seal", Kind.SEAL: "the seal"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedSignature:
    """A signature and the results of its evaluation.

    ``moment`` is the proved time, or else the claimed one, or else the present. ``trust`` is None without a certificate
    or a moment. ``revoked_later`` is set if the certificate was revoked after a claimed time that nothing proves.
    ``is_listed`` says whether an issuer is on the trusted list as qualified at the moment; None without a list.
    ``packager`` is the signature around a native signature, ``enclosing`` are the time-stamps of the PDF that has the
    file attached. ``sent`` is the caller's information about the job.
    """

    read: ReadSignature
    kind: Kind
    who: Identity
    stamps: tuple[EvaluatedStamp, ...]
    proved_at: datetime | None
    moment: datetime | None
    trust: Trust | None
    revoked_later: Revocation | None
    level: Level
    verifiable_until: datetime | None
    is_listed: bool | None = None
    packager: EvaluatedSignature | None = None
    enclosing: tuple[EvaluatedStamp, ...] = ()
    sent: Sent = NOTHING_SENT

    @property
    def around(self) -> tuple[EvaluatedStamp, ...]:
        """The time-stamps around the signature, and its own time-stamps."""
        return (*(() if self.packager is None else self.packager.stamps), *self.enclosing)

    @property
    def label(self) -> str:
        """A description for messages."""
        return _LABELS[self.kind]

    @property
    def doubt(self) -> Doubt | None:
        """The first reason why the signature may not be valid, with its layer; None if there is no doubt."""
        if self.read.certificate is None or not self.read.is_verified or not self.read.is_intact:
            return "cryptography", f"{self.label} was not verified"
        if self._doubt_about_time is not None:
            return "time", self._doubt_about_time
        if self.trust is not None and self.trust.limit is not None:
            return "certificates", _LIMITED.format(self.label, self.trust.limit)
        if self.trust is None or not self.trust.path:
            return "certificates", f"no path leads from the certificate of {self.label} to a trust anchor"
        if any(each.status is not Status.GOOD for each in self.trust.revocations) or self.revoked_later is not None:
            return "certificates", f"it is not known whether a certificate of {self.label} was revoked"
        return None

    @property
    def _doubt_about_time(self) -> str | None:
        is_timed = self.read.claimed_at is not None or (self.proved_at is not None and self.read.form is Form.SDO)
        if not is_timed:  # EN 319 132-1, 6.3; EN 319 142-1, 6.3
            return f"{self.label} does not state when it was made"
        if have_contradictory_times(self.stamps, self.around):
            return f"a time-stamp of {self.label} is older than the content that it covers"
        limits = [each.trust.limit for each in self.stamps if each.trust is not None and each.trust.limit is not None]
        if self.proved_at is None and limits:
            return _LIMITED.format(f"a time-stamp of {self.label}", limits[0])
        since = [each.compromised_since for each in (*self.stamps, *self.around) if not each.is_older]
        if self.proved_at is None and any(since):
            revoked = f"a certificate of a time-stamp of {self.label} was revoked later"
            return f"{revoked}, so the time-stamp does not prove when it was made"
        return None

    @property
    def signer_descriptions(self) -> tuple[SignerDescription, ...]:
        """Statements of an organisation about signers. Statements that signers make about themselves do not count."""
        return () if self.kind is Kind.SIGNER or not self.read.is_intact else self.read.signer_descriptions


def evaluate(  # noqa: PLR0913 - all that decides
    read: ReadSignature,
    context: Context,
    own: ValidationData,
    others: ValidationData = NOTHING,
    *,
    packager: EvaluatedSignature | None = None,
    enclosing: tuple[EvaluatedStamp, ...] = (),
) -> EvaluatedSignature:
    """Evaluate a signature with the validation data in its file (``own``) and with ``others``.

    The level depends on the file alone. ``others`` can extend the time until which the signature can be verified.
    ``packager`` is the intact signature around a native signature. Its validation data and time-stamps count for both.
    ``enclosing`` are the time-stamps of the PDF that has the file attached. They prove only the time.
    """
    carried = read.validation_data + own
    within: tuple[EvaluatedStamp, ...] = ()
    if packager is not None:
        carried, within, enclosing = carried + packager.read.validation_data, packager.stamps, packager.enclosing
    for each in (*read.stamps, *(each.read for each in within)):
        carried += each.validation_data
    around = (*within, *enclosing)
    alone = _Outcome.of(read, context, carried, around)
    outcome = alone if others == NOTHING else _Outcome.of(read, context, carried + others, around)
    is_extended = level_of(read, (*outcome.stamps, *around), outcome.trust) in {Level.LT, Level.LTA}
    groups = [[each.read for each in group] for group in (outcome.stamps, within, enclosing)]
    certificate = read.certificate
    return EvaluatedSignature(
        read=read,
        kind=_kind(read, is_native=packager is not None),
        who=Identity() if certificate is None else identity_of(certificate),
        stamps=outcome.stamps,
        proved_at=outcome.proved_at,
        moment=outcome.proved_at or read.claimed_at or context.now,
        trust=outcome.trust,
        revoked_later=outcome.revoked_later,
        level=level_of(read, (*alone.stamps, *within), alone.trust),
        verifiable_until=extended_end(certificate, groups) if is_extended else end_of(certificate),
        packager=packager,
        enclosing=enclosing,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """The results that depend on the available certificates and revocation data."""

    stamps: tuple[EvaluatedStamp, ...]
    proved_at: datetime | None
    trust: Trust | None
    revoked_later: Revocation | None

    @classmethod
    def of(
        cls, read: ReadSignature, context: Context, validation_data: ValidationData, around: Sequence[EvaluatedStamp]
    ) -> _Outcome:
        anchors, validation_data = context.trust_anchors, validation_data.bounded()
        data = RevocationData(validation_data, anchors)
        alone = [evaluated_stamp(each, validation_data, data, anchors) for each in read.stamps]
        stamps = with_older(alone, around)
        known = (*stamps, *around)
        times = [each.read.generated_at for each in known if each.is_proof and each.read.generated_at is not None]
        proved_at = min(times, default=None)
        moment = proved_at or read.claimed_at or context.now
        trust, later = None, None
        if read.certificate is not None and moment is not None:
            trust = trust_at(read.certificate, validation_data, data, anchors, moment)
            is_stamped = any(each.read.verifies for each in known)  # if it is not trusted, that is reported
            if not is_stamped and context.now is not None and not trust.revoked and trust.path != ():
                now = trust_at(read.certificate, validation_data, data, anchors, context.now)
                later = next(iter(now.revoked), None)
                trust = replace(trust, revocations=() if later else now.revocations)
        return cls(stamps=stamps, proved_at=proved_at, trust=trust, revoked_later=later)


def _kind(read: ReadSignature, *, is_native: bool) -> Kind:
    """Return who made a signature. An organisation without a number may pack evidence, and seal a PDF as a whole."""
    if read.form is Form.SDO and read.is_seal:
        return Kind.PACKAGER
    who = Identity() if read.certificate is None else identity_of(read.certificate)
    may_seal = who.is_organization and not (read.form is Form.PADES and is_native)
    if who.sealing_number is None and not may_seal:
        return Kind.SIGNER
    return Kind.SEAL if read.form is Form.PADES or read.is_seal else Kind.PACKAGER
