"""Read the native signatures in a packager's XAdES (LTV-SDO): those that the signers' own electronic identities made.

The element may be an SDO or a XAdES, or may have one of them or a PDF in base64. A PDF is signed by an update, so the
document that was sent is the beginning of it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from signature_model.seals.reading import maybe_base64
from signature_model.signed.facts import Covered, SignedFile
from signature_model.signed.limits import MOST_REVISIONS
from signature_model.signed.pades import is_pdf, read_pades
from signature_model.signed.statements import is_native
from signature_model.signed.xades import read_inside, read_xades
from signature_model.xml.trees import children, local_name, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from signature_model.signed.facts import ReadSignature
    from signature_model.signed.sent import Sent, SentDocument

_BEFORE_XML: Final = b"\xef\xbb\xbf \t\r\n"
_ENDS: Final = re.compile(rb"%%EOF(?:\r\n|\r|\n)?")


def read_natives(
    file: SignedFile, signature: ReadSignature, content: bytes, sent: Sent, seen: set[etree._Element]
) -> Iterator[tuple[str, SignedFile]]:
    """Yield the native signatures that a signature covers, each with the name of its element.

    ``content`` is the whole file that has the signature. ``seen`` are elements that were read for other
    signatures. A native signature inside another one is not read.
    """
    read: set[etree._Element] = set()
    for element in signature.natives:
        is_new = element not in seen and read.isdisjoint(element.iterancestors())
        seen.add(element)
        native = _read(element, file, content, sent) if is_new else None
        if native is not None:
            read.add(element)
            yield _name(element), native


def _name(element: etree._Element) -> str:
    """Return the name of the element for native signatures, or else of the signature itself."""
    return local_name(next((each for each in (element, *element.iterancestors()) if is_native(each)), element))


def _read(element: etree._Element, file: SignedFile, content: bytes, sent: Sent) -> SignedFile | None:
    if next(children(element), None) is not None:
        return read_inside(file, content, [element], sent)
    octets = maybe_base64(text_of(element)) or b""
    if is_pdf(octets):
        native = read_pades(octets)
        covered = tuple(_beginnings(octets, sent.documents or ()))
        return replace(native, signatures=tuple([replace(each, covered=covered) for each in native.signatures]))
    if not octets.lstrip(_BEFORE_XML).startswith(b"<"):
        return None
    native = read_xades(octets, sent)
    return native if native.signatures or is_native(element) else None


def _beginnings(pdf: bytes, documents: tuple[SentDocument, ...]) -> Iterator[Covered]:
    """Yield the document that the PDF was before it was signed."""
    digest, start = hashlib.sha256(), 0
    for number, end in enumerate(_ENDS.finditer(pdf)):
        for stop in sorted({end.start() + len(b"%%EOF"), end.end()}):
            digest.update(pdf[start:stop])
            start = stop
            same = [each for each in documents if each.digests.get("sha256") == digest.digest()]
            yield from (Covered(where="", name=None, document=each, is_intact=True) for each in same[:1])
            if same or number == MOST_REVISIONS:
                return
    yield Covered(where="", name=None, document=None, is_intact=True)
