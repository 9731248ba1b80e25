"""Broken jobs of the portal flow: errors that only they can have, such as in the availability."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from signature_model.jobs.portal import Availability
from signature_model.jobs.signers import Notifications, Signer
from signature_model.strategies.authority import MOMENT
from signature_model.strategies.broken.breakers import Breaker, picked
from signature_model.strategies.broken.shared import (
    BLANK,
    CONTROLS,
    INVALID_NUMBERS,
    PERSONAL,
    SHARED_BREAKERS,
    SHARED_REQUEST_BREAKERS,
    SHARED_VIOLATIONS,
    TWO_UNITS,
)
from signature_model.strategies.broken.signers import SIGNER_BREAKERS, one_signer, with_contact
from signature_model.strategies.identifiers import emails, mobiles, national_ids
from signature_model.strategies.texts import moments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import DrawFn

    from signature_model.jobs.portal import PortalJob

_LONGEST: Final = 7_776_000
_DAY: Final = 86_400
_FAR: Final = 10 * _LONGEST
_INVALID_DURATIONS: Final = (timedelta(seconds=-1), timedelta(days=2, milliseconds=1))


def _of_ten_more(draw: DrawFn, job: PortalJob) -> PortalJob:
    more = [Signer.by_email(f"nr{number}@example.org") for number in range(draw(st.integers(10, 12)))]
    return replace(job, signers=(*job.signers, *more), identifier_in_signed_documents=None)


VIOLATIONS: Final[tuple[Callable[[DrawFn, PortalJob], PortalJob], ...]] = (
    *SHARED_VIOLATIONS,
    lambda draw, job: replace(job, nonsensitive_title=picked(draw, ("", "x" * 81))),
    _of_ten_more,
    lambda draw, job: one_signer(draw, job, lambda signer: replace(signer, order=picked(draw, (-1, 10)))),
    lambda draw, job: one_signer(draw, job, lambda signer: replace(signer, notify=None)),
    lambda draw, job: with_contact(draw, job, Notifications()),
    lambda draw, job: one_signer(
        draw, job, lambda signer: replace(signer, personal_identification_number=picked(draw, INVALID_NUMBERS))
    ),
    lambda draw, job: replace(job, availability=Availability(available_for=picked(draw, _INVALID_DURATIONS))),
)
"""Changes that the schema refuses in a manifest."""


def _invalid(draw: DrawFn, job: PortalJob) -> PortalJob:
    return picked(draw, VIOLATIONS)(draw, job)


def _nonsensitive_title(code: str, text: Callable[[DrawFn], str]) -> Breaker[Any]:
    """Return the breaker of both flows for a code, or one that gives the job this non-sensitive title."""

    def change(draw: DrawFn, job: PortalJob) -> Any:  # noqa: ANN401 - a job
        if draw(st.booleans()):
            return SHARED_BREAKERS[code].change(draw, job)
        return replace(job, nonsensitive_title=text(draw))

    return Breaker(change=change)


def _available(least: int, most: int) -> Breaker[Any]:
    seconds = st.integers(least, most).map(lambda number: timedelta(seconds=number))
    return Breaker(change=lambda draw, job: replace(job, availability=Availability(available_for=draw(seconds))))


def _opened(draw: DrawFn, job: PortalJob) -> PortalJob:
    ago = timedelta(seconds=draw(st.integers(1, _FAR)))
    return replace(job, availability=Availability(activation_time=MOMENT - ago))


def _without_zone(draw: DrawFn, job: PortalJob) -> PortalJob:
    return replace(job, availability=Availability(activation_time=draw(moments()).replace(tzinfo=None)))


def _personal_title(draw: DrawFn, job: PortalJob) -> PortalJob:
    kind = picked(draw, ("number", "email", "mobile"))
    if kind == "mobile":
        number = draw(mobiles())
        called = with_contact(draw, job, Notifications(email="ring@example.net", sms=number))
        return replace(called, nonsensitive_title=f"Ring {number[-8:]}")
    datum = draw(national_ids() if kind == "number" else emails())
    return replace(job, nonsensitive_title=draw(PERSONAL).format(datum))


def _without_title(_: DrawFn, job: PortalJob) -> PortalJob:
    return replace(job, nonsensitive_title=None)


JOB_BREAKERS: Final[Mapping[str, Breaker[Any]]] = {
    **SHARED_BREAKERS,
    **SIGNER_BREAKERS,
    "PSR101": _nonsensitive_title("PSR101", lambda draw: f"x{picked(draw, CONTROLS)}x"),
    "PSR103": Breaker(change=_invalid),
    "PSR108": _nonsensitive_title("PSR108", lambda draw: picked(draw, TWO_UNITS) * draw(st.integers(41, 80))),
    "PSR401": _available(_LONGEST + 1, _FAR),
    "PSR402": Breaker(change=_opened),
    "PSR403": Breaker(change=_without_zone),
    "PSR404": _available(0, 0),
    "PSR405": _available(1, _DAY),
    "PSR602": Breaker(change=_personal_title),
    "PSR603": Breaker(change=_without_title),
    "PSR604": _nonsensitive_title("PSR604", lambda draw: picked(draw, BLANK)),
}
"""By code, the breaker that makes a job with this error."""

REQUEST_BREAKERS: Final = SHARED_REQUEST_BREAKERS
"""By code, the breaker that puts this error in the job request."""
