"""Broken jobs: schema violations, wrong availabilities, and personal data outside the secure zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from signature_model.jobs.portal import Availability
from signature_model.jobs.signers import Notifications, Signer
from signature_model.strategies.authority import MOMENT
from signature_model.strategies.broken.breakers import Breaker, picked
from signature_model.strategies.broken.documents import DOCUMENT_BREAKERS, one_document
from signature_model.strategies.broken.signers import SIGNER_BREAKERS, one_signer, with_contact
from signature_model.strategies.identifiers import emails, mobiles, national_ids
from signature_model.strategies.texts import moments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import DrawFn

    from signature_model.jobs.portal import PortalJob

_LONGEST: Final = 7_776_000
_DAY: Final = 86_400
_CONTROLS: Final = ("\0", "\x01", "\x0b", "\x1f", "\ufffe", "\ud800")
_FAR: Final = 10 * _LONGEST
_INVALID_NUMBERS: Final = ("", "0181800028", "018180002822", " 01818000282", "0181800028x")
_INVALID_ORGANIZATIONS: Final = ("", "12345678", "9999999990", "99999999x", " 999999999")
_INVALID_DURATIONS: Final = (timedelta(seconds=-1), timedelta(days=2, milliseconds=1))


def _unwritable(draw: DrawFn, job: PortalJob) -> PortalJob:
    text = f"x{picked(draw, _CONTROLS)}x"
    return picked(
        draw, (replace(job, title=text), replace(job, description=text), replace(job, nonsensitive_title=text))
    )


def _unwritable_reference(draw: DrawFn, job: PortalJob) -> PortalJob:
    return replace(job, reference=picked(draw, _CONTROLS))


def _of_ten_more(draw: DrawFn, job: PortalJob) -> PortalJob:
    more = [Signer.by_email(f"nr{number}@example.org") for number in range(draw(st.integers(10, 12)))]
    return replace(job, signers=(*job.signers, *more), identifier_in_signed_documents=None)


def _of_many_documents(_: DrawFn, job: PortalJob) -> PortalJob:
    more = [replace(job.documents[0], href=f"nr{number}.pdf") for number in range(20)]
    signers = [replace(each, signature_type=None) for each in job.signers]
    return replace(job, documents=(*job.documents, *more), signers=signers)


VIOLATIONS: Final[tuple[Callable[[DrawFn, PortalJob], PortalJob], ...]] = (
    lambda draw, job: replace(job, title=picked(draw, ("", "x" * 81, "å" * 200))),
    lambda draw, job: replace(job, nonsensitive_title=picked(draw, ("", "x" * 81))),
    lambda _, job: replace(job, description="x" * 221),
    lambda _, job: replace(job, documents=()),
    _of_many_documents,
    lambda draw, job: one_document(draw, job, title=picked(draw, ("", "x" * 81))),
    lambda draw, job: one_document(draw, job, href=picked(draw, ("", "a.p", "x" * 97 + ".pdf"))),
    lambda draw, job: one_document(draw, job, mime=""),
    lambda _, job: replace(job, signers=()),
    _of_ten_more,
    lambda draw, job: one_signer(draw, job, lambda signer: replace(signer, order=picked(draw, (-1, 10)))),
    lambda draw, job: one_signer(draw, job, lambda signer: replace(signer, notify=None)),
    lambda draw, job: with_contact(draw, job, Notifications()),
    lambda draw, job: one_signer(
        draw, job, lambda signer: replace(signer, personal_identification_number=picked(draw, _INVALID_NUMBERS))
    ),
    lambda draw, job: replace(
        job, sender=replace(job.sender, organization_number=picked(draw, _INVALID_ORGANIZATIONS))
    ),
    lambda draw, job: replace(job, availability=Availability(available_for=picked(draw, _INVALID_DURATIONS))),
)
"""Changes that the schema refuses in a manifest."""


def _invalid(draw: DrawFn, job: PortalJob) -> PortalJob:
    return picked(draw, VIOLATIONS)(draw, job)


def _with_long_reference(draw: DrawFn, job: PortalJob) -> PortalJob:
    return replace(job, reference="x" * draw(st.integers(51, 60)))


def _long_in_utf16(draw: DrawFn, job: PortalJob) -> PortalJob:
    text = picked(draw, _TWO_UNITS)
    if draw(st.booleans()):
        return one_document(draw, job, title=text * draw(st.integers(41, 80)))
    return replace(job, nonsensitive_title=text * draw(st.integers(41, 80)))


def _unchanged(_: DrawFn, job: PortalJob) -> PortalJob:
    return job


def _available(least: int, most: int) -> Breaker[PortalJob]:
    seconds = st.integers(least, most).map(lambda number: timedelta(seconds=number))
    return Breaker(change=lambda draw, job: replace(job, availability=Availability(available_for=draw(seconds))))


def _opened(draw: DrawFn, job: PortalJob) -> PortalJob:
    ago = timedelta(seconds=draw(st.integers(1, _FAR)))
    return replace(job, availability=Availability(activation_time=MOMENT - ago))


def _without_zone(draw: DrawFn, job: PortalJob) -> PortalJob:
    return replace(job, availability=Availability(activation_time=draw(moments()).replace(tzinfo=None)))


def _personal_reference(draw: DrawFn, job: PortalJob) -> PortalJob:
    return replace(job, reference=draw(_PERSONAL).format(draw(national_ids())))


def _personal_title(draw: DrawFn, job: PortalJob) -> PortalJob:
    kind = picked(draw, ("number", "email", "mobile"))
    if kind == "mobile":
        number = draw(mobiles())
        called = with_contact(draw, job, Notifications(email="ring@example.net", sms=number))
        return replace(called, nonsensitive_title=f"Ring {number[-8:]}")
    datum = draw(national_ids() if kind == "number" else emails())
    return replace(job, nonsensitive_title=draw(_PERSONAL).format(datum))


def _without_title(_: DrawFn, job: PortalJob) -> PortalJob:
    return replace(job, nonsensitive_title=None)


def _blank_title(draw: DrawFn, job: PortalJob) -> PortalJob:
    blank = picked(draw, _BLANK)
    if draw(st.booleans()):
        return one_document(draw, job, title=blank)
    return replace(job, nonsensitive_title=blank)


_BLANK: Final = (" ", "\t\n", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE} ", "\N{WORD JOINER}")
_TWO_UNITS: Final = ("\U0001f4dd", "\U00010400")
_PERSONAL: Final = st.sampled_from(("{}", "Avtale {}", "({})"))

JOB_BREAKERS: Final[Mapping[str, Breaker[PortalJob]]] = {
    **DOCUMENT_BREAKERS,
    **SIGNER_BREAKERS,
    "PSR101": Breaker(change=_unwritable),
    "PSR103": Breaker(change=_invalid),
    "PSR105": Breaker(change=_unchanged, start={"max_documents": 1, "deprecated": True}),
    "PSR108": Breaker(change=_long_in_utf16),
    "PSR401": _available(_LONGEST + 1, _FAR),
    "PSR402": Breaker(change=_opened),
    "PSR403": Breaker(change=_without_zone),
    "PSR404": _available(0, 0),
    "PSR405": _available(1, _DAY),
    "PSR602": Breaker(change=_personal_title),
    "PSR603": Breaker(change=_without_title),
    "PSR604": Breaker(change=_blank_title),
}
"""By code, the breaker that makes a job with this error."""

REQUEST_BREAKERS: Final[Mapping[str, Breaker[PortalJob]]] = {
    "PSR101": Breaker(change=_unwritable_reference),
    "PSR103": Breaker(change=_with_long_reference),
    "PSR601": Breaker(change=_personal_reference),
}
"""By code, the breaker that makes a job whose job request has this error."""
