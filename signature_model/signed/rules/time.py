"""PSR83x: when a document was signed. Facts: one evaluated signature."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from signature_model.findings import Severity
from signature_model.jobs.norwegian_time import in_words
from signature_model.rules.registry import Problem, rule
from signature_model.signed.evaluation.signatures import Kind
from signature_model.signed.moments import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.signed.evaluation.signatures import EvaluatedSignature

LONGEST: Final = timedelta(days=1)
"""How much earlier the claimed time may be: a time-stamp is usually fetched immediately."""


@rule(
    "PSR830",
    Severity.WARNING,
    source="ETSI EN 319 132-1, EN 319 142-1",
    hint="let a service add a time-stamp to the file soon",
)
def time_only_claimed(signature: EvaluatedSignature, context: Context) -> Iterator[Problem]:
    """A trusted time-stamp should prove when the signature existed.

    Without one, the time is what the signer's program says, and the signature cannot be verified after its certificate
    has expired or was revoked.
    """
    if signature.proved_at is not None or context.trust_anchors is None or not signature.read.is_intact:
        return
    if not any(each.read.generated_at is not None for each in signature.stamps):
        yield signature.read.where, f"no time-stamp proves when {signature.label} was made"


@rule("PSR831", Severity.ERROR, source="RFC 3161", hint="do not rely on the time; download the file again")
def timestamp_invalid(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """A time-stamp must belong to this signature, and must verify.

    A time-stamp of other content proves nothing about this signature. If the signature itself is broken, only that is
    reported.
    """
    for each in signature.read.stamps:
        if each.fault is not None and (signature.read.is_intact or not each.is_of_another):
            yield each.where, f"the {each.purpose} time-stamp is not valid: {each.fault}"


@rule("PSR832", Severity.WARNING, source="portal", hint="compare with the time in the status change")
def times_disagree(signature: EvaluatedSignature, context: Context) -> Iterator[Problem]:
    """The claimed signing time should be shortly before the proved time.

    A claimed time that is later than the time-stamp, or more than a day before it, is wrong or shows a late time-stamp.
    No time should be later than the time of validation. A signature that is more than a day older than the seal of your
    bundle, or whose time is more than a day from the time in the status change, may belong to another job.
    """
    claimed, proved = signature.read.claimed_at, signature.proved_at
    if context.now is not None:
        for verb, each in (("the claimed time is", claimed), ("a time-stamp proves", proved)):
            if each is not None and each - context.now > TOLERANCE:
                yield signature.read.where, f"{verb} {in_words(each)}, which is later than the time of validation"
    signed, sealed = proved or claimed, signature.sent.sealed_at
    if signed is not None and sealed is not None and signed < sealed - LONGEST:
        yield signature.read.where, f"signed at {in_words(signed)}, but the bundle was sealed at {in_words(sealed)}"
    yield from _other_than_status(signature)
    if claimed is None or proved is None:
        return
    if claimed > proved + TOLERANCE:
        yield (
            signature.read.where,
            f"the claimed time is {in_words(claimed)}, but a time-stamp proves {in_words(proved)}",
        )
    elif claimed < proved - LONGEST:
        yield (
            signature.read.where,
            f"the claimed time is {in_words(claimed)}, long before the time-stamp: {in_words(proved)}",
        )


def _other_than_status(signature: EvaluatedSignature) -> Iterator[Problem]:
    """Compare the times at which signers have signed, by their own signatures or a packager, with the status change."""
    signed = [(each.where, each.who.number, each.signed_at) for each in signature.signer_descriptions]
    if signature.kind is Kind.SIGNER:
        own = signature.read.claimed_at or signature.proved_at
        signed.append((signature.read.where, signature.who.number, own))
    for where, number, time in signed:
        stated = signature.sent.times_of(number)
        if time is not None and stated and all(abs(time - each) > LONGEST for each in stated):
            by_status = " or ".join(map(in_words, stated))
            yield where, f"signed at {in_words(time)}, but according to the status change at {by_status}"
