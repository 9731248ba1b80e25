"""The algorithms of XML Signature by their identifiers: the profile's, and others that can be verified.

Two profiles use them. Senders' seals must use the algorithms of the document-package profile; signed documents may use
any that can be verified. Sources: W3C XML Signature 1.1 section 6; RFC 6931; the document-package profile 5.1 and
6.2.2.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from signature_model.xml.trees import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lxml import etree

C14N_10 = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
C14N_11 = "http://www.w3.org/2006/12/xml-c14n11"
RSA_SHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"

SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
"""The type of the reference to the signed properties. (ETSI TS 101 903, 6.3.1)"""

EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"

# Canonical XML 1.1 does not inherit xml:id, and resolves xml:base, which no signature has been seen to use.
_INHERITED_10, _INHERITED_11 = ("base", "id", "lang", "space"), ("lang", "space")

CANONICALISATIONS: Mapping[str, Callable[[etree._Element], bytes]] = {
    C14N_10: partial(canonical, inherited=_INHERITED_10),
    C14N_11: partial(canonical, inherited=_INHERITED_11),
    f"{C14N_10}#WithComments": partial(canonical, inherited=_INHERITED_10, with_comments=True),
    f"{C14N_11}#WithComments": partial(canonical, inherited=_INHERITED_11, with_comments=True),
    EXCLUSIVE: partial(canonical, exclusive=True),
    f"{EXCLUSIVE}WithComments": partial(canonical, exclusive=True, with_comments=True),
}
"""The canonicalisations that can be computed."""

PROFILE_CANONICALISATIONS = frozenset({C14N_10, C14N_11})


def _digest(name: str, content: bytes) -> bytes:
    import hashlib  # noqa: PLC0415 - it loads OpenSSL, which a manifest does not need

    digest: bytes = getattr(hashlib, name)(content, usedforsecurity=False).digest()  # `new` finds the algorithm again
    return digest


DIGESTS: Mapping[str, Callable[[bytes], bytes]] = {
    SHA1: partial(_digest, "sha1"),
    SHA256: partial(_digest, "sha256"),
    "http://www.w3.org/2001/04/xmldsig-more#sha384": partial(_digest, "sha384"),
    "http://www.w3.org/2001/04/xmlenc#sha512": partial(_digest, "sha512"),
}
"""The digests that can be computed."""
