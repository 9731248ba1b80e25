"""For all bytes, `validate_xades` raises nothing and stays within a second and 300 MB.

If the report on a XAdES is valid, an independent reader finds the digest of every document, signed by the only key.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from lxml import etree

from fuzz.mutators.seals import encoded_changed, signed_again
from fuzz.mutators.trees import tree_changed
from fuzz.promises import require
from fuzz.reports import require_valid_report
from fuzz.signed_samples import CONTEXT, JOB, SENT, packaged, sdo
from signature_model.signed.rules.catalogue import CATALOGUE
from signature_model.signed.validation.validators import validate_xades
from signature_model.strategies.authority import key
from signature_model.strategies.evidence.samples import packager, signer_description
from signature_model.strategies.evidence.xades import XadesPlan, xades
from tests.kits.seals import C14N, EXCLUSIVE, canonical, every, only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.dice import Dice

LONGEST: Final = 128 * 1024

_WORDS: Final = tuple(
    text.encode()
    for text in (
        *("Signature", "#Signature", "SignedProperties", "#SignedProperties", "ID_0", "#ID_0", "", "#", "contract.pdf"),
        *("#Statement", "SignerDescription", "SignerNationalId", "NativeSdo", "01818000282", C14N, EXCLUSIVE, "AAAA"),
        *("http://www.w3.org/2000/09/xmldsig#base64", "http://www.w3.org/2000/09/xmldsig#enveloped-signature"),
        *("http://www.w3.org/TR/1999/REC-xpath-19991116", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
        *("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", "http://uri.etsi.org/01903#SignedProperties"),
    )
)


def check(content: bytes) -> None:
    """Validate the bytes as the XAdES of a signer."""
    report = validate_xades(content, SENT, CONTEXT)
    require_valid_report(report.plain, CATALOGUE)
    if report.is_valid and every(root := etree.fromstring(content), "SignedInfo"):
        _require_sound(root)


def seeds() -> Iterator[bytes]:
    """Yield a XAdES of each level, those of a packager, a SEID-SDO, and XML without a signature."""
    for level in ("B", "T", "LT", "LTA"):
        yield JOB.xades(level)
    said = signer_description(JOB.numbers[0], JOB.names[0])
    yield xades(XadesPlan(documents=JOB.documents, by=packager(), level="LTA", signer_description=said))
    yield sdo()
    yield packaged(sdo())
    yield packaged(JOB.xades("B"))
    yield b"<signed/>"


def mutated(content: bytes, most: int, dice: Dice) -> bytes:
    """Change the tree, or a certificate, a time-stamp or revocation data in it; one in two is signed again."""
    changed = encoded_changed(content, most, dice) if dice.one_in(3) else tree_changed(content, most, dice, _WORDS)
    signed = changed if dice.one_in(2) else signed_again(changed, JOB.documents)
    return signed if len(signed) <= most else changed


def _require_sound(root: etree._Element) -> None:
    signature = next(each for each in every(root, "Signature") if every(each, "SignedInfo"))
    info = only(signature, "SignedInfo")
    digests = {b64decode(each.text or "") for each in every(info, "DigestValue")}
    for name, content in JOB.documents.items():
        hashes = {hashlib.new(each, content).digest() for each in ("sha1", "sha256", "sha384", "sha512")}
        require(not digests.isdisjoint(hashes), f"a valid XAdES that does not cover {name}")
    form = only(info, "CanonicalizationMethod").get("Algorithm", "")
    if form in {C14N, EXCLUSIVE} and only(info, "SignatureMethod").get("Algorithm", "").endswith("#rsa-sha256"):
        value = b64decode(only(signature, "SignatureValue").text or "")
        key().public_key().verify(value, canonical(info, form), PKCS1v15(), SHA256())
