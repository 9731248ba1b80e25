"""Tests of direct jobs: creation, redirect URLs, status by token and by polling, signed documents, the end."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from signature_model import DirectSigner
from signature_model.api.exchange import POLL_TIME
from signature_model.api.http import Request, Response
from signature_model.api.messages.direct_reading import parse_direct_signer
from signature_model.api.messages.direct_writing import write_signer_update
from signature_model.jobs.requests import DirectJobRequest
from signature_model.xml.schemas import DIRECT_SCHEMA
from signature_model.xml.trees import parse
from signature_transports.clocks import START
from signature_transports.emulator import SIGNS, Emulator
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI
from tests.signature_transports.emulator.calls import (
    DIRECT_JOBS,
    JOBS,
    ROOT,
    an_emulator,
    by,
    call,
    clock_of,
    code_of,
    create,
    created_direct,
    creation,
    direct_job_of,
    direct_status,
    job_of,
    next_change,
    statuses,
)

DAY = 86_400.0
STATUS = f"{DIRECT_JOBS}/1/status"


def redirected(emulator: Emulator, url: str, body: bytes = b"") -> Response:
    """Return the response to a request for a new redirect URL."""
    headers = (("Content-Type", "application/xml; charset=UTF-8"), ("Content-Encoding", "UTF-8"))
    return emulator.handle(Request(method="POST", url=url, headers=headers, body=(body,)))


def token_of(emulator: Emulator, number: int = 1, place: int = 0) -> str:
    """Return the token that a signer has brought back."""
    url = urlsplit(emulator.job(number).signers[place].exit_url or "")
    return parse_qs(url.query)["status_query_token"][0]


def asked(emulator: Emulator, number: int = 1) -> Response:
    """Return the response to a request for the status, with the first signer's token."""
    return call(emulator, "GET", f"{DIRECT_JOBS}/{number}/status?status_query_token={token_of(emulator, number)}")


def polled(emulator: Emulator, query: str = "?polling_queue=hr") -> Response:
    return call(emulator, "GET", DIRECT_JOBS + query)


def test_a_created_job_has_urls_for_its_signers_and_for_its_status() -> None:
    emulator = an_emulator()
    signers = [DirectSigner.by_national_id(KARI), DirectSigner.by_identifier("customer 7")]
    answer = emulator.handle(creation(direct_job_of(signers=signers, reference="our own")))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/xml")
    assert not DIRECT_SCHEMA.faults(parse(answer.body))
    created = created_direct(emulator, direct_job_of(signers=signers, reference="our own"))
    assert (created.signature_job_id, created.reference) == (2, "our own")
    assert created.status_url == f"{ROOT}{DIRECT_JOBS}/2/status"
    assert [each.signer for each in created.signers] == [KARI, "customer 7"]
    assert [each.signer_url for each in created.signers] == [f"{ROOT}{DIRECT_JOBS}/2/signers/{n}" for n in (1, 2)]
    urls = [f"{each.redirect_url}" for each in created.signers]
    assert all(each.startswith("http://127.0.0.1/redirect/") for each in urls)
    assert answer.body.count(b"http://127.0.0.1/redirect/") == 4, "the deprecated list too"
    view = emulator.job(2)
    assert (view.flow, view.is_polled, view.deadline) == ("direct", False, START + timedelta(days=30))
    assert [list(each.events) for each in view.signers] == [["sign", "reject", "fail"]] * 2
    assert [each.notices for each in view.signers] == [(), ()]


def test_a_job_whose_status_is_polled_has_no_status_url() -> None:
    emulator = an_emulator()
    assert created_direct(emulator, direct_job_of(polling="hr")).status_url is None
    emulator.sign(1, 0)
    answer = asked(emulator)
    assert (answer.status, code_of(answer)) == (404, "NOT_FOUND")


@pytest.mark.parametrize("body", [b"", write_signer_update()], ids=["empty", "as documented"])
def test_a_signer_gets_a_new_redirect_url(body: bytes) -> None:
    emulator = an_emulator()
    link = created_direct(emulator).signers[0]
    answer = redirected(emulator, link.signer_url, body)
    assert answer.status == 200
    new = parse_direct_signer(answer.body)
    assert replace(new, redirect_url=link.redirect_url) == link
    assert new.redirect_url != link.redirect_url
    for url in (link.redirect_url, new.redirect_url):
        assert emulator.visit(f"{url}".rpartition("/")[2]).signer.place == 0


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/1/signers/1", b"<a/>", 400, "SCHEMA_VALIDATION_ERROR"),
        ("/1/signers/1", b"<", 400, "SCHEMA_VALIDATION_ERROR"),
        ("/1/signers/1", write_signer_update().replace(b"<redirect-url/>", b""), 400, "SCHEMA_VALIDATION_ERROR"),
        ("/1/signers/2", b"", 404, "SIGNER_NOT_FOUND"),
        ("/1/signers/0", b"", 404, "SIGNER_NOT_FOUND"),
        ("/2/signers/1", b"", 404, "SIGNATURE_JOB_NOT_FOUND"),
        ("/3/signers/1", b"", 409, "SIGNER_FINISHED"),
        ("/3/signers/2", b"", 200, None),
        ("/4/signers/1", b"", 409, "SIGNATURE_JOB_FINISHED"),
    ],
)
def test_a_new_redirect_url_is_refused(path: str, body: bytes, status: int, code: str | None) -> None:
    emulator = an_emulator()
    for job in (direct_job_of(), job_of(*by("a")), direct_job_of("kari", "ola"), direct_job_of()):
        create(emulator, job)
    emulator.sign(3, 0)
    emulator.reject(4, 0)
    answer = redirected(emulator, ROOT + DIRECT_JOBS + path, body)
    assert answer.status == status
    assert code is None or code_of(answer) == code


def test_the_status_is_known_when_a_signer_has_come_back() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of("kari", "ola", reference="our own"))
    early = call(emulator, "GET", f"{STATUS}?status_query_token=any")
    assert (early.status, code_of(early)) == (404, "SIGNING_CEREMONY_NOT_COMPLETED")
    clock_of(emulator).advance(60)
    emulator.sign(1, 1)
    token = token_of(emulator, place=1)
    for query in ("", "?status_query_token=bad", f"?status_query_token={token}x", "?status_query_token=%FF%20%26"):
        refused = call(emulator, "GET", STATUS + query)
        assert (refused.status, code_of(refused)) == (403, "INVALID_STATUS_QUERY_TOKEN")

    answer = call(emulator, "GET", f"{STATUS}?status_query_token={token}")
    assert POLL_TIME not in answer.headers
    assert not DIRECT_SCHEMA.faults(parse(answer.body))
    status = direct_status(answer)
    assert (status.signature_job_id, status.reference) == (1, "our own")
    assert statuses(status) == ["IN_PROGRESS", "WAITING", "SIGNED"]
    assert [each.signer for each in status.signatures] == ["kari", "ola"]
    assert [each.since for each in status.signatures] == [START, START + timedelta(minutes=1)]
    urls = [(each.xades_url or "").removeprefix(ROOT) for each in status.signatures]
    assert urls == ["", f"{DIRECT_JOBS}/1/xades/2"]
    assert (status.pades_url, status.delete_documents_url) == (f"{ROOT}{DIRECT_JOBS}/1/pades", None)
    assert status.confirmation_url == f"{ROOT}{DIRECT_JOBS}/1/complete/1"

    emulator.reject(1, 0)
    for place in (0, 1):
        answer = call(emulator, "GET", f"{STATUS}?status_query_token={token_of(emulator, place=place)}")
        assert statuses(direct_status(answer)) == ["FAILED", "REJECTED", "SIGNED"]


def test_confirming_has_no_effect_on_a_job_whose_status_is_not_polled() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of())
    emulator.sign(1, 0)
    before = emulator.job(1)
    status = direct_status(asked(emulator))
    assert [call(emulator, "POST", f"{status.confirmation_url}").status for _ in range(2)] == [204, 204]
    assert emulator.job(1) == before
    assert call(emulator, "POST", f"{DIRECT_JOBS}/1/complete/2").status == 404
    assert polled(emulator, "").status == 204


def test_signed_documents_can_be_fetched_while_the_job_is_in_progress() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of("kari", "ola"))
    assert call(emulator, "GET", f"{DIRECT_JOBS}/1/pades").status == 404
    emulator.sign(1, 0)
    status = direct_status(asked(emulator))
    pades, xades = (call(emulator, "GET", f"{url}") for url in (status.pades_url, status.signatures[0].xades_url))
    assert (pades.headers["content-type"], pades.body[:5]) == ("application/octet-stream", b"%PDF-")
    assert (xades.headers["content-type"], b"SignerDescription" in xades.body) == ("application/xml", True)


def test_changes_are_polled_until_they_are_confirmed() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of("kari", "ola", polling="hr"))
    assert polled(emulator).status == 204
    emulator.sign(1, 0)
    emulator.fail(1, 1)
    answer = polled(emulator)
    assert POLL_TIME in answer.headers
    first, second = direct_status(answer), direct_status(polled(emulator))
    assert statuses(first) == ["IN_PROGRESS", "SIGNED", "WAITING"], "as it was at the event"
    assert statuses(second) == ["FAILED", "SIGNED", "FAILED"]
    clock_of(emulator).advance(600)
    assert direct_status(polled(emulator)) == first
    assert call(emulator, "POST", f"{second.confirmation_url}").status == 204
    clock_of(emulator).advance(600)
    assert polled(emulator).status == 204
    assert call(emulator, "GET", f"{second.pades_url}").status == 200, "the job and its documents stay"
    assert emulator.job(1).unconfirmed == ()


@pytest.mark.parametrize("query", ["", "?polling_queue"])
def test_each_flow_has_its_own_queues(query: str) -> None:
    emulator = an_emulator(empty_queue_wait=timedelta(seconds=20))
    create(emulator, job_of(*by("a")), None)
    create(emulator, replace(direct_job_of(polling="hr"), sender=job_of().sender))
    emulator.sign(1, 0)
    emulator.sign(2, 0)
    assert statuses(direct_status(polled(emulator, query))) == ["COMPLETED_SUCCESSFULLY", "SIGNED"]
    assert polled(emulator, query).status == 204
    early = polled(emulator, query)
    assert (early.status, code_of(early)) == (429, "TOO_EAGER_POLLING")
    assert next_change(emulator) is not None
    assert {(each.flow, each.name) for each in emulator.queues()} == {("portal", None), ("direct", None)}


def test_a_job_is_found_in_its_flow_only() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of())
    emulator.sign(1, 0)
    for path in ("/1/cancel", "/1/complete/1"):
        answer = call(emulator, "POST", JOBS + path)
        assert (answer.status, code_of(answer)) == (404, "SIGNATURE_JOB_NOT_FOUND")
    assert call(emulator, "POST", f"{DIRECT_JOBS}/1/cancel").status == 404


def test_a_job_expires_after_30_days() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of("kari", "ola", polling="hr"))
    emulator.sign(1, 0)
    assert call(emulator, "POST", f"{direct_status(polled(emulator)).confirmation_url}").status == 204
    clock_of(emulator).advance(30 * DAY - 1)
    assert emulator.job(1).status == "IN_PROGRESS"
    clock_of(emulator).advance(1)
    assert statuses(direct_status(polled(emulator))) == ["FAILED", "SIGNED", "EXPIRED"]


def test_the_sender_can_delete_documents_a_day_after_all_have_signed() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of())
    emulator.sign(1, 0)
    assert direct_status(asked(emulator)).delete_documents_url is None
    clock_of(emulator).advance(DAY)
    status = direct_status(asked(emulator))
    assert call(emulator, "DELETE", f"{status.delete_documents_url}").status == 204
    assert direct_status(asked(emulator)).delete_documents_url is None
    assert call(emulator, "GET", f"{status.pades_url}").status == 404


def test_signed_documents_are_deleted_after_40_days() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of())
    emulator.sign(1, 0)
    clock_of(emulator).advance(40 * DAY)
    assert not emulator.job(1).has_documents
    assert statuses(direct_status(asked(emulator))) == ["COMPLETED_SUCCESSFULLY", "SIGNED"]


def test_long_term_storage_archives_the_job() -> None:
    emulator = an_emulator(long_term_storage={NUMBER})
    create(emulator, direct_job_of("kari", "ola"))
    emulator.sign(1, 0)
    archived = f"/{NUMBER}/archive/documents/1/pades"
    assert call(emulator, "GET", archived).status == 404
    emulator.sign(1, 1)
    clock_of(emulator).advance(500 * DAY)
    assert emulator.job(1).is_stored
    assert call(emulator, "GET", archived).body[:5] == b"%PDF-"


def test_a_persona_signs_at_once() -> None:
    emulator = an_emulator(personas={"kari": SIGNS})
    create(emulator, direct_job_of("kari"))
    assert statuses(direct_status(asked(emulator))) == ["COMPLETED_SUCCESSFULLY", "SIGNED"]


def test_an_upload_must_be_of_the_flow_of_the_url() -> None:
    emulator = an_emulator()
    for job, path in ((job_of(*by("a")), DIRECT_JOBS), (direct_job_of(), JOBS)):
        answer = emulator.handle(replace(creation(job), url=ROOT + path))
        assert (answer.status, code_of(answer)) == (400, "SCHEMA_VALIDATION_ERROR")


def test_a_job_of_the_other_flow_beside_the_right_request_is_refused() -> None:
    request = creation(job_of(*by("a")), request=DirectJobRequest.of(direct_job_of()))
    answer = an_emulator().handle(replace(request, url=ROOT + DIRECT_JOBS))
    assert (answer.status, code_of(answer)) == (400, "SCHEMA_VALIDATION_ERROR")
    assert b"PSR104" in answer.body


def test_a_request_without_exit_urls_is_refused() -> None:
    answer = an_emulator().handle(
        creation(direct_job_of(), request=replace(DirectJobRequest.of(direct_job_of()), exit_urls=None))
    )
    assert (answer.status, code_of(answer)) == (400, "SCHEMA_VALIDATION_ERROR")


def test_faults_change_responses_of_the_direct_flow() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of("kari", "ola"))
    emulator.sign(1, 0)
    emulator.faults.add("status", "unknown-status")
    emulator.faults.add("status", "unknown-element")
    status = direct_status(asked(emulator))
    assert statuses(status) == ["IN_PROGRESS", "ADDED_LATER", "WAITING"]
    assert statuses(direct_status(asked(emulator))) == ["IN_PROGRESS", "SIGNED", "WAITING"]
    assert [each.fault for each in emulator.journal()] == ["unknown-status", "unknown-element"]


def test_the_journal_has_no_token() -> None:
    emulator = an_emulator()
    create(emulator, direct_job_of())
    emulator.sign(1, 0)
    asked(emulator)
    (entry,) = emulator.journal()
    assert (entry.operation, entry.url) == ("status", f"{ROOT}{STATUS}?status_query_token=***")
