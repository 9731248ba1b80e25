"""PSR85x: for how long a document can be verified. Facts: one evaluated signature; lost evidence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from signature_model.findings import Severity
from signature_model.jobs.norwegian_time import in_words
from signature_model.rules.registry import Graded, Need, Problem, rule
from signature_model.signed.evaluation.levels import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.signed.evaluation.comparison import LostEvidence
    from signature_model.signed.evaluation.signatures import EvaluatedSignature

RENEWED_AFTER: Final = timedelta(days=3 * 365)
"""How often the service's long-term storage renews the seal."""
LEAST_LEFT: Final = timedelta(days=365)


@rule(
    "PSR850",
    Severity.WARNING,
    source="ETSI EN 319 142-1",
    hint="keep OCSP responses or CRLs, and a time-stamp over them",
)
def not_long_term(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """A signature should have the evidence that it needs to be verified for years (level LT).

    This is a trusted time-stamp, and revocation data for every certificate. Below this level, the signature can be
    verified only as long as its certificate is valid.
    """
    if signature.level in {Level.B, Level.T}:
        yield signature.read.where, f"{signature.label} has the level {signature.level}, not LT"


@rule("PSR851", Severity.NOTE, source="ETSI EN 319 102-1", hint="renew the evidence before that date")
def verifiable_until(signature: EvaluatedSignature, context: Context) -> Iterator[Problem]:
    """A signature can be verified until the certificate of its last time-stamp expires.

    Below the level LT, the certificate of the signature decides. The finding is a warning if you want to keep the
    document longer.
    """
    until = signature.verifiable_until
    if until is None:
        return
    message = f"{signature.label} can be verified until {in_words(until)}"
    if context.keep_until is not None and until < context.keep_until:
        message = f"{message}, but must be kept until {in_words(context.keep_until)}"
        yield signature.read.where, Graded(message, Severity.WARNING)
    else:
        yield signature.read.where, message


@rule(
    "PSR852",
    Severity.WARNING,
    source="the service's documentation, long-term storage",
    need=Need.NOW,
    hint="use long-term storage, or add a time-stamp",
)
def renewal_due(signature: EvaluatedSignature, context: Context) -> Iterator[Problem]:
    """Long-term evidence should be renewed every three years, and at the latest a year before it ends.

    A new time-stamp covers all earlier signatures and time-stamps, with newer algorithms. A signature whose last
    certificate has expired can no longer be verified, and the verdict becomes undecided.
    """
    now, until = context.now, signature.verifiable_until
    if now is None or until is None or (signature.moment is not None and until < signature.moment):
        return  # a certificate that was not valid when it was used is PSR841
    known = (*signature.stamps, *signature.around)
    stamped = [each.read.generated_at for each in known if each.read.verifies and each.read.generated_at]
    if now > until:
        message = f"{signature.label} can no longer be verified: its evidence expired at {in_words(until)}"
        yield signature.read.where, message
    elif until - now < LEAST_LEFT:
        yield signature.read.where, f"less than a year is left until {in_words(until)}"
    elif stamped and now - max(stamped) > RENEWED_AFTER:
        yield (
            signature.read.where,
            f"the last time-stamp was made at {in_words(max(stamped))}, more than three years ago",
        )


@rule("PSR854", Severity.ERROR, source="ISO 32000-2, 12.8", hint="use the file that the earlier report is about")
def evidence_lost(lost: LostEvidence, _: Context) -> Iterator[Problem]:
    """A document must still have all evidence that an earlier report lists.

    A PDF that was cut back to an earlier revision has lost signatures or time-stamps, but the rest still verifies. Only
    a comparison with an earlier report shows this. It matches signatures and time-stamps by certificate, and compares
    their levels.
    """
    yield from (("", each) for each in lost.losses)
