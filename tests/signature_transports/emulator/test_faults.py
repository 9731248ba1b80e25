"""Tests of the faults, and of how clients handle them."""

import pytest

from signature_model import (
    Context,
    Lookup,
    NoAnswer,
    OutcomeUnknown,
    PortalJob,
    ServiceError,
    Signer,
    SignerStatus,
)
from signature_model.api.messages.reading import parse_created_job, parse_status_change
from signature_model.signed import Sent, validate_signed
from signature_transports.clocks import START
from signature_transports.emulator import Dropped, Emulator, Fault, Operation, SignedForm, Slow
from signature_transports.emulator.fault_names import IN_SIGNED_DOCUMENTS
from signature_transports.emulator.signing.anchors import signers_anchors
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_job
from tests.signature_transports.emulator.calls import (
    JOBS,
    a_change,
    a_client,
    an_emulator,
    by,
    call,
    clock_of,
    code_of,
    create,
    creation,
    job_of,
    poll,
)


def with_a_change() -> Emulator:
    """Return an emulator with one status change in its queue."""
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    return emulator


@pytest.mark.parametrize(
    ("fault", "status", "headers"),
    [
        ("429", 429, {"dosfilter": "unavailable"}),
        ("500", 500, {"content-type": "application/xml"}),
        ("502", 502, {}),
        ("503", 503, {}),
        ("504", 504, {}),
        ("html", 502, {"content-type": "text/html"}),
    ],
)
def test_a_fault_replaces_the_response(fault: str, status: int, headers: dict[str, str]) -> None:
    emulator = with_a_change()
    emulator.faults.add("poll", fault)
    answer = poll(emulator)
    assert (answer.status, dict(answer.headers)) == (status, {"date": answer.headers["date"], **headers})
    assert fault != "html" or answer.body.startswith(b"<html>")
    assert fault != "500" or code_of(answer) == "INTERNAL_SERVER_ERROR"
    assert poll(emulator).status == 200, "the service has not acted"


def test_a_call_is_dropped_before_the_service_acts() -> None:
    emulator = with_a_change()
    emulator.faults.add("poll", "drop-before")
    with pytest.raises(Dropped, match="the response was dropped by the injected fault drop-before"):
        poll(emulator)
    assert poll(emulator).status == 200


def test_a_call_is_dropped_after_the_service_has_acted() -> None:
    emulator = with_a_change()
    emulator.faults.add("poll", "drop-after")
    with pytest.raises(NoAnswer) as caught:
        poll(emulator)
    assert caught.value.was_sent
    assert poll(emulator).status == 204


def test_a_creation_whose_response_is_dropped_creates_a_job() -> None:
    emulator = an_emulator()
    emulator.faults.add("create", "drop-after")
    with pytest.raises(OutcomeUnknown):
        a_client(emulator).create(a_job())
    assert len(emulator.jobs()) == 1


@pytest.mark.parametrize("fault", ["drop-before", "502", "html"])
def test_a_client_never_repeats_a_creation(fault: str) -> None:
    emulator = an_emulator()
    emulator.faults.add("create", fault)
    with pytest.raises(OutcomeUnknown):
        a_client(emulator).create(a_job())
    assert emulator.jobs() == ()


@pytest.mark.parametrize("fault", ["drop-before", "drop-after", "429", "500", "502", "503", "504", "html"])
def test_a_client_repeats_harmless_calls(fault: str) -> None:
    emulator = an_emulator()
    client = a_client(emulator)
    client.create(job_of(*by("a")))
    emulator.sign(1, 0)
    change = client.poll(sender=NUMBER).change
    assert change is not None
    for operation in ("pades", "confirm"):
        emulator.faults.add(operation, fault)
    assert client.pades(change).startswith(b"%PDF-")
    client.confirm(change)
    assert emulator.jobs() == ()


def test_a_slow_response_has_its_seconds() -> None:
    emulator = with_a_change()
    emulator.faults.add("poll", "slow", seconds=12.5)
    answer = poll(emulator)
    assert isinstance(answer, Slow)
    assert (answer.status, answer.seconds) == (200, 12.5)
    assert "date" in answer.headers


def test_a_truncated_response_has_the_whole_length() -> None:
    emulator = with_a_change()
    emulator.faults.add("poll", "truncated")
    answer = poll(emulator)
    assert 0 < len(answer.body) == int(answer.headers["content-length"]) // 2
    emulator.faults.add("pades", "truncated")
    assert call(emulator, "GET", f"{JOBS}/1/pades").body.startswith(b"%PDF-")


def test_a_client_refuses_half_a_change() -> None:
    emulator = with_a_change()
    emulator.faults.add("poll", "truncated")
    assert a_client(emulator).poll(sender=NUMBER).change is None
    clock_of(emulator).advance(600)
    assert a_client(emulator).poll(sender=NUMBER).change is not None


def test_a_client_keeps_an_unknown_status() -> None:
    emulator = with_a_change()
    emulator.faults.add("poll", "unknown-status")
    change = a_change(emulator)
    assert [each.known_status for each in change.signatures] == [None, SignerStatus.WAITING]
    assert change.signatures[0].status == "ADDED_LATER"


def test_a_client_ignores_unknown_elements() -> None:
    plain, emulator = with_a_change(), with_a_change()
    emulator.faults.add("poll", "unknown-element")
    emulator.faults.add("create", "unknown-element")
    answer = poll(emulator)
    assert answer.body.count(b"<added-later>") == 4
    assert parse_status_change(answer.body) == a_change(plain)
    answer = emulator.handle(creation())
    assert answer.body.count(b"<added-later>") == 1
    assert parse_created_job(answer.body).signature_job_id == 2


@pytest.mark.parametrize("fault", ["truncated", "unknown-status", "unknown-element"])
def test_a_fault_waits_for_a_response_for_which_it_is_possible(fault: str) -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.faults.add("poll", fault)
    assert poll(emulator).status == 204
    emulator.sign(1, 0)
    poll(emulator)
    assert emulator.journal()[-1].fault == fault
    assert emulator.faults.injected() == ()


def test_an_unknown_status_waits_for_a_change() -> None:
    emulator = an_emulator()
    emulator.faults.add("create", "unknown-status")
    assert parse_created_job(emulator.handle(creation()).body).signature_job_id == 1
    emulator.faults.add("ping", "unknown-status")
    assert call(emulator, "GET", f"/{NUMBER}").status == 200
    assert len(emulator.faults.injected()) == 2


def test_faults_happen_in_the_order_of_their_orders() -> None:
    emulator = with_a_change()
    emulator.faults.add("poll", "503", times=2)
    emulator.faults.add("poll", "500")
    emulator.faults.add("ping", "504")
    assert [poll(emulator).status for _ in range(4)] == [503, 503, 500, 200]


def test_a_fault_without_end_lasts_until_it_is_cleared() -> None:
    emulator = with_a_change()
    emulator.faults.add("poll", "503", times=None)
    assert {poll(emulator).status for _ in range(20)} == {503}
    (order,) = emulator.faults.injected()
    assert (order.operation, order.fault, order.times) == (Operation.POLL, Fault.UNAVAILABLE, None)
    emulator.faults.clear()
    assert poll(emulator).status == 200


def test_the_listed_orders_are_copies() -> None:
    emulator = with_a_change()
    emulator.faults.add("poll", "503", times=2)
    (order,) = emulator.faults.injected()
    order.times = 0
    assert [poll(emulator).status for _ in range(3)] == [503, 503, 200]


@pytest.mark.parametrize(
    ("operation", "fault", "times", "reason"),
    [
        ("dance", "500", 1, "'dance' is not a known operation; use one of ping, create, poll, "),
        ("poll", "418", 1, "'418' is not a known fault; use one of drop-before, drop-after, 429, "),
        ("poll", "500", 0, "times is 0; the minimum is 1"),
        ("poll", "500", -1, "times is -1; the minimum is 1"),
    ],
)
def test_unknown_faults_and_operations_are_refused(operation: str, fault: str, times: int, reason: str) -> None:
    emulator = an_emulator()
    with pytest.raises(ValueError, match=reason):
        emulator.faults.add(operation, fault, times=times)
    assert emulator.faults.injected() == ()


def test_a_client_recognises_a_gateway_s_page() -> None:
    emulator = with_a_change()
    emulator.faults.add("poll", "html", times=None)
    with pytest.raises(ServiceError) as caught:
        a_client(emulator).poll(sender=NUMBER)
    assert (caught.value.status, caught.value.code) == (502, None)


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_is_possible_for_every_operation(fault: Fault) -> None:
    emulator = an_emulator()
    for operation in Operation:
        require_possible(emulator, operation, fault)


def require_possible(emulator: Emulator, operation: Operation, fault: Fault) -> None:
    """Require that a fault can be injected into an operation, unless only downloads can have it."""
    emulator.faults.clear()
    if fault in IN_SIGNED_DOCUMENTS and operation not in {"xades", "pades", "archive"}:
        with pytest.raises(ValueError, match=f"{fault} is for xades, pades, archive, not for {operation}"):
            emulator.faults.add(operation, fault)
        return
    emulator.faults.add(operation, fault)
    assert [(each.operation, each.fault) for each in emulator.faults.injected()] == [(operation, fault)]


def codes_of(content: bytes, job: PortalJob) -> str:
    """Return the codes of the errors in a signed document."""
    context = Context(trust_anchors=signers_anchors(), now=START)
    report = validate_signed(content, Sent.of(job), context)
    return " ".join(sorted({each.code for each in report.findings if each.severity == "error"}))


@pytest.mark.parametrize(
    ("operation", "path"),
    [("xades", "portal/signature-jobs/1/xades/1"), ("pades", "portal/signature-jobs/1/pades")],
)
def test_the_next_download_has_a_fault(operation: str, path: str) -> None:
    job = job_of(Signer.by_national_id(KARI, notify=Lookup()))
    emulator = an_emulator()
    create(emulator, job)
    emulator.faults.add(operation, "broken-seal")
    assert call(emulator, "GET", f"/{NUMBER}/{path}").status == 404
    emulator.sign(1, 0)
    downloads = [call(emulator, "GET", f"/{NUMBER}/{path}").body for _ in range(3)]
    assert [codes_of(each, job) for each in downloads] == ["PSR806", "", ""]
    assert [each.fault for each in emulator.journal()][-3:] == [Fault.BROKEN_SEAL, None, None]


def test_an_archived_document_has_a_fault() -> None:
    emulator = an_emulator(long_term_storage=[NUMBER])
    create(emulator, job_of(*by("a")))
    emulator.sign(1, 0)
    call(emulator, "POST", a_change(emulator).confirmation_url)
    emulator.faults.add("archive", "level-b")
    path = f"/{NUMBER}/archive/documents/1/pades"
    assert call(emulator, "GET", path).body != call(emulator, "GET", path).body


def test_plain_documents_have_no_faults() -> None:
    emulator = an_emulator(signed_form=SignedForm.PLAIN)
    with pytest.raises(ValueError, match="expired needs signed documents in the sealed form"):
        emulator.faults.add("pades", "expired")
