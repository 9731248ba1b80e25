"""Valid signed documents, with what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from signature_model.jobs.context import Environment
from signature_model.masking import masked_repr
from signature_model.signed.sent import Sent, SentDocument, SentSigner
from signature_model.strategies.evidence.pades import PdfPlan, pades
from signature_model.strategies.evidence.people import organization, person
from signature_model.strategies.evidence.xades import XadesPlan, xades
from signature_model.strategies.identifiers import national_ids
from signature_model.strategies.pdf_files import A4, LANDSCAPE, pdf_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import DrawFn

    from signature_model.strategies.evidence.people import Holder

POSTEN: Final = "984661185"
_PACKAGER: Final = "989584022"
_HREFS: Final = ("contract.pdf", "01_avtale.pdf", "annex-2.pdf")
_NAMES: Final = ("Kari Nordmann", "Ola Nordmann", "Åse Ødegård")
_LEVELS: Final = ("LT", "LTA")
_LOWER_LEVELS: Final = ("B", "T")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SignedSample:
    """The bytes of a XAdES or a PAdES, and what was sent."""

    content: bytes
    sent: Sent

    __repr__ = masked_repr


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SentJob:
    """Documents by their names, and the national id numbers and names of the signers."""

    documents: Mapping[str, bytes]
    numbers: tuple[str, ...]
    names: tuple[str, ...]

    __repr__ = masked_repr

    @property
    def sent(self) -> Sent:
        """The job as a ``Sent``, which the library compares with the signed document."""
        return Sent(
            documents=tuple([_document(*each) for each in self.documents.items()]),
            signers=tuple([SentSigner(number=each) for each in self.numbers]),
            signed=self.numbers,
        )

    def signer(self, index: int = 0) -> Holder:
        """The certificate of a signer."""
        return person(self.numbers[index], name=self.names[index])

    @property
    def pages(self) -> int:
        """The pages of a PDF: a front page, and one page for each document."""
        return len(self.documents) + 1

    def xades(self, level: str = "LT", index: int = 0) -> bytes:
        """The XAdES of a signer."""
        return xades(XadesPlan(documents=self.documents, by=self.signer(index), level=level))

    def evidence(self) -> dict[str, bytes]:
        """The XAdES of each signer by the name that it has in a PAdES."""
        return {f"signer-{index + 1}.xml": self.xades(index=index) for index in range(len(self.numbers))}

    def pades(self) -> bytes:
        """The PAdES with the XAdES of each signer."""
        return pades(PdfPlan(pages=self.pages, evidence=self.evidence(), by=posten()))


def posten() -> Holder:
    """The service, which seals documents."""
    return organization(POSTEN, "Posten Bring AS")


def packager() -> Holder:
    """The packager of authenticated signatures."""
    return organization(_PACKAGER, "Pakker AS")


def signer_description(number: str, name: str) -> str:
    """The description of a signer by a packager, as XML."""
    return (
        f'<SignerDescription xmlns="urn:example:evidence"><SignerNationalId>{number}</SignerNationalId>'
        f"<SignerName>{name}</SignerName></SignerDescription>"
    )


@cache
def _document(name: str, content: bytes) -> SentDocument:
    return SentDocument.of(name, content)


@st.composite
def sent_jobs(draw: DrawFn, *, most_signers: int = 2) -> SentJob:
    """Jobs with one to three documents and synthetic signers."""
    hrefs = _HREFS[: draw(st.integers(1, len(_HREFS)))]
    boxes = st.sampled_from((A4, LANDSCAPE))
    numbers = draw(st.lists(national_ids(environment=Environment.TEST), min_size=1, max_size=most_signers, unique=True))
    names = tuple([draw(st.sampled_from(_NAMES)) for _ in numbers])
    # The documents differ, so that their digests do.
    documents = {each: pdf_file(draw(boxes), size=10 + index) for index, each in enumerate(hrefs)}
    return SentJob(documents=documents, numbers=tuple(numbers), names=names)


@st.composite
def signed_documents(draw: DrawFn, *, form: str | None = None, warnings: bool = False) -> SignedSample:
    """Generate XAdES and PAdES with what was sent. Test certificates signed them three days before ``MOMENT``.

    ``form`` is "xades" or "pades"; None gives both. In ``context()``, ``validate_signed`` finds no errors and no
    warnings. With ``warnings``, some XAdES have the level B or T, and are undecided. Validating a PAdES needs the extra
    ``signed``.

    >>> from hypothesis import given
    >>> from signature_model.signed import validate_signed
    >>> from signature_model.strategies import context
    >>> @given(signed_documents(form="xades"))
    ... def every_signed_document_is_valid(sample):
    ...     assert validate_signed(sample.content, sample.sent, context()).is_valid
    >>> every_signed_document_is_valid()
    """
    is_pdf = draw(st.booleans()) if form is None else form == "pades"
    job = draw(sent_jobs())
    if is_pdf:
        return SignedSample(content=job.pades(), sent=job.sent)
    level = draw(st.sampled_from((*_LEVELS, *_LOWER_LEVELS) if warnings else _LEVELS))
    if draw(st.booleans()):
        said = signer_description(job.numbers[0], job.names[0])
        content = xades(XadesPlan(documents=job.documents, by=packager(), level=level, signer_description=said))
    else:
        content = job.xades(level)
    return SignedSample(content=content, sent=job.sent)
