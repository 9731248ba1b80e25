"""Taking a valid bundle apart and putting it together again with one thing changed, sealed anew or not.

A seal is sealed anew as an attacker or a careless client with the right key would do it: whatever the tree says then,
the digests and the signature fit it.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from base64 import b64encode
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from signature_model import Credentials
from signature_model.credentials import issuer_names
from signature_model.seals.writing import SealedFile, write_seal
from tests.kits.archives import Raw, archive
from tests.kits.certificates import MOMENT, authority, pem, pem_key, rsa_key
from tests.kits.jobs import a_bundle, credentials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

    Surgery = Callable[[etree._Element], None]  # noqa: SLF001 - lxml has no other name for its type

MANIFEST: Final = "manifest.xml"
SEAL: Final = "META-INF/signatures.xml"
CONTRACT: Final = "contract.pdf"

DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
XADES: Final = "{http://uri.etsi.org/01903/v1.3.2#}"
C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
C14N_11: Final = "http://www.w3.org/2006/12/xml-c14n11"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"

_DIGESTS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "http://www.w3.org/2000/09/xmldsig#sha1": lambda content: hashlib.sha1(content).digest(),  # noqa: S324 - to be found
    "http://www.w3.org/2001/04/xmlenc#sha256": lambda content: hashlib.sha256(content).digest(),
    "http://www.w3.org/2001/04/xmlenc#sha512": lambda content: hashlib.sha512(content).digest(),
}
_SIGNATURES: Final[Mapping[str, hashes.HashAlgorithm]] = {
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1": hashes.SHA1(),  # noqa: S303 - to be found
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256": hashes.SHA256(),
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512": hashes.SHA512(),
}


def taken_apart(bundle: bytes | None = None) -> dict[str, bytes]:
    """The members of a bundle by their names, in their order; those of the valid bundle unless another is given."""
    with zipfile.ZipFile(io.BytesIO(a_bundle() if bundle is None else bundle)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def put_together(members: Mapping[str, bytes]) -> bytes:
    """A sound archive of the members, sealed by whatever seal is among them."""
    return archive(*raws(members))


def raws(members: Mapping[str, bytes]) -> list[Raw]:
    """The members as entries of an archive, for lies to be put into their headers."""
    return [Raw(name=name.encode(), content=content) for name, content in members.items()]


def changed(**changes: bytes | None) -> bytes:
    """The valid bundle with members added, changed or (None) left out, and the seal as it was.

    ``manifest``, ``seal`` and ``contract`` are those members; other names are the members' own.
    """
    names = {"manifest": MANIFEST, "seal": SEAL, "contract": CONTRACT}
    members = taken_apart() | {names.get(name, name): content for name, content in changes.items()}
    return put_together({name: content for name, content in members.items() if content is not None})


def with_manifest(old: str, new: str, *, count: int = 1) -> bytes:
    """The valid bundle with a piece of its manifest replaced, and sealed anew."""
    members = taken_apart()
    return sealed(members | {MANIFEST: edited(members[MANIFEST], old, new, count=count)})


def edited(content: bytes, old: str, new: str, *, count: int = 1) -> bytes:
    """The bytes with a piece replaced that stands there so many times."""
    assert content.count(old.encode()) == count
    return content.replace(old.encode(), new.encode())


def sealed(
    members: Mapping[str, bytes],
    surgery: Surgery | None = None,
    *,
    by: Credentials | None = None,
    key: RSAPrivateKey | None = None,
) -> bytes:
    """A bundle of the members (any seal among them is dropped), sealed; the surgery is done before it is signed."""
    files = {name: content for name, content in members.items() if name != SEAL}
    seal = write_seal(
        [
            SealedFile(
                name=name,
                mime="application/xml" if name == MANIFEST else "application/pdf",
                digest=hashlib.sha256(content).digest(),
            )
            for name, content in files.items()
            if not name.startswith("META-INF/") and name != "mimetype"
        ],
        by or credentials(),
        MOMENT,
    )
    if surgery is not None:
        root = etree.fromstring(seal)
        surgery(root)
        sign(root, files, key or rsa_key("enterprise"))
        seal = etree.tostring(root)
    return put_together(files | {SEAL: seal})


def resealed(surgery: Surgery, *, by: Credentials | None = None, key: RSAPrivateKey | None = None) -> bytes:
    """The valid bundle with its seal changed and signed again."""
    return sealed(taken_apart(), surgery, by=by, key=key)


def tampered(surgery: Surgery) -> bytes:
    """The valid bundle with its seal changed, and not signed again."""
    members = taken_apart()
    root = etree.fromstring(members[SEAL])
    surgery(root)
    return put_together(members | {SEAL: etree.tostring(root)})


def sign(root: etree._Element, members: Mapping[str, bytes], key: RSAPrivateKey) -> None:
    """Make every digest and the signature fit what stands in the first signature."""
    info = only(root, "SignedInfo")
    for reference in info.iterchildren(f"{DS}Reference"):
        content = _referred(root, reference, members)
        digest = _DIGESTS.get(_algorithm(reference, "DigestMethod"))
        if content is not None and digest is not None:
            only(reference, "DigestValue").text = b64encode(digest(content)).decode()
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
    """The canonical form by one of the algorithms, C14N 1.0 for one that is not known."""
    alone = etree.fromstring(etree.tostring(element, encoding="UTF-8", with_tail=False))
    return etree.tostring(
        alone, method="c14n", exclusive=algorithm.startswith(EXCLUSIVE), with_comments=algorithm.endswith("Comments")
    )


def only(root: etree._Element, name: str) -> etree._Element:
    """The first element of a name of XML Signature or XAdES."""
    return next(root.iter(f"{DS}{name}", f"{XADES}{name}"))


def every(root: etree._Element, name: str) -> list[etree._Element]:
    """The elements of a name of XML Signature or XAdES."""
    return list(root.iter(f"{DS}{name}", f"{XADES}{name}"))


def removed(element: etree._Element) -> None:
    """Take an element out."""
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def name_certificates(root: etree._Element, leaf: Certificate, issuers: Iterable[Certificate] = ()) -> None:
    """Let the seal hold these certificates, and name the first as the one that seals."""
    data = only(root, "X509Data")
    for each in list(data):
        data.remove(each)
    for certificate in (leaf, *issuers):
        etree.SubElement(data, f"{DS}X509Certificate").text = b64encode(certificate.public_bytes(Encoding.DER)).decode()
    name_signer(root, leaf)


def name_signer(root: etree._Element, leaf: Certificate) -> None:
    """Let the signed properties name this certificate as the one that seals."""
    digest = hashlib.sha1(leaf.public_bytes(Encoding.DER)).digest()  # noqa: S324 - the profile's
    only(only(root, "CertDigest"), "DigestValue").text = b64encode(digest).decode()
    only(root, "X509IssuerName").text = issuer_names.write(leaf.issuer)
    only(root, "X509SerialNumber").text = str(leaf.serial_number)


def credentials_of(leaf: Certificate, issuers: Iterable[Certificate] | None = None) -> Credentials:
    """Credentials of a certificate for the enterprise's key, with the authority's certificates or others."""
    behind = authority().issuers if issuers is None else tuple(issuers)
    return Credentials.from_pem(pem(leaf, *behind), pem_key(rsa_key("enterprise")))


def _algorithm(parent: etree._Element, name: str) -> str:
    return only(parent, name).get("Algorithm", "")
