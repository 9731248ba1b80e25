"""The signature methods of XML Signature by their identifiers.

Sources: W3C XML Signature 1.1, 6.4; RFC 6931 and RFC 9231, 2.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

from signature_model.credentials.signature_values import Scheme, SignatureMethod
from signature_model.seals.algorithms import RSA_SHA1, RSA_SHA256

if TYPE_CHECKING:
    from collections.abc import Mapping

_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_MORE_2007 = "http://www.w3.org/2007/05/xmldsig-more#"
_SHA1, _SHA256, _SHA384, _SHA512 = hashes.SHA1(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()  # noqa: S303 - checked, never made

RSA_SIGNATURES: Mapping[str, SignatureMethod] = {
    RSA_SHA1: SignatureMethod(Scheme.RSA, _SHA1),
    RSA_SHA256: SignatureMethod(Scheme.RSA, _SHA256),
    f"{_MORE}rsa-sha384": SignatureMethod(Scheme.RSA, _SHA384),
    f"{_MORE}rsa-sha512": SignatureMethod(Scheme.RSA, _SHA512),
}
"""Every RSA (PKCS#1 v1.5) signature that can be verified."""

SIGNATURES: Mapping[str, SignatureMethod] = {
    **RSA_SIGNATURES,
    f"{_MORE_2007}sha1-rsa-MGF1": SignatureMethod(Scheme.RSA_PSS, _SHA1),
    f"{_MORE_2007}sha256-rsa-MGF1": SignatureMethod(Scheme.RSA_PSS, _SHA256),
    f"{_MORE_2007}sha384-rsa-MGF1": SignatureMethod(Scheme.RSA_PSS, _SHA384),
    f"{_MORE_2007}sha512-rsa-MGF1": SignatureMethod(Scheme.RSA_PSS, _SHA512),
    f"{_MORE}ecdsa-sha1": SignatureMethod(Scheme.ECDSA_JOINED, _SHA1),
    f"{_MORE}ecdsa-sha256": SignatureMethod(Scheme.ECDSA_JOINED, _SHA256),
    f"{_MORE}ecdsa-sha384": SignatureMethod(Scheme.ECDSA_JOINED, _SHA384),
    f"{_MORE}ecdsa-sha512": SignatureMethod(Scheme.ECDSA_JOINED, _SHA512),
}
"""Every signature that can be verified."""
