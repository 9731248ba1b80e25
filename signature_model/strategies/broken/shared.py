"""Broken jobs of either flow: schema violations, titles that show nothing, and broken job requests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from signature_model.strategies.broken.breakers import Breaker, picked
from signature_model.strategies.broken.documents import DOCUMENT_BREAKERS, one_document
from signature_model.strategies.broken.signers import SHARED_SIGNER_BREAKERS
from signature_model.strategies.identifiers import national_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import DrawFn

    from signature_model.jobs.flows import SameJob

CONTROLS: Final = ("\0", "\x01", "\x0b", "\x1f", "\ufffe", "\ud800")
BLANK: Final = (" ", "\t\n", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE} ", "\N{WORD JOINER}")
TWO_UNITS: Final = ("\U0001f4dd", "\U00010400")
PERSONAL: Final = st.sampled_from(("{}", "Avtale {}", "({})"))
INVALID_NUMBERS: Final = ("", "0181800028", "018180002822", " 01818000282", "0181800028x")
_INVALID_ORGANIZATIONS: Final = ("12345678", "9999999990", "99999999x", " 999999999")


def _unwritable(draw: DrawFn, job: SameJob) -> SameJob:
    text = f"x{picked(draw, CONTROLS)}x"
    return picked(draw, (replace(job, title=text), replace(job, description=text)))


def _of_many_documents(_: DrawFn, job: SameJob) -> SameJob:
    more = [replace(job.documents[0], href=f"nr{number}.pdf") for number in range(20)]
    signers: Any = [replace(each, signature_type=None) for each in job.signers]
    return replace(job, documents=(*job.documents, *more), signers=signers)


SHARED_VIOLATIONS: Final[tuple[Callable[[DrawFn, Any], Any], ...]] = (
    lambda draw, job: replace(job, title=picked(draw, ("", "x" * 81, "å" * 200))),
    lambda _, job: replace(job, description="x" * 221),
    lambda _, job: replace(job, documents=()),
    _of_many_documents,
    lambda draw, job: one_document(draw, job, title=picked(draw, ("", "x" * 81))),
    lambda draw, job: one_document(draw, job, href=picked(draw, ("", "a.p", "x" * 97 + ".pdf"))),
    lambda draw, job: one_document(draw, job, mime=""),
    lambda _, job: replace(job, signers=()),
    lambda draw, job: replace(
        job, sender=replace(job.sender, organization_number=picked(draw, _INVALID_ORGANIZATIONS))
    ),
)
"""Changes that the schema refuses in a manifest of either flow."""


def _long_in_utf16(draw: DrawFn, job: SameJob) -> SameJob:
    text = picked(draw, TWO_UNITS)
    if draw(st.booleans()):
        return one_document(draw, job, title=text * draw(st.integers(41, 80)))
    return replace(job, description=text * draw(st.integers(111, 220)))


def _unchanged(_: DrawFn, job: SameJob) -> SameJob:
    return job


def _blank_title(draw: DrawFn, job: SameJob) -> SameJob:
    blank = picked(draw, BLANK)
    return one_document(draw, job, title=blank) if draw(st.booleans()) else replace(job, title=blank)


def _unwritable_reference(draw: DrawFn, job: SameJob) -> SameJob:
    return replace(job, reference=picked(draw, CONTROLS))


def _long_reference(draw: DrawFn, job: SameJob) -> SameJob:
    return replace(job, reference="x" * draw(st.integers(51, 60)))


def _personal_reference(draw: DrawFn, job: SameJob) -> SameJob:
    return replace(job, reference=draw(PERSONAL).format(draw(national_ids())))


SHARED_BREAKERS: Final[Mapping[str, Breaker[Any]]] = {
    **DOCUMENT_BREAKERS,
    **SHARED_SIGNER_BREAKERS,
    "PSR101": Breaker(change=_unwritable),
    "PSR105": Breaker(change=_unchanged, start={"max_documents": 1, "deprecated": True}),
    "PSR108": Breaker(change=_long_in_utf16),
    "PSR604": Breaker(change=_blank_title),
}
"""By code, the breaker that makes a job with this error."""

SHARED_REQUEST_BREAKERS: Final[Mapping[str, Breaker[Any]]] = {
    "PSR101": Breaker(change=_unwritable_reference),
    "PSR103": Breaker(change=_long_reference),
    "PSR601": Breaker(change=_personal_reference),
}
"""By code, the breaker that puts this error in the job request."""
