"""Tests of the ledger: the lives of jobs as time passes and signers act."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from signature_model import (
    AuthenticationLevel,
    Availability,
    Lookup,
    Sector,
    Sender,
    SignatureType,
    Signer,
    SignerStatus,
)
from signature_transports.clocks import START
from signature_transports.emulator import REJECTS, SIGNS, Emulator, Event, NotPossible, Persona, UnknownJob
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, OLA, a_job
from tests.signature_transports.emulator.calls import (
    JOBS,
    a_change,
    an_emulator,
    by,
    call,
    clock_of,
    code_of,
    create,
    job_of,
    next_change,
    statuses,
)

DAY = 86_400.0


def available(days: float = 10, activation: datetime | None = None) -> Availability:
    """Return a number of days for each group."""
    return Availability(activation_time=activation, available_for=timedelta(days=days))


def confirm_all(emulator: Emulator) -> None:
    """Fetch and confirm all changes."""
    while change := next_change(emulator):
        assert call(emulator, "POST", change.confirmation_url).status == 204


def test_a_group_gets_the_job_when_the_group_before_has_signed() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", "c", orders=(1, 1, 5)), availability=available(4)))
    emulator.sign(1, 0)
    clock_of(emulator).advance(3 * DAY)
    view = emulator.sign(1, 1)
    assert (view.opened, view.deadline) == (START + timedelta(days=3), START + timedelta(days=7))
    clock_of(emulator).advance(3 * DAY)
    assert emulator.sign(1, 2).status == "COMPLETED_SUCCESSFULLY"


def test_a_job_opens_at_its_activation_time() -> None:
    emulator = an_emulator()
    opens = START + timedelta(days=2)
    create(emulator, job_of(*by("a"), availability=available(4, opens)))
    assert emulator.job(1).opened is None
    with pytest.raises(NotPossible, match="the job is not open to signer 0 yet"):
        emulator.sign(1, 0)
    clock_of(emulator).advance(5 * DAY)
    view = emulator.job(1)
    assert (view.opened, view.deadline) == (opens, opens + timedelta(days=4))
    assert emulator.sign(1, 0).status == "COMPLETED_SUCCESSFULLY"


@pytest.mark.parametrize(
    "activation",
    [START - timedelta(days=400), START, datetime(2029, 1, 1)],  # noqa: DTZ001 - such are sent
    ids=["past", "now", "without zone"],
)
def test_a_past_activation_time_opens_the_job_immediately(activation: datetime) -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a"), availability=available(4, activation)))
    assert emulator.job(1).opened == START


def test_a_job_without_availability_is_open_for_30_days() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a"), availability=None))
    assert emulator.job(1).deadline == START + timedelta(days=30)


def test_a_job_ends_at_its_deadline() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", "c", orders=(1, 1, 2)), availability=available(1)))
    emulator.sign(1, 0)
    clock_of(emulator).advance(DAY - 0.001)
    assert emulator.job(1).status == "IN_PROGRESS"
    clock_of(emulator).advance(100)
    a_change(emulator)
    change = a_change(emulator)
    assert statuses(change) == ["FAILED", "SIGNED", "EXPIRED", "NOT_APPLICABLE"]
    assert change.signatures[1].since == START + timedelta(days=1)
    assert change.cancellation_url is None


def test_signers_cannot_sign_at_the_deadline() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a"), availability=available(1)))
    clock_of(emulator).advance(DAY)
    with pytest.raises(NotPossible, match="the job is already FAILED"):
        emulator.sign(1, 0)


def test_a_job_without_time_expires_when_it_opens() -> None:
    emulator = an_emulator(persona=SIGNS)
    create(emulator, job_of(*by("a"), availability=Availability(available_for=timedelta())))
    assert statuses(a_change(emulator)) == ["FAILED", "EXPIRED"]


def test_the_deadline_of_an_earlier_group_has_no_effect() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", orders=(1, 2)), availability=available(1)))
    clock_of(emulator).advance(DAY / 2)
    emulator.sign(1, 0)
    clock_of(emulator).advance(DAY / 2)
    assert emulator.job(1).status == "IN_PROGRESS"
    clock_of(emulator).advance(DAY / 2)
    assert emulator.job(1).status == "FAILED"


def test_a_job_may_never_open() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a"), availability=available(90, datetime(9999, 12, 31, tzinfo=UTC))))
    clock_of(emulator).advance(1000 * DAY)
    assert emulator.job(1).opened is None


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ("reject", SignerStatus.REJECTED),
        ("reserve", SignerStatus.RESERVED),
        ("lack-contact-information", SignerStatus.CONTACT_INFORMATION_MISSING),
        ("lack-name", SignerStatus.SIGNERS_NAME_NOT_AVAILABLE),
    ],
)
def test_some_events_end_the_job_for_all_who_have_not_signed(event: str, status: SignerStatus) -> None:
    emulator = an_emulator()
    citizens = [Signer.by_national_id(each, notify=Lookup()) for each in (KARI, OLA)]
    create(emulator, job_of(*citizens, *by("c", "d", orders=(0, 3))))
    emulator.sign(1, 2)
    a_change(emulator)
    view = emulator.act(1, 0, event)
    assert view.signers[0].events == view.signers[1].events == ()
    assert statuses(a_change(emulator)) == ["FAILED", status, "NOT_APPLICABLE", "SIGNED", "NOT_APPLICABLE"]


def test_every_event_has_a_method_of_its_own() -> None:
    emulator = an_emulator()
    citizen = Signer.by_national_id(KARI, notify=Lookup())
    methods = [emulator.reserve, emulator.lack_contact_information, emulator.lack_name, emulator.reject, emulator.sign]
    ended = [method(create(emulator, job_of(citizen)), 0).signers[0].status for method in methods]
    ended.append(emulator.block(create(emulator, job_of(*by("a"))), 0).signers[0].status)
    expected = "RESERVED CONTACT_INFORMATION_MISSING SIGNERS_NAME_NOT_AVAILABLE REJECTED SIGNED BLOCKED"
    assert ended == expected.split()


def test_signers_of_a_private_sender_cannot_be_reserved() -> None:
    emulator = an_emulator(sectors={NUMBER: Sector.PRIVATE})
    signer = Signer.by_national_id(KARI, notify=by("a")[0].notify)  # type: ignore[arg-type]  # an address of their own
    create(emulator, a_job(signers=[signer], sender=Sender(NUMBER, sector=Sector.PRIVATE)))
    with pytest.raises(NotPossible, match="public senders"):
        emulator.reserve(1, 0)


def test_an_impossible_event_changes_nothing() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b", orders=(1, 2))))
    before = emulator.job(1)
    for place, event in (
        (1, "sign"),
        (0, "reserve"),
        (0, "expire"),
        (0, "cancel"),
        (7, "sign"),
        (-1, "sign"),
        (0, "x"),
    ):
        with pytest.raises(NotPossible):
            emulator.act(1, place, event)
    assert emulator.job(1) == before
    assert next_change(emulator) is None


AUTHENTICATED, ADVANCED = SignatureType.AUTHENTICATED, SignatureType.ADVANCED


@pytest.mark.parametrize(
    ("kind", "level", "event", "method", "reason"),
    [
        pytest.param(AUTHENTICATED, None, "sign", "Buypass", None, id="another"),
        pytest.param(AUTHENTICATED, None, "sign", "MinID", "the job requires level 4", id="too low"),
        pytest.param(AUTHENTICATED, AuthenticationLevel.THREE, "sign", "MinID", None, id="low enough"),
        pytest.param(
            ADVANCED, AuthenticationLevel.THREE, "sign", "MinID", "cannot make advanced signatures", id="not advanced"
        ),
        pytest.param(AUTHENTICATED, None, "sign", "Penn", "'Penn' is not a known method; use one of", id="unknown"),
        pytest.param(AUTHENTICATED, None, "reject", "BankID", "only `sign` does", id="another event"),
    ],
)
def test_a_signer_may_choose_an_electronic_identity(
    kind: SignatureType, level: AuthenticationLevel | None, event: str, method: str, reason: str | None
) -> None:
    emulator = an_emulator()
    create(emulator, job_of(replace(by("a")[0], signature_type=kind), required_authentication=level))
    with nullcontext() if reason is None else pytest.raises(NotPossible, match=reason):
        assert emulator.act(1, 0, event, method).signers[0].status == "SIGNED"


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(NotPossible, match="'dance' is not a known event; use one of sign, reject, block, reserve"):
        an_emulator().act(1, 0, "dance")


def test_an_unknown_job_is_a_lookup_error() -> None:
    emulator = an_emulator()
    with pytest.raises(UnknownJob, match="there is no job 1"):
        emulator.job(1)
    with pytest.raises(UnknownJob, match="there is no job 1"):
        emulator.sign(1, 0)


def test_the_sender_can_cancel_until_the_job_is_finished() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    change = a_change(emulator)
    assert change.cancellation_url is not None
    assert call(emulator, "POST", change.cancellation_url).status == 204
    again = call(emulator, "POST", change.cancellation_url)
    assert (again.status, code_of(again)) == (409, "SIGNATURE_JOB_FINISHED")
    cancelled = a_change(emulator)
    assert statuses(cancelled) == ["FAILED", "SIGNED", "CANCELLED"]
    assert cancelled.pades_url is not None


def test_a_job_can_be_cancelled_before_it_opens() -> None:
    emulator = an_emulator(persona=SIGNS)
    create(emulator, job_of(*by("a"), availability=available(4, START + timedelta(days=1))))
    assert call(emulator, "POST", f"{JOBS}/1/cancel").status == 204
    clock_of(emulator).advance(50 * DAY)
    assert statuses(a_change(emulator)) == ["FAILED", "CANCELLED"]
    assert next_change(emulator) is None


def test_confirming_the_last_change_deletes_the_job() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    emulator.sign(1, 1)
    first, last = a_change(emulator), a_change(emulator)
    call(emulator, "POST", first.confirmation_url)
    assert emulator.jobs()
    call(emulator, "POST", last.confirmation_url)
    assert emulator.jobs() == ()
    for url in (last.confirmation_url, last.pades_url, f"{JOBS}/1/cancel"):
        answer = call(emulator, "GET" if url == last.pades_url else "POST", str(url))
        assert (answer.status, code_of(answer)) == (404, "SIGNATURE_JOB_NOT_FOUND")


def test_a_deleted_job_has_no_more_changes() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    emulator.sign(1, 1)
    a_change(emulator)
    call(emulator, "POST", a_change(emulator).confirmation_url)
    clock_of(emulator).advance(50 * DAY)
    assert next_change(emulator) is None


def test_confirming_the_last_change_deletes_a_failed_job() -> None:
    emulator = an_emulator(long_term_storage={NUMBER})
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    emulator.reject(1, 1)
    confirm_all(emulator)
    assert emulator.jobs() == ()


def test_long_term_storage_archives_the_job() -> None:
    emulator = an_emulator(long_term_storage={NUMBER})
    create(emulator, job_of(*by("a")))
    emulator.sign(1, 0)
    archived = f"/{NUMBER}/archive/documents/1/pades"
    assert code_of(call(emulator, "GET", archived)) == "ARCHIVED_DOCUMENT_NOT_FOUND"
    confirm_all(emulator)
    clock_of(emulator).advance(500 * DAY)
    assert emulator.job(1).is_stored
    answer = call(emulator, "GET", archived)
    assert (answer.status, answer.headers["content-type"], answer.body[:5]) == (
        200,
        "application/octet-stream",
        b"%PDF-",
    )


def test_signed_documents_are_deleted_after_40_days() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a")))
    emulator.sign(1, 0)
    change = a_change(emulator)
    urls = [str(change.pades_url), str(change.signatures[0].xades_url)]
    clock_of(emulator).advance(40 * DAY - 1)
    assert [call(emulator, "GET", url).status for url in urls] == [200, 200]
    clock_of(emulator).advance(1)
    assert [code_of(call(emulator, "GET", url)) for url in urls] == ["SIGNED_DOCUMENT_NOT_FOUND", "SIGNATURE_NOT_FOUND"]
    assert not emulator.job(1).has_documents
    assert a_change(emulator).signature_job_id == 1, "the change still waits to be confirmed"


def test_the_sender_can_delete_documents_a_day_after_all_have_signed() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    url = f"{JOBS}/1/documents"
    assert code_of(call(emulator, "DELETE", url)) == "DOCUMENTS_NOT_DELETABLE"
    emulator.sign(1, 1)
    a_change(emulator)
    assert a_change(emulator).delete_documents_url is None
    clock_of(emulator).advance(DAY - 1)
    early = call(emulator, "DELETE", url)
    assert (early.status, code_of(early)) == (409, "DOCUMENTS_NOT_DELETABLE")
    clock_of(emulator).advance(1)
    a_change(emulator)
    change = a_change(emulator)
    assert change.delete_documents_url is not None
    assert call(emulator, "DELETE", change.delete_documents_url).status == 204
    assert call(emulator, "GET", str(change.pades_url)).status == 404
    assert code_of(call(emulator, "DELETE", url)) == "DOCUMENTS_NOT_FOUND"
    clock_of(emulator).advance(DAY)
    assert a_change(emulator).delete_documents_url is None


def test_the_documents_of_a_failed_job_cannot_be_deleted() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a", "b")))
    emulator.sign(1, 0)
    emulator.reject(1, 1)
    clock_of(emulator).advance(2 * DAY)
    assert call(emulator, "DELETE", f"{JOBS}/1/documents").status == 409


def test_archived_documents_can_be_deleted() -> None:
    emulator = an_emulator(long_term_storage={NUMBER})
    create(emulator, job_of(*by("a")))
    emulator.sign(1, 0)
    confirm_all(emulator)
    clock_of(emulator).advance(DAY)
    assert call(emulator, "DELETE", f"{JOBS}/1/documents").status == 204
    assert call(emulator, "GET", f"/{NUMBER}/archive/documents/1/pades").status == 404


@pytest.mark.parametrize(
    ("persona", "expected"),
    [(SIGNS, ["COMPLETED_SUCCESSFULLY", "SIGNED", "SIGNED"]), (REJECTS, ["FAILED", "REJECTED", "NOT_APPLICABLE"])],
)
def test_a_persona_acts_when_the_signer_gets_the_job(persona: Persona, expected: list[str]) -> None:
    emulator = an_emulator(persona=persona)
    create(emulator, job_of(*by("a", "b", orders=(1, 2))))
    *_, last = [change for _ in range(3) if (change := next_change(emulator))]
    assert statuses(last) == expected
    assert last.signatures[0].since == START


def test_personas_differ_and_can_take_time() -> None:
    slowly = Persona(does=Event.SIGN, after=timedelta(days=2))
    emulator = an_emulator(personas={KARI: slowly, "ola@example.com": SIGNS, "99999999": REJECTS})
    create(emulator)
    assert statuses_of(emulator) == ["WAITING", "WAITING"]
    clock_of(emulator).advance(20 * DAY)
    assert statuses_of(emulator) == ["SIGNED", "SIGNED"]
    assert emulator.job(1).ended == START + timedelta(days=2)
    create(emulator, job_of(Signer.by_mobile("99999999")))
    assert statuses_of(emulator, 2) == ["REJECTED"]


def statuses_of(emulator: Emulator, number: int = 1) -> list[str]:
    """Return the statuses of a job's signers."""
    return [each.status for each in emulator.job(number).signers]


def test_a_persona_does_not_do_what_is_impossible() -> None:
    emulator = an_emulator(persona=Persona(does=Event.RESERVE), personas={KARI: Persona(does=Event.BLOCK)})
    create(emulator, job_of(Signer.by_national_id(KARI, notify=Lookup()), *by("a")))
    assert statuses_of(emulator) == ["WAITING", "WAITING"]


def test_a_deleted_job_has_no_more_events() -> None:
    emulator = an_emulator(personas={"b@example.com": Persona(does=Event.SIGN, after=timedelta(days=3))})
    create(emulator, job_of(*by("a", "b"), availability=available(20)))
    emulator.reject(1, 0)
    confirm_all(emulator)
    clock_of(emulator).advance(100 * DAY)
    assert (emulator.jobs(), next_change(emulator)) == ((), None)


def test_deleted_documents_are_not_deleted_again() -> None:
    emulator = an_emulator()
    create(emulator, job_of(*by("a")))
    emulator.sign(1, 0)
    clock_of(emulator).advance(DAY)
    assert call(emulator, "DELETE", f"{JOBS}/1/documents").status == 204
    clock_of(emulator).advance(40 * DAY)
    assert not emulator.job(1).has_documents
    confirm_all(emulator)
    assert emulator.jobs() == ()
