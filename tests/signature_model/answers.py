"""Hypothesis strategies for the service's responses that the schema accepts."""

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectSignerLink, DirectStatus
from signature_model.api.records import Record
from signature_model.api.responses import CreatedJob, Refusal, Signature, StatusChange
from signature_model.api.statuses import DirectSignerStatus, JobStatus, SignerStatus
from signature_model.strategies.texts import texts
from tests.kits.wild import digits

LONGS = st.integers(-(2**63), 2**63 - 1)
URLS = texts(0, 40).map("https://{}/".format)
REFERENCES = st.none() | texts(0, 50)


def moments() -> st.SearchStrategy[datetime]:
    """Aware moments that XML Schema can express."""
    zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    return st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=zones)  # noqa: DTZ001 - bounds


def created_jobs() -> st.SearchStrategy[CreatedJob]:
    """Responses to a creation."""
    return st.builds(CreatedJob, signature_job_id=LONGS, cancellation_url=URLS, reference=REFERENCES)


def signatures() -> st.SearchStrategy[Signature]:
    """Statuses of signers with a number or with contact information, including unknown statuses."""
    common = {
        "status": st.sampled_from(SignerStatus).map(str) | texts(),
        "since": moments(),
        "xades_url": st.none() | URLS,
    }
    return st.one_of(
        st.builds(Signature, personal_identification_number=digits(11), **common),
        st.builds(Signature, email=texts(), sms=st.none() | texts(), **common),
        st.builds(Signature, sms=texts(), **common),
    )


def status_changes() -> st.SearchStrategy[StatusChange]:
    """Status changes."""
    return st.builds(
        StatusChange,
        signature_job_id=LONGS,
        status=st.sampled_from(JobStatus).map(str),
        confirmation_url=URLS,
        signatures=st.lists(signatures(), min_size=1, max_size=4),
        reference=REFERENCES,
        cancellation_url=st.none() | URLS,
        delete_documents_url=st.none() | URLS,
        pades_url=st.none() | URLS,
    )


def direct_links() -> st.SearchStrategy[DirectSignerLink]:
    """Links of signers with a number or with an identifier."""
    common = {"signer_url": URLS, "redirect_url": URLS}
    return st.one_of(
        st.builds(DirectSignerLink, personal_identification_number=digits(11), **common),
        st.builds(DirectSignerLink, signer_identifier=texts(1, 80), **common),
    )


def direct_jobs() -> st.SearchStrategy[DirectCreatedJob]:
    """Responses to a creation in the direct flow."""
    return st.builds(
        DirectCreatedJob,
        signature_job_id=LONGS,
        signers=st.lists(direct_links(), min_size=1, max_size=4),
        status_url=st.none() | URLS,
        reference=REFERENCES,
    )


def direct_statuses() -> st.SearchStrategy[DirectStatus]:
    """Statuses in the direct flow, including unknown statuses of signers, who have different names."""
    signatures = st.builds(
        DirectSignature,
        status=st.sampled_from(DirectSignerStatus).map(str) | texts(),
        since=moments(),
        signer=digits(11) | texts(1, 80),
        xades_url=st.none() | URLS,
    )
    return st.builds(
        DirectStatus,
        signature_job_id=LONGS,
        status=st.sampled_from(JobStatus).map(str),
        signatures=st.lists(signatures, min_size=1, max_size=4, unique_by=lambda each: each.signer),
        reference=REFERENCES,
        confirmation_url=st.none() | URLS,
        delete_documents_url=st.none() | URLS,
        pades_url=st.none() | URLS,
    )


def records() -> st.SearchStrategy[Record]:
    """What can be stored as JSON."""
    return created_jobs() | status_changes() | direct_jobs() | direct_statuses()


def refusals() -> st.SearchStrategy[Refusal]:
    """Error codes and messages of the service, with surrounding white space."""
    words = texts().map(str.strip)
    return st.builds(Refusal, code=words, message=words, type=words)
