"""Recognise the content of signed XML: enclosed documents, digests of documents, and descriptions of signers.

The form of the service's XAdES (LTV-SDO) is not published. Elements are therefore recognised by local names, and
documents by their digests. Nothing is guessed: content that is not recognised is ignored.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Final

from lxml import etree

from signature_model.containers.references import maybe_member
from signature_model.jobs.identifiers import has_eleven_digits
from signature_model.pdf.headers import is_pdf
from signature_model.signed.facts import Covered, SignerDescription
from signature_model.signed.identity import Identity
from signature_model.signed.moments import maybe_moment
from signature_model.xml.declarations import starts_like_xml
from signature_model.xml.lexical import maybe_time
from signature_model.xml.trees import DSIG, children, local_name, path_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from signature_model.signed.sent import Sent, SentDocument

_BYTE_RANGE: Final = b"/ByteRange"
_SIGNATURE: Final = f"{{{DSIG}}}Signature"
_SAML: Final = "urn:oasis:names:tc:SAML:"
_XML_IN_BASE64: Final = re.compile(r"\s*(?:77u/)?P[A-P]")
"""The first octet is `<`, perhaps after a byte order mark."""
_PDF_IN_BASE64: Final = re.compile(r"\s*JVBERi")
_SHORTEST: Final = 8
"""The minimum length in characters: shorter texts are neither documents nor digests."""
_SIGNER_DESCRIPTION: Final = "SignerDescription"
_DOCUMENT: Final = "SignersDocument"
_DIGESTS: Final = ("Digest", "DigestValue", "DocumentDigest", "DocumentHash", "Hash", "HashValue", "MessageDigest")
_ABOUT_DOCUMENTS: Final = (
    *("Document", "DocumentDescription", "DocumentInfo", "DocumentReference", "File", "OriginalDocument", "Reference"),
    *("SignedDocument", "SignedObject"),
)
_EVENTS: Final = re.compile("Audit|Event|Log|Cancel|Fail|Old|Previous|Refus|Reject|Not(?=[A-Z]|$)")
_LOGIN: Final = "Login"
_NORWAY: Final = frozenset({"NO", "NOR", "NORWAY", "NORGE"})
_MANIFEST: Final = f"{{{DSIG}}}Manifest"
_REFERENCE: Final = f"{{{DSIG}}}Reference"
_NAMES: Final = ("SignerName", "Name", "CommonName", "FullName")
_METHODS: Final = ("SigningMethod", "AuthenticationMethod", "Method")
_TIMES: Final = ("SigningTime", "SignatureTime", "SignedAt")
_LEVELS: Final = ("SecurityLevel", "AuthenticationLevel", "LevelOfAssurance", "AuthnContextClassRef")
_NUMBERED: Final = re.compile(r"(?:.*[^0-9A-Za-z])?(?:level)?([1-4])", re.IGNORECASE)
_NAMED: Final = re.compile(r"(?:.*[^A-Za-z])?([A-Za-z]+)")
_LEVELS_BY_NAME: Final = {"high": 4, "substantial": 3, "low": 2, "smartcardpki": 4, "passwordprotectedtransport": 3}
"""The levels of eIDAS, and the classes of SAML that ID-porten has used for its levels."""
_LEVEL_3_ONLY: Final = "minid"
"""An electronic identity that has no level 4."""


def documents_in(
    elements: Sequence[etree._Element], octets: bytes, sent: Sent, where: str, *, is_intact: bool
) -> Iterator[Covered]:
    """Yield the documents that signed elements enclose, or whose digests they state.

    A PDF in an element whose name begins with ``Native`` is not a document, but the signature of another program. A
    digest means a document only if it is in an element for digests, and this element is at the top of what is signed or
    in an element about a document. Elsewhere, a digest may be part of any statement.
    """
    documents = sent.documents or ()
    whole = maybe_sent_document(octets, documents)
    if whole is not None or is_pdf(octets):
        yield Covered(where=where, name=None, document=whole, is_intact=is_intact)
        return
    digests = _digest_texts(documents)
    top = {*elements[:1], *(each for one in elements[:1] for each in children(one))}
    seen = set()
    for element in elements:
        if element.tag == _MANIFEST and documents:
            yield from _listed(element, documents, digests, is_intact=is_intact)
        text = "".join(text_of(element).split())
        is_empty = len(text) < _SHORTEST or next(children(element), None) is not None
        if is_empty or text in seen or is_native(element) or _is_listed(element):
            continue
        named = digests.get(text) or digests.get(text.lower())
        if named is not None and not _is_digest(element, top):
            continue  # the same text may name the document elsewhere
        seen.add(text)
        document, is_document = (named[0], True) if named else _enclosed(element, text, documents)
        if is_document:
            algorithm, place = named and named[1], path_of(element)
            yield Covered(where=place, name=None, document=document, is_intact=is_intact, digest_algorithm=algorithm)


def _digest_texts(documents: tuple[SentDocument, ...]) -> dict[str, tuple[SentDocument, str]]:
    """Return the documents and algorithms by the texts that their digests may have."""
    found: dict[str, tuple[SentDocument, str]] = {}
    for each in documents:
        for algorithm, digest in each.digests.items():
            for text in (b64encode(digest).decode(), digest.hex()):
                found.setdefault(text, (each, algorithm))
    return found


def _is_digest(element: etree._Element, top: set[etree._Element]) -> bool:
    """Whether an element is for the digest of a document, by its name and its place."""
    above = [*element.iterancestors()]
    is_about_document = bool(above) and (above[0] in top or local_name(above[0]) in _ABOUT_DOCUMENTS)
    is_said = any(is_login(each) or _EVENTS.search(local_name(each)) or text_of(each).strip() for each in above)
    return local_name(element) in _DIGESTS and is_about_document and not is_said


def _is_listed(element: etree._Element) -> bool:
    return any(each.tag == _MANIFEST for each in element.iterancestors())


def _listed(
    manifest: etree._Element,
    documents: tuple[SentDocument, ...],
    digests: Mapping[str, tuple[SentDocument, str]],
    *,
    is_intact: bool,
) -> Iterator[Covered]:
    """Yield the files that a manifest of XML Signature lists, by their digests and names."""
    for reference in manifest.iterchildren(_REFERENCE):
        name, value = reference.get("URI", ""), reference.find(f"{{{DSIG}}}DigestValue")
        document, algorithm = digests.get("" if value is None else "".join(text_of(value).split()), (None, None))
        named = maybe_member(name, [each.name for each in documents])
        if not name.startswith("#"):
            yield Covered(
                where=path_of(reference),
                name=name,
                document=document,
                is_intact=is_intact,
                has_other_name=document is not None and named != document.name,
                digest_algorithm=algorithm,
            )


def is_native(element: etree._Element) -> bool:
    """Whether an element is for the signature of the signer's own electronic identity, like ``NativeSdo``."""
    return local_name(element).startswith("Native")


def evidence_in(root: etree._Element) -> Iterator[etree._Element]:
    """Yield signer descriptions, native signatures and documents of an SDO, which are recognised by name."""
    for each in root.iter("*"):
        name = local_name(each)
        is_signature = is_native(each) and not name.endswith("Properties")
        if name in {_SIGNER_DESCRIPTION, _DOCUMENT} or is_signature:
            yield each


def is_login(element: etree._Element) -> bool:
    """Whether an element is of SAML, so that a signature inside is about a login."""
    return str(etree.QName(element).namespace).startswith(_SAML)


def is_sdo(element: etree._Element) -> bool:
    """Whether an element is an SDO with signatures in CMS; a list of them is a ``SDOList``."""
    signature = "{*}SDODataPart/{*}SignatureElement/{*}CMSSignatureElement"
    return local_name(element) == "SDO" and element.find(signature) is not None


def signatures_in(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the signatures of XML Signature, and the SDOs."""
    yield from (each for each in root.iter(_SIGNATURE, "{*}SDO") if each.tag == _SIGNATURE or is_sdo(each))


def natives_in(elements: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """Yield the elements that may be native signatures: an SDO or a XAdES, directly or in base64, or a PDF."""
    for element in elements:
        text = text_of(element)
        is_encoded = _XML_IN_BASE64.match(text) or (_PDF_IN_BASE64.match(text) and is_native(element))
        if is_encoded or is_sdo(element) or _is_xades(element):
            yield element


def _is_xades(element: etree._Element) -> bool:
    is_signature = element.tag == _SIGNATURE and next(element.iter("{*}QualifyingProperties"), None) is not None
    return is_signature and not any(map(is_login, element.iterancestors()))


def signer_descriptions_in(elements: Sequence[etree._Element]) -> Iterator[SignerDescription]:
    """Yield the descriptions of signers in signed elements. If there is one signer, a level beside it belongs to it."""
    described = [each for each in elements if local_name(each) == _SIGNER_DESCRIPTION and not _is_of_event(each)]
    for element in described:
        method = _text(element.iter("*"), _METHODS)
        about = elements if len(described) == 1 else [*element.iter("*")]
        stated = _text(about, _LEVELS) or ""
        yield SignerDescription(
            where=path_of(element),
            who=Identity(name=_text(element.iter("*"), _NAMES), number=_number(element)),
            method=method,
            signed_at=maybe_moment(maybe_time(_text(element.iter("*"), _TIMES) or "")),
            security_level=_level(stated, method or ""),
            unknown_level=stated if stated and _level(stated, "") is None else None,
        )


def _is_of_event(element: etree._Element) -> bool:
    """Whether an element is in a log of events, or is about something other than a signature."""
    names = map(local_name, element.iterancestors())
    return any(_EVENTS.search(each) and _LOGIN not in each for each in names)


def _number(description: etree._Element) -> str | None:
    """Return the only Norwegian national id number in a description."""
    texts = [(local_name(each), text_of(each).strip()) for each in description.iter("*")]
    numbers = {text for name, text in texts if name == "SignerNationalId" and text}
    countries = {text.upper() for name, text in texts if name == "SignerNationality" and text}
    number = numbers.pop() if len(numbers) == 1 and countries <= _NORWAY else ""
    return number if has_eleven_digits(number) else None


def _level(stated: str, method: str) -> int | None:
    numbered, named = _NUMBERED.fullmatch(stated), _NAMED.fullmatch(stated)
    level = int(numbered[1]) if numbered else _LEVELS_BY_NAME.get(named[1].casefold()) if named else None
    is_lower = _LEVEL_3_ONLY in method.casefold()
    return min(level or 3, 3) if is_lower else level


def _text(elements: Iterable[etree._Element], names: tuple[str, ...]) -> str | None:
    found = (text_of(each).strip() for each in elements if local_name(each) in names)
    return next(filter(None, found), None)


def _enclosed(
    element: etree._Element, text: str, documents: tuple[SentDocument, ...]
) -> tuple[SentDocument | None, bool]:
    """Decode a text from base64. Return the sent document with these bytes, and whether the text is a document."""
    is_named = local_name(element) == _DOCUMENT
    try:
        content = b64decode(text, validate=True)
    except ValueError:
        return None, is_named
    document = maybe_sent_document(content, documents)
    return document, is_named or document is not None or is_pdf(content)


def may_be_native(octets: bytes) -> bool:
    """Whether these octets may be a native signature: XML, or a PDF with a signature."""
    return starts_like_xml(octets) or (is_pdf(octets) and _BYTE_RANGE in octets)


def maybe_sent_document(content: bytes, documents: tuple[SentDocument, ...]) -> SentDocument | None:
    """Return the sent document with these bytes, or None."""
    if not documents:
        return None
    digest = hashlib.sha256(content).digest()
    return next((each for each in documents if each.digests.get("sha256") == digest), None)
