"""Find the parts of a complete chain that ``cryptography`` does not verify: some keys, and constraints on names.

A chain with such a part may be genuine, so it is neither trusted nor refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from signature_model.credentials.certificates import UNREADABLE, may_issue, was_valid
from signature_model.credentials.chains import chain_of, has_permitted_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

_CURVES: Final = frozenset({"secp256r1", "secp384r1", "secp521r1"})
_SHORTEST: Final = 2_048


def limit_of(
    leaf: x509.Certificate, others: Iterable[x509.Certificate], anchors: Sequence[x509.Certificate], moment: datetime
) -> str | None:
    """Return the part of the chain from the leaf to an anchor that cannot be verified; None without one.

    Call this for a leaf without a trusted path. Every issuer must have been an authority at the moment.
    """
    chain = chain_of(leaf, [*others, *anchors])
    ends = [index for index, each in enumerate(chain) if each in anchors]
    path = chain[: ends[0] + 1] if ends else ()
    try:
        if not all(_was_authority(each, moment) for each in path[1:]) or not has_permitted_names(path):
            return None
        return next((each for issuer in path[1:] for each in _limits(issuer)), None)
    except (x509.ExtensionNotFound, *UNREADABLE):
        return None


def _was_authority(certificate: x509.Certificate, moment: datetime) -> bool:
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    return constraints.ca and may_issue(certificate) and was_valid(certificate, moment)


def _limits(certificate: x509.Certificate) -> Iterator[str]:
    key = certificate.public_key()
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name not in _CURVES:
        yield f"a key on the curve {key.curve.name}"
    if isinstance(key, RSAPublicKey) and key.key_size < _SHORTEST:
        yield f"an RSA key of {key.key_size:,} bits"
    for each in certificate.extensions:
        if isinstance(each.value, x509.NameConstraints) and each.critical:
            names = [*(each.value.permitted_subtrees or ()), *(each.value.excluded_subtrees or ())]
            yield from ("critical constraints on names" for name in names if isinstance(name, x509.DirectoryName))
