"""Chains of certificates: who issued whom, as far as is known, and whether that ends at somebody who is trusted.

Certificates come from strangers: nothing here raises for what one contains, and false issuers cost bounded time.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import Criticality, ExtensionPolicy, PolicyBuilder, Store, VerificationError

from signature_model.credentials.certificates import UNREADABLE, is_self_issued, maybe_validity, remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from cryptography.x509.verification import Policy

LONGEST_CHAIN: Final = 10
"""Certificates in a chain; enterprise chains have three, seldom four."""


_MOST_FALSE_ISSUERS = 50


def reaches_root(chain: Sequence[x509.Certificate]) -> bool:
    """Whether the chain, leaf first, ends in a self-issued certificate."""
    return bool(chain) and is_self_issued(chain[-1])


def chain_of(leaf: x509.Certificate, others: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The leaf, its issuer, the issuer's issuer and so on, as far as ``others`` lead, at most LONGEST_CHAIN.

    An issuer has the name and the key that the certificate's issuer name and signature ask for; where several do, a
    root is taken first. What does not belong to the chain is left out. Says nothing about trust.
    """
    return _chain(leaf, *others)


def is_trusted(
    leaf: x509.Certificate,
    others: Iterable[x509.Certificate],
    anchors: Iterable[x509.Certificate],
    moment: datetime | None,
) -> bool:
    """Whether a path leads from the leaf, by way of ``others``, to one of the anchors at the aware ``moment``.

    Anchors are roots, issuing certificates, or the leaf itself: who names it vouches for it. The leaf's own expiry is
    another question (``was_valid``), so a moment outside its validity is moved to the nearest one within, and None
    stands for the first.
    """
    validity, vouched_for = maybe_validity(leaf), list(anchors)
    if validity is None or not vouched_for:
        return False
    since, until = validity
    within = min(max(moment or since, since), until).astimezone(UTC)
    verifier = (
        PolicyBuilder()
        .store(Store(vouched_for))
        .time(within)
        .extension_policies(ca_policy=_ISSUER_POLICY, ee_policy=ExtensionPolicy.permit_all())
        .build_client_verifier()
    )
    try:
        verifier.verify(leaf, list(others))
    except (VerificationError, *UNREADABLE):
        return False
    return True


@remembered
def _chain(leaf: x509.Certificate, *others: x509.Certificate) -> tuple[x509.Certificate, ...]:
    chain = [leaf]
    candidates = dict.fromkeys(others)
    while len(chain) < LONGEST_CHAIN and not is_self_issued(chain[-1]):
        candidates.pop(chain[-1], None)
        issuers = list(_issuers(chain[-1], candidates))
        if not issuers:
            break
        chain.append(next(filter(is_self_issued, issuers), issuers[0]))
    return tuple(chain)


def _issuers(certificate: x509.Certificate, candidates: Iterable[x509.Certificate]) -> Iterator[x509.Certificate]:
    false = 0
    for candidate in candidates:
        try:
            certificate.verify_directly_issued_by(candidate)
        except InvalidSignature:  # the name fits, the key does not: the only refusal that costs time
            false += 1
            if false == _MOST_FALSE_ISSUERS:
                return
        except UNREADABLE:  # mostly: another name
            continue
        else:
            yield candidate


def _require_certificate_signing(_policy: Policy, _certificate: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.key_cert_sign:
        msg = "an issuer's key usage must permit signing certificates"
        raise ValueError(msg)


def _permit_clients(_policy: Policy, _certificate: x509.Certificate, usage: x509.ExtendedKeyUsage | None) -> None:
    purposes = {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    if usage is not None and purposes.isdisjoint(usage):
        msg = "an issuer limited to other purposes issues no enterprise certificates"
        raise ValueError(msg)


# The web's policy refuses issuers without key usage or with basicConstraints not marked critical, which RFC 5280 asks
# of those who issue (4.2.1.3, 4.2.1.9) and older authorities did not do. What protects is required here too: an issuer
# is an authority (`cryptography` sees to that wherever the extension is present), may sign certificates, and may issue
# what opens the service's door, for the same certificate seals.
_ISSUER_POLICY = (
    ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, None)
    .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _require_certificate_signing)
    .may_be_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _permit_clients)
)
