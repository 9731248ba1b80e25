"""Jobs, signers and exit URLs of the direct flow."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, TypedDict

from hypothesis import strategies as st

from signature_model.jobs.context import Environment, Sector
from signature_model.jobs.direct import DirectJob, DirectSigner, ExitUrls, StatusRetrieval
from signature_model.jobs.signers import OnBehalfOf
from signature_model.strategies.jobs import DESCRIPTIONS, LEVELS, REFERENCES, draw_documents, identifiers, senders
from signature_model.strategies.signers import SECTORS, numbers, types
from signature_model.strategies.texts import impersonal

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

_MOST_DOCUMENTS: Final = 20
_MOST_SIGNERS: Final = 10


class DirectJobOptions(TypedDict, total=False):
    """The options of ``direct_jobs``, for strategies that build on it."""

    sector: Sector | None
    organization_number: str | None
    min_documents: int
    max_documents: int
    min_signers: int
    max_signers: int
    by_number: bool | None
    environment: Environment | None
    deprecated: bool
    warnings: bool


@st.composite
def direct_signers(  # noqa: PLR0913 - each option is one property that a test may need to fix
    draw: DrawFn,
    *,
    sector: Sector | None = None,
    by_number: bool | None = None,
    advanced: bool = True,
    environment: Environment | None = Environment.TEST,
    warnings: bool = False,
) -> DirectSigner:
    """Signers of the direct flow: with a national id number, or with the sender's own identifier.

    The options are those of ``signers``; ``by_number``: False for signers with an identifier.

    >>> from hypothesis import find
    >>> find(direct_signers(by_number=False), lambda signer: True).signer_identifier
    'customer 17'
    """
    stated = draw(SECTORS) if sector is None else sector
    has_number = draw(_BOOLEANS) if by_number is None else by_number
    return DirectSigner(
        personal_identification_number=draw(numbers(environment, warnings)) if has_number else None,
        signer_identifier=None if has_number else draw(_doubtful() if warnings else _IDENTIFIERS),
        signature_type=draw(types(stated, advanced)),
        on_behalf_of=draw(_BEHALF),
    )


def exit_urls(
    *, environment: Environment | None = Environment.TEST, warnings: bool = False
) -> SearchStrategy[ExitUrls]:
    """Exit URLs, the same or different ones for the outcomes.

    ``environment``: TEST also includes unencrypted URLs (``http:``), which only the test environments accept.
    ``warnings``: also include URLs that do not work.
    """
    return _exit_urls(environment, warnings)


@cache
def _exit_urls(environment: Environment | None, warnings: bool) -> SearchStrategy[ExitUrls]:  # noqa: FBT001 - private
    usual = (*_URLS, *_UNENCRYPTED_URLS) if environment is Environment.TEST else _URLS
    url = st.sampled_from((*usual, *_DOUBTFUL_URLS) if warnings else usual)
    return url.map(ExitUrls.single) | st.builds(ExitUrls, completion_url=url, rejection_url=url, error_url=url)


@st.composite
def direct_jobs(  # noqa: PLR0913 - each option is one property that a test may need to fix
    draw: DrawFn,
    *,
    sector: Sector | None = None,
    organization_number: str | None = None,
    min_documents: int = 1,
    max_documents: int = _MOST_DOCUMENTS,
    min_signers: int = 1,
    max_signers: int = _MOST_SIGNERS,
    by_number: bool | None = None,
    environment: Environment | None = Environment.TEST,
    deprecated: bool = False,
    warnings: bool = False,
) -> DirectJob:
    """Jobs of the direct flow that the service accepts, without errors and, unless ``deprecated``, without warnings.

    The options are those of ``jobs``; ``by_number``: False for signers with the sender's own identifiers.

    >>> from hypothesis import find
    >>> from signature_model import Sector, validate_job
    >>> job = find(direct_jobs(sector=Sector.PRIVATE, min_signers=2), lambda job: True)
    >>> len(job.signers) >= 2, job.exit_urls.completion_url.startswith("http")
    (True, True)
    >>> validate_job(job).is_valid
    True
    """
    of = draw(senders(sector=sector, organization_number=organization_number, warnings=warnings))
    drawn = draw_documents(draw, min_documents, max_documents, deprecated=deprecated, warnings=warnings)
    stated, may_advance = drawn.rights_of(of)
    people = draw(_people(stated, min_signers, max_signers, by_number, may_advance, environment, warnings))
    return DirectJob(
        title=draw(drawn.titles),
        description=draw(DESCRIPTIONS),
        documents=drawn.documents,
        signers=people,
        sender=of,
        exit_urls=draw(exit_urls(environment=environment, warnings=warnings)),
        status_retrieval=draw(_RETRIEVALS),
        required_authentication=draw(LEVELS[stated]),
        identifier_in_signed_documents=draw(identifiers(stated, people)),
        reference=draw(REFERENCES),
        deprecated_single_document=drawn.are_deprecated,
    )


@cache
def _people(  # noqa: PLR0913, PLR0917 - private; positional for the cache
    sector: Sector,
    least: int,
    most: int,
    by_number: bool | None,  # noqa: FBT001 - as above
    advanced: bool,  # noqa: FBT001 - as above
    environment: Environment | None,
    warnings: bool,  # noqa: FBT001 - as above
) -> SearchStrategy[list[DirectSigner]]:
    each = direct_signers(
        sector=sector, by_number=by_number, advanced=advanced, environment=environment, warnings=warnings
    )
    return st.lists(each, min_size=least, max_size=most, unique_by=None if warnings else _identification)


def _identification(signer: DirectSigner) -> str:
    return signer.identification


@cache
def _doubtful() -> SearchStrategy[str]:
    return _IDENTIFIERS | st.just("kari@example.com")


_BOOLEANS: Final = st.booleans()
_BEHALF: Final = st.sampled_from((None, *OnBehalfOf))
_RETRIEVALS: Final = st.sampled_from((None, *StatusRetrieval))
_NUMBERED: Final = st.integers(17, 9_999).map("customer {}".format)
_IDENTIFIERS: Final = _NUMBERED | impersonal("kunde", most=80)
_URLS: Final = (
    "https://sender.example/signed",
    "https://sender.example/?job=2030-117&language=nb",
    "https://xn--blbr-roah.example",
)
_UNENCRYPTED_URLS: Final = ("http://localhost:8080/ferdig",)
_DOUBTFUL_URLS: Final = ("", "/signed", "sender.example", "https://sender.example/?status_query_token=1")
