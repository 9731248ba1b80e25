"""The content that an XML signature covers: its references, their targets, and whether they are intact."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal
from unicodedata import normalize

from signature_model.containers.references import maybe_member
from signature_model.masking import quoted
from signature_model.seals.algorithms import C14N_10, DIGESTS
from signature_model.signed.facts import Covered, SignerDescription
from signature_model.signed.limits import (
    MOST_OCTETS,
    MOST_REFERENCES,
    MOST_SIGNATURES,
    MOST_TRANSFORMS,
    OCTETS_OF_ELEMENT,
)
from signature_model.signed.reading_budget import ReadingBudget
from signature_model.signed.signed_elements import SignedElements
from signature_model.signed.xades.content import (
    documents_in,
    may_be_native,
    maybe_sent_document,
    natives_in,
    signer_descriptions_in,
)
from signature_model.signed.xades.references import elements_in, uncovered_objects
from signature_model.signed.xades.transforms import BASE64, NoOctets, Transforms, canonicalised, transforms_of
from signature_model.xml.trees import children, path_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml import etree

    from signature_model.seals.contents import Reference, Seal
    from signature_model.signed.facts import Problem
    from signature_model.signed.sent import Sent, SentDocument

_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\\|\.\.?(?:/|\\|\Z)|.*[/\\]\.\.(?:[/\\]|\Z)", re.DOTALL)
_FORMS: Final[tuple[Literal["NFC", "NFD"] | None, ...]] = (None, "NFC", "NFD")
_TOO_MUCH: Final = (
    f"the reference has more than {MOST_TRANSFORMS} transforms, "
    f"or the references cover more than {MOST_OCTETS >> 20} MiB together"
)


@dataclass(slots=True, kw_only=True)
class Coverage:
    """The references of one signature, in the terms of ``ReadSignature``.

    ``octets`` are the available octets of each reference, in order; archive time-stamps cover them. An element is
    canonicalised as the time-stamp states (EN 319 132-1, 5.5.2.2). ``has_unknown_digest`` says whether a reference
    cannot be verified, because its digest is not supported.
    """

    signature: etree._Element
    ids: Mapping[str, list[etree._Element]]
    sent: Sent
    octets: list[bytes | etree._Element | None] = field(default_factory=list)
    budget: ReadingBudget = field(default_factory=ReadingBudget)
    has_unknown_digest: bool = False
    _properties: frozenset[etree._Element] = frozenset()
    _changed: list[Problem] = field(default_factory=list)
    _wrapped: list[Problem] = field(default_factory=list)
    _outward: list[Problem] = field(default_factory=list)
    _covered: list[Covered] = field(default_factory=list)
    _signer_descriptions: list[SignerDescription] = field(default_factory=list)
    _targets: list[etree._Element] = field(default_factory=list)
    _natives: list[etree._Element] = field(default_factory=list)
    _enclosed: set[etree._Element] = field(default_factory=set)
    _transforms: Transforms = field(init=False)

    def __post_init__(self) -> None:
        self._transforms = Transforms(self.signature)

    @classmethod
    def of(
        cls,
        signature: etree._Element,
        seal: Seal,
        ids: Mapping[str, list[etree._Element]],
        sent: Sent,
        budget: ReadingBudget,
    ) -> Coverage:
        """Follow the references of a signature; their cost is subtracted from ``budget``."""
        properties = frozenset(each.element for each in seal.properties_references)
        coverage = cls(signature=signature, ids=ids, sent=sent, budget=budget, _properties=properties)
        if seal.properties_fault is not None and next(signature.iter("{*}SignedProperties"), None) is not None:
            coverage._wrapped.append((path_of(signature), seal.properties_fault))
        ordered = sorted((*seal.files, *seal.properties_references), key=lambda each: _index(each.element))
        for reference in ordered:
            coverage._follow(reference)
        hidden = islice(uncovered_objects(signature, coverage._targets), 1)
        coverage._wrapped += [(path_of(each), "the signature does not cover this element") for each in hidden]
        return coverage

    @property
    def changed(self) -> tuple[Problem, ...]:
        """The content whose digest differs."""
        return tuple(self._changed)

    @property
    def wrapped(self) -> tuple[Problem, ...]:
        """The content that could be mistaken for signed content.

        If there are several, only the first is returned, because it causes the others.
        """
        return tuple(self._wrapped[:1])

    @property
    def outward(self) -> tuple[Problem, ...]:
        """References and transforms that are not followed."""
        return tuple(self._outward)

    @property
    def covered(self) -> tuple[Covered, ...]:
        """The documents that are covered."""
        return tuple(self._covered)

    @property
    def signer_descriptions(self) -> tuple[SignerDescription, ...]:
        """The descriptions of signers in covered content."""
        return tuple(self._signer_descriptions)

    @property
    def elements(self) -> SignedElements:
        """The elements that are covered."""
        return SignedElements(self.signature, self._targets)

    @property
    def natives(self) -> tuple[etree._Element, ...]:
        """Covered elements that may be native signatures."""
        return tuple(dict.fromkeys(self._natives))

    @property
    def enclosed(self) -> frozenset[etree._Element]:
        """The native signatures of which only the decoded text is covered."""
        return frozenset(self._enclosed)

    def _follow(self, reference: Reference) -> None:
        uri, where = reference.uri, reference.where
        self.octets.append(None)
        transforms = transforms_of(reference.element)
        is_too_much = len(transforms) > MOST_TRANSFORMS or self.budget.octets < 0
        foreign = [] if is_too_much else self._transforms.foreign(transforms)
        if is_too_much:
            if not any(message == _TOO_MUCH for _, message in self._outward):
                self._outward.append((where, _TOO_MUCH))
        elif foreign:
            self._outward.append((where, f"the transform {quoted(foreign[0])} can leave out content"))
        elif uri is None or not (uri == "" or uri.startswith("#")):
            self._follow_name(reference)
        elif (target := self._target(uri, where)) is not None:
            self._follow_element(reference, target)

    def _target(self, uri: str, where: str) -> etree._Element | None:
        if uri == "":
            root: etree._Element = self.signature.getroottree().getroot()
            return root
        found = self.ids.get(uri[1:], [])
        if len(found) == 1:
            return found[0]
        if found:
            self._wrapped.append((where, f"the Id {quoted(uri[1:])} occurs {len(found)} times"))
        else:
            self._changed.append((where, f"no element has the Id {quoted(uri[1:])}"))
        return None

    def _follow_element(self, reference: Reference, target: etree._Element) -> None:
        self._targets.append(target)
        try:
            found = self._transforms.applied(target, transforms_of(reference.element))
            octets = found if isinstance(found, bytes) else canonicalised(found, C14N_10)
        except NoOctets as error:
            self._changed.append((reference.where, str(error)))
            return
        self.octets[-1] = found
        self.budget.octets -= len(octets)
        digest = DIGESTS.get(reference.digest_algorithm)
        if digest is None:
            self.has_unknown_digest = True
            return
        is_intact = digest(octets) == reference.digest
        is_properties = reference.element in self._properties
        if not is_intact:
            what = "the signed properties" if is_properties else quoted(reference.uri or "the document")
            self._changed.append((reference.where, f"{what} changed after signing: the digest differs"))
        if is_properties:
            return
        if any(each.get("Algorithm") == BASE64 for each in transforms_of(reference.element)):
            self._read_decoded(target, octets, reference.where, is_intact=is_intact)
            return
        inside = [*elements_in(target, self.signature)]
        self.budget.octets -= OCTETS_OF_ELEMENT * len(inside)
        documents = documents_in(inside, octets, self.sent, reference.where, is_intact=is_intact)
        self._covered += islice(documents, MOST_REFERENCES + 1)
        if len(self._covered) > MOST_REFERENCES:
            self._outward.append((reference.where, "the signature covers more documents than any valid signature"))
            return
        if is_intact:
            self._signer_descriptions += islice(signer_descriptions_in(inside), MOST_SIGNATURES)
            self._natives += natives_in(inside)

    def _read_decoded(self, target: etree._Element, octets: bytes, where: str, *, is_intact: bool) -> None:
        """Read an element whose signature covers only its decoded text, not its name or elements inside.

        The text is a document, or a native signature.
        """
        document = maybe_sent_document(octets, self.sent.documents or ())
        if next(children(target), None) is not None:
            self._wrapped.append((path_of(target), "the signature covers only the text of this element in base64"))
        elif document is None and may_be_native(octets):
            self._natives += [target] if is_intact else []
            self._enclosed.add(target)
        else:
            self._covered.append(Covered(where=where, name=None, document=document, is_intact=is_intact))

    def _follow_name(self, reference: Reference) -> None:
        """Follow a reference to a file, by its name, among the documents that were sent."""
        uri, where = (reference.uri or "").removeprefix("./"), reference.where
        if _ELSEWHERE.match(uri):
            self._outward.append((where, f"{quoted(uri)} is not a file beside the signature"))
            return
        if transforms_of(reference.element):
            self._outward.append((where, f"the reference to {quoted(uri)} has a transform"))
            return
        documents = self.sent.documents
        if documents is None:
            self._covered.append(Covered(where=where, name=uri, document=None, is_intact=None))
            return
        algorithm = reference.digest_algorithm.rpartition("#")[2]
        document = _named(uri, documents) if uri else None
        if document is None:
            same = next((each for each in documents if each.digests.get(algorithm) == reference.digest), None)
            self._covered.append(
                Covered(
                    where=where,
                    name=uri,
                    document=same,
                    is_intact=None if same is None else True,
                    has_other_name=bool(uri),
                )
            )
            self.octets[-1] = None if same is None else same.content
            return
        self._compare(reference, document, algorithm)

    def _compare(self, reference: Reference, document: SentDocument, algorithm: str) -> None:
        digest = document.digests.get(algorithm)
        is_intact = None if digest is None else digest == reference.digest
        self.octets[-1] = document.content
        if is_intact is False:
            message = f"{quoted(document.name)} is not what was signed: the digest differs"
            self._changed.append((reference.where, message))
        self._covered.append(Covered(where=reference.where, name=reference.uri, document=document, is_intact=is_intact))


def _index(element: etree._Element) -> int:
    return sum(1 for _ in element.itersiblings(preceding=True))


def _named(uri: str, documents: Sequence[SentDocument]) -> SentDocument | None:
    """Return the document that a URI names. The URI or the name may be in Unicode NFD, as macOS writes it."""
    for form in _FORMS:
        names = {normalize(form, each.name) if form else each.name: each for each in documents}
        if (found := maybe_member(uri, list(names))) is not None:
            return names[found]
    return None
