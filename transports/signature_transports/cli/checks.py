"""Check the configuration without a call: the health of each part, and a hint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from signature_model.credentials.certificates import (
    can_authenticate,
    maybe_subject,
    organization_number,
    unsuitability,
    was_valid,
)
from signature_model.credentials.chains import reaches_root
from signature_model.credentials.suitability import maybe_untimeliness
from signature_model.jobs.identifiers import organization_number_fault
from signature_model.masking import excerpt
from signature_transports.anchors import fingerprint, inventory, maybe_anchor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cryptography.x509 import Certificate

    from signature_model.credentials.enterprise import Credentials
    from signature_model.jobs.context import Environment
    from signature_transports.anchors import Anchor

MADE: Final = datetime(2025, 1, 1, tzinfo=UTC)
"""A correct clock never shows an earlier time."""
_SLACK: Final = timedelta(hours=1)
_RENEW: Final = "get a new one from the issuer, or set the clock if it is wrong"


class Health(StrEnum):
    """The health of a part: with an *error*, calls fail; with a *warning*, they may fail, now or later."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The result of checking one part."""

    part: str
    health: Health
    message: str
    hint: str | None = None


def passed(part: str, message: str, hint: str | None = None) -> Check:
    """Return a check that found nothing wrong."""
    return Check(part=part, health=Health.OK, message=message, hint=hint)


def warning(part: str, message: str, hint: str | None = None) -> Check:
    """Return a check with a warning: calls may fail."""
    return Check(part=part, health=Health.WARNING, message=message, hint=hint)


def failed(part: str, message: str, hint: str | None = None) -> Check:
    """Return a check with an error: calls will fail."""
    return Check(part=part, health=Health.ERROR, message=message, hint=hint)


def check_clock(clock: datetime, files: dict[str, datetime]) -> Iterator[Check]:
    """Check that a clock is plausible: later than this release, and later than the last changes of the ``files``."""
    hint = "set the clock, for example with NTP: the time of a seal must be correct within 5 seconds"
    if clock < MADE:
        yield failed("clock", f"it shows {clock:%Y-%m-%d %H:%M} UTC, which is before the release of this program", hint)
        return
    later = [name for name, changed in files.items() if changed > clock + _SLACK]
    for name in later:
        yield warning("clock", f"it shows {clock:%Y-%m-%d %H:%M} UTC, but {name} was changed later", hint)
    if not later:
        yield passed("clock", f"{clock:%Y-%m-%d %H:%M:%S} UTC")


def check_certificate(
    credentials: Credentials, environment: Environment | None, now: datetime, anchors: Sequence[Anchor] | None = None
) -> Iterator[Check]:
    """Check whether the service accepts the caller's certificate, at the aware datetime ``now``."""
    found = [*_problems(credentials, now), *_issuers(credentials, environment, anchors)]
    yield from found
    if not found:
        certificate = credentials.certificate
        number, until = organization_number(certificate), certificate.not_valid_after_utc
        yield passed("certificate", f"organisation {number} ({_subject(certificate)}), valid to {until:%Y-%m-%d}")


def check_anchors(
    certificates: Iterable[Certificate],
    environment: Environment | None,
    now: datetime,
    anchors: Sequence[Anchor] | None = None,
) -> Iterator[Check]:
    """Compare certificates with the service's trust anchors, at the aware datetime ``now``.

    Without an environment, they are only listed.
    """
    given = tuple(certificates)
    if environment is None:
        yield from (_listed(each, now) for each in given)
        return
    found = inventory(given, environment, now, anchors)
    if not found.present:
        yield failed("trust", f"no certificate in --trust is a trust anchor of the {environment} environment")
    for each in found.present:
        if each in found.expired:
            yield warning("trust", f"expired on {each.expires}: {each.name}", "remove it")
        elif each.expires_soon(now):
            yield warning("trust", f"expires on {each.expires}: {each.name}", _RENEW)
        else:
            yield passed("trust", f"{each.name}, valid to {each.expires}")
    for each in found.missing:
        hint = f"{each.origin}; compare the SHA-256"
        yield warning("trust", f"missing: {each.name} (SHA-256 {each.sha256})", hint)
    for each in found.foreign:
        yield warning("trust", f"a trust anchor of the {each.environment} environment: {each.name}", "remove it")
    for certificate in found.unknown:
        message = f"not a trust anchor of the service: {_subject(certificate)} (SHA-256 {fingerprint(certificate)})"
        yield warning("trust", message, "remove it, unless it belongs to an emulator or a gateway")


def check_sender(sender: str | None, certified: str | None) -> Iterator[Check]:
    """Check the sender's number, and compare it with the number in the certificate."""
    if sender is None:
        yield failed("sender", "it is unknown", "give an organisation number with --sender")
    elif fault := organization_number_fault(sender):
        yield warning("sender", f"{sender} {fault}", "check its digits")
    elif certified not in (None, sender):
        hint = "the sender must permit this broker in the service's administration"
        yield passed("sender", f"{sender}; {certified} sends for it as a broker", hint)
    else:
        yield passed("sender", sender)


def _problems(credentials: Credentials, now: datetime) -> Iterator[Check]:
    certificate = credentials.certificate
    timeless = credentials.problems()
    grave = {*unsuitability(certificate), *(() if can_authenticate(certificate) else timeless[:1])}
    for problem in timeless:
        yield failed("certificate", problem) if problem in grave else warning("certificate", problem)
    untimely = [each for each in credentials.problems(now) if each not in timeless]
    for problem in untimely:
        say = warning if was_valid(certificate, now) else failed
        yield say("certificate", problem, "order a new one, or set the clock if it is wrong")
    for issuer in () if untimely else credentials.chain[1:]:
        if (late := maybe_untimeliness(issuer, now)) is not None:
            yield warning("certificate", f"its issuer {late}: {_subject(issuer)}", _RENEW)


def _issuers(
    credentials: Credentials, environment: Environment | None, anchors: Sequence[Anchor] | None
) -> Iterator[Check]:
    """Check whether the environment trusts the issuers of the certificate that are in the chain."""
    known = [each for each in (maybe_anchor(each, anchors) for each in credentials.chain) if each is not None]
    if environment is None or any(each.environment is environment for each in known):
        return
    if known:
        hint = "use a certificate for the environment that you call"
        yield failed(
            "certificate", f"it was issued by {known[0].name}, for the {known[0].environment} environment", hint
        )
    elif reaches_root(credentials.chain):
        message = f"none of its issuers is a trust anchor of the {environment} environment"
        yield warning("certificate", message, "enterprise certificates for the service come from Buypass and Commfides")


def _listed(certificate: Certificate, now: datetime) -> Check:
    """Return the check of a trust anchor that is not compared with those of the service."""
    described = f"{_subject(certificate)} (SHA-256 {fingerprint(certificate)})"
    problem = maybe_untimeliness(certificate, now)
    if problem is not None:
        return warning("trust", f"{problem}: {described}", _RENEW)
    return passed("trust", f"{described}, valid to {certificate.not_valid_after_utc:%Y-%m-%d}")


def _subject(certificate: Certificate) -> str:
    subject = maybe_subject(certificate)
    return "a certificate without a readable name" if subject is None else excerpt(subject.rfc4514_string())
