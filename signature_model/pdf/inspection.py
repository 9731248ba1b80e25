"""What must be known of a PDF before it is sent for signature: version, encryption, damage, page sizes, PDF/A claim.

The work is bounded whatever the bytes. What is refused, and under which code, is said by ``rules.pdfs``.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pikepdf

from signature_model.errors import UnreadableInput
from signature_model.pdf import object_streams
from signature_model.pdf.pages import is_a4_portrait, pages
from signature_model.pdf.reading import Ration, bounded_qpdf
from signature_model.xml import trees as xml

if TYPE_CHECKING:
    from lxml import etree

HEADER_WITHIN = 1024
"""Bytes of junk that may stand before ``%PDF-``, and after ``%%EOF``: what viewers have always put up with."""

_TREE_RATION = 256 * 1024
_HEADER = re.compile(rb"%PDF-(\d{1,3}\.\d{1,3})(?!\d)")
_VERSION = re.compile(r"/(\d{1,3}\.\d{1,3})")
_OBJECT = re.compile(rb"\d[\s\0]{1,8}\d{1,9}[\s\0]{1,8}obj\b")
_ENCRYPT = re.compile(rb"/Encrypt(?:\s{1,8}\d{1,9}\s{1,8}\d{1,5}\s{1,8}R|\s{0,8}<<)")
_PADDING = b"\0\t\n\f\r "
_PDFA = "http://www.aiim.org/pdfa/ns/id/"

_UNREADABLE = (pikepdf.PikepdfError, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)
"""What pikepdf raises for objects that are not what their place demands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfFacts:
    """What is known of a document; where ``is_pdf`` is False, nothing else is.

    Versions read like ``"1.4"``: ``header_version`` as the file begins, ``version`` with the catalogue's counted (ISO
    32000-1, table 28); None where there is no readable one. ``damage`` says in words why a document cannot be opened.
    Of an ``encrypted`` or damaged document no pages are counted and no claim is read; ``page_count`` ends at
    ``pages.MAX_NODES``. ``pages_not_a4`` are numbers from 1. ``pdfa`` is the claimed part and level, like ``"2B"``.
    """

    is_pdf: bool = False
    header_version: str | None = None
    version: str | None = None
    encrypted: bool = False
    damage: str | None = None
    page_count: int = 0
    pages_not_a4: tuple[int, ...] = ()
    pdfa: str | None = None

    @property
    def claims_pdfa(self) -> bool:
        """Whether the document's metadata says that it is PDF/A."""
        return self.pdfa is not None

    @property
    def version_numbers(self) -> tuple[int, int] | None:
        """The version as numbers, for comparing."""
        return None if self.version is None else _numbers(self.version)

    @property
    def is_readable(self) -> bool:
        """Whether pages and claim are known: a PDF, neither encrypted nor damaged."""
        return self.is_pdf and not self.encrypted and self.damage is None


def inspect_pdf(content: bytes) -> PdfFacts:
    """The facts of a document, whatever its bytes: nothing is raised, printed or logged."""
    start = content.find(b"%PDF-", 0, HEADER_WITHIN + len(b"%PDF-"))
    if start < 0:
        return PdfFacts()
    header = _HEADER.match(content, start)
    version = header[1].decode() if header else None
    stated = PdfFacts(is_pdf=True, header_version=version, version=version)
    if not _has_its_end(content):
        content = content.rstrip(_PADDING)
        if not _has_its_end(content):
            return _unopened(content, stated, "truncated: its end mark, %%EOF, is missing")
    with bounded_qpdf():
        return _opened(content, stated)


def _has_its_end(content: bytes) -> bool:
    end = content.rfind(b"%%EOF", max(0, len(content) - HEADER_WITHIN))
    # An object after the end mark: the rest of a linearised file, or of an update, is missing.
    return end >= 0 and _OBJECT.search(content, end) is None


def _opened(content: bytes, stated: PdfFacts) -> PdfFacts:
    source = Ration(content)
    facts = _attempt(source, stated, repair=False)
    if facts is None and source.allow_repair():
        facts = _attempt(source, stated, repair=True)
    if facts is not None:
        return facts
    too_much = "it takes more reading than any honest document"
    return _unopened(content, stated, too_much if source.is_spent else "no page can be found in it")


def _unopened(content: bytes, stated: PdfFacts, why: str) -> PdfFacts:
    if _ENCRYPT.search(content):
        return replace(stated, encrypted=True)
    return replace(stated, damage=why)


def _attempt(source: Ration, stated: PdfFacts, *, repair: bool) -> PdfFacts | None:
    try:
        # To push inherited attributes down to every page is half the cost of opening, and unbounded.
        with pikepdf.open(
            source, attempt_recovery=repair, inherit_page_attributes=False, conversion_mode="explicit"
        ) as pdf:
            return _facts(pdf, source, stated)
    except pikepdf.PasswordError:
        return replace(stated, encrypted=True)
    except _UNREADABLE:
        return None


def _facts(pdf: pikepdf.Pdf, source: Ration, stated: PdfFacts) -> PdfFacts | None:
    if not pdf.is_encrypted and _is_too_heavy(pdf, source):
        return None
    catalogue = pdf.Root
    version = _later(stated.version, catalogue.get("/Version") if "/Version" in catalogue else None)
    if pdf.is_encrypted:
        return replace(stated, version=version, encrypted=True)
    source.allow(_TREE_RATION)
    sizes = [is_a4_portrait(page) for page in pages(catalogue.get("/Pages"), source)]
    if not sizes:
        return None
    source.allow(_TREE_RATION + xml.MAX_SIZE)
    return PdfFacts(
        is_pdf=True,
        header_version=stated.header_version,
        version=version,
        page_count=len(sizes),
        pages_not_a4=tuple(number for number, fits in enumerate(sizes, 1) if not fits),
        pdfa=_claim(catalogue.get("/Metadata")) if "/Metadata" in catalogue else None,
    )


def _is_too_heavy(pdf: pikepdf.Pdf, source: Ration) -> bool:
    source.allow(source.size)
    if object_streams.are_too_heavy(pdf, source):
        source.spend()
    return source.is_spent


def _later(header: str | None, catalogue: object) -> str | None:
    # The entry is a name, and counts where it is later than the header: ISO 32000-1, table 28.
    found = _VERSION.fullmatch(str(catalogue)) if isinstance(catalogue, pikepdf.Name) else None
    if found is None:
        return header
    return found[1] if header is None or _numbers(found[1]) > _numbers(header) else header


def _numbers(version: str) -> tuple[int, int]:
    major, _, minor = version.partition(".")
    return int(major), int(minor)


def _claim(metadata: object) -> str | None:
    """The PDF/A part and level that XMP metadata states (ISO 19005-1, 6.7.11)."""
    if not isinstance(metadata, pikepdf.Stream):
        return None
    try:
        packet = _inflated(metadata)
        # Most documents claim nothing, and their metadata need not be parsed to see that.
        root = xml.parse(packet) if _PDFA.encode() in packet else None
    except (*_UNREADABLE, UnreadableInput, zlib.error):
        return None
    if root is None or (part := _property(root, "part")) is None:
        return None
    return part + (_property(root, "conformance") or "")


def _inflated(stream: pikepdf.Stream) -> bytes:
    # qpdf would inflate all of it before its size could be known.
    filters = stream.get("/Filter")
    packet = stream.read_raw_bytes()
    if isinstance(filters, pikepdf.Array) and len(filters) == 1:
        filters = filters[0]
    if filters == "/FlateDecode":
        return zlib.decompressobj().decompress(packet, xml.MAX_SIZE + 1)
    return packet


def _property(root: etree._Element, name: str) -> str | None:
    # An XMP property is an element or, in short form, an attribute of rdf:Description.
    name = f"{{{_PDFA}}}{name}"
    values = (each.text if each.tag == name else each.get(name) for each in root.iter("*"))
    return next((value.strip() for value in values if value and value.strip()), None)
