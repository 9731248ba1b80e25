"""The valid bundle with one thing changed, sealed again or not."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import Certificate
from lxml import etree

from signature_model import Credentials
from signature_model.seals.writing import SealedFile, write_seal
from tests.kits.archives import Raw, archive
from tests.kits.certificates import MOMENT, authority, rsa_key
from tests.kits.jobs import a_bundle, credentials
from tests.kits.seals import Edit, sign

MANIFEST: Final = "manifest.xml"
SEAL: Final = "META-INF/signatures.xml"
CONTRACT: Final = "contract.pdf"

_MEDIA_TYPES: Final = {MANIFEST: "application/xml"}


def taken_apart(bundle: bytes | None = None) -> dict[str, bytes]:
    """Return the members of a bundle by name, in their order; by default those of the valid bundle."""
    with zipfile.ZipFile(io.BytesIO(a_bundle() if bundle is None else bundle)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def put_together(members: Mapping[str, bytes]) -> bytes:
    """Return a sound archive of the members."""
    return archive(*raws(members))


def raws(members: Mapping[str, bytes]) -> list[Raw]:
    """Return the members as entries of an archive, whose headers can be changed."""
    return [Raw(name=name.encode(), content=content) for name, content in members.items()]


def changed(**changes: bytes | None) -> bytes:
    """Return the valid bundle with members added, replaced or (None) removed, and with its old seal.

    ``manifest``, ``seal`` and ``contract`` stand for those members; other keys are names of members.
    """
    names = {"manifest": MANIFEST, "seal": SEAL, "contract": CONTRACT}
    members = taken_apart() | {names.get(name, name): content for name, content in changes.items()}
    return put_together({name: content for name, content in members.items() if content is not None})


def with_manifest(old: str, new: str, *, count: int = 1) -> bytes:
    """Return the valid bundle with a part of its manifest replaced, sealed again."""
    members = taken_apart()
    return sealed(members | {MANIFEST: edited(members[MANIFEST], old, new, count=count)})


def edited(content: bytes, old: str, new: str, *, count: int = 1) -> bytes:
    """Return the content with a text replaced that must occur ``count`` times."""
    assert content.count(old.encode()) == count
    return content.replace(old.encode(), new.encode())


def seal_of(
    members: Mapping[str, bytes],
    *,
    by: Credentials | None = None,
    at: datetime = MOMENT,
    types: Mapping[str, str] = _MEDIA_TYPES,
) -> bytes:
    """Return a seal over the files among the members; a file without a type is a PDF."""
    files = [
        SealedFile(name=name, mime=types.get(name, "application/pdf"), digest=hashlib.sha256(content).digest())
        for name, content in members.items()
        if not name.startswith("META-INF/") and name != "mimetype"
    ]
    return write_seal(files, by or credentials(), at)


def sealed(
    members: Mapping[str, bytes],
    edit: Edit | None = None,
    *,
    by: Credentials | None = None,
    key: RSAPrivateKey | None = None,
) -> bytes:
    """Return a bundle of the members with a new seal; the edit changes the seal before it is signed."""
    files = {name: content for name, content in members.items() if name != SEAL}
    seal = seal_of(files, by=by)
    if edit is not None:
        root = etree.fromstring(seal)
        edit(root)
        sign(root, files, key or rsa_key("enterprise"))
        seal = etree.tostring(root)
    return put_together(files | {SEAL: seal})


def resealed(edit: Edit, *, by: Credentials | None = None, key: RSAPrivateKey | None = None) -> bytes:
    """Return the valid bundle with its seal changed and signed again."""
    return sealed(taken_apart(), edit, by=by, key=key)


def tampered(edit: Edit) -> bytes:
    """Return the valid bundle with its seal changed and not signed again."""
    members = taken_apart()
    root = etree.fromstring(members[SEAL])
    edit(root)
    return put_together(members | {SEAL: etree.tostring(root)})


def credentials_of(leaf: Certificate, issuers: Iterable[Certificate] | None = None) -> Credentials:
    """Return credentials with this certificate for the enterprise's key, and the authority's or other issuers."""
    behind = authority().issuers if issuers is None else tuple(issuers)
    key = rsa_key("enterprise")  # loading it from PEM would validate its numbers, which takes long
    return Credentials.from_signer((leaf, *behind), lambda data: key.sign(data, PKCS1v15(), SHA256()))
