"""Read the native signatures in a packager's XAdES (LTV-SDO): the signatures by the signers' own electronic identities.

The element is an SDO or a XAdES, or it contains an SDO, a XAdES or a PDF in base64.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.pdf.headers import is_pdf
from signature_model.seals.reading import maybe_base64
from signature_model.signed.facts import Form
from signature_model.signed.pades.reading import read_pades
from signature_model.signed.xades.content import is_login, is_native
from signature_model.signed.xades.reading import read_inside, read_xades
from signature_model.xml.declarations import starts_like_xml
from signature_model.xml.trees import children, local_name, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from signature_model.signed.facts import ReadSignature, SignedFile
    from signature_model.signed.reading_budget import ReadingBudget
    from signature_model.signed.sent import Sent


def read_natives(  # noqa: PLR0913, PLR0917 - what is shared by all native signatures
    file: SignedFile,
    signature: ReadSignature,
    content: bytes,
    sent: Sent,
    seen: set[etree._Element],
    budget: ReadingBudget,
) -> Iterator[tuple[str, SignedFile]]:
    """Yield the native signatures that a signature covers, each with the name of its element.

    ``content`` is the whole file that has the signature. ``seen`` are elements that were read for other
    signatures. A native signature inside another one is not read.
    """
    read: set[etree._Element] = set()
    for element in signature.natives:
        is_new = element not in seen and read.isdisjoint(element.iterancestors())
        seen.add(element)
        native = _read(element, file, content, sent, budget) if is_new else None
        if native is not None and _must_be_native(native, element, signature, sent):
            read.add(element)
            yield _name(element), native


def _name(element: etree._Element) -> str:
    """Return the name of the element for native signatures, or else of the signature itself."""
    return local_name(next((each for each in (element, *element.iterancestors()) if is_native(each)), element))


def _read(
    element: etree._Element, file: SignedFile, content: bytes, sent: Sent, budget: ReadingBudget
) -> SignedFile | None:
    if next(children(element), None) is not None:
        return read_inside(file, content, [element], sent, budget)
    octets = maybe_base64(text_of(element)) or b""
    if is_pdf(octets):
        return read_pades(octets, sent, budget)
    if not starts_like_xml(octets):
        return None
    return read_xades(octets, sent, budget)


def _must_be_native(native: SignedFile, element: etree._Element, signature: ReadSignature, sent: Sent) -> bool:
    """Whether the content must be treated as a native signature.

    Other XML in base64 is not a document, unless the sent documents are not known.
    """
    if native.signatures or is_native(element) or native.form is Form.PADES or len(element):
        return True
    is_other = sent.documents is None or (native.root is not None and is_login(native.root))
    return element in signature.enclosed and not is_other
