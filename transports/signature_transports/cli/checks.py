"""What is to be said of a configuration before anything is called: how well each part of it is, and what to do."""

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
"""No clock that is right shows an earlier moment."""
_SLACK: Final = timedelta(hours=1)
_FROM_ISSUER: Final = "get it from its issuer, Buypass or Commfides, and compare the SHA-256"


class Health(StrEnum):
    """How well a part is: an *error* keeps calls from succeeding, a *warning* may, now or later."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What is to be said of one part."""

    part: str
    health: Health
    message: str
    hint: str | None = None


def well(part: str, message: str, hint: str | None = None) -> Diagnosis:
    """Nothing is wrong with the part."""
    return Diagnosis(part=part, health=Health.OK, message=message, hint=hint)


def doubtful(part: str, message: str, hint: str | None = None) -> Diagnosis:
    """The part may cause trouble."""
    return Diagnosis(part=part, health=Health.WARNING, message=message, hint=hint)


def broken(part: str, message: str, hint: str | None = None) -> Diagnosis:
    """With the part as it is, calls will fail."""
    return Diagnosis(part=part, health=Health.ERROR, message=message, hint=hint)


def of_clock(clock: datetime, files: dict[str, datetime]) -> Iterator[Diagnosis]:
    """Whether a clock is plausible: later than this program, and than the ``files``, by their names."""
    hint = "set it, and keep it by NTP: the service wants a seal's signing time right within 5 seconds"
    if clock < MADE:
        yield broken("clock", f"it shows {clock:%Y-%m-%d %H:%M} UTC, which is before this program was made", hint)
        return
    later = [name for name, changed in files.items() if changed > clock + _SLACK]
    for name in later:
        yield doubtful("clock", f"it shows {clock:%Y-%m-%d %H:%M} UTC, and {name} was changed after that", hint)
    if not later:
        yield well("clock", f"{clock:%Y-%m-%d %H:%M:%S} UTC")


def of_certificate(
    credentials: Credentials, environment: Environment | None, now: datetime, anchors: Sequence[Anchor] | None = None
) -> Iterator[Diagnosis]:
    """Whether the service would take the caller's certificate, at the aware moment ``now``."""
    found = [*_problems(credentials, now), *_issuers(credentials, environment, anchors)]
    yield from found
    if not found:
        certificate = credentials.certificate
        number, until = organization_number(certificate), certificate.not_valid_after_utc
        yield well("certificate", f"organisation {number} ({_subject(certificate)}), valid to {until:%Y-%m-%d}")


def of_anchors(
    certificates: Iterable[Certificate],
    environment: Environment | None,
    now: datetime,
    anchors: Sequence[Anchor] | None = None,
) -> Iterator[Diagnosis]:
    """Which of the genuine trust anchors there are, at the aware moment ``now``."""
    given = tuple(certificates)
    if environment is None:
        yield well("trust", f"{len(given)} certificate(s); with --environment they are compared with the genuine ones")
        return
    found = inventory(given, environment, now, anchors)
    if found.present:
        yield well("trust", f"{len(found.present)} of the {environment} anchors: {_names(found.present)}")
    else:
        yield broken("trust", f"no anchor of the {environment} environment is among the {len(given)}", _FROM_ISSUER)
    for each in found.missing:
        yield doubtful("trust", f"missing: {each.name} (SHA-256 {each.sha256})", _FROM_ISSUER)
    for each in found.expired:
        yield doubtful("trust", f"expired on {each.expires}: {each.name}", "take it out")
    for each in found.foreign:
        yield doubtful("trust", f"of the {each.environment} environment: {each.name}", "take it out")
    for certificate in found.unknown:
        message = f"no anchor of the service: {_subject(certificate)} (SHA-256 {fingerprint(certificate)})"
        yield doubtful("trust", message, "take it out, unless it is an emulator's or a gateway's")


def of_sender(sender: str | None, certified: str | None) -> Iterator[Diagnosis]:
    """Whether the sender's number is one, and whether it is the certificate's."""
    if sender is None:
        yield broken("sender", "it is not known who that is", "name an organisation number with --sender")
    elif fault := organization_number_fault(sender):
        yield doubtful("sender", f"{sender} {fault}", "see whether a digit is wrong")
    elif certified not in (None, sender):
        hint = "the sender has to permit this broker, in the service's administration"
        yield well("sender", f"{sender}, for whom {certified} sends as a broker", hint)
    else:
        yield well("sender", sender)


def _problems(credentials: Credentials, now: datetime) -> Iterator[Diagnosis]:
    certificate = credentials.certificate
    timeless = credentials.problems()
    grave = {*unsuitability(certificate), *(() if can_authenticate(certificate) else timeless[:1])}
    for problem in timeless:
        yield broken("certificate", problem) if problem in grave else doubtful("certificate", problem)
    for problem in credentials.problems(now):
        if problem not in timeless:
            say = doubtful if was_valid(certificate, now) else broken
            yield say("certificate", problem, "order another one, or set the clock if it is wrong")


def _issuers(
    credentials: Credentials, environment: Environment | None, anchors: Sequence[Anchor] | None
) -> Iterator[Diagnosis]:
    """Whether those who issued the certificate are trusted in the environment, as far as the chain tells."""
    known = [each for each in (maybe_anchor(each, anchors) for each in credentials.chain) if each is not None]
    if environment is None or any(each.environment is environment for each in known):
        return
    if known:
        hint = "use a certificate of the environment that you call, or call the one that it is for"
        yield broken("certificate", f"{known[0].name} issued it, for the {known[0].environment} environment", hint)
    elif reaches_root(credentials.chain):
        message = f"none of its issuers is known to be trusted in the {environment} environment"
        yield doubtful("certificate", message, "Buypass and Commfides issue enterprise certificates for the service")


def _subject(certificate: Certificate) -> str:
    subject = maybe_subject(certificate)
    return "one without a readable name" if subject is None else excerpt(subject.rfc4514_string())


def _names(anchors: Iterable[Anchor]) -> str:
    return ", ".join(each.name for each in anchors)
