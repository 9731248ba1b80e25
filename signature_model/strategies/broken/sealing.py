"""Sealing what nobody would seal: the files of a broken job, and seals that were changed and signed anew.

A seal is signed anew as a careless client with the right key would do it: whatever it says, digests and signature fit.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from lxml import etree

from signature_model.containers.media_types import XML
from signature_model.containers.names import MANIFEST, SEAL
from signature_model.containers.references import with_hrefs
from signature_model.manifests.writing import write_manifest
from signature_model.seals.algorithms import C14N_10, CANONICALISATIONS, DIGESTS, RSA_SIGNATURES
from signature_model.seals.writing import SealedFile, write_seal
from signature_model.strategies.authority import MOMENT, credentials, key
from signature_model.strategies.broken.archives import TRUTH, Lies, archive
from signature_model.xml.trees import DSIG, XADES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from signature_model.credentials.enterprise import Credentials
    from signature_model.jobs.portal import PortalJob

DS: Final = f"{{{DSIG}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The files of a bundle before they are sealed, their media types, and who seals them when."""

    contents: Mapping[str, bytes]
    types: Mapping[str, str]
    credentials: Credentials
    moment: datetime = MOMENT


def parts_of(job: PortalJob, manifest: bytes | None = None) -> Parts:
    """The files that a job's bundle has, faults or not; with another manifest where one is given."""
    named = with_hrefs(job)
    documents = [each for each in named.documents if _can_be_a_file(each.href or "")]
    contents = {str(each.href): each.content or b"" for each in documents}
    return Parts(
        contents={**contents, MANIFEST: write_manifest(named) if manifest is None else manifest},
        types={**{str(each.href): each.mime for each in documents}, MANIFEST: XML},
        credentials=credentials(job.sender.organization_number),
    )


def sealed(parts: Parts, surgery: Callable[[etree._Element], None] | None = None) -> dict[str, bytes]:
    """All files of the bundle by their names, the seal last; surgery is done on it before it is signed."""
    files = [
        SealedFile(name=name, mime=parts.types[name], digest=hashlib.sha256(content).digest())
        for name, content in parts.contents.items()
    ]
    seal = write_seal(files, parts.credentials, parts.moment)
    if surgery is not None:
        root = etree.fromstring(seal)
        surgery(root)
        sign(root, parts.contents)
        seal = etree.tostring(root)
    return {**parts.contents, SEAL: seal}


def packed(files: Mapping[str, bytes], lies: Mapping[str, Lies] = {}) -> bytes:
    """A bundle of the files as they are, with lies about some of them."""
    return archive((name.encode(), content, lies.get(name, TRUTH)) for name, content in files.items())


def sign(root: etree._Element, contents: Mapping[str, bytes]) -> None:
    """Make every digest and the signature fit what the seal says."""
    info = first(root, "SignedInfo")
    for reference in info.iterchildren(f"{DS}Reference"):
        digest = DIGESTS[first(reference, "DigestMethod").get("Algorithm", "")]
        content = _referred(root, reference, contents)
        if content is not None:
            first(reference, "DigestValue").text = b64encode(digest(content)).decode()
    used = RSA_SIGNATURES[first(info, "SignatureMethod").get("Algorithm", "")]
    canonicalise = CANONICALISATIONS[first(info, "CanonicalizationMethod").get("Algorithm", "")]
    signature = key().sign(canonicalise(info), PKCS1v15(), used)
    first(root, "SignatureValue").text = b64encode(signature).decode()


def every(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """The elements of a name of XML Signature or XAdES."""
    return root.iter(f"{DS}{name}", f"{{{XADES}}}{name}")


def first(root: etree._Element, name: str) -> etree._Element:
    """The first of them."""
    return next(every(root, name))


def removed(element: etree._Element) -> None:
    """Take an element out."""
    next(element.iterancestors()).remove(element)


def _can_be_a_file(href: str) -> bool:
    return bool(href) and not href.endswith("/") and href not in {MANIFEST, SEAL}


def _referred(root: etree._Element, reference: etree._Element, contents: Mapping[str, bytes]) -> bytes | None:
    uri = reference.get("URI", "")
    if not uri.startswith("#"):
        return contents.get(unquote(uri))
    transform = next(every(reference, "Transform"), None)
    canonicalise = CANONICALISATIONS[C14N_10 if transform is None else transform.get("Algorithm", "")]
    return next((canonicalise(each) for each in root.iter("*") if each.get("Id") == uri[1:]), None)
