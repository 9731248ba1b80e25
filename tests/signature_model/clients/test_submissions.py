"""Who sends, with which keys, and how its jobs are judged before they leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from signature_model import (
    DIFITEST,
    PRODUCTION,
    Availability,
    Context,
    Environment,
    JobRequest,
    Sector,
    Sender,
    build_bundle,
)
from signature_model.clients.submissions import Party, in_environment_of
from signature_model.errors import CredentialsError, JobRefused
from signature_model.validation.validators import validate_bundle
from tests.kits.bundles import credentials_of
from tests.kits.certificates import MOMENT, NUMBER, authority
from tests.kits.jobs import PUBLIC, a_bundle, a_job, credentials

OTHER = "123456785"
TOO_LONG = Availability(available_for=timedelta(days=91))


@pytest.mark.parametrize(
    ("party", "named", "sender"),
    [
        pytest.param(Party(sender=NUMBER, credentials=credentials()), OTHER, OTHER, id="the one that is named"),
        pytest.param(Party(sender=OTHER, credentials=credentials()), None, OTHER, id="the party's own"),
        pytest.param(Party(credentials=credentials()), None, NUMBER, id="the one in the certificate"),
    ],
)
def test_a_call_is_for_the_sender_that_is_told_nearest_to_it(party: Party, named: str | None, sender: str) -> None:
    assert party.sender_or(named) == sender


def test_a_call_is_for_somebody() -> None:
    with pytest.raises(ValueError, match=r"^no sender: name one in the call or for the client"):
        Party().sender_or(None)


def test_a_job_is_judged_and_sealed() -> None:
    long_lived = credentials_of(authority().issue(until=datetime(2999, 1, 1, tzinfo=UTC)))
    bundle = Party(credentials=long_lived, context=PUBLIC).bundle_of(a_job())
    assert validate_bundle(bundle.content, PUBLIC).is_valid
    assert bundle.job.sender.organization_number == NUMBER


def test_a_bundle_that_is_built_already_is_left_as_it_is() -> None:
    bundle = build_bundle(a_job(), credentials(), signing_time=MOMENT)
    assert Party().bundle_of(bundle) is bundle


def test_a_job_with_errors_is_refused() -> None:
    with pytest.raises(JobRefused, match="PSR401"):
        Party(credentials=credentials()).bundle_of(a_job(availability=TOO_LONG))


def test_what_judging_warns_of_is_logged_and_the_job_is_sent_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    job = a_job(sender=Sender("123456789", sector=Sector.PUBLIC))
    assert Party(credentials=credentials()).bundle_of(job).content
    warned = [record.getMessage() for record in caplog.records]
    assert [each for each in warned if "PSR315" in each]
    assert not [each for each in warned if " note " in each]


def test_the_environment_is_the_services() -> None:
    assert in_environment_of(PRODUCTION, PUBLIC) == replace(PUBLIC, environment=Environment.PRODUCTION)
    test = Context(environment=Environment.TEST)
    assert in_environment_of(DIFITEST, test) == test
    with pytest.raises(ValueError, match="the context is for test"):
        in_environment_of(PRODUCTION, test)


def test_a_job_is_judged_by_what_is_known() -> None:
    with pytest.raises(JobRefused):
        Party(credentials=credentials(), context=Context(sector=Sector.PRIVATE)).bundle_of(a_job())


def test_nothing_is_sealed_without_a_key() -> None:
    with pytest.raises(CredentialsError, match="no credentials to seal the job with"):
        Party(sender=NUMBER).bundle_of(a_job())


def test_a_bundle_that_was_built_elsewhere_is_judged() -> None:
    Party(context=PUBLIC).require_sound(a_bundle(), JobRequest(reference="ours"))
    with pytest.raises(JobRefused):
        Party(context=Context(sector=Sector.PRIVATE)).require_sound(a_bundle(), JobRequest())
    with pytest.raises(JobRefused):
        Party().require_sound(b"no bundle", JobRequest())
    with pytest.raises(JobRefused):
        Party(context=PUBLIC).require_sound(a_bundle(), JobRequest(reference="x" * 51))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("sender", 984661185, "sender must be str or None, not int"),
        ("credentials", "enterprise.p12", "credentials must be Credentials or None, not str"),
        ("context", None, "context must be Context, not NoneType"),
    ],
)
def test_what_is_not_even_of_the_right_type_is_refused(field: str, value: object, message: str) -> None:
    fields: dict[str, Any] = {field: value}
    with pytest.raises(TypeError, match=f"^{message}$"):
        Party(**fields)


def test_no_repr_shows_a_key() -> None:
    assert "PRIVATE" not in repr(Party(credentials=credentials()))
