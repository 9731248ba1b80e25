"""Both clients of the direct flow have the same methods, with the same behaviour."""

import inspect
import io
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from signature_model import (
    AsyncDirectClient,
    Context,
    DirectClient,
    DirectJobRequest,
    Environment,
    ExitUrls,
    PortalClient,
    StatusRetrieval,
    build_bundle,
)
from signature_model.api.http import Response
from signature_model.api.messages.direct_writing import write_direct_signer
from signature_model.errors import CredentialsError, JobRefused, OutcomeUnknown, ServiceError
from signature_model.manifests.requests import parse_direct_request
from signature_model.validation.validators import validate_bundle
from tests.kits.bundles import credentials_of
from tests.kits.certificates import MOMENT, NUMBER, authority
from tests.kits.jobs import PUBLIC, a_bundle, a_direct_bundle, a_direct_job, a_job, credentials
from tests.signature_model.both_clients import a_client, both, both_direct
from tests.signature_model.direct_scripts import (
    BY_NUMBER,
    DIRECT_CREATED,
    DIRECT_JOB,
    DIRECT_JOBS,
    DIRECT_STATUS,
    HAS_SIGNED,
    TOKEN,
    direct_created,
    direct_status,
)
from tests.signature_model.scripts import LOST, NO_CONTENT, OK, SERVICE, created, nothing, refused, scripted

OTHER = "123456785"
POLL, CONFIRM = ("GET", DIRECT_JOBS), ("POST", f"{DIRECT_JOB}/complete")
LINK = Response(status=200, body=write_direct_signer(BY_NUMBER))
REQUEST = DirectJobRequest(reference="contract 17", exit_urls=ExitUrls.single("https://sender.example/back"))


@both_direct
@pytest.mark.parametrize(
    ("call", "answer", "result", "sent"),
    [
        pytest.param(
            lambda client: client.redirect_url(BY_NUMBER),
            LINK,
            BY_NUMBER.redirect_url,
            ("POST", f"{DIRECT_JOB}/signers/1"),
            id="redirect",
        ),
        pytest.param(
            lambda client: client.status(DIRECT_CREATED, TOKEN),
            direct_status(),
            DIRECT_STATUS,
            ("GET", f"{DIRECT_JOB}/status?status_query_token={TOKEN}"),
            id="status",
        ),
        pytest.param(lambda client: client.poll().change, direct_status(), DIRECT_STATUS, POLL, id="poll"),
        pytest.param(
            lambda client: client.poll(sender=OTHER, polling_queue="hr").change,
            nothing(),
            None,
            ("GET", f"{SERVICE.root}/{OTHER}/direct/signature-jobs?polling_queue=hr"),
            id="poll a queue of another",
        ),
        pytest.param(lambda client: client.confirm(DIRECT_STATUS), NO_CONTENT, None, CONFIRM, id="confirm"),
        pytest.param(
            lambda client: client.xades(HAS_SIGNED), OK, b"ok", ("GET", f"{DIRECT_JOB}/xades/191"), id="xades"
        ),
        pytest.param(lambda client: client.pades(DIRECT_STATUS), OK, b"ok", ("GET", f"{DIRECT_JOB}/pades"), id="pades"),
        pytest.param(
            lambda client: client.save_xades(HAS_SIGNED, io.BytesIO()),
            OK,
            2,
            ("GET", f"{DIRECT_JOB}/xades/191"),
            id="save xades",
        ),
        pytest.param(
            lambda client: client.save_pades(DIRECT_STATUS, io.BytesIO()),
            OK,
            2,
            ("GET", f"{DIRECT_JOB}/pades"),
            id="save pades",
        ),
        pytest.param(
            lambda client: client.save(f"{DIRECT_JOB}/pades", io.BytesIO()),
            OK,
            2,
            ("GET", f"{DIRECT_JOB}/pades"),
            id="save",
        ),
        pytest.param(
            lambda client: client.delete_documents(DIRECT_STATUS),
            OK,
            None,
            ("DELETE", f"{DIRECT_JOB}/documents"),
            id="delete",
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
    words = [name for name in vars(DirectClient) if not name.startswith("_")]
    assert words == [name for name in vars(AsyncDirectClient) if not name.startswith("_")]
    for word in (*words, "__init__"):
        first, second = getattr(DirectClient, word), getattr(AsyncDirectClient, word)
        one, two = inspect.signature(first), inspect.signature(second)
        assert str(one) == str(two).replace("Async", "")
        assert word == "__init__" or inspect.getdoc(second) == f"As ``DirectClient.{word}``."


def test_the_clients_of_both_flows_take_the_same_arguments() -> None:
    assert inspect.signature(DirectClient) == inspect.signature(PortalClient)


@both_direct
def test_a_context_for_another_environment_is_refused(kind: Any) -> None:  # noqa: ANN401 - either client
    with pytest.raises(ValueError, match=r"the context is for production, and the service at .* for test"):
        a_client(kind, scripted(OK), context=Context(environment=Environment.PRODUCTION))


# Creating


@both_direct
def test_a_job_is_sealed_and_sent_for_its_own_sender(kind: Any) -> None:  # noqa: ANN401 - either client
    long_lived = credentials_of(authority().issue(until=datetime(2999, 1, 1, tzinfo=UTC)))
    script = scripted(direct_created())
    client = a_client(kind, script, credentials=long_lived, context=PUBLIC, sender=OTHER)
    job = a_direct_job(reference="contract 17", status_retrieval=StatusRetrieval.WAIT_FOR_CALLBACK)
    assert client.create(job) == DIRECT_CREATED
    assert script.calls == [("POST", DIRECT_JOBS)]
    sent = parse_direct_request(script.requests[0].body[1])
    assert sent == DirectJobRequest.of(job)
    assert validate_bundle(script.requests[0].body[3], PUBLIC, request=sent).is_valid


@both_direct
def test_a_built_bundle_is_sent_as_it_is(kind: Any) -> None:  # noqa: ANN401 - either client
    bundle = build_bundle(a_direct_job(), credentials(), signing_time=MOMENT)
    script = scripted(direct_created())
    assert a_client(kind, script).create(bundle) == DIRECT_CREATED
    assert script.requests[0].body[3] is bundle.content


@both_direct
def test_a_bundle_that_was_built_elsewhere_is_validated_and_sent(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(direct_created())
    client = a_client(kind, script)
    assert client.create_from(a_direct_bundle(), REQUEST) == DIRECT_CREATED
    assert client.create_from(b"no bundle", REQUEST, sender=OTHER, validate=False) == DIRECT_CREATED
    assert [each[1] for each in script.calls] == [DIRECT_JOBS, f"{SERVICE.root}/{OTHER}/direct/signature-jobs"]
    assert parse_direct_request(script.requests[0].body[1]) == REQUEST


@both_direct
def test_a_job_that_is_refused_or_cannot_be_sealed_is_not_sent(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(direct_created())
    client = a_client(kind, script, credentials=credentials())
    with pytest.raises(JobRefused):
        client.create(a_direct_job(title="x" * 81))
    with pytest.raises(JobRefused):
        client.create(a_direct_job(exit_urls=None))
    with pytest.raises(JobRefused):
        client.create_from(a_bundle(), REQUEST)
    with pytest.raises(CredentialsError):
        a_client(kind, script).create(a_direct_job())
    assert script.calls == []


@both_direct
def test_a_creation_whose_response_was_lost_is_not_repeated(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(LOST, direct_created())
    with pytest.raises(OutcomeUnknown) as caught:
        a_client(kind, script).create_from(a_direct_bundle(), REQUEST)
    assert caught.value.reference == "contract 17"
    assert len(script.calls) == 1


@both_direct
def test_a_job_of_the_portal_flow_is_not_sent(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(created())
    with pytest.raises(TypeError, match=r"^the job belongs to the portal flow; this client sends jobs of the direct"):
        a_client(kind, script, credentials=credentials()).create(a_job())
    assert script.calls == []


@both
def test_a_job_of_the_direct_flow_is_not_sent_by_a_client_of_the_portal_flow(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(created())
    with pytest.raises(TypeError, match=r"^the job belongs to the direct flow; this client sends jobs of the portal"):
        a_client(kind, script, credentials=credentials()).create(a_direct_job())
    assert script.calls == []


# Status changes


@both_direct
def test_a_change_is_confirmed_when_the_loop_asks_for_the_next(kind: Any) -> None:  # noqa: ANN401 - either client
    silent = replace(DIRECT_STATUS, confirmation_url=None)
    script = scripted(direct_status(), NO_CONTENT, direct_status(silent), direct_status())
    changes = a_client(kind, script).changes()
    assert next(changes) == DIRECT_STATUS
    assert script.calls == [POLL]
    assert [next(changes), next(changes)] == [silent, DIRECT_STATUS]
    assert script.calls == [POLL, CONFIRM, POLL, POLL]
    changes.close()
    assert len(script.calls) == 4


@both_direct
def test_the_changes_of_one_queue_are_fetched(kind: Any) -> None:  # noqa: ANN401 - either client
    script = scripted(direct_status())
    changes = a_client(kind, script).changes(sender=OTHER, polling_queue="hr")
    next(changes)
    changes.close()
    assert script.calls == [("GET", f"{SERVICE.root}/{OTHER}/direct/signature-jobs?polling_queue=hr")]


# What is logged


@both_direct
def test_no_log_shows_a_token_or_a_redirect_url(kind: Any, caplog: pytest.LogCaptureFixture) -> None:  # noqa: ANN401 - either client
    caplog.set_level(logging.DEBUG)
    client = a_client(kind, scripted(direct_created(), LINK, LOST, direct_status(), refused(403, message=TOKEN)))
    job = client.create_from(a_direct_bundle(), REQUEST)
    url = client.redirect_url(job.signers[0])
    client.status(job, TOKEN)
    with pytest.raises(ServiceError) as caught:
        client.status(job, TOKEN)
    for text in (caplog.text, repr(job), str(caught.value)):
        assert TOKEN not in text
        assert url not in text
    assert f"{NUMBER}/direct/signature-jobs/17/status?status_query_token=***" in caplog.text
