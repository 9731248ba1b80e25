"""For all seals, `validate_members` raises nothing and stays within a second and 300 MB.

If the report has no error, an independent reader finds the digest of every file, signed by the only trusted key.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from functools import cache
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from lxml import etree

from fuzz.mutators.archives import members_of
from fuzz.mutators.seals import certificate_changed, signed_again
from fuzz.mutators.trees import tree_changed
from fuzz.promises import require
from fuzz.reports import require_valid_report
from fuzz.sender import a_bundle, contexts
from signature_model.strategies.authority import key
from signature_model.validation.validators import validate_members
from tests.kits.bundles import SEAL
from tests.kits.seals import C14N, C14N_11, EXCLUSIVE, canonical, every, only

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fuzz.mutators.dice import Dice

LONGEST: Final = 128 * 1024

_RSA: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha"
_HASHES: Final = {f"{_RSA}256": SHA256(), f"{_RSA}384": SHA384(), f"{_RSA}512": SHA512()}
_WORDS: Final = tuple(
    text.encode()
    for text in (
        *("Signature", "#Signature", "SignedProperties", "#SignedProperties", "ID_0", "#ID_0", "", "#", "manifest.xml"),
        *("contract.pdf", "note.txt", "META-INF/signatures.xml", "%6dani%66est.xml", "./manifest.xml", "é", C14N),
        *(C14N_11, EXCLUSIVE, f"{C14N}#WithComments", f"{EXCLUSIVE}WithComments", *_HASHES, "http://x/"),
        *("http://www.w3.org/2000/09/xmldsig#sha1", "http://www.w3.org/2001/04/xmlenc#sha256", "2029-06-01T12:00:00Z"),
        *("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://uri.etsi.org/01903#SignedProperties", "AAAA", "CN=x"),
    )
)


@cache
def files() -> Mapping[str, bytes]:
    """Return the files that the seal must cover."""
    return {name: content for name, content in members_of(a_bundle()) or () if name != SEAL}


def check(content: bytes) -> None:
    """Validate the bytes as the seal of an otherwise valid bundle."""
    of_public_sender, *_ = contexts()
    report = validate_members({**files(), SEAL: content}, of_public_sender)
    require_valid_report(report)
    if report.is_valid:
        _require_sound(etree.fromstring(content))


def seeds() -> Iterator[bytes]:
    """Yield the valid seal, and other signed seals."""
    sound = dict(members_of(a_bundle()) or ())[SEAL]
    yield sound
    for old, new in (
        (C14N, C14N_11),
        (C14N, EXCLUSIVE),
        ("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sha512"),
        ("2001/04/xmlenc#sha256", "2001/04/xmlenc#sha512"),
        ("</Signature>", "<!-- a comment --></Signature>"),
    ):
        yield signed_again(sound.replace(old.encode(), new.encode()), files())


def mutated(content: bytes, most: int, dice: Dice) -> bytes:
    """Change a seal; two seals in three are signed again if possible."""
    is_of_certificate = dice.one_in(3)
    changed = (
        certificate_changed(content, most, dice) if is_of_certificate else tree_changed(content, most, dice, _WORDS)
    )
    signed = changed if dice.one_in(3) else signed_again(changed, files())
    return signed if len(signed) <= most else changed


def _require_sound(root: etree._Element) -> None:
    digests = {b64decode(each.text or "") for each in every(root, "DigestValue")}
    for name, content in files().items():
        known = {hashlib.sha256(content).digest(), hashlib.sha512(content).digest()}
        require(not digests.isdisjoint(known), f"a sound seal that does not cover {name}")
    info = only(root, "SignedInfo")
    method, form = only(info, "SignatureMethod"), only(info, "CanonicalizationMethod")
    signature = b64decode(only(root, "SignatureValue").text or "")
    signed = canonical(info, form.get("Algorithm", ""))
    key().public_key().verify(signature, signed, PKCS1v15(), _HASHES[method.get("Algorithm", "")])
