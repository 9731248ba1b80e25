"""Tests of the operations: statuses, headers, bodies, and who may call."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from signature_model import Lookup, Signer
from signature_model.api.http import Request
from signature_transports.clocks import ManualClock
from signature_transports.emulator import Emulator, Settings
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI
from tests.signature_transports.emulator.calls import (
    JOBS,
    OTHER,
    ROOT,
    a_change,
    an_emulator,
    by,
    call,
    code_of,
    create,
    creation,
    job_of,
    poll,
    words_of,
)

A_DATE = "Tue, 01 Jan 2030 12:00:00 GMT"


def test_a_ping_names_the_caller_and_the_sender() -> None:
    emulator = an_emulator(brokers={NUMBER: {OTHER}})
    answer = call(emulator, "GET", f"/{NUMBER}")
    assert (answer.status, dict(answer.headers)) == (200, {"content-type": "text/plain", "date": A_DATE})
    assert answer.body.decode() == f"organisation {NUMBER}, on behalf of itself"
    answer = emulator.handle(Request(method="GET", url=f"{ROOT}/{NUMBER}"), OTHER)
    assert answer.body.decode() == f"organisation {OTHER}, on behalf of {NUMBER}"


def test_every_response_has_a_date() -> None:
    emulator = an_emulator()
    create(emulator)
    paths = [("GET", "/nowhere"), ("PUT", JOBS), ("GET", JOBS), ("POST", f"{JOBS}/1/cancel"), ("POST", JOBS)]
    assert {call(emulator, method, path).headers["date"] for method, path in paths} == {A_DATE}


def test_unknown_paths_and_wrong_methods_get_different_statuses() -> None:
    emulator = an_emulator()
    nowhere = call(emulator, "GET", "/nowhere")
    assert (nowhere.status, code_of(nowhere)) == (404, "NOT_FOUND")
    wrong = call(emulator, "DELETE", JOBS)
    assert (wrong.status, code_of(wrong), wrong.headers["allow"]) == (405, "METHOD_NOT_ALLOWED", "POST, GET")


OPERATIONS = [
    ("GET", f"/{NUMBER}"),
    ("POST", JOBS),
    ("GET", JOBS),
    ("POST", f"{JOBS}/1/complete/1"),
    ("POST", f"{JOBS}/1/cancel"),
    ("GET", f"{JOBS}/1/xades/1"),
    ("GET", f"{JOBS}/1/pades"),
    ("DELETE", f"{JOBS}/1/documents"),
    ("GET", f"/{NUMBER}/archive/documents/1/pades"),
]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize(
    ("settings", "caller", "code"),
    [
        pytest.param({}, "", "NOT_AUTHORIZED", id="nobody"),
        pytest.param({"senders": {OTHER}}, NUMBER, "NOT_AUTHORIZED", id="no agreement"),
        pytest.param({"senders": {OTHER}}, None, "NOT_AUTHORIZED", id="no agreement, and no caller told"),
        pytest.param({}, OTHER, "BROKER_NOT_AUTHORIZED", id="a stranger"),
        pytest.param({"brokers": {OTHER: {NUMBER}}}, OTHER, "BROKER_NOT_AUTHORIZED", id="the wrong way round"),
        pytest.param({"brokers": {"987654321": {OTHER}}}, OTHER, "BROKER_NOT_AUTHORIZED", id="another's broker"),
    ],
)
def test_only_brokers_may_act_for_a_sender(
    settings: dict[str, Any], caller: str | None, code: str, method: str, path: str
) -> None:
    answer = an_emulator(**settings).handle(Request(method=method, url=ROOT + path), caller)
    assert (answer.status, code_of(answer)) == (403, code)


def test_a_broker_may_do_everything_for_its_sender() -> None:
    emulator = an_emulator(senders={NUMBER}, brokers={NUMBER: [OTHER]})
    assert emulator.handle(creation(job_of(*by("a", "b"))), OTHER).status == 200
    emulator.sign(1, 0)
    paths = [("GET", JOBS), ("GET", f"{JOBS}/1/pades"), ("POST", f"{JOBS}/1/complete/1"), ("POST", f"{JOBS}/1/cancel")]
    statuses = [emulator.handle(Request(method=how, url=ROOT + path), OTHER).status for how, path in paths]
    assert statuses == [200, 200, 204, 204]


@pytest.mark.parametrize(("method", "path"), OPERATIONS[3:])
def test_a_job_of_another_sender_is_not_found(method: str, path: str) -> None:
    emulator = an_emulator(long_term_storage={NUMBER})
    create(emulator, job_of(*by("a")))
    emulator.sign(1, 0)
    a_change(emulator)
    answer = call(emulator, method, path.replace(NUMBER, OTHER))
    assert answer.status == 404
    assert code_of(answer) in {"SIGNATURE_JOB_NOT_FOUND", "ARCHIVED_DOCUMENT_NOT_FOUND"}
    assert len(emulator.jobs()) == 1


def test_a_change_has_the_urls_that_are_possible_now() -> None:
    emulator = an_emulator()
    kari = Signer.by_national_id(KARI, notify=Lookup())
    phone, both = (
        Signer.by_mobile("99999999"),
        Signer.by_contact_information(email="ola@example.com", sms="+4799999998"),
    )
    create(emulator, job_of(kari, phone, both))
    emulator.sign(1, 2)
    change = a_change(emulator)
    assert (change.reference, change.signature_job_id, change.status) == ("our own", 1, "IN_PROGRESS")
    assert change.confirmation_url == f"{ROOT}{JOBS}/1/complete/1"
    assert change.cancellation_url == f"{ROOT}{JOBS}/1/cancel"
    assert change.pades_url == f"{ROOT}{JOBS}/1/pades"
    assert change.delete_documents_url is None
    first, second, third = change.signatures
    assert (first.personal_identification_number, first.email, first.xades_url) == (KARI, None, None)
    assert (second.personal_identification_number, second.email, second.sms) == (None, None, "99999999")
    assert (third.email, third.sms) == ("ola@example.com", "+4799999998")
    assert third.xades_url == f"{ROOT}{JOBS}/1/xades/3"


def test_a_signer_addressed_by_number_is_named_by_number_only() -> None:
    emulator = an_emulator()
    notify = by("kari")[0].notify
    create(emulator, job_of(Signer.by_national_id(KARI, notify=notify)))  # type: ignore[arg-type]  # an address of their own
    emulator.reject(1, 0)
    change = a_change(emulator)
    assert (change.signatures[0].personal_identification_number, change.signatures[0].email) == (KARI, None)
    assert (change.pades_url, change.cancellation_url) == (None, None)


def test_urls_begin_with_the_public_root() -> None:
    emulator = Emulator(Settings(root="https://signering.example:8443/some/api/"), clock=ManualClock())
    answer = emulator.handle(replace(creation(), url=f"/some/api{JOBS}"))
    assert answer.status == 200
    assert f"https://signering.example:8443/some/api{JOBS}/1/cancel".encode() in answer.body


def test_before_the_first_signature_there_is_no_signed_document() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    assert code_of(call(emulator, "GET", f"{JOBS}/1/pades")) == "SIGNED_DOCUMENT_NOT_FOUND"
    emulator.sign(1, 0)
    assert call(emulator, "GET", f"{JOBS}/1/pades").headers["content-type"] == "application/octet-stream"
    assert call(emulator, "GET", f"{JOBS}/1/xades/1").headers["content-type"] == "application/xml"
    for signer in (0, 2, 3):
        answer = call(emulator, "GET", f"{JOBS}/1/xades/{signer}")
        assert (answer.status, code_of(answer)) == (404, "SIGNATURE_NOT_FOUND")


@pytest.mark.parametrize("document", ["1", "2", "x", "%F0%9F", "%D9%A1", "9" * 99, "%00", "a%0Ab%1F", "%EF%BF%BF"])
def test_what_is_not_archived_is_not_found(document: str) -> None:
    emulator = an_emulator(long_term_storage={NUMBER})
    create(emulator, job_of(*by("a")))
    emulator.sign(1, 0)
    answer = call(emulator, "GET", f"/{NUMBER}/archive/documents/{document}/pades")
    assert (answer.status, code_of(answer)) == (404, "ARCHIVED_DOCUMENT_NOT_FOUND")


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        (JOBS, "application/xml", 204),
        (JOBS, "text/html, Application/XML;q=0.9", 204),
        (JOBS, "application/*", 204),
        (JOBS, "*/*", 204),
        (JOBS, "application/json", 406),
        (JOBS, "", 406),
        (f"{JOBS}/1/pades", "application/octet-stream, application/xml", 200),
        (f"{JOBS}/1/pades", "application/pdf", 406),
        (f"{JOBS}/1/xades/1", "application/octet-stream", 406),
        (f"/{NUMBER}", "text/*", 200),
    ],
)
def test_a_media_type_that_the_caller_does_not_accept_is_refused(path: str, accept: str, status: int) -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a")), "elsewhere")
    emulator.sign(1, 0)
    answer = call(emulator, "GET", path, accept=accept)
    assert answer.status == status
    assert status != 406 or code_of(answer) == "NOT_ACCEPTABLE"


def test_responses_without_content_have_no_body() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    for answer in (
        call(emulator, "POST", a_change(emulator).confirmation_url),
        call(emulator, "POST", f"{JOBS}/1/cancel"),
    ):
        assert (answer.status, answer.body, list(answer.headers)) == (204, b"", ["date"])


def test_a_clock_without_a_time_zone_is_refused() -> None:
    emulator = Emulator(Settings(), clock=ManualClock(datetime(2030, 1, 1)))  # noqa: DTZ001 - that is the fault
    with pytest.raises(ValueError, match="what the clock shows must have a time zone"):
        emulator.jobs()


def test_time_does_not_go_back_with_the_clock() -> None:
    class Wobbly(ManualClock):
        """A clock that can be put back."""

        back = False

        def now(self) -> datetime:
            return super().now().replace(year=2029) if self.back else super().now()

    clock = Wobbly()
    emulator = Emulator(Settings(), clock=clock)
    assert poll(emulator).headers["date"] == A_DATE
    clock.back = True
    assert call(emulator, "GET", f"/{NUMBER}").headers["date"] == A_DATE


def test_refusals_have_a_message() -> None:
    emulator = an_emulator()
    assert words_of(call(emulator, "POST", f"{JOBS}/5/cancel")) == "there is no job 5"
