"""Broken documents in jobs of both flows: errors in names, media types and content."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from signature_model.containers.media_types import PLAIN_TEXT
from signature_model.strategies.broken.breakers import Breaker, picked
from signature_model.strategies.pdf_files import A4, LANDSCAPE, LETTER, pdf_file, with_long_table, without_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import DrawFn

    from signature_model.jobs.flows import SameJob
    from signature_model.strategies.jobs import JobOptions

_MOST: Final = 10_485_760

_UNSAFE: Final = ("../avtale.pdf", "/avtale.pdf", "mappe/../avtale.pdf", "a\\avtale.pdf", "C:avtale.pdf", "a//b.pdf")
_COLLIDING: Final = (
    ("avtale-a.pdf", "Avtale-A.pdf"),
    ("avtale-a.pdf", "avtale-a.pdf."),
    ("avtale-a.pdf", "avtale-a.pdf/vedlegg.pdf"),
    ("ape\N{LATIN SMALL LETTER A WITH RING ABOVE}.pdf", "apea\N{COMBINING RING ABOVE}.pdf"),
)
_RESERVED: Final = ("manifest.xml", "META-INF/avtale.pdf", "META-INF/signatures.xml")
_UNPORTABLE: Final = ("en avtale.pdf", "a+b.pdf", "100%.pdf", "kjøp.pdf", "mappe/avtale.pdf", "avtale(1).pdf")
_OTHER_TYPES: Final = ("image/png", "application/PDF", " application/pdf", "application/msword")
_VERSIONS: Final = ("2.0", "1.0", "1.8", "0.9", "x")
_WRONG_PAGES: Final = ((LANDSCAPE,), (LETTER,), (A4, LANDSCAPE), (LETTER, LANDSCAPE, A4))

_SEVERAL: Final[JobOptions] = {"min_documents": 2}


def one_document(draw: DrawFn, job: SameJob, **changes: Any) -> SameJob:  # noqa: ANN401 - any field of a document
    """Return the job with one changed document."""
    documents = list(job.documents)
    index = draw(st.integers(0, len(documents) - 1))
    documents[index] = replace(documents[index], **changes)
    return replace(job, documents=documents)


def _first_documents(job: SameJob, *changed: Mapping[str, Any]) -> SameJob:
    """Return the job with changes to its first documents."""
    documents = list(job.documents)
    documents[: len(changed)] = (replace(each, **more) for each, more in zip(documents, changed, strict=False))
    return replace(job, documents=documents)


def _named(*hrefs: str) -> Breaker[Any]:
    return Breaker(change=lambda draw, job: one_document(draw, job, href=picked(draw, hrefs)))


def _typed(content: bytes, *mimes: str) -> Breaker[Any]:
    return Breaker(change=lambda draw, job: one_document(draw, job, content=content, mime=picked(draw, mimes)))


def _filled(contents: Callable[[], tuple[bytes, ...]]) -> Breaker[Any]:
    return Breaker(change=lambda draw, job: one_document(draw, job, content=picked(draw, contents())))


def _colliding(draw: DrawFn, job: SameJob) -> SameJob:
    one, other = picked(draw, _COLLIDING)
    return _first_documents(job, {"href": one}, {"href": other})


def _of_one_name(_: DrawFn, job: SameJob) -> SameJob:
    return _first_documents(job, {"href": "avtale-a.pdf"}, {"href": "avtale-a.pdf"})


def _mixed(_: DrawFn, job: SameJob) -> SameJob:
    return _first_documents(job, {"content": pdf_file()}, {"content": pdf_file(claims_pdfa=True)})


@cache
def _not_pdfs() -> tuple[bytes, ...]:
    return (b"", b"<!DOCTYPE html><title>404</title>", b"PK\3\4", b64encode(pdf_file()), b" " * 1025 + pdf_file())


@cache
def _of_wrong_version() -> tuple[bytes, ...]:
    headers = tuple(pdf_file(version=version) for version in _VERSIONS)
    return (
        *headers,
        pdf_file(catalogue=(("Version", "/2.0"),)),
        pdf_file(version="1.4", catalogue=(("Version", "/1.8"),)),
    )


@cache
def _damaged() -> tuple[bytes, ...]:
    return (without_pages(), pdf_file(A4, A4)[:60], b"%PDF-1.7\n%%EOF\n")


@cache
def _repaired() -> tuple[bytes, ...]:
    sound = pdf_file(A4, A4)
    return (
        sound[:-6],
        sound[:-3],
        sound + b"<p>Thank you.</p>",
        sound.replace(b"startxref\n", b"startxref\n1"),
        sound.replace(b"%PDF-1.7\n", b"%PDF-1.7\n%%\n"),
        sound.replace(b"/Count 2", b"/Count 3"),
        sound.replace(b"/Type /Page/", b"/Type /Leaf/", 1),
        pdf_file(catalogue=(("Version", "(1.7)"),)),
    )


@cache
def _showing_differently() -> tuple[bytes, ...]:
    return (
        pdf_file(catalogue=(("Collection", "<</View/D>>"),)),
        pdf_file(catalogue=(("OpenAction", "<</S/JavaScript/JS()>>"),)),
        pdf_file(catalogue=(("AcroForm", "<</Fields[<</FT/Tx/T(name)>>]>>"),)),
        pdf_file(catalogue=(("AcroForm", "<</Fields[]/SigFlags 3>>"),)),
        pdf_file(catalogue=(("AcroForm", "<</Fields[]/XFA()>>"),)),
    )


DOCUMENT_BREAKERS: Final[Mapping[str, Breaker[Any]]] = {
    "PSR002": _named(*_UNSAFE),
    "PSR004": Breaker(change=_colliding, start=_SEVERAL),
    "PSR014": _named("avtale/", "mappe/avtale.pdf/"),
    "PSR201": _filled(lambda: (pdf_file(size=_MOST),)),
    "PSR202": _filled(_not_pdfs),
    "PSR203": _filled(_of_wrong_version),
    "PSR204": _filled(lambda: (pdf_file(is_encrypted=True), pdf_file(A4, A4, version="1.4", is_encrypted=True))),
    "PSR205": _filled(_damaged),
    "PSR206": Breaker(change=_of_one_name, start=_SEVERAL),
    "PSR207": _named(*_RESERVED),
    "PSR208": _typed(b"\x89PNG", *_OTHER_TYPES),
    "PSR209": _typed(b"Vi er enige.", PLAIN_TEXT),
    "PSR210": _named(*_UNPORTABLE),
    "PSR211": _filled(lambda: tuple(pdf_file(*boxes) for boxes in _WRONG_PAGES)),
    "PSR212": Breaker(change=_mixed, start=_SEVERAL),
    "PSR213": _filled(_repaired),
    "PSR214": _filled(lambda: (with_long_table(),)),
    "PSR215": _filled(_showing_differently),
}
