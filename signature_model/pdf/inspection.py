"""Inspect a PDF before it is sent for signature: version, encryption, pages, and faults that readers repair.

The work has limits for any content (``limits``). ``rules.pdfs`` decides what is refused, and with which code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from signature_model.pdf.catalogues import candidates
from signature_model.pdf.cross_reference_sections import read_cross_references
from signature_model.pdf.filters import DAMAGED
from signature_model.pdf.headers import header_start
from signature_model.pdf.interactive import Interactive
from signature_model.pdf.limits import Budget, LimitExceeded
from signature_model.pdf.metadata import claimed_pdfa
from signature_model.pdf.objects import Objects
from signature_model.pdf.pages import PageTree, pages
from signature_model.pdf.readers import ALL, not_stopped_by
from signature_model.pdf.recovery import search_objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signature_model.pdf.cross_references import CrossReferences
    from signature_model.pdf.readers import Readers
    from signature_model.pdf.syntax import Entries

MAX_FAULTS: Final = 100
"""The maximum number of faults that are recorded for one document."""
NEAR_THE_END: Final = 1024
"""The number of bytes at the end of a file in which readers search for ``startxref``."""

_HEADER: Final = re.compile(rb"%PDF-(\d{1,3}\.\d{1,3})(?!\d)")
_VERSION: Final = re.compile(r"\d{1,3}\.\d{1,3}")
_ENCRYPT: Final = re.compile(rb"/Encrypt(?:\s{1,8}\d{1,9}\s{1,8}\d{1,5}\s{1,8}R|\s{0,8}<<)")
_OBJECT: Final = re.compile(rb"\d[\s\0]{1,8}\d{1,9}[\s\0]{1,8}obj\b")
_NUMBER: Final = re.compile(rb"[\t\n\f\r ]++\d++[\0\t\n\f\r ]++")
_PADDING: Final = b"\0\t\n\f\r "
_NO_PAGE: Final = "no page was found through the cross-reference table or by a search for objects"
_NO_CATALOGUE: Final = "the trailer names a catalogue that does not exist"
_ONLY_SOME: Final = "some readers find no page; others find one through other cross-reference sections or older objects"
_END: Final = b"%%EOF"
_PER_CATALOGUE: Final = 20
"""Checking a candidate for the catalogue costs as much as this number of rows."""


class PdfFacts(NamedTuple):
    """The facts about a document. If ``is_pdf`` is False, no other fact is known.

    - ``header_version``: the version at the start of the file, such as ``"1.4"``; None if it cannot be read.
    - ``version``: the later of this version and the version in the catalogue (ISO 32000-1, table 28).
    - ``encrypted``: if it is true, the pages and the PDF/A claim are not known.
    - ``damage``: the reason why no reader can open the document; its pages and its PDF/A claim are then not known.
    - ``limit``: the limit that ended the inspection.
    - ``repairs``: the faults that readers repair or disagree about.
    - ``interactive``: the features that readers may show differently.
    - ``page_count``: 0 also for a readable document whose pages are in damaged data; readers use other parts of them.
    - ``pages_not_a4``: page numbers, from 1.
    - ``pdfa``: the claimed part and level, such as ``"2B"``.
    """

    is_pdf: bool = False
    header_version: str | None = None
    version: str | None = None
    encrypted: bool = False
    damage: str | None = None
    limit: str | None = None
    repairs: tuple[str, ...] = ()
    interactive: tuple[str, ...] = ()
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
        """Whether the pages and the PDF/A claim are known: the PDF is not encrypted or damaged, and within limits."""
        return self.is_pdf and not self.encrypted and self.damage is None and self.limit is None


class InspectedPdf(NamedTuple):
    """A document that is declared to be a PDF and whose bytes are available: its member's name and its facts."""

    name: str
    facts: PdfFacts


def inspect_pdf(content: bytes) -> PdfFacts:
    """Return the facts about a document. This never raises, prints or logs, for any content."""
    start = header_start(content)
    if start < 0:
        return PdfFacts()
    inspection = _Inspection(content, start)
    try:
        return inspection.facts()
    except LimitExceeded as limit:
        return inspection.known(limit=f"{limit}: {inspection.unknown} were not validated")


class _Inspection:
    """One inspection. ``unknown`` describes what is not known yet."""

    def __init__(self, content: bytes, start: int) -> None:
        header = _HEADER.match(content, start)
        self._header_version = self._version = header[1].decode() if header else None
        self.unknown = "version, encryption and pages"
        self._content = content
        self._start = start
        self._budget = Budget()
        self._missing = 0

    def known(self, **more: Any) -> PdfFacts:  # noqa: ANN401 - fields of the facts
        """Return the facts so far, together with the given ones."""
        return PdfFacts(is_pdf=True, header_version=self._header_version, version=self._version, **more)

    def facts(self) -> PdfFacts:
        """Open the document by its cross-reference sections, or else by a search.

        If both fail, return the facts so far.
        """
        table = read_cross_references(self._content, self._start, self._budget)
        faults = [*_end_faults(self._content), *table.faults]
        if not table.is_broken:
            facts = self._opened(
                table.trailer, Objects(self._content, table.places, self._budget), faults, ALL & ~table.searching
            )
            if facts and not (table.misplaced and self._missing):
                return facts
        if not table.faults:  # the table is sound, but the objects that it leads to are not
            faults.append("the cross-reference table does not lead to a page")
        return self._recovered(faults, table)

    def _recovered(self, faults: list[str], table: CrossReferences) -> PdfFacts:
        found = search_objects(self._content, self._budget)
        encrypt = next((each["Encrypt"] for each in found.trailers if "Encrypt" in each), None)
        seen = list(found.faults)
        for each in candidates(self._content, table, found, self._budget):
            self._budget.charge(rows=_PER_CATALOGUE)
            more = [_NO_CATALOGUE] if each.does_not_exist else [] if each.is_common else [_ONLY_SOME]
            trailer = {"Root": each.root, "Encrypt": encrypt if each.is_common else None}
            facts = self._opened(trailer, each.objects, [*faults, *more], each.readers)
            # If a file was cut and has no page left, only mupdf opens it.
            is_kept = each.is_common and bool(found.trailers)
            if facts and (is_kept or facts.encrypted or facts.page_count > self._missing):
                return facts
            seen += each.objects.faults
        if _ENCRYPT.search(self._content):
            return self.known(encrypted=True)
        return self.known(damage=_NO_PAGE, repairs=_first([*faults, *seen]))

    def _opened(self, trailer: Entries, objects: Objects, faults: list[str], readers: Readers) -> PdfFacts | None:
        """Return the facts if a reader finds a page by the trailer, or if the trailer has an encryption dictionary."""
        known = len(objects.faults)
        catalogue = objects.resolved(trailer.get("Root"))
        if not isinstance(catalogue, dict):
            return None
        version = self._header_version
        if (stated := objects.resolved(catalogue.get("Version"))) is not None:
            version = _later(version, stated)
            if not _is_version(stated):
                faults = [*faults, "the version in the catalogue is not a name like /1.7"]
        if self._header_version is None and version is not None:
            faults = ["only the catalogue states a version, the header does not", *faults]
        is_encrypted = isinstance(objects.resolved(trailer.get("Encrypt")), dict)
        self._version = version
        if is_encrypted:
            return self.known(encrypted=True, repairs=_first(faults))
        self.unknown = "pages"
        readers = not_stopped_by(objects.faults[known:], readers)
        tree, interactive = PageTree(), Interactive(objects)
        for page in pages(catalogue.get("Pages"), objects, tree):
            interactive.look_at(page)
        # Readers lose different parts of damaged data.
        is_unknown = DAMAGED in objects.faults and (tree.count or tree.is_named)
        if not is_unknown and not tree.readers & readers & ~tree.stopped:
            return None
        self._missing = tree.missing
        interactive.look_at_catalogue(catalogue)
        return self.known(
            repairs=_first([*faults, *objects.faults, *tree.faults]),
            interactive=interactive.found(),
            page_count=tree.count,
            pages_not_a4=tuple(tree.not_a4),
            pdfa=claimed_pdfa(catalogue.get("Metadata"), objects),
        )


def _first(faults: Iterable[str]) -> tuple[str, ...]:
    """Return the first faults without repetitions."""
    return tuple(dict.fromkeys(faults))[:MAX_FAULTS]


def _end_faults(content: bytes) -> Iterator[str]:
    mark = content.rfind(_END)
    behind = content[mark + len(_END) :] if mark >= 0 else b""
    if mark < 0 or b"startxref" in behind or _OBJECT.search(behind):
        yield "the end mark, %%EOF, is missing"
    elif text := behind.strip(_PADDING):
        yield f"bytes after the end mark, %%EOF: {len(text):,}"
    elif _NUMBER.fullmatch(content, content.rfind(b"startxref") + len(b"startxref"), mark) is None:
        yield "the end mark, %%EOF, does not follow startxref and its number"
    elif len(content) - content.rfind(b"startxref") > NEAR_THE_END:
        yield f"bytes of padding after the end mark, %%EOF: {len(behind):,}"


def _later(header: str | None, stated: object) -> str | None:
    # The entry is a name, and counts if it is later than the header: ISO 32000-1, table 28.
    if not isinstance(stated, str) or not _is_version(stated):
        return header
    return stated if header is None or _numbers(stated) > _numbers(header) else header


def _is_version(stated: object) -> bool:
    return isinstance(stated, str) and _VERSION.fullmatch(stated) is not None


def _numbers(version: str) -> tuple[int, int]:
    major, _, minor = version.partition(".")
    return int(major), int(minor)
