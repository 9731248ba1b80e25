"""Seals over broken jobs, and seals that are changed and then signed again.

A changed seal is signed again with the right key, so that its digests and its signature are valid.
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
from signature_model.seals.algorithms import C14N_10, CANONICALISATIONS, DIGESTS
from signature_model.seals.signature_methods import RSA_SIGNATURES
from signature_model.seals.writing import SealedFile, write_seal
from signature_model.strategies.authority import MOMENT, credentials, key
from signature_model.strategies.broken.archives import TRUTH, FalseFields, archive
from signature_model.xml.trees import DSIG, XADES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from signature_model.credentials.enterprise import Credentials
    from signature_model.jobs.flows import AnyJob

DS: Final = f"{{{DSIG}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The files of a bundle without the seal, their media types, the credentials for the seal and its signing time."""

    contents: Mapping[str, bytes]
    types: Mapping[str, str]
    credentials: Credentials
    moment: datetime = MOMENT


def parts_of(job: AnyJob, manifest: bytes | None = None) -> Parts:
    """Return the files of a job's bundle, even if the job is broken; ``manifest`` replaces its manifest."""
    named = with_hrefs(job)
    documents = [each for each in named.documents if _can_be_a_file(each.href or "")]
    contents = {str(each.href): each.content or b"" for each in documents}
    return Parts(
        contents={**contents, MANIFEST: write_manifest(named) if manifest is None else manifest},
        types={**{str(each.href): each.mime for each in documents}, MANIFEST: XML},
        credentials=credentials(job.sender.organization_number),
    )


def sealed(parts: Parts, edit_seal: Callable[[etree._Element], None] | None = None) -> dict[str, bytes]:
    """Return all files of the bundle by name, the seal last; ``edit_seal`` changes the seal before it is signed."""
    files = [
        SealedFile(name=name, mime=parts.types[name], digest=hashlib.sha256(content).digest())
        for name, content in parts.contents.items()
    ]
    seal = write_seal(files, parts.credentials, parts.moment)
    if edit_seal is not None:
        root = etree.fromstring(seal)
        edit_seal(root)
        sign(root, parts.contents)
        seal = etree.tostring(root)
    return {**parts.contents, SEAL: seal}


def packed(files: Mapping[str, bytes], false_fields: Mapping[str, FalseFields] = {}) -> bytes:
    """Return a bundle with these files and false header fields for some of them."""
    return archive((name.encode(), content, false_fields.get(name, TRUTH)) for name, content in files.items())


def sign(root: etree._Element, contents: Mapping[str, bytes]) -> None:
    """Compute all digests and the signature with the algorithms that the seal names."""
    info = first(root, "SignedInfo")
    for reference in info.iterchildren(f"{DS}Reference"):
        digest = DIGESTS[first(reference, "DigestMethod").get("Algorithm", "")]
        content = _referred(root, reference, contents)
        if content is not None:
            first(reference, "DigestValue").text = b64encode(digest(content)).decode()
    used = RSA_SIGNATURES[first(info, "SignatureMethod").get("Algorithm", "")].digest
    canonicalise = CANONICALISATIONS[first(info, "CanonicalizationMethod").get("Algorithm", "")]
    signature = key().sign(canonicalise(info), PKCS1v15(), used)
    first(root, "SignatureValue").text = b64encode(signature).decode()


def every(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Iterate over all elements with this local name in XML Signature or XAdES."""
    return root.iter(f"{DS}{name}", f"{{{XADES}}}{name}")


def first(root: etree._Element, name: str) -> etree._Element:
    """Return the first element with this local name."""
    return next(every(root, name))


def removed(element: etree._Element) -> None:
    """Remove an element from its parent."""
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
