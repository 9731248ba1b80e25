"""Broken signed documents: each has one error, and comes with its code."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st
from lxml import etree

from signature_model.jobs.context import Environment
from signature_model.jobs.signers import SignatureType
from signature_model.signed.rules.catalogue import unknown_codes
from signature_model.signed.sent import SentSigner
from signature_model.strategies.authority import context
from signature_model.strategies.broken.breakers import Broken, picked
from signature_model.strategies.broken.sealing import DS, first, removed
from signature_model.strategies.evidence.pades import PdfPlan, pades
from signature_model.strategies.evidence.people import SIGNED_AT, organization, person
from signature_model.strategies.evidence.samples import SignedSample, packager, posten, sent_jobs, signer_description
from signature_model.strategies.evidence.xades import XadesPlan, xades
from signature_model.strategies.identifiers import national_ids
from signature_model.strategies.pdf_files import pdf_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hypothesis.strategies import DrawFn, SearchStrategy

    from signature_model.strategies.evidence.samples import SentJob
    from signature_model.strategies.evidence.xades import Surgery

    Change = Callable[[DrawFn, SentJob], SignedSample]

_DEEP: Final = 70
_MD5: Final = "http://www.w3.org/2001/04/xmldsig-more#hmac-md5"
_XPATH: Final = "http://www.w3.org/TR/1999/REC-xpath-19991116"
_STRANGER: Final = "991825827"


def broken_signed_documents(*, codes: Iterable[str] | None = None) -> SearchStrategy[Broken[SignedSample]]:
    """Signed documents with one error, each in a pair with the code that ``validate_signed`` reports.

    ``codes`` selects codes by their first characters (``["PSR80", "PSR842"]``); None gives all. The pair's ``context``
    is the one in which the error is found. Validating a PAdES needs the extra ``signed``. Raises ValueError for codes
    that cannot occur.

    >>> from hypothesis import given
    >>> from signature_model.signed import validate_signed
    >>> @given(broken_signed_documents(codes=["PSR805", "PSR806"]))
    ... def every_change_is_found(broken):
    ...     sample, code = broken
    ...     report = validate_signed(sample.content, sample.sent, broken.context)
    ...     assert code in {finding.code for finding in report.errors}
    >>> every_change_is_found()
    """
    prefixes = tuple(_CHANGES) if codes is None else tuple(codes)
    if unknown := unknown_codes(prefixes):
        msg = f"no rule has a code that begins with {', '.join(map(repr, unknown))}"
        raise ValueError(msg)
    chosen = {code: changes for code, changes in _CHANGES.items() if code.startswith(prefixes)}
    if absent := [each for each in prefixes if not any(code.startswith(each) for code in chosen)]:
        msg = f"this strategy cannot produce these codes: {', '.join(absent)}"
        raise ValueError(msg)
    return _broken(chosen)


@st.composite
def _broken(draw: DrawFn, changes: Mapping[str, tuple[Change, ...]]) -> Broken[SignedSample]:
    code = draw(st.sampled_from(sorted(changes)))
    job = draw(sent_jobs())
    environment = Environment.PRODUCTION if code == _WRONG_ENVIRONMENT else Environment.TEST
    return Broken(picked(draw, changes[code])(draw, job), code, context(environment=environment))


def _made(job: SentJob, **changes: Any) -> SignedSample:  # noqa: ANN401 - any field of the plan
    """A XAdES of the first signer, with these changes to the plan."""
    plan = replace(XadesPlan(documents=job.documents, by=job.signer()), **changes)
    return SignedSample(content=xades(plan), sent=job.sent)


def _resigned(*surgeries: Surgery) -> Change:
    """A XAdES that was changed and then signed."""
    return lambda draw, job: _made(job, before=picked(draw, surgeries))


def _tampered(*surgeries: Surgery) -> Change:
    """A XAdES that was changed after signing."""
    return lambda draw, job: _made(job, after=picked(draw, surgeries))


def _sealed(job: SentJob, **changes: Any) -> SignedSample:  # noqa: ANN401 - any field of the plan
    """A PAdES with the XAdES of all signers, with these changes to the plan."""
    plan = replace(PdfPlan(pages=job.pages, evidence=job.evidence(), by=posten()), **changes)
    return SignedSample(content=pades(plan), sent=job.sent)


def _as_bytes(change: Callable[[bytes], bytes], *, of_pdf: bool = False) -> Change:
    """A XAdES or a PAdES whose bytes were changed."""

    def changed(_: DrawFn, job: SentJob) -> SignedSample:
        sample = _sealed(job) if of_pdf else _made(job)
        return replace(sample, content=change(sample.content))

    return changed


def _nothing_signed(_: DrawFn, job: SentJob) -> SignedSample:
    return SignedSample(content=pdf_file(), sent=job.sent)


def _text(name: str, text: str) -> Surgery:
    def edit(root: etree._Element) -> None:
        first(root, name).text = text

    return edit


def _later(root: etree._Element) -> None:
    first(root, "SigningTime").text = "2001-01-01T00:00:00Z"


def _hide(root: etree._Element) -> None:
    etree.SubElement(first(root, "Signature"), f"{DS}Object").text = "hidden"


def _name_another(root: etree._Element) -> None:
    next(first(root, "CertDigest").iter(f"{DS}DigestValue")).text = "AAAAAAAAAAAAAAAAAAAAAAAAAAA="


def _set(name: str, attribute: str, value: str) -> Surgery:
    return lambda root: first(root, name).set(attribute, value)


def _select_a_part(root: etree._Element) -> None:
    transforms = etree.Element(f"{DS}Transforms")
    etree.SubElement(transforms, f"{DS}Transform", Algorithm=_XPATH)
    first(root, "Reference").insert(0, transforms)


def _structureless(root: etree._Element) -> None:
    removed(first(root, "SignatureMethod"))


def _leave_out(_: DrawFn, job: SentJob) -> SignedSample:
    sample = _made(job)
    left_out = pdf_file(size=98)
    more = replace(job, documents={**job.documents, "left-out.pdf": left_out})
    return replace(sample, sent=more.sent)


def _sign_more(_: DrawFn, job: SentJob) -> SignedSample:
    return _made(job, documents={**job.documents, "other.pdf": pdf_file(size=99)})


def _another(draw: DrawFn, job: SentJob) -> str:
    """A number that was not addressed."""
    return draw(national_ids(environment=Environment.TEST).filter(lambda each: each not in job.numbers))


def _by_another(draw: DrawFn, job: SentJob) -> SignedSample:
    return _made(job, by=person(_another(draw, job)))


def _missing_signer(draw: DrawFn, job: SentJob) -> SignedSample:
    sample = _sealed(job)
    return replace(sample, sent=replace(sample.sent, signed=(_another(draw, job),)))


def _unexpected(_: DrawFn, job: SentJob) -> SignedSample:
    return _sealed(job, evidence={**job.evidence(), "again.xml": job.xades("LTA")})


def _too_weak(_: DrawFn, job: SentJob) -> SignedSample:
    said = signer_description(job.numbers[0], job.names[0])
    sample = _made(job, by=packager(), signer_description=said)
    signers = [SentSigner(number=each, signature_type=SignatureType.ADVANCED) for each in job.numbers]
    return replace(sample, sent=replace(sample.sent, signers=tuple(signers)))


def _revoked(_: DrawFn, job: SentJob) -> SignedSample:
    return _made(job, revoked=(job.signer(),))


def _with_revision(content: bytes) -> bytes:
    """Add a revision in which the first page has an annotation."""
    start = content.rindex(b"startxref\n") + len(b"startxref\n")
    previous = content[start : content.index(b"\n", start)]
    number = content.index(b"/Type /Page/")
    head = content.rindex(b" 0 obj", 0, number)
    page = content[content.rindex(b"\n", 0, head) + 1 : content.index(b"\nendobj", number)]
    changed = page[:-2] + b"/Rotate 90>>\nendobj\n"
    at = len(content)
    table = b"xref\n%b 1\n%010d 00000 n \n" % (page[: page.index(b" ")], at)
    size = content[content.rindex(b"/Size ") + 6 :].split(b"/")[0]
    trailer = b"trailer\n<</Size %b/Root 1 0 R/Prev %b>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        previous,
        at + len(changed),
    )
    return content + changed + table + trailer


_WRONG_ENVIRONMENT: Final = "PSR826"
_CHANGES: Final[Mapping[str, tuple[Change, ...]]] = {
    "PSR801": (_as_bytes(lambda content: content[:-9]), _as_bytes(lambda _: b"signed")),
    "PSR802": (_as_bytes(lambda _: b"<signed/>"), _nothing_signed),
    "PSR803": (_as_bytes(lambda content: b"<!DOCTYPE a>" + content), _tampered(_structureless)),
    "PSR804": (_as_bytes(lambda content: b"<a>" * _DEEP + content + b"</a>" * _DEEP),),
    "PSR805": (
        _tampered(_later, _text("DigestValue", "AAAA")),
        _as_bytes(lambda content: content.replace(b"/Rect", b"/Rekt"), of_pdf=True),
    ),
    "PSR806": (_tampered(_text("SignatureValue", "AAAA")),),
    "PSR807": (_tampered(_hide),),
    "PSR808": (_resigned(_name_another),),
    "PSR809": (_as_bytes(_with_revision, of_pdf=True),),
    "PSR810": (_as_bytes(lambda content: content + b"more\n", of_pdf=True),),
    "PSR811": (_tampered(_set("SignatureMethod", "Algorithm", _MD5)),),
    "PSR812": (_resigned(_select_a_part),),
    "PSR813": (_leave_out,),
    "PSR814": (_sign_more,),
    "PSR816": (lambda _, job: _sealed(job, evidence={}),),
    "PSR820": (_by_another,),
    "PSR821": (_missing_signer,),
    "PSR822": (_unexpected,),
    "PSR825": (_too_weak,),
    _WRONG_ENVIRONMENT: (lambda _, job: _made(job),),
    "PSR831": (lambda _, job: _made(job, stamped=b"something else"),),
    "PSR840": (lambda _, job: _made(job, by=person(job.numbers[0], by="stranger")),),
    "PSR841": (lambda _, job: _made(job, by=person(job.numbers[0], since=SIGNED_AT + timedelta(hours=1))),),
    "PSR842": (_revoked,),
    "PSR843": (lambda _, job: _made(job, by=person(job.numbers[0], usage="key_encipherment")),),
    "PSR844": (lambda _, job: _sealed(job, by=organization(_STRANGER, "Fremmed AS")),),
}
"""By code, the changes that cause it."""

SIGNED_CODES: Final = tuple(_CHANGES)
"""The codes that ``broken_signed_documents`` gives: all errors that ``validate_signed`` reports."""
