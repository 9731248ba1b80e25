"""Broken jobs of the direct flow: errors that only they can have, in own identifiers and exit URLs, for example."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from signature_model.jobs.context import Environment, Sector
from signature_model.jobs.direct import DirectSigner, ExitUrls, StatusRetrieval
from signature_model.jobs.portal import IdentifierInSignedDocuments
from signature_model.jobs.signers import SignatureType
from signature_model.strategies.broken.breakers import Breaker, picked
from signature_model.strategies.broken.shared import (
    INVALID_NUMBERS,
    PERSONAL,
    SHARED_BREAKERS,
    SHARED_REQUEST_BREAKERS,
    SHARED_VIOLATIONS,
)
from signature_model.strategies.broken.signers import new_national_id, one_signer, wrong_national_id
from signature_model.strategies.identifiers import emails, national_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import DrawFn

    from signature_model.jobs.direct import DirectJob

_NUMBER_AND_NAME: Final = IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME
_OWN: Final = DirectSigner.by_identifier("customer 1")
_UNUSABLE: Final = (
    "", "/signed", "sender.example/signed", "ftp://sender.example", "https:///signed", "https://sender.example:x",
    "https://[::1", "https://sender.example/a b", "https://sender.example:0", "urn:isbn:1", " https://sender.example",
)  # fmt: skip
_WITH_TOKEN: Final = ("?status_query_token=1", "?a=b&status_query_token=", "?status%5Fquery%5Ftoken=x#a")
_WITH_FRAGMENT: Final = ("#signed", "/?a=b#/signed")
_LONG: Final = f"https://sender.example/{'x' * 500}"


def _signed_by(draw: DrawFn, job: DirectJob, signer: DirectSigner) -> DirectJob:
    """Return the job with another signer in one place. The documents show only what is known about this signer."""
    shown = job.identifier_in_signed_documents
    is_unknown = signer.personal_identification_number is None and shown is _NUMBER_AND_NAME
    changed = one_signer(draw, job, lambda _: signer)
    return replace(changed, identifier_in_signed_documents=None if is_unknown else shown)


def _of_ten_more(draw: DrawFn, job: DirectJob) -> DirectJob:
    more = [DirectSigner.by_identifier(f"nr {number}") for number in range(draw(st.integers(10, 12)))]
    return replace(job, signers=(*job.signers, *more), identifier_in_signed_documents=None)


DIRECT_VIOLATIONS: Final[tuple[Callable[[DrawFn, DirectJob], DirectJob], ...]] = (
    *SHARED_VIOLATIONS,
    _of_ten_more,
    lambda draw, job: _signed_by(draw, job, DirectSigner(personal_identification_number=picked(draw, INVALID_NUMBERS))),
    lambda draw, job: _signed_by(draw, job, DirectSigner.by_identifier(picked(draw, ("", "x" * 81)))),
)
"""Changes that the schema refuses in a manifest."""


def _invalid(draw: DrawFn, job: DirectJob) -> DirectJob:
    return picked(draw, DIRECT_VIOLATIONS)(draw, job)


def _number_shown(draw: DrawFn, job: DirectJob) -> DirectJob:
    return replace(_signed_by(draw, job, _OWN), identifier_in_signed_documents=_NUMBER_AND_NAME)


def _twice(draw: DrawFn, job: DirectJob) -> DirectJob:
    """Return the job with another signer who has the first signer's number or identifier."""
    first, _, *others = job.signers
    identification = first.identification
    again = picked(draw, (first, DirectSigner.by_identifier(identification)))
    return replace(job, signers=(first, *others, again), identifier_in_signed_documents=None)


def _wrong_number(draw: DrawFn, job: DirectJob) -> DirectJob:
    return _signed_by(draw, job, DirectSigner.by_national_id(wrong_national_id(draw, job)))


def _synthetic(draw: DrawFn, job: DirectJob) -> DirectJob:
    return _signed_by(draw, job, DirectSigner.by_national_id(new_national_id(draw, job)))


def _unstated(draw: DrawFn, job: DirectJob) -> DirectJob:
    used = one_signer(draw, job, lambda signer: replace(signer, signature_type=SignatureType.AUTHENTICATED))
    return replace(used, sender=replace(job.sender, sector=None))


def _personal(draw: DrawFn, job: DirectJob) -> DirectJob:
    datum = draw(national_ids() if draw(st.booleans()) else emails())
    return _signed_by(draw, job, DirectSigner.by_identifier(draw(PERSONAL).format(datum)))


def _left_open(draw: DrawFn, job: DirectJob) -> DirectJob:
    return replace(_signed_by(draw, job, _OWN), identifier_in_signed_documents=None)


def _exiting(*urls: str, **start: Any) -> Breaker[Any]:  # noqa: ANN401 - the environment
    def change(draw: DrawFn, job: DirectJob) -> DirectJob:
        url = picked(draw, urls)
        if draw(st.booleans()):
            return replace(job, exit_urls=ExitUrls.single(url))
        name = picked(draw, ("completion_url", "rejection_url", "error_url"))
        return replace(job, exit_urls=replace(_EXITS, **{name: url}))

    return Breaker(change=change, **start)


def _invalid_request(draw: DrawFn, job: DirectJob) -> DirectJob:
    long_reference: DirectJob = SHARED_REQUEST_BREAKERS["PSR103"].change(draw, job)
    return picked(
        draw, (long_reference, replace(job, exit_urls=None), replace(job, exit_urls=replace(_EXITS, error_url=_LONG)))
    )


def _polled(queue: str | None, *methods: StatusRetrieval | None) -> Breaker[Any]:
    return Breaker(
        change=lambda draw, job: replace(
            job, sender=replace(job.sender, polling_queue=queue), status_retrieval=picked(draw, methods)
        )
    )


_EXITS: Final = ExitUrls.single("https://sender.example")

DIRECT_BREAKERS: Final[Mapping[str, Breaker[Any]]] = {
    **SHARED_BREAKERS,
    "PSR103": Breaker(change=_invalid),
    "PSR307": Breaker(change=_number_shown),
    "PSR309": Breaker(change=_twice, start={"min_signers": 2}),
    "PSR313": Breaker(change=_wrong_number),
    "PSR314": Breaker(
        change=_synthetic, start={"environment": Environment.PRODUCTION}, environment=Environment.PRODUCTION
    ),
    "PSR318": Breaker(change=_unstated, sectors=(Sector.PUBLIC,), states_sector=False),
    "PSR705": Breaker(change=_personal),
    "PSR706": Breaker(change=_left_open),
}
"""By code, the breaker that makes a job with this error."""

DIRECT_REQUEST_BREAKERS: Final[Mapping[str, Breaker[Any]]] = {
    **SHARED_REQUEST_BREAKERS,
    "PSR103": Breaker(change=_invalid_request),
    "PSR701": _exiting(*_UNUSABLE),
    "PSR702": _exiting(
        "http://sender.example",
        "HTTP://sender.example:8080/signed",
        start={"environment": Environment.PRODUCTION},
        environment=Environment.PRODUCTION,
    ),
    "PSR703": _exiting(*(f"https://sender.example/{each}" for each in _WITH_TOKEN)),
    "PSR704": _exiting(*(f"https://sender.example{each}" for each in _WITH_FRAGMENT)),
    "PSR707": _polled("hr", None, StatusRetrieval.WAIT_FOR_CALLBACK),
    "PSR708": _polled(None, StatusRetrieval.POLLING),
}
"""By code, the breaker that puts this error in the job request."""
