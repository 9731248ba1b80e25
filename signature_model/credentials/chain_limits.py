"""Find the parts of a complete chain that ``cryptography`` does not verify: some algorithms, keys and constraints.

A chain with such a part may be genuine, so it is neither trusted nor refused.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from signature_model.credentials.certificates import UNREADABLE, may_issue, was_valid
from signature_model.credentials.chains import LONGEST_CHAIN, MAPPINGS, chain_of, has_permitted_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

_CURVES: Final = frozenset({"secp256r1", "secp384r1", "secp521r1"})
_LONGEST: Final = 15
"""The certificates of a chain that are looked at. ``cryptography`` verifies fewer of them."""
_SHORTEST: Final = 2_048
_NAMES: Final = {"sha1": "SHA-1", "sha224": "SHA-224"}
_OTHER_DIGESTS: Final = (hashes.SHA1, hashes.SHA224, hashes.SHA3_224, hashes.SHA3_256, hashes.SHA3_384, hashes.SHA3_512)


def limit_of(
    leaf: x509.Certificate, others: Iterable[x509.Certificate], anchors: Sequence[x509.Certificate], moment: datetime
) -> str | None:
    """Return the part of the chain from the leaf to an anchor that cannot be verified; None if there is none.

    Call this for a leaf without a trusted path. The result is None, too, if an issuer was not a valid authority at the
    moment.
    """
    chain = chain_of(leaf, [*others, *anchors], _LONGEST)
    ends = [index for index, each in enumerate(chain) if each in anchors]
    path = chain[: ends[0] + 1] if ends else ()
    try:
        if not all(_was_authority(each, moment, anchors) for each in path[1:]) or not has_permitted_names(path):
            return None
        limits = (f"an issuer has {each}" for issuer in path[1:] for each in _limits(issuer))
        signatures = (
            f"a certificate is signed with {each}" for below in path[:-1] for each in _signature_limits(below)
        )
        length = [] if len(path) <= LONGEST_CHAIN else [f"it has more than {LONGEST_CHAIN} certificates"]
        return next(itertools.chain(length, limits, signatures), None)
    except (x509.ExtensionNotFound, *UNREADABLE):
        return None


def _was_authority(certificate: x509.Certificate, moment: datetime, anchors: Sequence[x509.Certificate]) -> bool:
    if certificate.version is x509.Version.v1:  # it cannot say that it is an authority, but the user may trust it
        return certificate in anchors and was_valid(certificate, moment)
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    return constraints.ca and may_issue(certificate) and was_valid(certificate, moment)


def _signature_limits(certificate: x509.Certificate) -> Iterator[str]:
    """Yield the parts of a certificate's signature that are not verified."""
    digest = certificate.signature_hash_algorithm
    if isinstance(digest, _OTHER_DIGESTS):
        yield _NAMES.get(digest.name, digest.name.upper())
    elif isinstance(certificate.signature_algorithm_parameters, PSS):
        yield "RSA-PSS in a form that is not supported"


def _limits(certificate: x509.Certificate) -> Iterator[str]:
    """Yield the parts of an issuer's certificate that are not verified."""
    if certificate.version is x509.Version.v1:
        yield "a certificate of version 1"
    key = certificate.public_key()
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name not in _CURVES:
        yield f"a key on the curve {key.curve.name}"
    if isinstance(key, Ed25519PublicKey | Ed448PublicKey):
        yield "a key for EdDSA"
    if isinstance(key, RSAPublicKey) and key.key_size < _SHORTEST:
        yield f"an RSA key of {key.key_size:,} bits"
    for each in certificate.extensions:
        if each.oid == MAPPINGS:
            yield "mapped policies"
        if isinstance(each.value, x509.NameConstraints) and each.critical:
            names = [*(each.value.permitted_subtrees or ()), *(each.value.excluded_subtrees or ())]
            yield from ("critical constraints on names" for name in names if isinstance(name, x509.DirectoryName))
