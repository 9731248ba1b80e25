"""Documents: every kind of PDF that the service accepts, and names in the bundle."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from signature_model.containers.media_types import PDF, PLAIN_TEXT
from signature_model.jobs.portal import Document
from signature_model.strategies.pdf_files import A4, LANDSCAPE, LETTER, pdf_file
from signature_model.strategies.texts import titles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hypothesis.strategies import DrawFn, SearchStrategy

_VERSIONS: Final = ("1.7", "1.4", "1.1")
_BOXES: Final = ((A4,), (A4, A4, A4), (A4, LANDSCAPE), (LETTER,))
_KINDS: Final = tuple(product((False, True), _BOXES, _VERSIONS))
_HREFS: Final = (None, *(f"{stem}.pdf" for stem in ("contract", "appendix", "terms-2030", "Price_List.v2", "x" * 80)))
_UNPORTABLE: Final = ("en kontrakt.pdf", "a+b.pdf", "50%.pdf", "kjøp.pdf", "folder/contract.pdf")


def pdfs() -> SearchStrategy[bytes]:
    """PDF documents that the service accepts: versions 1.1 to 1.7, one or several pages, PDF/A or not.

    Validation adds a note if pages are not A4 portrait, or if some documents of a job are PDF/A and others are not.
    """
    return st.sampled_from(_KINDS).map(_pdf)


@st.composite
def documents(draw: DrawFn, *, warnings: bool = False) -> Document:
    """Documents with content, some of them with an ``href``. In ``jobs``, all names are different.

    ``warnings``: also include plain text, and names that clients encode differently.

    >>> from hypothesis import find
    >>> find(documents(), lambda document: True).title
    'Contract'
    """
    title = draw(_TITLES)
    if warnings and draw(_BOOLEANS):
        return draw(st.sampled_from(_doubtful(title)))
    return Document.from_bytes(draw(_PDFS), title=title, href=draw(_NAMED))


def _doubtful(title: str) -> list[Document]:
    text = Document.from_bytes(b"Vi er enige.", title=title, href="avtale.txt", mime=PLAIN_TEXT)
    return [text, *(Document.from_bytes(pdf_file(), title=title, href=href, mime=PDF) for href in _UNPORTABLE)]


def with_distinct_names(documents: Iterable[Document]) -> list[Document]:
    """Return the documents with different names; names that differ only in case count as equal."""
    taken: set[str] = set()
    named = []
    for each in documents:
        href, count = each.href, 2
        while href is not None and href.casefold() in taken:
            href, count = f"{count}-{each.href}", count + 1
        named.append(each if href == each.href else replace(each, href=href))
        taken.add((href or "").casefold())
    return named


def _pdf(kind: tuple[bool, tuple[str, ...], str]) -> bytes:
    claims_pdfa, boxes, version = kind
    return pdf_file(*boxes, version=version, claims_pdfa=claims_pdfa)


_BOOLEANS: Final = st.booleans()
_TITLES: Final = titles("Contract", "Appendix", "Kjøpekontrakt", "Terms & conditions <2030>")
_NAMED: Final = st.sampled_from(_HREFS)
_PDFS: Final = pdfs()
