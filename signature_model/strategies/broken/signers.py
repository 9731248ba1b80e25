"""Broken signers: wrong identifiers, wrong contact information, and features that the sector may not use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from signature_model.jobs.context import Environment, Sector
from signature_model.jobs.portal import AuthenticationLevel, IdentifierInSignedDocuments
from signature_model.jobs.signers import Lookup, Notifications, OnBehalfOf, SignatureType, Signer
from signature_model.strategies.broken.breakers import Breaker, picked
from signature_model.strategies.identifiers import national_ids, next_national_id, organization_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import DrawFn, SearchStrategy

    from signature_model.jobs.flows import AnyJob, AnySigner, SameJob
    from signature_model.jobs.portal import PortalJob
    from signature_model.strategies.jobs import JobOptions

_PUBLIC: Final = (Sector.PUBLIC,)
_PRIVATE: Final = (Sector.PRIVATE,)
_NUMBER_AND_NAME: Final = IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME
_OTHER_IDENTIFIERS: Final = (IdentifierInSignedDocuments.NAME, IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME)
_BLANKS: Final = ("", " ", "\t\n", "\N{NO-BREAK SPACE}")
_INVALID_EMAILS: Final = (
    "kari",
    "kari@",
    "kari@example",
    "kari nordmann@example.com",
    "kari@example.com;ola@example.com",
)
_INVALID_MOBILES: Final = ("1234567", "123456789", "+0 1234567", "fire fem", "+47", "98765432x")
_LAST_DIGIT: Final = 10
_FALSE_DATES: Final = ("00", "32", "72", "99")

_ONE: Final[JobOptions] = {"max_documents": 1}
_SEVERAL: Final[JobOptions] = {"min_documents": 2}


def one_signer(draw: DrawFn, job: SameJob, change: Callable[[Any], AnySigner], **changes: Any) -> SameJob:  # noqa: ANN401 - any field of the job
    """Return the job with one changed signer and with these changed fields."""
    signers: Any = list(job.signers)
    index = draw(st.integers(0, len(signers) - 1))
    signers[index] = change(signers[index])
    return replace(job, signers=signers, **changes)


def with_contact(draw: DrawFn, job: PortalJob, notify: Lookup | Notifications) -> PortalJob:
    """Return the job with one signer who has only this contact information."""
    identifier = job.identifier_in_signed_documents
    return one_signer(
        draw,
        job,
        lambda signer: Signer(notify=notify, order=signer.order),
        identifier_in_signed_documents=None if identifier is _NUMBER_AND_NAME else identifier,
    )


def with_number(draw: DrawFn, job: PortalJob, number: str, on_behalf_of: OnBehalfOf | None = None) -> PortalJob:
    """Return the job with one signer who has this number, notified as the sector requires."""
    notify = Lookup() if job.sender.sector is Sector.PUBLIC else Notifications(email="kari@example.com")
    return one_signer(
        draw,
        job,
        lambda signer: Signer(
            personal_identification_number=number, notify=notify, on_behalf_of=on_behalf_of, order=signer.order
        ),
    )


def new_national_id(draw: DrawFn, job: AnyJob) -> str:
    """Draw a national id number that no signer of the job has."""
    number, taken = draw(_PEOPLE), {each.personal_identification_number for each in job.signers}
    while number in taken:
        number = next_national_id(number)
    return number


def _contacts(change: Callable[[str], Notifications], *texts: str) -> Breaker[Any]:
    return Breaker(change=lambda draw, job: with_contact(draw, job, change(picked(draw, texts))))


def looked_up(draw: DrawFn, job: PortalJob) -> PortalJob:
    """Return the job with one signer who is notified by lookup, whether the sector allows it or not."""
    number = new_national_id(draw, job)
    return one_signer(draw, job, lambda signer: Signer.by_national_id(number, notify=Lookup(), order=signer.order))


def _for_others(draw: DrawFn, job: PortalJob) -> PortalJob:
    return with_number(draw, job, new_national_id(draw, job), OnBehalfOf.OTHER)


def _without_number(draw: DrawFn, job: PortalJob) -> PortalJob:
    return with_contact(draw, job, Lookup(sms=draw(st.booleans())))


def _authenticated(draw: DrawFn, job: SameJob) -> SameJob:
    return one_signer(draw, job, lambda signer: replace(signer, signature_type=SignatureType.AUTHENTICATED))


def _level_three(_: DrawFn, job: SameJob) -> SameJob:
    return replace(job, required_authentication=AuthenticationLevel.THREE)


def _identifier(draw: DrawFn, job: SameJob) -> SameJob:
    if job.sender.sector is Sector.PRIVATE:
        return replace(job, identifier_in_signed_documents=IdentifierInSignedDocuments.NAME)
    identifier = picked(draw, _OTHER_IDENTIFIERS)
    advanced = one_signer(draw, job, lambda signer: replace(signer, signature_type=SignatureType.ADVANCED))
    return replace(advanced, identifier_in_signed_documents=identifier)


def _number_shown(draw: DrawFn, job: PortalJob) -> PortalJob:
    unknown = with_contact(draw, job, Notifications(email="per@example.com"))
    return replace(unknown, identifier_in_signed_documents=_NUMBER_AND_NAME)


def _without_lookup(draw: DrawFn, job: PortalJob) -> PortalJob:
    number, behalf = new_national_id(draw, job), picked(draw, (None, OnBehalfOf.SELF))
    notify = Notifications(email="kari@example.com")
    return one_signer(
        draw,
        job,
        lambda signer: Signer.by_national_id(number, notify=notify, on_behalf_of=behalf, order=signer.order),
    )


def _twice(draw: DrawFn, job: PortalJob) -> PortalJob:
    first, *others = job.signers
    again = one_signer(draw, replace(job, signers=others), lambda signer: replace(first, order=signer.order))
    return replace(again, signers=(first, *again.signers))


def wrong_national_id(draw: DrawFn, job: AnyJob) -> str:
    """Draw a number with wrong check digits or a wrong date that no signer of the job has."""
    number = new_national_id(draw, job)
    last = (int(number[-1]) + draw(st.integers(1, 9))) % _LAST_DIGIT
    day = picked(draw, _FALSE_DATES)
    return picked(draw, (f"{number[:-1]}{last}", f"{day}{number[2:]}"))


def _wrong_number(draw: DrawFn, job: PortalJob) -> PortalJob:
    return with_number(draw, job, wrong_national_id(draw, job))


def _synthetic(draw: DrawFn, job: PortalJob) -> PortalJob:
    return with_number(draw, job, new_national_id(draw, job))


def _wrong_sender(draw: DrawFn, job: SameJob) -> SameJob:
    number = draw(organization_numbers())
    last = (int(number[-1]) + draw(st.integers(1, 9))) % _LAST_DIGIT
    return replace(job, sender=replace(job.sender, organization_number=f"{number[:-1]}{last}"))


def _advanced(draw: DrawFn, job: SameJob) -> SameJob:
    advanced = one_signer(draw, job, lambda signer: replace(signer, signature_type=SignatureType.ADVANCED))
    return replace(advanced, identifier_in_signed_documents=None)


def _ordered(draw: DrawFn, job: PortalJob) -> PortalJob:
    order = draw(st.integers(1, 9))
    return one_signer(draw, job, lambda signer: replace(signer, order=order))


def _unstated(draw: DrawFn, job: PortalJob) -> PortalJob:
    used = looked_up(draw, job)
    return replace(used, sender=replace(job.sender, sector=None))


_PEOPLE: Final[SearchStrategy[str]] = national_ids(environment=Environment.TEST)

SHARED_SIGNER_BREAKERS: Final[Mapping[str, Breaker[Any]]] = {
    "PSR304": Breaker(change=_authenticated, sectors=_PRIVATE),
    "PSR305": Breaker(change=_level_three, sectors=_PRIVATE),
    "PSR306": Breaker(change=_identifier, start=_ONE),
    "PSR315": Breaker(change=_wrong_sender),
    "PSR316": Breaker(change=_advanced, start=_SEVERAL, sectors=_PUBLIC),
}
"""By code, the breaker that makes a job of either flow with this error."""

SIGNER_BREAKERS: Final[Mapping[str, Breaker[Any]]] = {
    **SHARED_SIGNER_BREAKERS,
    "PSR301": Breaker(change=looked_up, sectors=_PRIVATE),
    "PSR302": Breaker(change=_for_others, sectors=_PUBLIC),
    "PSR303": Breaker(change=_without_number, sectors=_PUBLIC),
    "PSR307": Breaker(change=_number_shown),
    "PSR308": Breaker(change=_without_lookup, sectors=_PUBLIC),
    "PSR309": Breaker(change=_twice, start={"min_signers": 2}),
    "PSR310": _contacts(lambda blank: Notifications(email=blank, sms=None if blank else " "), *_BLANKS),
    "PSR311": _contacts(lambda email: Notifications(email=email), *_INVALID_EMAILS),
    "PSR312": _contacts(lambda sms: Notifications(sms=sms), *_INVALID_MOBILES),
    "PSR313": Breaker(change=_wrong_number),
    "PSR314": Breaker(
        change=_synthetic, start={"environment": Environment.PRODUCTION}, environment=Environment.PRODUCTION
    ),
    "PSR317": Breaker(change=_ordered, start={"max_signers": 1}),
    "PSR318": Breaker(change=_unstated, sectors=_PUBLIC, states_sector=False),
}
