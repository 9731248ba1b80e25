"""Build certificate chains, and verify that a chain ends at a trust anchor.

Certificates may be hostile: no function here raises for their content, and false issuers take a limited time.
"""

from __future__ import annotations

from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import Criticality, ExtensionPolicy, PolicyBuilder, Store, VerificationError

from signature_model.credentials.certificates import (
    UNREADABLE,
    is_self_issued,
    maybe_issuer,
    maybe_subject,
    maybe_validity,
)
from signature_model.credentials.extensions import maybe_extension
from signature_model.credentials.signature_values import Scheme, SignatureMethod, verifies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from cryptography.x509.verification import Policy

_ANY_POLICY: Final = "2.5.29.32.0"
LONGEST_CHAIN: Final = 10
"""The maximum number of certificates in a chain. Enterprise chains have three, rarely four."""

OTHER_PURPOSES: Final = frozenset(
    {
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.CODE_SIGNING,
        ExtendedKeyUsageOID.TIME_STAMPING,
        ExtendedKeyUsageOID.OCSP_SIGNING,
    }
)
"""The extended key usages that are for something else than signatures of people and organisations."""
MAPPINGS: Final = x509.ObjectIdentifier("2.5.29.33")
"""The extension that maps policies to others."""
_MOST_FALSE_ISSUERS = 50


def reaches_root(chain: Sequence[x509.Certificate]) -> bool:
    """Whether the chain, leaf first, ends in a self-issued certificate."""
    return bool(chain) and is_self_issued(chain[-1])


def chain_of(
    leaf: x509.Certificate, others: Iterable[x509.Certificate], longest: int = LONGEST_CHAIN
) -> tuple[x509.Certificate, ...]:
    """Return the leaf, its issuer, the issuer's issuer and so on, as far as ``others`` has them, at most ``longest``.

    An issuer has the certificate's issuer name as its subject, and the key that verifies the certificate's signature.
    If there are several issuers, a root is preferred. Certificates outside the chain are left out. Trust is not
    checked.
    """
    chain = [leaf]
    candidates = dict.fromkeys(others)
    while len(chain) < longest and not is_self_issued(chain[-1]):
        candidates.pop(chain[-1], None)
        issuers = list(_issuers(chain[-1], candidates))
        if not issuers:
            break
        chain.append(next(filter(is_self_issued, issuers), issuers[0]))
    return tuple(chain)


def unrelated_certificates(leaf: x509.Certificate, others: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Return the certificates that are not above the leaf in any chain.

    Chains are followed by the names of the subjects.
    """
    left = dict.fromkeys(each for each in others if each != leaf)
    issuers = {maybe_issuer(leaf)} - {None}
    while above := [each for each in left if maybe_subject(each) in issuers]:
        issuers |= {maybe_issuer(each) for each in above} - {None}
        for each in above:
            del left[each]
    return tuple(left)


def is_trusted(
    leaf: x509.Certificate,
    others: Iterable[x509.Certificate],
    anchors: Iterable[x509.Certificate],
    moment: datetime | None,
) -> bool:
    """Whether a path leads from the leaf to an anchor, through issuers that may issue for client authentication.

    The certificate that seals a bundle also authenticates to the service. See ``trusted_path``.
    """
    return trusted_path(leaf, others, anchors, moment, purpose=ExtendedKeyUsageOID.CLIENT_AUTH) is not None


def trusted_path(
    leaf: x509.Certificate,
    others: Iterable[x509.Certificate],
    anchors: Iterable[x509.Certificate],
    moment: datetime | None,
    *,
    purpose: x509.ObjectIdentifier | None = None,
) -> tuple[x509.Certificate, ...] | None:
    """Return a path from the leaf through ``others`` to one of the anchors at the aware ``moment``.

    Return None if there is no path. An anchor is a root, an issuing certificate, or the leaf itself. The leaf's own
    expiry does not matter here (see ``was_valid``): a moment outside its validity is moved to the nearest one inside,
    and None means its first moment. If the extended key usage of an issuer is limited, it must permit the ``purpose``;
    None permits any that may be for signatures.
    """
    validity, trusted = maybe_validity(leaf), list(anchors)
    if validity is None or not trusted:
        return None
    since, until = validity
    within = min(max(moment or since, since), until).astimezone(UTC)
    verifier = (
        PolicyBuilder()
        .store(Store(trusted))
        .time(within)
        .extension_policies(ca_policy=_issuer_policy(purpose), ee_policy=_known(ExtensionPolicy.permit_all()))
        .build_client_verifier()
    )
    try:
        path = tuple(verifier.verify(leaf, list(others)).chain)
        return path if has_permitted_names(path) and has_explicit_policy(path) else None
    except (VerificationError, *UNREADABLE):
        return None


def _issuers(certificate: x509.Certificate, candidates: Iterable[x509.Certificate]) -> Iterator[x509.Certificate]:
    false = 0
    for candidate in candidates:
        has_issued = _maybe_has_issued(candidate, certificate)
        if has_issued:
            yield candidate
        elif has_issued is False:  # the name matches but the key does not; only this costs much time
            false += 1
            if false == _MOST_FALSE_ISSUERS:
                return


def _maybe_has_issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool | None:
    """Whether the issuer's key verifies the certificate; None for another name, or if that cannot be verified."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except InvalidSignature:
        return False
    except UNREADABLE:  # usually another name
        return _maybe_has_issued_with_sha1(issuer, certificate)
    return True


def _maybe_has_issued_with_sha1(issuer: x509.Certificate, certificate: x509.Certificate) -> bool | None:
    """Like ``_maybe_has_issued``, for old certificates with SHA-1, which ``cryptography`` does not verify."""
    try:
        is_sha1 = isinstance(certificate.signature_hash_algorithm, SHA1)
        if not is_sha1 or certificate.issuer != issuer.subject:
            return None
    except UNREADABLE:
        return None
    methods = [SignatureMethod(each, SHA1()) for each in (Scheme.RSA, Scheme.ECDSA)]  # noqa: S303 - never trusted
    results = (verifies(issuer, each, certificate.signature, certificate.tbs_certificate_bytes) for each in methods)
    return next((each for each in results if each is not None), None)


def _require_certificate_signing(_policy: Policy, _certificate: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.key_cert_sign:
        msg = "an issuer's key usage must permit signing certificates"
        raise ValueError(msg)


def has_permitted_names(path: Sequence[x509.Certificate]) -> bool:
    """Whether the subjects are among the directory names that issuers permit, which `cryptography` does not verify."""
    for index, issuer in enumerate(path[1:], 1):
        constraints = maybe_extension(issuer, x509.NameConstraints)
        if constraints is None:
            continue
        permitted, excluded = map(_directories, (constraints.permitted_subtrees, constraints.excluded_subtrees))
        for each in path[:index]:
            subject = _parts(each.subject)
            if any(subject[: len(base)] == base for base in excluded):
                return False
            if permitted and not any(subject[: len(base)] == base for base in permitted):
                return False
    return True


def has_explicit_policy(path: Sequence[x509.Certificate]) -> bool:
    """Whether the path has a policy if an issuer requires one (RFC 5280, 6.1.5)."""
    required = False
    for below, issuer in enumerate(path):
        constraints = maybe_extension(issuer, x509.PolicyConstraints)
        limit = None if constraints is None else constraints.require_explicit_policy
        required = required or (limit is not None and limit <= below)
    common: set[str] | None = None
    for each in path[:-1]:
        if any(extension.oid == MAPPINGS for extension in each.extensions):
            return not required  # mapped policies are not followed
        policies = maybe_extension(each, x509.CertificatePolicies)
        own = {policy.policy_identifier.dotted_string for policy in policies or ()}
        if _ANY_POLICY not in own:
            common = own if common is None else common & own
    return not required or common is None or bool(common)


def _directories(names: Iterable[x509.GeneralName] | None) -> list[list[frozenset[tuple[str, str]]]]:
    return [_parts(each.value) for each in names or () if isinstance(each, x509.DirectoryName)]


def _parts(name: x509.Name) -> list[frozenset[tuple[str, str]]]:
    """Return the relative names without differences in case and repeated spaces (RFC 5280, 7.1)."""
    return [
        frozenset((each.oid.dotted_string, " ".join(str(each.value).casefold().split())) for each in relative)
        for relative in name.rdns
    ]


class _QcStatements(x509.ExtensionType):
    """Statements on qualified certificates (RFC 3739), which `cryptography` does not parse."""

    oid = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")


_KNOWN: Final = (
    *(x509.CertificatePolicies, x509.PolicyConstraints, x509.InhibitAnyPolicy, x509.NameConstraints),
    *(x509.CRLDistributionPoints, x509.AuthorityInformationAccess, _QcStatements),
)


def _known(policy: ExtensionPolicy) -> ExtensionPolicy:
    """Permit critical extensions that are not checked here: any policy is accepted, and names are verified later."""
    for each in _KNOWN:
        policy = policy.may_be_present(each, Criticality.AGNOSTIC, None)
    return policy


# The default policy, made for the web, refuses issuers without key usage, or with basicConstraints that are not marked
# critical. RFC 5280 demands both of issuers (4.2.1.3, 4.2.1.9), but older authorities did not comply. What protects is
# required here, too: an issuer has basicConstraints (`cryptography` verifies that they say CA), and may sign
# certificates.
@lru_cache(maxsize=4)
def _issuer_policy(purpose: x509.ObjectIdentifier | None) -> ExtensionPolicy:
    def permit(_policy: Policy, _certificate: x509.Certificate, usage: x509.ExtendedKeyUsage | None) -> None:
        if usage is None:
            return
        is_for_others = purpose is None and OTHER_PURPOSES.issuperset(usage)
        permitted = {purpose, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
        if is_for_others or (purpose is not None and permitted.isdisjoint(usage)):
            msg = "the extended key usage of an issuer does not permit this"
            raise ValueError(msg)

    return _known(
        ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, None)
        .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _require_certificate_signing)
        .may_be_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, permit)
    )
