"""Signers with a national id number or contact information, as each sector may address them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from hypothesis import strategies as st

from signature_model.jobs.context import Environment, Sector
from signature_model.jobs.signers import Lookup, Notifications, OnBehalfOf, SignatureType, Signer
from signature_model.strategies.identifiers import emails, mobiles, national_ids, next_mobile, next_national_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hypothesis.strategies import DrawFn, SearchStrategy


class _Addressing(NamedTuple):
    """A way to address a signer. Without ``lookup``, the sender gives the contact information."""

    by_number: bool
    lookup: Lookup | None = None
    on_behalf_of: OnBehalfOf | None = None


_BY_CONTACT: Final = tuple(_Addressing(by_number=False, on_behalf_of=behalf) for behalf in (None, *OnBehalfOf))
_WAYS: Final = {
    Sector.PUBLIC: (
        _Addressing(by_number=True, lookup=Lookup()),
        _Addressing(by_number=True, lookup=Lookup(sms=True)),
        _Addressing(by_number=True, lookup=Lookup(), on_behalf_of=OnBehalfOf.SELF),
        _Addressing(by_number=True, on_behalf_of=OnBehalfOf.OTHER),
        *_BY_CONTACT,
    ),
    Sector.PRIVATE: (
        *(_Addressing(by_number=True, on_behalf_of=behalf) for behalf in (None, *OnBehalfOf)),
        *_BY_CONTACT,
    ),
}
_WITHOUT_LOOKUP: Final = _Addressing(by_number=True)
_DOUBTFUL_NUMBERS: Final = ("12345678910", "00000000000", "01018000137")
_DOUBTFUL_CONTACTS: Final = (Notifications(email="kari"), Notifications(sms="112"), Notifications(email="a@b", sms="x"))

SECTORS: Final = st.sampled_from((Sector.PUBLIC, Sector.PRIVATE))
CONTACTS: Final = (
    emails().map(lambda email: Notifications(email=email))
    | mobiles().map(lambda sms: Notifications(sms=sms))
    | st.builds(Notifications, email=emails(), sms=mobiles())
)


@st.composite
def signers(  # noqa: PLR0913 - each option is one property that a test may need to fix
    draw: DrawFn,
    *,
    sector: Sector | None = None,
    by_number: bool | None = None,
    advanced: bool = True,
    environment: Environment | None = Environment.TEST,
    warnings: bool = False,
) -> Signer:
    """Signers as a sender of the sector may address them, without an order. ``sector``: None gives both sectors.

    ``by_number``: True for signers with a national id number, False for signers with contact information, None for
    both. ``advanced``: False excludes explicit advanced signatures, which public senders cannot combine with several
    documents. ``environment``: which numbers the signers have, see ``national_ids``. ``warnings``: also include signers
    that the service accepts but warns about.

    >>> from hypothesis import find
    >>> find(signers(sector=Sector.PUBLIC), lambda signer: signer.contact.email is not None).contact.email
    'kari@example.com'
    """
    stated = draw(SECTORS) if sector is None else sector
    way = draw(_ways(stated, by_number, warnings))
    number = draw(numbers(environment, warnings)) if way.by_number else None
    return Signer(
        personal_identification_number=number,
        notify=way.lookup or draw(_contacts(warnings)),
        signature_type=draw(types(stated, advanced)),
        on_behalf_of=way.on_behalf_of,
    )


def distinct(signers: Iterable[Signer]) -> list[Signer]:
    """Return the signers. A signer with the same identifier as an earlier one gets another number or address."""
    seen: set[object] = set()
    different = []
    for signer in signers:
        each = signer
        while (each.personal_identification_number or each.contact) in seen:
            each = _another(each)
        seen.add(each.personal_identification_number or each.contact)
        different.append(each)
    return different


def _another(signer: Signer) -> Signer:
    if signer.personal_identification_number is not None:
        return replace(signer, personal_identification_number=next_national_id(signer.personal_identification_number))
    email, sms = signer.contact.email, signer.contact.sms
    if email is not None:
        return replace(signer, notify=Notifications(email=f"x{email}", sms=sms))
    return replace(signer, notify=Notifications(sms=next_mobile(sms or "")))


@cache
def _ways(sector: Sector, by_number: bool | None, warnings: bool) -> SearchStrategy[_Addressing]:  # noqa: FBT001 - private
    more = (_WITHOUT_LOOKUP,) if warnings else ()
    ways = [each for each in (*_WAYS[sector], *more) if by_number in {None, each.by_number}]
    return st.sampled_from(ways)


@cache
def types(sector: Sector, advanced: bool) -> SearchStrategy[SignatureType | None]:  # noqa: FBT001 - for the cache
    """Signature types that a sender of the sector may use, with or without explicit advanced signatures."""
    permitted: list[SignatureType | None] = [None, *([SignatureType.ADVANCED] if advanced else [])]
    return st.sampled_from([*permitted, *([SignatureType.AUTHENTICATED] if sector is Sector.PUBLIC else [])])


@cache
def numbers(environment: Environment | None, warnings: bool) -> SearchStrategy[str]:  # noqa: FBT001 - for the cache
    """National id numbers; with ``warnings``, also doubtful ones."""
    usual = national_ids(environment=environment)
    return usual | st.sampled_from(_DOUBTFUL_NUMBERS) if warnings else usual


@cache
def _contacts(warnings: bool) -> SearchStrategy[Notifications]:  # noqa: FBT001 - private
    return CONTACTS | st.sampled_from(_DOUBTFUL_CONTACTS) if warnings else CONTACTS
