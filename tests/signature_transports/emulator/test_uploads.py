"""Tests of uploads: what the service accepts, and what it refuses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from signature_model import Context, Credentials, Environment, JobRequest, Sector, Sender, Signer, validate_bundle
from signature_model.api.http import Request
from signature_model.api.messages.multipart import frame_parts
from signature_model.api.messages.reading import parse_created_job
from signature_model.containers.reading import open_container
from signature_model.jobs.signers import SignatureType
from signature_transports.clocks import START, ManualClock, RealClock
from signature_transports.emulator import Emulator, Settings
from signature_transports.emulator.uploads import MAX_UPLOAD
from tests.kits.archives import Raw, archive
from tests.kits.certificates import NUMBER, authority, pem, pem_key, rsa_key, seid2
from tests.kits.jobs import KARI, a_job
from tests.signature_transports.emulator.calls import (
    JOBS,
    OTHER,
    ROOT,
    an_emulator,
    bundle_of,
    code_of,
    create,
    creation,
    job_of,
    posting,
    words_of,
)

SCHEMA = "SCHEMA_VALIDATION_ERROR"
ASICE = "ASICE_VALIDATION_FAILED"
MIXED = "multipart/mixed; boundary=b"
REQUEST = b'<portal-signature-job-request xmlns="http://signering.posten.no/schema/v1"/>'


@cache
def credentials_of(number: str) -> Credentials:
    """Return credentials of another organisation, issued by the same authority."""
    issuers = authority()
    leaf = issuers.issue(seid2(number), key=rsa_key("other"))
    return Credentials.from_pem(pem(leaf, *issuers.issuers), pem_key(rsa_key("other")))


def members(**changes: bytes | None) -> bytes:
    """Return a valid archive of the bundle's members, some of them changed or left out."""
    named = {"manifest": "manifest.xml", "seal": "META-INF/signatures.xml", "document": "contract.pdf"}
    contents = dict(open_container(bundle_of()).members) | {named[key]: value for key, value in changes.items()}
    return archive(*(Raw(name=name.encode(), content=held) for name, held in contents.items() if held is not None))


def test_a_valid_upload_becomes_a_job() -> None:
    emulator = an_emulator()
    answer = emulator.handle(creation(request=JobRequest(reference="our own", polling_queue="hr")))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/xml")
    created = parse_created_job(answer.body)
    assert (created.signature_job_id, created.reference) == (1, "our own")
    assert created.cancellation_url == f"{ROOT}{JOBS}/1/cancel"
    view = emulator.job(1)
    assert (view.sender, view.title, view.documents) == (NUMBER, "Employment contract", ("Contract",))


def test_the_numbers_of_jobs_can_be_chosen() -> None:
    emulator = Emulator(Settings(), clock=ManualClock(), ids=lambda: iter([7, 70, 700]))
    assert [create(emulator) for _ in range(2)] == [7, 70]
    emulator.reset()
    assert create(emulator) == 7


def test_parts_with_content_disposition_are_accepted() -> None:
    disposition = b"Content-Disposition: attachment\r\n\r\n"
    pieces = (
        b"--b\r\nContent-Type: application/xml\r\n" + disposition + REQUEST,
        b"\r\n--b\r\nContent-Type: application/octet-stream\r\n" + disposition + bundle_of() + b"\r\n--b--\r\n",
    )
    assert an_emulator().handle(posting(pieces, 'multipart/mixed; boundary="b"')).status == 200


@pytest.mark.parametrize(
    ("content_type", "body", "code", "words"),
    [
        pytest.param("application/xml", REQUEST, SCHEMA, "not multipart/mixed", id="not multipart"),
        pytest.param(MIXED, b"", SCHEMA, "does not begin", id="nothing"),
        pytest.param(MIXED, b"--b--", SCHEMA, "the first part must be the job request", id="no part"),
        pytest.param(
            MIXED,
            b"--b\r\nContent-Type: application/octet-stream\r\n\r\nPK\r\n"
            b"--b\r\nContent-Type: application/xml\r\n\r\n" + REQUEST + b"\r\n--b--",
            SCHEMA,
            "the first part must be the job request",
            id="the wrong order",
        ),
        pytest.param(
            MIXED,
            b"--b\r\nContent-Type: application/xml\r\n\r\n" + REQUEST + b"\r\n--b--",
            ASICE,
            "the second part must be the document bundle",
            id="one part",
        ),
        pytest.param(
            MIXED,
            (b"--b\r\nContent-Type: application/xml\r\n\r\n" + REQUEST + b"\r\n") * 2 + b"--b--",
            ASICE,
            "the second part must be the document bundle",
            id="the request twice",
        ),
    ],
)
def test_other_parts_are_refused(content_type: str, body: bytes, code: str, words: str) -> None:
    answer = an_emulator().handle(posting((body,), content_type))
    assert (answer.status, code_of(answer)) == (400, code)
    assert words in words_of(answer)


def test_a_creation_without_content_type_is_refused() -> None:
    request = Request(method="POST", url=f"{ROOT}{JOBS}")
    assert code_of(an_emulator().handle(request)) == SCHEMA


def test_a_body_that_is_too_large_is_refused() -> None:
    megabyte = bytes(1024 * 1024)
    frame = frame_parts(REQUEST, b"")
    pieces = frame.pieces[:-1] + (megabyte,) * (MAX_UPLOAD // len(megabyte) + 1)
    answer = an_emulator().handle(posting(pieces, frame.content_type))
    assert (answer.status, code_of(answer)) == (413, ASICE)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        pytest.param(b"", "the job request: not well-formed", id="empty"),
        pytest.param(b"<a/>", "the job request: the root element is `a`", id="another document"),
        pytest.param(b"<!DOCTYPE a>" + REQUEST, "document type declaration", id="a DTD"),
        pytest.param(JobRequest(reference="x" * 51), "the job request: reference: ", id="a reference that is too long"),
        pytest.param(
            b'<portal-signature-job-request xmlns="http://signering.posten.no/schema/v1"><more/>'
            b"</portal-signature-job-request>",
            "the job request: ",
            id="an unknown element",
        ),
    ],
)
def test_a_job_request_that_the_schema_refuses_is_refused(request_: bytes | JobRequest, words: str) -> None:
    answer = an_emulator().handle(creation(request=request_))
    assert (answer.status, code_of(answer)) == (400, SCHEMA)
    assert words in words_of(answer)


@pytest.mark.parametrize(
    ("bundle", "code", "rule"),
    [
        pytest.param(lambda: b"PK and no more", ASICE, "PSR001", id="no archive"),
        pytest.param(lambda: members(manifest=None), ASICE, "PSR009", id="no manifest"),
        pytest.param(lambda: members(manifest=b"<a"), SCHEMA, "PSR101", id="a malformed manifest"),
        pytest.param(lambda: members(manifest=REQUEST), SCHEMA, "PSR104", id="another document for manifest"),
        pytest.param(lambda: members(document=b"%PDF-1.7 changed"), ASICE, "PSR503", id="a document changed"),
        pytest.param(lambda: members(document=None), ASICE, "PSR014", id="no document"),
        pytest.param(lambda: members(seal=None), ASICE, "PSR010", id="no seal"),
        pytest.param(lambda: members(seal=b"<a/>"), ASICE, "PSR501", id="no signature in the seal"),
    ],
)
def test_errors_of_the_rules_are_refused_with_their_codes(bundle: Callable[[], bytes], code: str, rule: str) -> None:
    answer = an_emulator().handle(creation(bundle=bundle()))
    assert (answer.status, code_of(answer)) == (400, code)
    assert rule in words_of(answer)


def test_what_a_sender_may_use_depends_on_its_sector() -> None:
    lookup = creation()  # for public senders only
    answer = an_emulator(sector=Sector.PRIVATE).handle(lookup)
    assert (code_of(answer), "PSR301" in words_of(answer)) == (ASICE, True)
    assert an_emulator(sectors={NUMBER: Sector.PRIVATE}).handle(lookup).status == 400
    assert an_emulator(sector=Sector.PRIVATE, sectors={NUMBER: Sector.PUBLIC}).handle(lookup).status == 200


def test_a_job_with_warnings_is_accepted() -> None:
    job = job_of(Signer.by_contact_information(email="not an address"))
    report = validate_bundle(bundle_of(job), Context(sector=Sector.PUBLIC))
    assert [each.code for each in report.findings] == ["PSR311"]
    assert an_emulator().handle(creation(job)).status == 200


def test_a_job_with_a_signature_type_is_validated() -> None:
    signer = Signer.by_email("kari@example.com", signature_type=SignatureType.AUTHENTICATED)
    assert an_emulator().handle(creation(job_of(signer))).status == 200
    assert "PSR304" in words_of(an_emulator(sector=Sector.PRIVATE).handle(creation(job_of(signer))))


def test_the_sender_must_be_the_same_in_url_and_manifest() -> None:
    emulator = an_emulator(brokers={OTHER: {NUMBER}})
    request = creation(job_of(Signer.by_email("kari@example.com")), sender=OTHER)
    answer = emulator.handle(request, NUMBER)
    assert (answer.status, code_of(answer)) == (400, ASICE)
    assert f"the sender is {NUMBER} in the manifest, but {OTHER} in the URL" in words_of(answer)


def test_a_broker_seals_with_its_own_certificate() -> None:
    job = job_of(Signer.by_email("kari@example.com"), sender=OTHER)
    emulator = an_emulator(brokers={OTHER: {NUMBER}})
    assert emulator.handle(creation(job, sender=OTHER), NUMBER).status == 200


def test_a_seal_of_another_organisation_is_refused() -> None:
    bundle = bundle_of(by=credentials_of(OTHER))
    answer = an_emulator().handle(creation(bundle=bundle))
    assert (answer.status, code_of(answer)) == (400, ASICE)
    assert "PSR514" in words_of(answer)
    assert an_emulator(brokers={NUMBER: {OTHER}}).handle(creation(bundle=bundle)).status == 200


@pytest.mark.parametrize(
    ("sealed", "status"),
    [
        (START, 200),
        (START - timedelta(seconds=5), 200),
        (START + timedelta(seconds=5), 200),
        (START - timedelta(seconds=5.001), 400),
        (START + timedelta(seconds=6), 400),
    ],
)
def test_an_old_seal_is_refused_if_seals_are_timed(sealed: datetime, status: int) -> None:
    emulator = an_emulator(is_seal_timed=True)
    answer = emulator.handle(creation(bundle=bundle_of(at=sealed)))
    assert answer.status == status
    assert status == 200 or "PSR515" in words_of(answer)


def test_with_a_manual_clock_seals_are_timed_only_on_request() -> None:
    old = creation(bundle=bundle_of(at=START - timedelta(days=400)))
    assert an_emulator().handle(old).status == 200
    assert an_emulator(is_seal_timed=True).handle(old).status == 400


def test_with_a_real_clock_seals_are_timed_by_default() -> None:
    old = creation(bundle=bundle_of(at=START - timedelta(days=1500)))
    assert Emulator(Settings(), clock=RealClock()).handle(old).status == 400
    assert Emulator(Settings(is_seal_timed=False), clock=RealClock()).handle(old).status == 200


def test_with_any_other_clock_seals_are_timed_by_default() -> None:
    class Still:
        """A clock that does not move."""

        def now(self) -> datetime:
            return START

    old = creation(bundle=bundle_of(at=START - timedelta(seconds=10)))
    assert Emulator(Settings(), clock=Still()).handle(old).status == 400


def test_a_seal_must_end_at_a_trust_anchor() -> None:
    ours, others = authority().root, authority("Berget").root
    assert an_emulator(trust_anchors=(ours,)).handle(creation()).status == 200
    answer = an_emulator(trust_anchors=(others,)).handle(creation())
    assert (code_of(answer), "PSR517" in words_of(answer)) == (ASICE, True)


def test_national_id_numbers_in_refusals_are_masked() -> None:
    job = job_of(Signer.by_email("kari@example.com"), title=f"For {KARI}", sender=NUMBER)
    bundle = bundle_of(job).replace(b"%PDF", b"%pdf")
    for request in (creation(bundle=bundle), creation(request=JobRequest(reference=KARI * 5))):
        answer = an_emulator().handle(request)
        assert answer.status == 400
        assert KARI.encode() not in answer.body


@pytest.mark.parametrize(
    "name", [b"a\0b", b"a\x01\x1fb", b"\x1b[2J", b"\xff\xfe", b"\xed\xa0\x80", "\uffff\u202e".encode()]
)
def test_names_that_cannot_be_written_in_xml_are_refused(name: bytes) -> None:
    contents = open_container(bundle_of()).members
    named = [Raw(name=each.encode(), content=held) for each, held in contents.items()]
    answer = an_emulator().handle(creation(bundle=archive(*named, Raw(name=name, content=b""))))
    assert (answer.status, code_of(answer)) == (400, ASICE)


def test_a_refused_upload_leaves_nothing_behind() -> None:
    emulator = an_emulator()
    emulator.handle(creation(bundle=b"PK"))
    assert emulator.jobs() == ()
    assert create(emulator) == 1


def test_the_emulator_decides_the_environment() -> None:
    emulator = an_emulator(environment=Environment.PRODUCTION)
    assert emulator.handle(creation(a_job(sender=Sender(NUMBER, sector=Sector.PUBLIC)))).status == 200


@pytest.mark.parametrize(
    ("name", "status", "rule"), [("minimal", 200, ""), ("lookup", 200, ""), ("open-91-days", 400, "PSR401")]
)
def test_bundles_of_the_official_client_are_validated(name: str, status: int, rule: str, vectors: Path) -> None:
    bundle = (vectors / "java-bundles" / f"{name}.asice").read_bytes()
    answer = an_emulator().handle(creation(bundle=bundle))
    assert answer.status == status
    assert status == 200 or rule in words_of(answer)
