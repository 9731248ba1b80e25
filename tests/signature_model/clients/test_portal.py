"""Both clients have the same methods, with the same behaviour."""

import inspect
import io
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from signature_model import (
    AsyncPortalClient,
    Availability,
    Context,
    Environment,
    JobRequest,
    PortalClient,
    build_bundle,
)
from signature_model.api.http import Request, Response
from signature_model.api.rate_limit import CallLimit
from signature_model.errors import CredentialsError, JobRefused, NotOffered, OutcomeUnknown, ServiceError, SigningError
from signature_model.manifests.requests import parse_request
from signature_model.validation.validators import validate_bundle
from signature_transports.clocks import ManualClock
from tests.kits.bundles import credentials_of
from tests.kits.certificates import MOMENT, NUMBER, authority
from tests.kits.jobs import KARI, PUBLIC, a_bundle, a_job, credentials
from tests.signature_model.both_clients import a_client, both
from tests.signature_model.scripts import (
    CHANGE,
    CREATED,
    JOB,
    JOBS,
    LOST,
    NO_CONTENT,
    OK,
    SERVICE,
    SIGNED,
    a_manner,
    changed,
    created,
    nothing,
    refused,
    scripted,
)

OTHER = "123456785"
POLL, CONFIRM = ("GET", JOBS), ("POST", f"{JOB}/complete")


def parts_of(request: Request) -> tuple[bytes, bytes]:
    """The job request and the bundle of a creation."""
    return request.body[1], request.body[3]


# The operations


@both
@pytest.mark.parametrize(
    ("call", "answer", "result", "sent"),
    [
        pytest.param(lambda client: client.ping(), OK, "ok", ("GET", f"{SERVICE.root}/{NUMBER}"), id="ping"),
        pytest.param(
            lambda client: client.ping(sender=OTHER),
            OK,
            "ok",
            ("GET", f"{SERVICE.root}/{OTHER}"),
            id="ping for another",
        ),
        pytest.param(lambda client: client.poll().change, changed(), CHANGE, POLL, id="poll"),
        pytest.param(
            lambda client: client.poll(sender=OTHER, polling_queue="hr").wait,
            nothing(timedelta(seconds=5)),
            timedelta(seconds=5),
            ("GET", f"{SERVICE.root}/{OTHER}/portal/signature-jobs?polling_queue=hr"),
            id="poll a queue of another",
        ),
        pytest.param(lambda client: client.confirm(CHANGE), NO_CONTENT, None, CONFIRM, id="confirm"),
        pytest.param(lambda client: client.cancel(CREATED), OK, None, ("POST", f"{JOB}/cancel"), id="cancel"),
        pytest.param(lambda client: client.xades(SIGNED), OK, b"ok", ("GET", f"{JOB}/xades/1"), id="xades"),
        pytest.param(lambda client: client.pades(CHANGE), OK, b"ok", ("GET", f"{JOB}/pades"), id="pades"),
        pytest.param(
            lambda client: client.archived_pades("7"),
            OK,
            b"ok",
            ("GET", f"{SERVICE.root}/{NUMBER}/archive/documents/7/pades"),
            id="archived pades",
        ),
        pytest.param(
            lambda client: client.archived_pades("7", sender=OTHER),
            OK,
            b"ok",
            ("GET", f"{SERVICE.root}/{OTHER}/archive/documents/7/pades"),
            id="archived pades of another",
        ),
        pytest.param(
            lambda client: client.save(f"{JOB}/pades", io.BytesIO()), OK, 2, ("GET", f"{JOB}/pades"), id="save"
        ),
        pytest.param(
            lambda client: client.save_pades(CHANGE, io.BytesIO()), OK, 2, ("GET", f"{JOB}/pades"), id="save pades"
        ),
        pytest.param(
            lambda client: client.save_xades(SIGNED, io.BytesIO()), OK, 2, ("GET", f"{JOB}/xades/1"), id="save xades"
        ),
        pytest.param(
            lambda client: client.delete_documents(CHANGE), OK, None, ("DELETE", f"{JOB}/documents"), id="delete"
        ),
    ],
)
def test_each_method_is_one_operation(
    kind: Any,  # noqa: ANN401 - either client
    call: Callable[[Any], object],
    answer: Response,
    result: object,
    sent: tuple[str, str],
) -> None:
    script = scripted(answer)
    assert call(a_client(kind, script)) == result
    assert script.calls == [sent]


def test_both_clients_have_the_same_methods() -> None:
    words = [name for name in vars(PortalClient) if not name.startswith("_")]
    assert words == [name for name in vars(AsyncPortalClient) if not name.startswith("_")]
    for word in (*words, "__init__"):
        first, second = getattr(PortalClient, word), getattr(AsyncPortalClient, word)
        one, two = inspect.signature(first), inspect.signature(second)
        assert [*map(str, one.parameters.values())] == [
            str(each).replace("Async", "") for each in two.parameters.values()
        ]
        assert str(one.return_annotation) == str(two.return_annotation).replace("Async", "")
        assert word == "__init__" or inspect.getdoc(second) == f"As ``PortalClient.{word}``."


@both
def test_a_context_for_another_environment_is_refused(kind: Any) -> None:  # noqa: ANN401 - either client
    with pytest.raises(ValueError, match=r"the context is for production, and the service at .* for test"):
        a_client(kind, scripted(OK), context=Context(environment=Environment.PRODUCTION))


@both
def test_a_refusal_of_the_service_is_raised(kind: Any) -> None:  # noqa: ANN401 - either client
    client = a_client(kind, scripted(refused(403, "NOT_AUTHORIZED")))
    with pytest.raises(ServiceError) as caught:
        client.ping()
    assert caught.value.code == "NOT_AUTHORIZED"


@both
def test_an_operation_that_is_not_offered_is_not_called(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(OK)
    client = a_client(kind, script)
    with pytest.raises(NotOffered):
        client.pades(replace(CHANGE, pades_url=None))
    assert script.calls == []


@both
def test_a_client_has_a_call_policy_of_its_own_by_default(kind: Any) -> None:  # noqa: ANN401 - either client
    clock = ManualClock()
    client = a_client(kind, scripted(OK), manner=None, clock=clock)
    for _ in range(11):
        client.ping()
    assert clock.seconds() == pytest.approx(1.2)


@both
def test_clients_that_share_a_call_policy_share_its_limit(kind: Any) -> None:  # noqa: ANN401 - either client
    clock, manner = ManualClock(), a_manner(limit=CallLimit(calls=1))
    for client in (a_client(kind, scripted(OK), manner=manner, clock=clock) for _ in range(3)):
        client.ping()
    assert clock.seconds() == pytest.approx(2.4)


@both
def test_a_call_needs_a_sender(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(OK)
    client = a_client(kind, script, sender=None)
    with pytest.raises(ValueError, match="the sender is not known"):
        client.ping()
    with pytest.raises(ValueError, match="the sender is not known"):
        next(client.changes())
    assert script.calls == []


# Creating


@both
def test_a_job_is_sealed_and_sent_for_its_own_sender(kind: Any) -> None:  # noqa: ANN401 - either client
    long_lived = credentials_of(authority().issue(until=datetime(2999, 1, 1, tzinfo=UTC)))
    script = scripted(created())
    client = a_client(kind, script, credentials=long_lived, context=PUBLIC, sender=OTHER)
    assert client.create(a_job(reference="contract 17")) == CREATED
    request, bundle = parts_of(script.requests[0])
    assert script.calls == [("POST", JOBS)]
    assert parse_request(request) == JobRequest(reference="contract 17")
    assert validate_bundle(bundle, PUBLIC).is_valid


@both
def test_a_built_bundle_is_sent_as_it_is(kind: Any) -> None:  # noqa: ANN401 - either client
    bundle = build_bundle(a_job(reference="r"), credentials(), signing_time=MOMENT)
    script = scripted(created())
    assert a_client(kind, script).create(bundle) == CREATED
    assert parts_of(script.requests[0])[1] is bundle.content
    assert parse_request(parts_of(script.requests[0])[0]).reference == "r"


@both
def test_a_job_that_is_refused_or_cannot_be_sealed_is_not_sent(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(created())
    with pytest.raises(JobRefused):
        a_client(kind, script, credentials=credentials()).create(
            a_job(availability=Availability(available_for=timedelta(days=91)))
        )
    with pytest.raises(CredentialsError):
        a_client(kind, script).create(a_job())
    assert script.calls == []


@both
def test_a_bundle_that_was_built_elsewhere_is_validated_and_sent(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(created())
    client = a_client(kind, script)
    assert client.create_from(a_bundle()) == CREATED
    assert client.create_from(a_bundle(), JobRequest(polling_queue="hr"), sender=OTHER) == CREATED
    assert [each[1] for each in script.calls] == [JOBS, f"{SERVICE.root}/{OTHER}/portal/signature-jobs"]
    assert [parse_request(parts_of(each)[0]).polling_queue for each in script.requests] == [None, "hr"]
    assert all(parts_of(each)[1] is a_bundle() for each in script.requests)


@both
def test_a_bundle_with_errors_is_sent_only_without_validation(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(created())
    client = a_client(kind, script)
    with pytest.raises(JobRefused):
        client.create_from(b"no bundle")
    assert script.calls == []
    assert client.create_from(b"no bundle", validate=False) == CREATED


@both
def test_a_creation_whose_response_was_lost_is_not_repeated(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(LOST, created())
    with pytest.raises(OutcomeUnknown) as caught:
        a_client(kind, script).create_from(a_bundle(), JobRequest(reference="contract 17"))
    assert caught.value.reference == "contract 17"
    assert len(script.calls) == 1


# What is logged


@both
@pytest.mark.parametrize("way", ["create", "create a bundle", "create_from"])
def test_a_national_id_number_in_the_reference_is_logged_as_a_warning(
    kind: Any,  # noqa: ANN401 - either client
    way: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = a_client(kind, scripted(created()), credentials=credentials(), context=PUBLIC)
    job = a_job(reference=f"of {KARI}")
    if way == "create":
        client.create(job)
    elif way == "create a bundle":
        client.create(build_bundle(job, credentials()))
    else:
        client.create_from(a_bundle(), JobRequest(reference=job.reference))
    warnings = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert len([each for each in warnings if "PSR601" in each]) == 1


@both
def test_the_log_has_no_body_and_no_whole_id_number(
    kind: Any,  # noqa: ANN401 - either client
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="signature_model")
    url = f"{JOB}/xades/{KARI}"
    change = replace(CHANGE, signatures=[replace(SIGNED, xades_url=url)], confirmation_url=f"{JOB}/complete/{KARI}")
    script = scripted(created(), nothing(), LOST, changed(change), OK, OK, NO_CONTENT, OK, OK)
    client = a_client(kind, script)
    client.create_from(a_bundle(), JobRequest(reference=f"of {KARI}"))
    [change] = [next(client.changes())]
    client.xades(change.signatures[0])
    client.save(change.pades_url, io.BytesIO())
    client.confirm(change)
    client.cancel(CREATED)
    client.delete_documents(change)
    mine = [each for each in caplog.records if each.name.startswith("signature_model")]
    counts = Counter(each.levelname for each in mine)
    assert counts.keys() == {"DEBUG", "INFO", "WARNING"}
    assert counts["INFO"] == 1  # the lost response
    assert counts["WARNING"] == 1  # the number in the reference
    for result in (each.getMessage() for each in mine):
        assert KARI not in result
        assert not [each for each in ("<", "PK", "contract", "SIGNED", "b'", "ok") if each in result]
        assert len(result) < 200


@both
def test_no_error_of_a_client_shows_a_whole_id_number(kind: Any) -> None:  # noqa: ANN401 - either client
    answers = [
        refused(400, message=f"{KARI} is unknown"),
        Response(status=302, headers={"location": KARI}),
        Response(status=200, headers={"content-type": KARI}, body=KARI.encode()),
    ]
    calls: list[Callable[[Any], object]] = [
        lambda client: client.create_from(a_bundle(), JobRequest(reference=KARI)),
        lambda client: client.poll(),
    ]
    for answer, call in product(answers, calls):
        with pytest.raises(SigningError) as caught:
            call(a_client(kind, scripted(answer)))
        assert KARI not in f"{caught.value} {caught.value!r} {caught.value.__cause__!r}"
