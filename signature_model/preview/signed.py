"""The facts that a signed document states, for people: who signed it, when and how. They are not a verdict.

``signature_model.signed`` validates signed documents. This module checks no trust and compares nothing with the sent
documents. Id numbers are masked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from signature_model.errors import UnreadableInput
from signature_model.masking import masked, masked_repr
from signature_model.pdf.headers import is_pdf
from signature_model.pdf.inspection import inspect_pdf
from signature_model.preview import words
from signature_model.reports.printing import printable
from signature_model.reports.signatures import as_object
from signature_model.signed.evaluation.signatures import Kind
from signature_model.signed.facts import Form, FormFault
from signature_model.signed.pades.reading import read_pades
from signature_model.signed.validation.validators import UNKNOWN, validate_signed
from signature_model.signed.xades.reading import read_xades

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.findings import Finding
    from signature_model.pdf.inspection import PdfFacts
    from signature_model.signed.facts import ReadSignature, SignedFile
    from signature_model.signed.signature_facts import CertificateFacts, SignatureFacts

FORMAT: Final = 1
"""The version of the JSON."""
NOT_VALIDATED: Final = "This is what the document says. Use `validate-signed` to find out whether it is proof."
NOT_READ: Final = "No signature could be read."
NOT_SIGNED: Final = "This PDF has no signature."

_FACTS: Final = ("kind", "by", "method", "certificate", "claimed_at", "member")
"""The facts about a signature that do not depend on trust anchors."""
_VERBS: Final = {Kind.SIGNER: "signed", Kind.TIME_STAMP: "issued a time-stamp"}
_WIDTH: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SignatureOverview:
    """A signature or time-stamp: its facts, the ``files`` that it names, and how many documents it encloses."""

    facts: SignatureFacts
    files: tuple[str, ...]
    enclosed: int

    __repr__ = masked_repr


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SignedOverview:
    """A signed document. ``form`` is None for a PDF without a signature that can be read.

    ``page_count``, ``pdf_version`` and ``attachments`` are only known for a PDF. ``problems`` are the errors that can
    be seen without the sent documents and trust anchors. ``unread`` is the reason if a part could not be read.
    """

    form: Form | None
    size: int
    page_count: int | None
    pdf_version: str | None
    attachments: tuple[str, ...]
    signatures: tuple[SignatureOverview, ...]
    problems: tuple[Finding, ...]
    unread: str | None

    __repr__ = masked_repr


def overview_of_signed(content: bytes) -> SignedOverview:
    """Return the overview of a XAdES, or of a PDF with or without signatures.

    Raises UnreadableInput for other files.
    """
    is_document = is_pdf(content)
    file = read_pades(content) if is_document else read_xades(content, UNKNOWN)
    if not is_document and file.faults:
        raise UnreadableInput(file.faults[0].message)
    report, pdf = validate_signed(content), inspect_pdf(content) if is_document else None
    is_unsigned = any(each.kind is FormFault.NO_SIGNATURE for each in file.faults)
    return SignedOverview(
        form=file.form if not is_document or file.signatures else None,
        size=len(content),
        page_count=pdf.page_count if pdf is not None and pdf.is_readable else None,
        pdf_version=None if pdf is None else pdf.version,
        attachments=tuple(map(masked, () if file.pdf is None else file.pdf.attachments)),
        signatures=tuple(_signatures(file, report.signatures)),
        problems=() if is_unsigned else report.errors,
        unread=file.skipped or (None if pdf is None else _obstacle(pdf)),
    )


def _obstacle(pdf: PdfFacts) -> str | None:
    return pdf.damage or pdf.limit or ("it is encrypted" if pdf.encrypted else None)


def _signatures(file: SignedFile, found: tuple[SignatureFacts, ...]) -> Iterator[SignatureOverview]:
    """Yield the signatures of the report. The names of files come from the signed file."""
    attached = {} if file.pdf is None else file.pdf.attachments
    read: dict[str | None, Iterator[ReadSignature]] = {None: iter(file.signatures)}
    for facts in found:
        if facts.member not in read:
            inner = next((each for name, each in attached.items() if masked(name) == facts.member), b"")
            read[facts.member] = iter(read_xades(inner, UNKNOWN).signatures)
        signature = None if facts.kind is Kind.TIME_STAMP else next(read[facts.member], None)
        covered = () if signature is None else signature.covered
        names = [masked(each.name) for each in covered if each.name is not None]
        enclosed = sum(each.name is None for each in covered) if signature and signature.form is Form.XADES else 0
        yield SignatureOverview(facts=facts, files=tuple(dict.fromkeys(names)), enclosed=enclosed)


def signed_object(overview: SignedOverview) -> dict[str, Any]:
    """Return the overview as JSON values; ``signed.schema.json`` beside this module states its shape."""
    return {
        "format": FORMAT,
        "form": overview.form,
        "size": overview.size,
        "pages": overview.page_count,
        "pdf_version": overview.pdf_version,
        "attachments": list(overview.attachments),
        "signatures": [_object(each) for each in overview.signatures],
        "problems": [{"code": each.code, "message": masked(each.message)} for each in overview.problems],
        "unread": overview.unread,
        "validated": False,
    }


def _object(signature: SignatureOverview) -> dict[str, Any]:
    facts = as_object(signature.facts)
    return {
        **{name: facts[name] for name in _FACTS},
        "files": list(signature.files),
        "enclosed_documents": signature.enclosed,
    }


def signed_lines(overview: SignedOverview) -> Iterator[str]:
    """Return the overview as lines."""
    yield f"{'Form':<{_WIDTH}} {form_of(overview)}"
    if overview.attachments:
        yield printable(f"{'Attachments':<{_WIDTH}} {', '.join(overview.attachments)}")
    for number, each in enumerate(overview.signatures, 1):
        yield printable(f"{f'Signature {number}':<{_WIDTH}} {act(each)}")
        yield from (printable(f"  {label:<{_WIDTH - 2}} {text}") for label, text in details(each))
    if overview.problems:
        yield "Problems"
    for finding in overview.problems:
        yield printable(f"  {finding.severity} {finding.code}: {masked(finding.message)}")
    if overview.unread is not None:
        yield printable(f"{'Not read':<{_WIDTH}} {overview.unread}")
    yield conclusion(overview)


def form_of(overview: SignedOverview) -> str:
    """Return the form, size, pages and version of the document."""
    pages = None if overview.page_count is None else words.counted(overview.page_count, "page")
    version = None if overview.pdf_version is None else f"PDF {overview.pdf_version}"
    return ", ".join(filter(None, (overview.form or "PDF", words.counted(overview.size, "byte"), pages, version)))


def conclusion(overview: SignedOverview) -> str:
    """Return the last line: nothing was validated, or there is no signature."""
    if overview.form is not None:
        return NOT_VALIDATED
    return NOT_READ if overview.problems or overview.unread else NOT_SIGNED


def act(signature: SignatureOverview) -> str:
    """Say who did what."""
    facts = signature.facts
    who = f"{name_of(facts)} ({facts.number})" if facts.number and facts.kind is Kind.SIGNER else name_of(facts)
    enclosed = [words.counted(signature.enclosed, "enclosed document")] if signature.enclosed else []
    what = f" {', '.join([*signature.files, *enclosed])}" if signature.files or enclosed else ""
    inside = "" if facts.member is None else f", in the attachment {facts.member}"
    return f"{who} {_VERBS.get(facts.kind, 'sealed')}{what}{inside}"


def name_of(facts: SignatureFacts) -> str:
    """Return the name of a signer, an organisation or a time-stamp authority."""
    names = (facts.name,) if facts.kind is Kind.SIGNER else (facts.organization, facts.name)
    return next(filter(None, names), "unknown")


def details(signature: SignatureOverview) -> Iterator[tuple[str, str]]:
    """Yield more facts about a signature: a label and a text each."""
    facts = signature.facts
    if facts.kind is Kind.PACKAGER and facts.number is not None:
        yield "Signer", f"{facts.name or 'unknown'} ({facts.number})"
    if facts.claimed_at is not None:
        yield "Time", f"{words.moment(facts.claimed_at)}, as claimed"
    if facts.method is not None:
        yield "Method", facts.method
    if facts.certificate is not None:
        yield "Certificate", _certificate(facts.certificate)


def _certificate(facts: CertificateFacts) -> str:
    until = "" if facts.not_after is None else f", valid until {words.moment(facts.not_after)}"
    return f"serial number {facts.serial}{until}, issued by {facts.issuer}"
