"""Changes to a seal: edits of its tree, and digests and a signature that fit the edited tree.

A changed seal is signed again as an attacker or a careless client with the right key would do it.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from urllib.parse import unquote

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from lxml import etree

from signature_model.credentials import issuer_names

Edit = Callable[[etree._Element], None]  # noqa: SLF001 - lxml has no other name for its type

DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
XADES: Final = "{http://uri.etsi.org/01903/v1.3.2#}"
C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
C14N_11: Final = "http://www.w3.org/2006/12/xml-c14n11"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"

_DIGESTS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "http://www.w3.org/2000/09/xmldsig#sha1": lambda content: hashlib.sha1(content).digest(),  # noqa: S324 - must be refused
    "http://www.w3.org/2001/04/xmlenc#sha256": lambda content: hashlib.sha256(content).digest(),
    "http://www.w3.org/2001/04/xmlenc#sha512": lambda content: hashlib.sha512(content).digest(),
}
_SIGNATURES: Final[Mapping[str, hashes.HashAlgorithm]] = {
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1": hashes.SHA1(),  # noqa: S303 - must be refused
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256": hashes.SHA256(),
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512": hashes.SHA512(),
}


def sign(root: etree._Element, members: Mapping[str, bytes], key: RSAPrivateKey) -> None:
    """Write the right digests and the right value into the first signature."""
    write_digests(root, members)
    write_value(root, key)


def write_digests(root: etree._Element, members: Mapping[str, bytes]) -> None:
    """Write the right digests into the references of the first signature."""
    info = only(root, "SignedInfo")
    for reference in info.iterchildren(f"{DS}Reference"):
        content = _referred(root, reference, members)
        digest = _DIGESTS.get(_algorithm(reference, "DigestMethod"))
        if content is not None and digest is not None:
            only(reference, "DigestValue").text = b64encode(digest(content)).decode()


def write_value(root: etree._Element, key: RSAPrivateKey) -> None:
    """Write the right value into the first signature, which may have wrong digests."""
    info = only(root, "SignedInfo")
    used = _SIGNATURES.get(_algorithm(info, "SignatureMethod"))
    if used is not None:
        signed = canonical(info, _algorithm(info, "CanonicalizationMethod"))
        only(root, "SignatureValue").text = b64encode(key.sign(signed, PKCS1v15(), used)).decode()


def _referred(root: etree._Element, reference: etree._Element, members: Mapping[str, bytes]) -> bytes | None:
    uri = reference.get("URI", "")
    if not uri.startswith("#"):
        return members.get(unquote(uri))
    transforms = [each.get("Algorithm", "") for each in reference.iter(f"{DS}Transform")]
    found = next((each for each in root.iter("*") if each.get("Id") == uri[1:]), None)
    return None if found is None else canonical(found, transforms[0] if transforms else C14N)


def canonical(element: etree._Element, algorithm: str) -> bytes:
    """Return the canonical form by this algorithm; C14N 1.0 if it is unknown."""
    alone = etree.fromstring(etree.tostring(element, encoding="UTF-8", with_tail=False))
    return etree.tostring(
        alone, method="c14n", exclusive=algorithm.startswith(EXCLUSIVE), with_comments=algorithm.endswith("Comments")
    )


def only(root: etree._Element, name: str) -> etree._Element:
    """Return the first element of XML Signature or XAdES with this name."""
    return next(root.iter(f"{DS}{name}", f"{XADES}{name}"))


def every(root: etree._Element, name: str) -> list[etree._Element]:
    """Return the elements of XML Signature or XAdES with this name."""
    return list(root.iter(f"{DS}{name}", f"{XADES}{name}"))


def removed(element: etree._Element) -> None:
    """Remove an element."""
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def name_certificates(root: etree._Element, leaf: Certificate, issuers: Iterable[Certificate] = ()) -> None:
    """Put these certificates into the seal, and name the first as the signing certificate."""
    data = only(root, "X509Data")
    for each in list(data):
        data.remove(each)
    for certificate in (leaf, *issuers):
        etree.SubElement(data, f"{DS}X509Certificate").text = b64encode(certificate.public_bytes(Encoding.DER)).decode()
    name_signer(root, leaf)


def name_signer(root: etree._Element, leaf: Certificate) -> None:
    """Name this certificate as the signing certificate in the signed properties."""
    digest = hashlib.sha1(leaf.public_bytes(Encoding.DER)).digest()  # noqa: S324 - the profile's
    only(only(root, "CertDigest"), "DigestValue").text = b64encode(digest).decode()
    only(root, "X509IssuerName").text = issuer_names.write_name(leaf.issuer)
    only(root, "X509SerialNumber").text = str(leaf.serial_number)


def setting(name: str, attribute: str, value: str | None, *, index: int = 0) -> Edit:
    """Set an attribute of the element with this name; None removes it."""

    def edit(root: etree._Element) -> None:
        element = every(root, name)[index]
        if value is None:
            del element.attrib[attribute]
        else:
            element.set(attribute, value)

    return edit


def saying(name: str, text: str, *, index: int = 0) -> Edit:
    """Replace the text of the element with this name."""

    def edit(root: etree._Element) -> None:
        every(root, name)[index].text = text

    return edit


def without(name: str, *, index: int = 0) -> Edit:
    """Remove the element with this name."""
    return lambda root: removed(every(root, name)[index])


def _algorithm(parent: etree._Element, name: str) -> str:
    return only(parent, name).get("Algorithm", "")
