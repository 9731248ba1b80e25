"""Manifests and job requests of both flows for the comparison: at the edges of facets and encodings."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lxml import etree

import signature_schema
from signature_model import (
    Availability,
    DirectSigner,
    ExitUrls,
    IdentifierInSignedDocuments,
    JobRequest,
    OnBehalfOf,
    SignatureType,
    SigningFlow,
    StatusRetrieval,
)
from signature_model.jobs.requests import DirectJobRequest
from signature_model.manifests.requests import write_request
from signature_model.manifests.writing import write_manifest
from tests.kits.certificates import MOMENT
from tests.kits.jobs import a_direct_job, a_job, documents
from tests.kits.seals import removed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_OURS: Final = Path(signature_schema.__file__).parent
_XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_SCALES: Final = (1, 2, 9, 10, 11, 39, 40, 41, 79, 80, 81, 99, 100, 101, 219, 220, 221, 255, 256, 500, 501)
_VALUES: Final = (
    *("", " ", "\t1\n", "0", "-0", "+1", "1", "01", "-1", "1.0", "1e3", "x", "true", "TRUE", " false ", "٣"),
    *("7776000", "7776001", "2147483647", "2147483648", "4294967296", "9223372036854775808", "9" * 40),
    *("999999999", "01818000282", " 01818000282 ", "ola@example.com", "+4799999999", "a b", "a  b", "a\u00a0b"),
    *("2026-06-01T12:00:00Z", "2026-06-01T12:00:00", "2026-06-01T24:00:00Z", "2026-06-01T24:00:01Z"),
    *("2026-02-29T12:00:00Z", "2024-02-29T12:00:00+14:00", "2024-02-29T12:00:00+14:01", "12026-06-01T12:00:00Z"),
    *("0000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", " 2026-06-01T12:00:00.123456789012345Z\n", "2026-06-01"),
    *("2026-06-01T12:00:60Z", "2026-06-01T12:00:00-00:00", "02026-06-01T12:00:00Z", "3", "4", "FOUR", "ON_BEHALF_OF"),
)
_ENCODINGS: Final = (
    *("UTF-8", "utf-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "iso-8859-15", "US-ASCII", "windows-1252"),
    *("UTF-32", "UTF8", "UTF-7", "cp037", "x", "", "UTF_8", "ISO-10646-UCS-2", "Shift_JIS"),
)
_CODECS: Final = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252", "utf-32")
_MARKUP: Final = (
    "<!-- a -->",
    "<!-- -- -->",
    "<?p?>",
    "<?xml?>",
    "<![CDATA[1]]>",
    "&#0;",
    "&#x1F600;",
    "&#x85;",
    "]]>",
)
_CHARACTERS: Final = ("\0", "\x0b", "\x85", "\u2028", "\ufffe", "\ufeff", "\x7f", "å", "😀", "&", "<", "\r", "&nbsp;")
_DECLARATIONS: Final = (
    *('<?xml version="1.0" encoding="{0}"?>', "<?xml version='1.0' encoding='{0}' standalone='yes'?>\r\n"),
    *('<?xml version="1.1" encoding="{0}"?>', '<?xml encoding="{0}"?>', '<?xml version="1.0" standalone="maybe"?>'),
    *('\n<?xml version="1.0"?>', '<?xml version="1.0"?><!-- a -->', '<?xml version="1.0" encoding="{0}" ?>', "", ""),
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of one of the flows; a job request is validated only by its schema."""

    kind: str
    flow: SigningFlow
    content: bytes

    @property
    def is_request(self) -> bool:
        """Whether this is a job request."""
        return self.kind.endswith("request")


@cache
def _sound() -> tuple[Message, ...]:
    rich = {
        "description": "A description",
        "documents": documents(b"%PDF-", b"%PDF-"),
        "identifier_in_signed_documents": IdentifierInSignedDocuments.NAME,
        "reference": "a reference",
    }
    activated = Availability(activation_time=MOMENT, available_for=timedelta(days=10))
    signers = [
        DirectSigner.by_national_id(
            "01818000282", signature_type=SignatureType.ADVANCED, on_behalf_of=OnBehalfOf.OTHER
        ),
        DirectSigner(signer_identifier="one"),
    ]
    urls = ExitUrls(
        completion_url="https://a.example/1", rejection_url="https://a.example/2", error_url="https://a.example"
    )
    request = DirectJobRequest(
        reference="a reference", exit_urls=urls, status_retrieval=StatusRetrieval.POLLING, polling_queue="a queue"
    )
    portal, direct = "portal manifest", "direct manifest"
    return (
        Message(portal, SigningFlow.PORTAL, write_manifest(a_job())),
        Message(portal, SigningFlow.PORTAL, write_manifest(a_job(**rich, availability=activated))),
        Message(direct, SigningFlow.DIRECT, write_manifest(a_direct_job())),
        Message(direct, SigningFlow.DIRECT, write_manifest(a_direct_job(**rich, signers=signers))),
        Message("portal request", SigningFlow.PORTAL, write_request(JobRequest(reference="a", polling_queue="b"))),
        Message("direct request", SigningFlow.DIRECT, write_request(request)),
    )


def made(random: Random) -> Message:
    """Return a valid message with up to three changes of its tree, and sometimes of its text and encoding."""
    message = random.choice(_sound())
    root = etree.fromstring(message.content)
    for _ in range(random.choice((0, 1, 1, 1, 2, 3))):
        _change(root, random, message.flow)
    text = etree.tostring(root, encoding="unicode")
    if random.random() < 0.15:
        place = random.randrange(len(text))
        place = text.index(">", place) + 1 if random.random() < 0.8 and ">" in text[place:] else place
        text = text[:place] + random.choice((*_MARKUP, *_CHARACTERS)) + text[place:]
    content = text.encode()
    if random.random() < 0.2:
        declaration = random.choice(_DECLARATIONS).format(random.choice(_ENCODINGS))
        content = (declaration + text).encode(random.choice(_CODECS), errors="xmlcharrefreplace")
    return Message(message.kind, message.flow, content)


def _change(root: etree._Element, random: Random, flow: SigningFlow) -> None:
    elements = list(root.iter("*"))
    element, target = random.choice(elements), random.choice(elements)
    leaf = random.choice([each for each in elements if len(each) == 0] or elements)
    name = etree.QName(element)
    letter = random.choice(("a", "å", "😀", " ", "1"))
    random.choice(
        (
            lambda: setattr(leaf, "text", random.choice(_VALUES)),
            lambda: setattr(leaf, "text", letter * random.choice(_SCALES)),
            lambda: setattr(leaf, "text", f"\n {leaf.text or ''} "),
            lambda: setattr(element, "tail", random.choice(("x", " ", "\n", "\u00a0"))),
            lambda: _added(element, random, flow),
            lambda: _added(element, random, flow),
            lambda: removed(element) if element is not root else None,
            lambda: element.addnext(deepcopy(element)) if element is not root else None,
            lambda: target.append(deepcopy(element)),
            lambda: target.insert(0, deepcopy(element)),
            lambda: element.set(random.choice(_names("attribute", flow)), random.choice(_VALUES)),
            lambda: element.set(_XSI + random.choice(("nil", "x")), random.choice(("true", "false", "x"))),
            lambda: element.set(
                f"{_XSI}type", random.choice((*_names("complexType", flow), *_names("simpleType", flow)))
            ),
            lambda: element.set(f"{_XSI}schemaLocation", "http://signering.posten.no/schema/v1 other.xsd"),
            lambda: element.set("{http://www.w3.org/XML/1998/namespace}lang", "nb"),
            lambda: element.insert(random.randint(0, len(element)), etree.Comment("here")),
            lambda: element.insert(random.randint(0, len(element)), etree.ProcessingInstruction("here")),
            lambda: setattr(element, "tag", random.choice((name.localname, f"{name.text}x"))),
        )
    )()


def _added(element: etree._Element, random: Random, flow: SigningFlow) -> None:
    namespace = etree.QName(element).namespace
    added = etree.Element(etree.QName(namespace, random.choice(_names("element", flow))))
    added.text = random.choice(_VALUES)
    element.insert(random.randint(0, len(element)), added)


@cache
def _names(kind: str, flow: SigningFlow) -> Sequence[str]:
    """The names of this kind that our schemas declare."""
    found = {
        each.get("name", "x")
        for file in (f"{flow.value}.xsd", "common.xsd")
        for each in etree.parse(_OURS / file).iter(f"{{http://www.w3.org/2001/XMLSchema}}{kind}")
    }
    return sorted(found)
