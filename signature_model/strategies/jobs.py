"""Jobs of the portal flow, senders and availabilities. The parts that jobs of both flows have are drawn here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict

from hypothesis import strategies as st

from signature_model.jobs.context import Environment, Sector
from signature_model.jobs.portal import (
    AuthenticationLevel,
    Availability,
    Document,
    IdentifierInSignedDocuments,
    PortalJob,
    Sender,
)
from signature_model.jobs.signers import SignatureType, Signer
from signature_model.strategies.documents import documents, with_distinct_names
from signature_model.strategies.identifiers import organization_numbers
from signature_model.strategies.signers import SECTORS, distinct, signers
from signature_model.strategies.texts import descriptions, impersonal, moments, references, titles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from signature_model.jobs.flows import AnySigner

_MOST_DOCUMENTS: Final = 20
_MOST_SIGNERS: Final = 10
_ORDERS: Final = 10
_LONGEST: Final = 7_776_000
_DAYS: Final = tuple(timedelta(days=days) for days in (10, 1, 2, 5, 30, 90))
_NUMBER_AND_NAME: Final = IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME
_BIRTH_DATE: Final = IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME
_NAME: Final = IdentifierInSignedDocuments.NAME
LEVELS: Final = {
    Sector.PUBLIC: st.sampled_from((None, AuthenticationLevel.FOUR, AuthenticationLevel.THREE)),
    Sector.PRIVATE: st.sampled_from((None, AuthenticationLevel.FOUR)),
}
_BOOLEANS: Final = st.booleans()


class JobOptions(TypedDict, total=False):
    """The options of ``jobs``, for strategies that build on it."""

    sector: Sector | None
    organization_number: str | None
    min_documents: int
    max_documents: int
    min_signers: int
    max_signers: int
    groups: int | None
    by_number: bool | None
    environment: Environment | None
    deprecated: bool
    warnings: bool


@st.composite
def senders(
    draw: DrawFn, *, sector: Sector | None = None, organization_number: str | None = None, warnings: bool = False
) -> Sender:
    """Senders with a sector, with or without a polling queue.

    ``sector``: None gives both sectors. ``organization_number``: None generates one. ``warnings``: also include numbers
    with an invalid check digit.

    >>> from hypothesis import find
    >>> find(senders(organization_number="999999999"), lambda sender: True)
    Sender(organization_number='999999999', sector=<Sector.PUBLIC: 'public'>, polling_queue=None)
    """
    return Sender(
        draw(_numbers(warnings)) if organization_number is None else organization_number,
        sector=draw(SECTORS) if sector is None else sector,
        polling_queue=draw(_QUEUES),
    )


def availabilities(*, warnings: bool = False) -> SearchStrategy[Availability]:
    """Availabilities of up to 90 days, without an activation time or with one from 2030 on, and the empty availability.

    ``warnings``: also include activation times without a time zone, and a duration of zero.
    """
    return _doubtful_availabilities() if warnings else _availabilities()


@st.composite
def jobs(  # noqa: PLR0913 - each option is one property that a test may need to fix
    draw: DrawFn,
    *,
    sector: Sector | None = None,
    organization_number: str | None = None,
    min_documents: int = 1,
    max_documents: int = _MOST_DOCUMENTS,
    min_signers: int = 1,
    max_signers: int = _MOST_SIGNERS,
    groups: int | None = None,
    by_number: bool | None = None,
    environment: Environment | None = Environment.TEST,
    deprecated: bool = False,
    warnings: bool = False,
) -> PortalJob:
    """Jobs that the service accepts, without errors and, unless ``deprecated``, without warnings; notes are possible.

    ``sector``: the sender's sector, whose rules the job follows; None gives both. ``organization_number``: the
    sender's; None generates one. ``groups``: the number of signing groups, which needs at least as many signers.
    ``by_number``: True for signers with a national id number, False for signers with contact information.
    ``environment``: which numbers the signers have, see ``national_ids``. ``deprecated``: the older form with a single
    document, which causes a warning. ``warnings``: also include jobs that the service accepts but ``validate_job``
    warns about. Contradictory options, such as several documents in the older form or more groups than signers, raise
    ValueError at the first draw.

    >>> from hypothesis import find
    >>> from signature_model import Sector, validate_job
    >>> job = find(jobs(sector=Sector.PRIVATE, groups=2), lambda job: True)
    >>> len({signer.order or 0 for signer in job.signers}), job.documents[0].title
    (2, 'Contract')
    >>> validate_job(job).is_valid
    True
    """
    if groups is not None and groups > max_signers:
        msg = f"max_signers is {max_signers}, but {groups} groups need at least one signer each"
        raise ValueError(msg)
    of = draw(senders(sector=sector, organization_number=organization_number, warnings=warnings))
    drawn = draw_documents(draw, min_documents, max_documents, deprecated=deprecated, warnings=warnings)
    stated, may_advance = drawn.rights_of(of)
    people = draw(
        _signers(stated, max(min_signers, groups or 1), max_signers, by_number, may_advance, environment, warnings)
    )
    return PortalJob(
        title=draw(drawn.titles),
        nonsensitive_title=draw(_NONSENSITIVE_TITLES),
        description=draw(DESCRIPTIONS),
        documents=drawn.documents,
        signers=_ordered(draw, people if warnings else distinct(people), groups),
        sender=of,
        availability=draw(_MAYBE_DOUBTFUL if warnings else _MAYBE_AVAILABLE),
        required_authentication=draw(LEVELS[stated]),
        identifier_in_signed_documents=draw(identifiers(stated, people)),
        reference=draw(REFERENCES),
        deprecated_single_document=drawn.are_deprecated,
    )


class DrawnDocuments(NamedTuple):
    """The documents of a job, and titles that it may have."""

    documents: list[Document]
    titles: SearchStrategy[str]
    are_deprecated: bool

    def rights_of(self, sender: Sender) -> tuple[Sector, bool]:
        """Return the sender's sector, and whether its signers may have advanced signatures for the documents."""
        sector = sender.sector or Sector.PUBLIC
        return sector, sector is Sector.PRIVATE or len(self.documents) == 1


def draw_documents(draw: DrawFn, least: int, most: int, *, deprecated: bool, warnings: bool) -> DrawnDocuments:
    """Draw the documents of a job, in either form of the manifest. Raises ValueError if the options contradict."""
    if deprecated and least > 1:
        msg = f"min_documents is {least}, but a deprecated job has one document"
        raise ValueError(msg)
    are_deprecated = deprecated or (warnings and most >= 1 >= least and draw(_BOOLEANS))
    listed = draw(_documents(least, 1 if are_deprecated else most, warnings))
    titles = st.just(listed[0].title) if are_deprecated else _TITLES
    return DrawnDocuments(with_distinct_names(listed), titles, are_deprecated)


def _ordered(draw: DrawFn, people: Sequence[Signer], groups: int | None) -> list[Signer]:
    """Put the signers into this number of groups (None: any number), in any order."""
    if len(people) == 1:
        return list(people)
    count = draw(_up_to(len(people))) if groups is None else groups
    orders = draw(_orders(count))
    writes_zero = draw(_BOOLEANS)
    places = [index if index < count else draw(_up_to(count)) - 1 for index in range(len(people))]
    return [
        replace(each, order=orders[place] if orders[place] or writes_zero else None)
        for each, place in zip(people, places, strict=True)
    ]


def identifiers(sector: Sector, people: Sequence[AnySigner]) -> SearchStrategy[IdentifierInSignedDocuments | None]:
    """Identifiers that the sector may use for these signers."""
    permitted: list[IdentifierInSignedDocuments | None] = [None]
    if all(each.personal_identification_number is not None for each in people):
        permitted.append(_NUMBER_AND_NAME)
    if sector is Sector.PRIVATE:
        permitted.append(_BIRTH_DATE)
    elif not any(each.signature_type is SignatureType.ADVANCED for each in people):
        permitted += (_BIRTH_DATE, _NAME)
    return _one_of(tuple(permitted))


@cache
def _one_of(
    values: tuple[IdentifierInSignedDocuments | None, ...],
) -> SearchStrategy[IdentifierInSignedDocuments | None]:
    return st.sampled_from(values)


@cache
def _up_to(most: int) -> SearchStrategy[int]:
    return st.integers(1, most)


@cache
def _orders(count: int) -> SearchStrategy[tuple[int, ...]]:
    """``count`` different orders, ascending."""
    return st.sampled_from(tuple(combinations(range(_ORDERS), count)))


@cache
def _numbers(warnings: bool) -> SearchStrategy[str]:  # noqa: FBT001 - private
    return organization_numbers() | st.just("123456789") if warnings else organization_numbers()


@cache
def _documents(least: int, most: int, warnings: bool) -> SearchStrategy[list[Document]]:  # noqa: FBT001 - private
    return st.lists(documents(warnings=warnings), min_size=least, max_size=most)


@cache
def _signers(  # noqa: PLR0913, PLR0917 - private; positional for the cache
    sector: Sector,
    least: int,
    most: int,
    by_number: bool | None,  # noqa: FBT001 - as above
    advanced: bool,  # noqa: FBT001 - as above
    environment: Environment | None,
    warnings: bool,  # noqa: FBT001 - as above
) -> SearchStrategy[list[Signer]]:
    each = signers(sector=sector, by_number=by_number, advanced=advanced, environment=environment, warnings=warnings)
    return st.lists(each, min_size=least, max_size=most)


def _seconds(number: int) -> timedelta:
    return timedelta(seconds=number)


@cache
def _availabilities() -> SearchStrategy[Availability]:
    lengths = st.sampled_from(_DAYS) | st.integers(1, _LONGEST).map(_seconds)
    return st.builds(Availability, activation_time=st.none() | moments(), available_for=st.none() | lengths)


@cache
def _doubtful_availabilities() -> SearchStrategy[Availability]:
    never = st.builds(Availability, available_for=st.just(timedelta()))
    without_zone = st.builds(Availability, activation_time=moments().map(lambda moment: moment.replace(tzinfo=None)))
    return _availabilities() | never | without_zone


_TITLES: Final = titles("Employment contract", "Avtale om lån", "Kjøpekontrakt & <vedlegg>")
_NONSENSITIVE_TITLES: Final = st.none() | impersonal("A contract", "Avtale", most=80)
DESCRIPTIONS: Final = descriptions()
REFERENCES: Final = references()
_QUEUES: Final = st.none() | st.sampled_from(("hr", "", "kø 2"))
_MAYBE_AVAILABLE: Final = st.none() | _availabilities()
_MAYBE_DOUBTFUL: Final = st.none() | _doubtful_availabilities()
