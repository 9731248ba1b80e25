"""Hypothesis strategies for unusual jobs of both flows: all that the schema accepts, whatever the rules say."""

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from signature_model.jobs.direct import DirectJob, DirectSigner
from signature_model.jobs.portal import (
    AuthenticationLevel,
    Availability,
    Document,
    IdentifierInSignedDocuments,
    PortalJob,
    Sender,
)
from signature_model.jobs.signers import Lookup, Notifications, OnBehalfOf, SignatureType, Signer
from signature_model.strategies.manifests import manifest_styles, written
from signature_model.strategies.texts import texts

LONGEST = timedelta.max // timedelta(seconds=1)


def digits(number: int) -> st.SearchStrategy[str]:
    """A number of ASCII digits."""
    return st.text("0123456789", min_size=number, max_size=number)


def moments() -> st.SearchStrategy[datetime]:
    """Moments that XML Schema can express: naive, or at most 14 hours from UTC."""
    zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    return st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.one_of(st.none(), zones))  # noqa: DTZ001 - bounds


def notifications() -> st.SearchStrategy[Notifications]:
    """Contact information with at least one address."""
    address = texts()
    return st.one_of(
        st.builds(Notifications, email=address),
        st.builds(Notifications, sms=address),
        st.builds(Notifications, email=address, sms=address),
    )


def signers() -> st.SearchStrategy[Signer]:
    """Signers in every form of the schema."""
    return st.builds(
        Signer,
        personal_identification_number=st.none() | digits(11),
        notify=st.builds(Lookup, sms=st.booleans()) | notifications(),
        signature_type=st.none() | st.sampled_from(SignatureType),
        on_behalf_of=st.none() | st.sampled_from(OnBehalfOf),
        order=st.none() | st.integers(0, 9),
    )


def documents() -> st.SearchStrategy[Document]:
    """Documents without content."""
    return st.builds(Document, title=texts(1), href=texts(4), mime=texts(1))


def availabilities() -> st.SearchStrategy[Availability]:
    """Availabilities, including the empty one."""
    seconds = st.integers(0, LONGEST).map(lambda number: timedelta(seconds=number))
    return st.builds(Availability, activation_time=st.none() | moments(), available_for=st.none() | seconds)


@st.composite
def jobs(draw: st.DrawFn) -> PortalJob:
    """Jobs that the schema accepts, with only the fields that a manifest has."""
    is_deprecated = draw(st.booleans())
    listed = draw(st.lists(documents(), min_size=1, max_size=1 if is_deprecated else 4))
    return PortalJob(
        title=listed[0].title if is_deprecated else draw(texts(1)),
        nonsensitive_title=draw(st.none() | texts(1)),
        description=draw(st.none() | texts()),
        documents=listed,
        signers=draw(st.lists(signers(), min_size=1, max_size=4)),
        sender=Sender(draw(digits(9))),
        availability=draw(st.none() | availabilities()),
        required_authentication=draw(st.none() | st.sampled_from(AuthenticationLevel)),
        identifier_in_signed_documents=draw(st.none() | st.sampled_from(IdentifierInSignedDocuments)),
        deprecated_single_document=is_deprecated,
    )


def direct_signers() -> st.SearchStrategy[DirectSigner]:
    """Signers of the direct flow in every form of the schema."""
    type_, behalf = st.none() | st.sampled_from(SignatureType), st.none() | st.sampled_from(OnBehalfOf)
    by_number = st.builds(DirectSigner.by_national_id, digits(11), signature_type=type_, on_behalf_of=behalf)
    return by_number | st.builds(DirectSigner.by_identifier, texts(1, 80), signature_type=type_, on_behalf_of=behalf)


@st.composite
def direct_jobs(draw: st.DrawFn) -> DirectJob:
    """Jobs of the direct flow that the schema accepts, with only the fields that a manifest has."""
    of_portal = draw(jobs())
    return DirectJob(
        title=of_portal.title,
        description=of_portal.description,
        documents=of_portal.documents,
        signers=draw(st.lists(direct_signers(), min_size=1, max_size=4)),
        sender=of_portal.sender,
        exit_urls=None,
        required_authentication=of_portal.required_authentication,
        identifier_in_signed_documents=of_portal.identifier_in_signed_documents,
        deprecated_single_document=of_portal.deprecated_single_document,
    )


def manifests() -> st.SearchStrategy[bytes]:
    """Valid manifests as other programs may write them: any prefix, comments, instructions, other numerals."""
    return st.builds(written, jobs() | direct_jobs(), manifest_styles())
