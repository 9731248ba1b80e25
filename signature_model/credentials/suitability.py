"""The reasons why the service may refuse credentials that can sign."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from signature_model.credentials.certificates import (
    can_authenticate,
    maybe_issuer,
    maybe_rsa_key,
    maybe_validity,
    unsuitability,
)
from signature_model.credentials.chains import reaches_root
from signature_model.credentials.issuer_names import write_name
from signature_model.jobs.norwegian_time import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

EXPIRES_SOON: Final = timedelta(days=30)
"""How long before it expires a certificate is reported. Issuers need some days for a new one."""
_LEAST_KEY_SIZE = 2048  # bits; issuers have not certified smaller keys since 2014 (CA/Browser Forum, 6.1.5)


def problems_of(certificate: Certificate, chain: Sequence[Certificate], now: datetime | None) -> Iterator[str]:
    """Yield each reason; the validity is only checked at ``now``."""
    unsuited = tuple(unsuitability(certificate))
    yield from unsuited
    if not unsuited and not can_authenticate(certificate):
        yield (
            "its key usage permits sealing but not authentication, so it cannot connect to the service; use the "
            "certificate for authentication and signature"
        )
    key = maybe_rsa_key(certificate)
    if key is not None and key.key_size < _LEAST_KEY_SIZE:
        yield f"its key has only {key.key_size} bits; the minimum is {_LEAST_KEY_SIZE}: order a new certificate"
    if now is not None:
        late = maybe_untimeliness(certificate, now)
        if late is not None:
            yield f"the certificate {late}"
    if not reaches_root(chain):
        issuer = maybe_issuer(chain[-1])
        named = "an issuer without a readable name" if issuer is None else write_name(issuer)
        yield f"the chain is incomplete: the certificate of {named} is missing; add it as an extra certificate"


def maybe_untimeliness(certificate: Certificate, now: datetime) -> str | None:
    """Return what is wrong with the validity of a certificate, such as "expired at ..."; None if nothing is."""
    if (validity := maybe_validity(certificate)) is None:
        return "has no readable validity, so it counts as not valid"
    since, until = validity
    if now < since:
        return f"is not valid before {in_words(since)}"
    if now > until:
        return f"expired at {in_words(until)}"
    if until - now >= EXPIRES_SOON:
        return None
    days = (until - now).days
    return f"expires at {in_words(until)}, in {'1 day' if days == 1 else f'{days} days'}"
