"""A poll returns a change or a wait; operations on a job are repeated safely."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from signature_model.api.flow import Flow
from signature_model.api.http import Response
from signature_model.api.portal import Portal
from signature_model.api.retries import Retries
from signature_model.errors import AlreadyFinished, NoAnswer, ServiceError, SigningError, UnexpectedAnswer
from signature_transports.clocks import ManualClock
from tests.kits.certificates import NUMBER
from tests.signature_model.scripts import (
    BLOCKED,
    CHANGE,
    CREATED,
    JOBS,
    LOST,
    NO_CONTENT,
    UNSENT,
    a_portal,
    changed,
    created,
    done,
    nothing,
    permitted_after,
    refused,
    scripted,
)

Operation = Callable[[Portal], Flow[Any]]

HTML = Response(status=200, headers={"content-type": "text/html"}, body=b"<html>Welcome<br></html>")


# Polling


def test_a_poll_returns_a_change() -> None:
    poll = done(a_portal().poll(NUMBER, None), scripted(changed()))
    assert (poll.change, poll.wait, poll.was_too_early) == (CHANGE, timedelta(), False)


def test_a_poll_of_an_empty_queue_returns_no_change() -> None:
    poll = done(a_portal().poll(NUMBER, None), scripted(nothing(timedelta(seconds=7))))
    assert (poll.change, poll.wait, poll.was_too_early) == (None, timedelta(seconds=7), False)


def test_a_poll_that_is_too_early_is_not_repeated() -> None:
    script = scripted(Response(status=429, headers=permitted_after(timedelta(seconds=7))))
    poll = done(a_portal().poll(NUMBER, None), script)
    assert (poll.change, poll.wait, poll.was_too_early) == (None, timedelta(seconds=7), True)
    assert len(script.requests) == 1


def test_a_poll_whose_response_was_lost_is_repeated() -> None:
    script = scripted(LOST, Response(status=503), BLOCKED, changed())
    assert done(a_portal().poll(NUMBER, None), script).change == CHANGE
    assert len(script.requests) == 4


def test_a_poll_with_429_and_no_poll_time_fails_after_the_retries() -> None:
    with pytest.raises(ServiceError) as caught:
        done(a_portal().poll(NUMBER, None), scripted(Response(status=429)))
    assert (caught.value.status, caught.value.is_retryable) == (429, True)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (HTML, "the response with status 200 (text/html) cannot be used: not well-formed XML"),
        (Response(status=200), "the response with status 200 (no content type) cannot be used: not well-formed XML"),
        (created(), "cannot be used: the root element is `portal-signature-job-response`"),
    ],
)
def test_another_document_than_a_change_is_unexpected(answer: Response, message: str) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        done(a_portal().poll(NUMBER, None), scripted(answer))
    assert message in caught.value.message
    assert (caught.value.status, caught.value.body) == (answer.status, answer.body)


def test_polling_waits_as_the_service_demands_until_there_is_a_change() -> None:
    clock = ManualClock()
    script = scripted(
        nothing(timedelta(seconds=30)),
        Response(status=429, headers=permitted_after(timedelta(seconds=5))),
        nothing(timedelta(minutes=10)),
        replace(changed(), headers=permitted_after(timedelta(seconds=3))),
    )
    assert done(a_portal().next_change(NUMBER, "hr", after=2), script, clock) == (CHANGE, 3.0)
    assert clock.seconds() == 2 + 30 + 5 + 600
    assert script.calls == [("GET", f"{JOBS}?polling_queue=hr")] * 4


def test_polling_begins_immediately_by_default() -> None:
    clock = ManualClock()
    assert done(a_portal().next_change(NUMBER, None), scripted(changed()), clock) == (CHANGE, 0.0)
    assert clock.seconds() == 0


# Confirmation, cancellation, deletion

OPERATIONS: dict[str, Operation] = {
    "confirm": lambda portal: portal.confirm(CHANGE),
    "delete": lambda portal: portal.delete_documents(CHANGE),
}
operations = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
ALL_OPERATIONS: dict[str, Operation] = {
    **OPERATIONS,
    "cancel a created job": lambda portal: portal.cancel(CREATED),
    "cancel a changed job": lambda portal: portal.cancel(CHANGE),
}
all_operations = pytest.mark.parametrize("operation", ALL_OPERATIONS.values(), ids=ALL_OPERATIONS.keys())


@all_operations
@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_status_2xx_means_success(operation: Operation, status: int) -> None:
    assert done(operation(a_portal()), scripted(Response(status=status, body=b"ok"))) is None


@all_operations
def test_an_operation_whose_response_was_lost_is_repeated(operation: Operation) -> None:
    script = scripted(LOST, Response(status=502), UNSENT, NO_CONTENT)
    done(operation(a_portal()), script)
    assert len(set(script.calls)) == 1
    assert len(script.calls) == 4


@operations
@pytest.mark.parametrize("gone", [404, 410])
@pytest.mark.parametrize("fault", [LOST, Response(status=503), Response(status=408)], ids=["lost", "503", "408"])
def test_a_missing_resource_after_a_lost_response_means_success(
    operation: Operation, gone: int, fault: Response | SigningError
) -> None:
    assert done(operation(a_portal()), scripted(fault, refused(gone))) is None
    assert done(operation(a_portal()), scripted(fault, UNSENT, refused(gone))) is None


@pytest.mark.parametrize("gone", [404, 410])
@pytest.mark.parametrize(
    "before", [[], [UNSENT], [BLOCKED], [Response(status=429)]], ids=["first", "unsent", "blocked", "429"]
)
def test_missing_documents_before_any_deletion_are_an_error(gone: int, before: list[Response | SigningError]) -> None:
    with pytest.raises(ServiceError) as caught:
        done(OPERATIONS["delete"](a_portal()), scripted(*before, refused(gone)))
    assert caught.value.status == gone


@pytest.mark.parametrize("gone", [404, 410])
def test_confirming_a_change_that_the_service_does_not_know_is_a_warning(
    gone: int, caplog: pytest.LogCaptureFixture
) -> None:
    assert done(OPERATIONS["confirm"](a_portal()), scripted(refused(gone))) is None
    assert "was already confirmed" in caplog.text


@pytest.mark.parametrize("gone", [404, 410])
def test_a_404_from_a_gateway_does_not_confirm_a_change(gone: int) -> None:
    with pytest.raises(ServiceError) as caught:
        done(OPERATIONS["confirm"](a_portal()), scripted(Response(status=gone, body=b"<html>Not Found</html>")))
    assert caught.value.status == gone


@pytest.mark.parametrize("is_lost", [False, True], ids=["refused", "refused after a lost answer"])
def test_a_refused_cancellation_after_a_lost_response_has_a_hint(*, is_lost: bool) -> None:
    with pytest.raises(AlreadyFinished) as caught:
        done(ALL_OPERATIONS["cancel a created job"](a_portal()), scripted(*([LOST] if is_lost else []), refused(409)))
    assert ("an earlier attempt" in (caught.value.hint or "")) is is_lost


@operations
@pytest.mark.parametrize("status", [400, 403, 409])
def test_another_refusal_after_a_lost_response_is_an_error(operation: Operation, status: int) -> None:
    with pytest.raises(ServiceError) as caught:
        done(operation(a_portal()), scripted(LOST, refused(status)))
    assert caught.value.status == status


@operations
def test_a_redirect_does_not_mean_success(operation: Operation) -> None:
    with pytest.raises(UnexpectedAnswer):
        done(operation(a_portal()), scripted(LOST, Response(status=302)))


@pytest.mark.parametrize("job", [CREATED, CHANGE], ids=["created", "changed"])
def test_a_finished_job_cannot_be_cancelled(job: Any) -> None:  # noqa: ANN401 - either kind
    script = scripted(refused(409, "JOB_FINISHED", "too late"))
    with pytest.raises(AlreadyFinished) as caught:
        done(a_portal().cancel(job), script)
    assert (caught.value.status, caught.value.code, caught.value.said) == (409, "JOB_FINISHED", "too late")
    assert len(script.requests) == 1


def test_a_missing_job_was_not_cancelled() -> None:
    with pytest.raises(ServiceError) as caught:
        done(a_portal().cancel(CREATED), scripted(LOST, refused(404)))
    assert type(caught.value) is ServiceError


@all_operations
def test_an_operation_that_cannot_be_sent_fails_after_the_retries(operation: Operation) -> None:
    script = scripted(UNSENT)
    with pytest.raises(NoAnswer):
        done(operation(a_portal(retries=Retries(times=2))), script)
    assert len(script.requests) == 3
