"""A submission is validated and sealed for the right sender before it is sent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from signature_model import (
    DIFITEST,
    PRODUCTION,
    Availability,
    Context,
    DirectJobRequest,
    Environment,
    JobRequest,
    Sector,
    Sender,
    build_bundle,
)
from signature_model.api.services import NoSender
from signature_model.clients.submissions import Caller, Submission, in_environment_of
from signature_model.errors import CredentialsError, JobRefused
from signature_model.validation.validators import validate_bundle, validate_job
from tests.kits.bundles import changed, credentials_of, with_manifest
from tests.kits.certificates import MOMENT, NUMBER, authority
from tests.kits.jobs import KARI, PUBLIC, a_bundle, a_direct_job, a_job, credentials
from tests.kits.reports import codes_of
from tests.kits.types import require_checked_types
from tests.signature_model.scripts import BLOCKED, CREATED, a_portal, created, done, scripted

OTHER = "123456785"
OURS = Caller(credentials=credentials())
TOO_LONG = Availability(available_for=timedelta(days=91))


@pytest.mark.parametrize(
    ("caller", "named", "sender"),
    [
        pytest.param(Caller(sender=NUMBER, credentials=credentials()), OTHER, OTHER, id="named in the call"),
        pytest.param(Caller(sender=OTHER, credentials=credentials()), None, OTHER, id="the caller's own"),
        pytest.param(OURS, None, NUMBER, id="in the certificate"),
    ],
)
def test_the_sender_of_a_call(caller: Caller, named: str | None, sender: str) -> None:
    assert caller.sender_or(named) == sender


def test_a_call_needs_a_sender() -> None:
    with pytest.raises(NoSender, match=r"^the sender is not known$"):
        Caller().sender_or(None)


def test_a_job_is_validated_and_sealed() -> None:
    long_lived = credentials_of(authority().issue(until=datetime(2999, 1, 1, tzinfo=UTC)))
    job = a_job(reference="ours", sender=Sender(NUMBER, sector=Sector.PUBLIC, polling_queue="hr"))
    submission = Submission.of_job(job, Caller(sender=OTHER, credentials=long_lived, context=PUBLIC))
    assert validate_bundle(submission.content, PUBLIC).is_valid
    assert submission.sender == NUMBER
    assert submission.request == JobRequest(reference="ours", polling_queue="hr")


@pytest.mark.parametrize(
    ("caller", "number"),
    [
        pytest.param(OURS, NUMBER, id="in the certificate"),
        pytest.param(Caller(sender=NUMBER, credentials=credentials()), NUMBER, id="the caller's own"),
    ],
)
def test_a_job_without_a_sender_gets_one(caller: Caller, number: str) -> None:
    job = a_job(sender=Sender(sector=Sector.PUBLIC))

    assert validate_job(job).is_valid
    assert Submission.of_job(job, caller).sender == number


def test_a_direct_job_is_not_sent_to_the_portal() -> None:
    submission = Submission.of_job(a_direct_job(), replace(OURS, context=PUBLIC))
    assert submission.request == DirectJobRequest.of(a_direct_job())
    with pytest.raises(TypeError, match=r"^the job belongs to the direct flow; "):
        submission.sent_to(a_portal())


def test_a_built_bundle_is_not_built_again() -> None:
    bundle = build_bundle(a_job(), credentials(), signing_time=MOMENT)
    submission = Submission.of_job(bundle, Caller())
    assert submission.content is bundle.content
    assert submission.seal_again is None


def test_a_job_that_the_limit_delays_is_sealed_again() -> None:
    script = scripted(BLOCKED, created())
    submission = Submission.of_job(a_job(), OURS)
    assert done(submission.sent_to(a_portal()), script) == CREATED
    first, second = (each.body[3] for each in script.requests)
    assert first is submission.content
    assert second != first
    assert validate_bundle(second, PUBLIC).is_valid


def test_a_job_with_errors_is_refused() -> None:
    with pytest.raises(JobRefused, match="PSR401"):
        Submission.of_job(a_job(availability=TOO_LONG), OURS)


def test_a_job_is_validated_in_the_context_of_the_caller() -> None:
    with pytest.raises(JobRefused):
        Submission.of_job(a_job(), replace(OURS, context=Context(sector=Sector.PRIVATE)))


def test_a_job_cannot_be_sealed_without_credentials() -> None:
    with pytest.raises(CredentialsError, match="no credentials to seal the job"):
        Submission.of_job(a_job(), Caller(sender=NUMBER))


def test_warnings_are_logged_and_notes_are_not(caplog: pytest.LogCaptureFixture) -> None:
    job = a_job(sender=Sender("123456789"), nonsensitive_title=None, reference="2030-117")
    done(Submission.of_job(job, OURS).sent_to(a_portal()), scripted(created()))
    logged = [record.getMessage() for record in caplog.records]
    assert [each for each in logged if "PSR315" in each and each.startswith("job 2030-117: ")]
    assert not [each for each in logged if "PSR603" in each]


@pytest.mark.parametrize(
    ("content", "request_", "context", "code"),
    [
        pytest.param(a_bundle(), JobRequest(), Context(sector=Sector.PRIVATE), "PSR301", id="context"),
        pytest.param(b"not a ZIP archive", JobRequest(), PUBLIC, "PSR001", id="bundle"),
        pytest.param(a_bundle(), JobRequest(reference="x" * 51), PUBLIC, "PSR103", id="reference"),
    ],
)
def test_a_bundle_with_errors_is_refused(content: bytes, request_: JobRequest, context: Context, code: str) -> None:
    with pytest.raises(JobRefused, match=code):
        Submission.of_bundle(content, request_, Caller(sender=NUMBER, context=context))


def test_all_errors_of_bundle_and_request_are_reported_together() -> None:
    with pytest.raises(JobRefused) as caught:
        Submission.of_bundle(b"not a ZIP archive", JobRequest(reference="x" * 51), Caller(sender=NUMBER))
    assert codes_of(caught.value.report) == ["PSR001", "PSR103"]


def test_a_national_id_number_in_the_reference_of_a_bundle_is_a_warning() -> None:
    submission = Submission.of_bundle(a_bundle(), JobRequest(reference=KARI), Caller(context=PUBLIC))
    assert submission.report is not None
    assert codes_of(submission.report) == ["PSR601"]
    assert submission.sha256 == sha256(a_bundle()).hexdigest()


def test_a_bundle_is_not_validated_on_demand() -> None:
    submission = Submission.of_bundle(b"not a ZIP archive", JobRequest(), Caller(sender=NUMBER), validate=False)
    assert submission.report is None
    assert done(submission.sent_to(a_portal()), scripted(created())) == CREATED


@pytest.mark.parametrize(
    ("content", "caller", "named", "sender"),
    [
        pytest.param(a_bundle(), Caller(sender=OTHER), "999999999", "999999999", id="named in the call"),
        pytest.param(a_bundle(), Caller(sender=OTHER), None, NUMBER, id="in the manifest"),
        pytest.param(b"not a ZIP archive", Caller(sender=OTHER), None, OTHER, id="the caller's own"),
        pytest.param(changed(manifest=None), Caller(sender=OTHER), None, OTHER, id="no manifest"),
        pytest.param(changed(manifest=b"<a/>"), Caller(sender=OTHER), None, OTHER, id="not a manifest"),
        pytest.param(with_manifest(NUMBER, "us"), Caller(sender=OTHER), None, OTHER, id="not a number in the manifest"),
    ],
)
def test_the_sender_of_a_bundle(content: bytes, caller: Caller, named: str | None, sender: str) -> None:
    assert Submission.of_bundle(content, JobRequest(), caller, sender=named, validate=False).sender == sender


def test_the_environment_of_the_context_is_the_services() -> None:
    assert in_environment_of(PRODUCTION, PUBLIC) == replace(PUBLIC, environment=Environment.PRODUCTION)
    test = Context(environment=Environment.TEST)
    assert in_environment_of(DIFITEST, test) == test
    with pytest.raises(ValueError, match="the context is for test"):
        in_environment_of(PRODUCTION, test)


def test_values_of_wrong_types_are_refused() -> None:
    require_checked_types(Caller())


def test_no_repr_shows_a_key_or_a_bundle() -> None:
    assert "PRIVATE" not in repr(OURS)
    assert "PK" not in repr(Submission.of_job(a_job(), OURS))
