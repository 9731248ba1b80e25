"""The error of an operation names the operation and the reason."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from signature_model.api.flow import Flow
from signature_model.api.http import Response
from signature_model.api.portal import Portal
from signature_model.errors import NotOffered, ServiceError, UnexpectedAnswer
from signature_model.jobs.requests import JobRequest
from tests.kits.certificates import NUMBER
from tests.signature_model.scripts import CHANGE, CREATED, JOB, SERVICE, SIGNED, a_portal, done, refused, scripted

Operation = Callable[[Portal], Flow[Any]]


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        pytest.param(lambda portal: portal.ping(NUMBER), "the ping", id="ping"),
        pytest.param(lambda portal: portal.create(NUMBER, JobRequest(), b""), "the creation", id="create"),
        pytest.param(lambda portal: portal.poll(NUMBER, None), "the poll", id="poll"),
        pytest.param(lambda portal: portal.confirm(CHANGE), "the confirmation", id="confirm"),
        pytest.param(lambda portal: portal.cancel(CREATED), "the cancellation", id="cancel"),
        pytest.param(lambda portal: portal.delete_documents(CHANGE), "the deletion", id="delete documents"),
        pytest.param(lambda portal: portal.fetch(f"{JOB}/pades"), "the download", id="fetch"),
    ],
)
def test_a_refusal_names_the_operation_and_the_services_reason(operation: Operation, name: str) -> None:
    with pytest.raises(ServiceError) as caught:
        done(operation(a_portal()), scripted(refused(403, "NOT_AUTHORIZED", "No access")))
    assert caught.value.message == f"{name}: NOT_AUTHORIZED: No access"


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        pytest.param(
            lambda portal: portal.cancel(replace(CHANGE, cancellation_url=None)),
            "the job can no longer be cancelled",
            id="cancel",
        ),
        pytest.param(
            lambda portal: portal.delete_documents(replace(CHANGE, delete_documents_url=None)),
            "the documents cannot be deleted now",
            id="delete documents",
        ),
        pytest.param(
            lambda portal: portal.xades(replace(SIGNED, xades_url=None)),
            "the signer has not signed, so there is no XAdES",
            id="xades",
        ),
        pytest.param(
            lambda portal: portal.pades(replace(CHANGE, pades_url=None)),
            "no signer has signed, so there is no PAdES",
            id="pades",
        ),
    ],
)
def test_an_operation_that_is_not_offered_has_a_reason(operation: Operation, reason: str) -> None:
    with pytest.raises(NotOffered) as caught:
        done(operation(a_portal()), scripted(Response(status=200)))
    assert caught.value.message == f"{reason}: the service has given no URL for it"


def test_an_empty_download_is_reported() -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        done(a_portal().pades(CHANGE), scripted(Response(status=200)))
    assert caught.value.message == "the download: the response is empty"


def test_the_warning_about_a_confirmed_change_names_the_job(caplog: pytest.LogCaptureFixture) -> None:
    done(a_portal().confirm(CHANGE), scripted(refused(404)))
    assert caplog.messages == ["the status change of job 17 was already confirmed"]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Response(status=204), id="nothing, and no time"),
        pytest.param(Response(status=429, headers={"x-next-permitted-poll-time": "soon"}), id="too early, and no time"),
    ],
)
def test_without_a_poll_time_the_wait_depends_on_the_environment(answer: Response) -> None:
    assert done(a_portal().poll(NUMBER, None), scripted(answer)).wait == SERVICE.empty_queue_wait
