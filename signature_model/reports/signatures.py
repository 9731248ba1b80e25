"""The signatures of a signed document in reports: as an object for JSON, and as a sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.jobs.norwegian_time import day_in_words, in_words

if TYPE_CHECKING:
    from datetime import datetime

    from signature_model.signed.signature_facts import CertificateFacts, SignatureFacts


def as_object(facts: SignatureFacts) -> dict[str, object]:
    """Return the object of a JSON report. The shape is a contract, see ``signed_report.schema.json``."""
    return {
        "kind": facts.kind,
        "by": {"name": facts.name, "number": facts.number, "organization": facts.organization},
        "method": facts.method,
        "certificate": None if facts.certificate is None else _certificate(facts.certificate),
        "claimed_at": moment_text(facts.claimed_at),
        "proved_at": moment_text(facts.proved_at),
        "level": facts.level,
        "revocation": facts.revocation,
        "trusted": facts.trusted,
        "covers": list(facts.covers),
        "verifiable_until": moment_text(facts.verifiable_until),
        "member": facts.member,
    }


def sentence(facts: SignatureFacts) -> str:
    """Say who signed what, how and when, and until when that can be verified."""
    signs = facts.kind == "signer" or facts.states_signer
    who = ", ".join((facts.person, *facts.also_states)) if signs else facts.organization or facts.person
    verb = "signed" if signs else "issued a time-stamp" if facts.kind == "time-stamp" else "sealed"
    what = f" {', '.join(facts.covers)}" if facts.covers else ""
    method = "" if facts.method is None or facts.also_states else f" with {facts.method}"
    stated = f", as {facts.organization or 'the packager'} states" if facts.states_signer else ""
    inside = "" if facts.member is None else f", by {facts.member}"
    return "; ".join([f"{who} {verb}{what}{method}{stated}{inside}", *_details(facts)])


def _details(facts: SignatureFacts) -> list[str]:
    times = {"proved at": facts.proved_at, "claimed at": None if facts.proved_at else facts.claimed_at}
    found = [f"{words} {in_words(moment)}" for words, moment in times.items() if moment is not None]
    if facts.level is not None:
        found.append(f"level {facts.level}")
    if facts.verifiable_until is not None:
        found.append(f"can be verified until {day_in_words(facts.verifiable_until)}")
    return found


def _certificate(facts: CertificateFacts) -> dict[str, object]:
    return {
        "subject": facts.subject,
        "issuer": facts.issuer,
        "serial": facts.serial,
        "sha256": facts.sha256,
        "not_before": moment_text(facts.not_before),
        "not_after": moment_text(facts.not_after),
    }


def moment_text(moment: datetime | None) -> str | None:
    """Return a time in ISO 8601."""
    return None if moment is None else moment.isoformat()
