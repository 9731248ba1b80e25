"""Read a SEID-SDO: the form of BankID's signatures until 2026, with signatures in CMS.

Each signature is detached: its content is the document in ``SignersDocument``, or a document that only the digest
names. The seal of an SDO is detached, too. Its content is the element ``SDODataPart``, exactly as in the file, so the
octets are cut out of the file and not written again. The cut is certain if the name ``SDODataPart`` occurs exactly
twice for each such element, always in a start tag or an end tag. Then none of the tags is in a comment.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from signature_model.seals.reading import maybe_base64
from signature_model.signed.cms import CmsSignature, UnreadableCms, read_detached_cms
from signature_model.signed.facts import Covered, Fault, Form, FormFault, ReadSignature
from signature_model.signed.signed_elements import SignedElements
from signature_model.signed.stamped_octets import StampedOctets
from signature_model.signed.timestamps import Purpose, read_time_stamp
from signature_model.signed.xades.content import maybe_sent_document
from signature_model.signed.xades.evidence import encapsulated_data
from signature_model.xml.trees import children, path_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

    from signature_model.signed.facts import Problem
    from signature_model.signed.reading_budget import ReadingBudget
    from signature_model.signed.sent import Sent

_PART: Final = "SDODataPart"
_STARTS: Final = re.compile(rb"<(?:[\w.-]{1,100}:)?SDODataPart(?=[\s/>])")
_ENDS: Final = re.compile(rb"</(?:[\w.-]{1,100}:)?SDODataPart\s{0,100}>")


class RawParts:
    """The octets of every ``SDODataPart`` in a file. The file is searched on first use."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._places: list[tuple[int, int]] | None = None

    def maybe_of(self, part: etree._Element) -> bytes | None:
        """Return the octets of a part; None if its place is not certain."""
        if self._places is None:
            starts, ends = _STARTS.finditer(self._content), _ENDS.finditer(self._content)
            firsts, lasts = [each.start() for each in starts], [each.end() for each in ends]
            is_certain = 2 * len(firsts) == 2 * len(lasts) == self._content.count(_PART.encode())
            self._places = [*zip(firsts, lasts, strict=True)] if is_certain else []
        parts = [*part.getroottree().getroot().iter(f"{{*}}{_PART}")]
        if len(parts) != len(self._places):
            return None
        start, end = self._places[parts.index(part)]
        return self._content[start:end]


def read_sdo(raw: RawParts, sdo: etree._Element, sent: Sent, budget: ReadingBudget) -> Iterator[ReadSignature | Fault]:
    """Yield the signatures of an SDO in the order of the file, then its seal."""
    parts, documents = sdo.findall(f"{{*}}{_PART}"), list(sdo.iter("{*}SignersDocument"))
    signatures = parts[0].findall("{*}SignatureElement/{*}CMSSignatureElement")
    seals = sdo.findall("{*}SDOSeal/{*}SDOSignature/{*}CMSSignatureElement")
    has_children = any(next(children(each), None) is not None for each in documents)
    is_plain = documents == sdo.findall("{*}SignedObject/{*}SignersDocument") and not has_children
    if len(parts) > 1 or len(documents) > 1 or len(seals) > 1 or not is_plain:
        message = "the SDO has more than one document, seal or part with signatures"
        yield Fault(kind=FormFault.UNREADABLE, message=message, where=path_of(sdo))
    else:
        encoded = next(iter(documents), None)
        document = None if encoded is None else maybe_base64(text_of(encoded))
        if encoded is not None and document is None:
            yield Fault(kind=FormFault.UNREADABLE, message="the document is not base64", where=path_of(encoded))
        budget.octets -= len(signatures) * len(document or b"")
        if budget.octets < 0:
            message = "the signatures together have more octets than in any valid document"
            yield Fault(kind=FormFault.LIMITS, message=message, where=path_of(sdo))
            return
        for each in signatures:
            yield _signature(each, documents, document or None, sent)
        for each in seals:
            yield _seal(each, parts[0], raw.maybe_of(parts[0]))


def _signature(
    element: etree._Element, documents: Sequence[etree._Element], document: bytes | None, sent: Sent
) -> ReadSignature | Fault:
    cms = _cms(element, document)
    if isinstance(cms, Fault):
        return cms
    where = path_of(element)
    changed = [*_changes(element, cms)]
    if cms.is_intact is False:
        changed.append((where, "the document is not what was signed: the digest differs"))
    return _read(element, cms, changed, documents, covered=(_covered(cms, document, sent, where),))


def _seal(element: etree._Element, part: etree._Element, octets: bytes | None) -> ReadSignature | Fault:
    if octets is None:
        message = "it is not certain which part of the file is sealed: the name SDODataPart also occurs outside tags"
        return Fault(kind=FormFault.UNREADABLE, message=message, where=path_of(element))
    cms = _cms(element, octets)
    if isinstance(cms, Fault):
        return cms
    changed = [*_changes(element, cms)]
    if cms.is_intact is False:
        changed.append((path_of(element), "the signatures in the SDO changed after sealing: the digest differs"))
    return _read(element, cms, changed, [part], is_seal=True)


def _read(  # noqa: PLR0913 - all that differs between signatures and seals
    element: etree._Element,
    cms: CmsSignature,
    changed: list[Problem],
    signed: Sequence[etree._Element],
    *,
    covered: tuple[Covered, ...] = (),
    is_seal: bool = False,
) -> ReadSignature:
    where, validation_data = path_of(element), cms.validation_data + encapsulated_data(element)
    certificates = validation_data.certificates
    value = StampedOctets([cms.value])
    stamps = [read_time_stamp(each, value, Purpose.SIGNATURE, where, certificates) for each in cms.tokens]
    return ReadSignature(
        where=where,
        form=Form.SDO,
        certificate=cms.certificate,
        validation_data=validation_data,
        is_verified=cms.is_verified,
        claimed_at=cms.claimed_at,
        algorithms=(cms.digest_algorithm, cms.signature_algorithm),
        changed=tuple(changed[:1]),
        names_another="the signed attributes name another certificate" if cms.names_another else None,
        stamps=tuple(stamps),
        covered=covered,
        is_seal=is_seal,
        elements=SignedElements(element, signed),
    )


def _cms(element: etree._Element, content: bytes | None) -> CmsSignature | Fault:
    """Read the detached signature of an element."""
    where, encoded = path_of(element), element.find("{*}CMSSignature")
    octets = None if encoded is None else maybe_base64(text_of(encoded))
    if not octets:
        return Fault(kind=FormFault.UNREADABLE, message="there is no CMSSignature in base64", where=where)
    try:
        return read_detached_cms(octets, content)
    except UnreadableCms as error:
        return Fault(kind=FormFault.UNREADABLE, message=f"CMSSignature: {error}", where=where)


def _changes(element: etree._Element, cms: CmsSignature) -> Iterator[Problem]:
    """Compare the digest that the XML states with the signed one."""
    stated = element.find("{*}HashedData/{*}DigestValue")
    if stated is not None and cms.stated_digest is not None and maybe_base64(text_of(stated)) != cms.stated_digest:
        yield path_of(stated), "HashedData is not the digest that was signed"


def _covered(cms: CmsSignature, document: bytes | None, sent: Sent, where: str) -> Covered:
    documents = sent.documents or ()
    if document is not None:
        found = maybe_sent_document(document, documents)
        return Covered(where=where, name=None, document=found, is_intact=cms.is_intact)
    same = [each for each in documents if each.digests.get(cms.digest_algorithm) == cms.stated_digest is not None]
    found = next(iter(same), None)
    return Covered(where=where, name=None, document=found, is_intact=None if found is None else True)
