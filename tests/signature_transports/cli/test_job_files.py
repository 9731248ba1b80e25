"""A job file becomes a job, or all its problems are reported."""

import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from signature_model import (
    AuthenticationLevel,
    Availability,
    Document,
    IdentifierInSignedDocuments,
    Lookup,
    Notifications,
    OnBehalfOf,
    PortalJob,
    Sector,
    Sender,
    SignatureType,
    Signer,
    validate_job,
)
from signature_transports.cli.job_files import EXAMPLE, parse_job
from signature_transports.cli.job_problems import FaultyJobFile
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_job, a_pdf

Description = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the documents that the job files name."""
    (tmp_path / "contract.pdf").write_bytes(a_pdf())
    (tmp_path / "notes.TXT").write_bytes(b"Notes\n")
    return tmp_path


def description(**changes: object) -> Description:
    """Return the job file of the sample job, with changes."""
    return {
        "title": "Employment contract",
        "nonsensitive-title": "A contract",
        "documents": [{"path": "contract.pdf", "title": "Contract", "href": "contract.pdf"}],
        "signers": [
            {"personal-identification-number": KARI, "notify": {"lookup": True, "sms": True}, "order": 1},
            {"email": "ola@example.com", "order": 2},
        ],
        "sender": {"organization-number": NUMBER, "sector": "public"},
        "availability": {"available-days": 10},
    } | {name.replace("_", "-"): value for name, value in changes.items()}


def parsed(folder: Path, **changes: object) -> PortalJob:
    job = parse_job(json.dumps(description(**changes)).encode(), folder).job
    assert isinstance(job, PortalJob)
    return job


def problems_of(folder: Path, content: bytes | None = None, **changes: object) -> list[str]:
    """Return the problems of a job file."""
    with pytest.raises(FaultyJobFile) as refusal:
        parse_job(json.dumps(description(**changes)).encode() if content is None else content, folder)
    return [str(each) for each in refusal.value.problems]


def test_a_job_file_becomes_a_job(folder: Path) -> None:
    assert parsed(folder) == a_job()


def test_the_example_has_every_key(folder: Path) -> None:
    job = parse_job(EXAMPLE.replace("# activation", "activation").encode(), folder).job

    assert job == PortalJob(
        title="Employment contract",
        nonsensitive_title="A contract",
        description="Please sign by Friday.",
        reference="2030-117",
        required_authentication=AuthenticationLevel.FOUR,
        identifier_in_signed_documents=IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME,
        sender=Sender("999999999", sector=Sector.PUBLIC, polling_queue="hr"),
        availability=Availability(
            activation_time=datetime(2030, 1, 31, 8, tzinfo=timezone(timedelta(hours=1))),
            available_for=timedelta(days=10),
        ),
        documents=[Document(title="Contract", content=a_pdf(), href="contract.pdf")],
        signers=[
            Signer.by_national_id(
                "01818000282",
                notify=Lookup(sms=True),
                order=1,
                signature_type=SignatureType.AUTHENTICATED,
                on_behalf_of=OnBehalfOf.SELF,
            ),
            Signer.by_contact_information(email="ola@example.com", sms="+4799999999", order=2),
        ],
    )
    assert validate_job(job).is_valid


def test_the_shortest_job_file(folder: Path) -> None:
    job = parse_job(
        b"""
        title = "Employment contract"
        documents = [{path = "contract.pdf", title = "Contract"}]
        signers = [{mobile = "+4799999999"}]
        """,
        folder,
        organization_number=NUMBER,
    ).job

    assert job == PortalJob(
        title="Employment contract",
        documents=[Document(title="Contract", content=a_pdf())],
        signers=[Signer.by_mobile("+4799999999")],
        sender=Sender(NUMBER),
    )


@pytest.mark.parametrize(
    ("notify", "expected"),
    [
        pytest.param("lookup", Lookup(), id="the word"),
        pytest.param({"lookup": True}, Lookup(), id="lookup"),
        pytest.param({"lookup": True, "sms": True}, Lookup(sms=True), id="lookup with a text message"),
        pytest.param({"email": "a@example.com"}, Notifications(email="a@example.com"), id="an address"),
        pytest.param({"mobile": "+4799999999"}, Notifications(sms="+4799999999"), id="a number"),
        pytest.param(
            {"email": "a@example.com", "mobile": "+4799999999"},
            Notifications(email="a@example.com", sms="+4799999999"),
            id="both",
        ),
        pytest.param({"email": "a@example.com", "lookup": False}, Notifications(email="a@example.com"), id="no lookup"),
    ],
)
def test_the_notification_of_a_signer_with_a_number(folder: Path, notify: object, expected: object) -> None:
    job = parsed(folder, signers=[{"personal-identification-number": KARI, "notify": notify}])

    assert job.signers[0].notify == expected


@pytest.mark.parametrize(
    ("availability", "available_for"),
    [
        pytest.param({"available-days": 10}, timedelta(days=10), id="days"),
        pytest.param({"available-hours": 36}, timedelta(hours=36), id="hours"),
        pytest.param({"available-seconds": 0}, timedelta(), id="seconds"),
        pytest.param({}, None, id="none"),
    ],
)
def test_the_available_time_has_a_unit(folder: Path, availability: object, available_for: timedelta | None) -> None:
    assert parsed(folder, availability=availability).availability == Availability(available_for=available_for)


def test_a_time_in_json_is_text(folder: Path) -> None:
    job = parsed(folder, availability={"activation-time": "2030-01-31T12:00:00Z"})

    assert job.availability == Availability(activation_time=datetime(2030, 1, 31, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("document", "mime"),
    [
        pytest.param({"path": "notes.TXT"}, "text/plain", id="by the suffix"),
        pytest.param({"path": "notes.TXT", "mime": "text/html"}, "text/html", id="as said"),
        pytest.param({"path": "contract.pdf"}, "application/pdf", id="a PDF"),
    ],
)
def test_the_media_type_of_a_document_follows_its_suffix(folder: Path, document: Description, mime: str) -> None:
    assert parsed(folder, documents=[document | {"title": "Notes"}]).documents[0].mime == mime


def test_paths_are_relative_to_the_folder_of_the_job_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")

    assert parsed(folder).documents[0].content == a_pdf()
    named = [{"path": str(folder / "contract.pdf"), "title": "Contract"}]
    assert parsed(folder / "elsewhere", documents=named).documents[0].content == a_pdf()


def test_the_sender_in_the_job_file_comes_first(folder: Path) -> None:
    content = json.dumps(description()).encode()

    assert parse_job(content, folder, organization_number="999999999").job.sender.organization_number == NUMBER


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        pytest.param({"title": None}, ["title: is missing"], id="no title"),
        pytest.param(
            {"nonsensitiv-title": "A contract"},
            ["nonsensitiv-title: is unknown; did you mean nonsensitive-title?"],
            id="a slip",
        ),
        pytest.param(
            {"sender": None}, ["sender.organization-number: is missing; give it here or with --sender"], id="no sender"
        ),
        pytest.param(
            {"sender": {"sector": "public"}},
            ["sender.organization-number: is missing; give it here or with --sender"],
            id="no number of the sender",
        ),
        pytest.param(
            {"sender": {"organization-number": 984661185}},
            ["sender.organization-number: must be text, in quotes"],
            id="a bare number of the sender",
        ),
        pytest.param(
            {"sender": {"organization-number": NUMBER, "sector": "publik", "queue": "hr"}},
            [
                "sender.sector: must be one of private, public, not 'publik'",
                "sender.queue: is unknown; did you mean polling-queue?",
            ],
            id="an odd sender",
        ),
        pytest.param(
            {"availability": {"available-days": 1, "available-hours": 24}},
            ["availability.available-hours: has the same meaning as available-days: give only one of them"],
            id="two units",
        ),
        pytest.param(
            {"availability": {"available-days": "ten"}},
            ["availability.available-days: must be a whole number"],
            id="days in words",
        ),
        pytest.param(
            {"availability": {"available-days": 10**10}},
            ["availability.available-days: is too large"],
            id="too many days",
        ),
        pytest.param({"documents": []}, ["documents: must have at least one table"], id="no document"),
        pytest.param(
            {"documents": [{"path": "missing.pdf", "title": "Contract"}, {"path": ".", "title": "Contract"}]},
            [
                "documents[1].path: 'FOLDER/missing.pdf' cannot be read: No such file or directory",
                "documents[2].path: 'FOLDER' cannot be read: it is a folder",
            ],
            id="no file",
        ),
        pytest.param(
            {"documents": [{"path": "\0", "title": "Contract"}]},
            [
                (
                    r"documents[1].path: 'FOLDER/\x00' cannot be read: its name contains a NUL"
                    "; it contains an escape sequence: use single quotes, or / instead of \\"
                )
            ],
            id="no path",
        ),
        pytest.param(
            {"documents": [{"path": "docs\new.pdf", "title": "Contract"}]},
            [
                (
                    r"documents[1].path: 'FOLDER/docs\new.pdf' cannot be read: No such file or directory"
                    "; it contains an escape sequence: use single quotes, or / instead of \\"
                )
            ],
            id="a path with an escape",
        ),
        pytest.param(
            {"documents": [{"titel": "Contract"}]},
            [
                "documents[1].path: is missing",
                "documents[1].title: is missing",
                "documents[1].titel: is unknown; did you mean title?",
            ],
            id="hardly a document",
        ),
        pytest.param(
            {"signers": [{}]},
            ["signers[1]: has no signer: give personal-identification-number, or email or mobile"],
            id="nobody",
        ),
        pytest.param(
            {"signers": [{"personal-identification-number": KARI}]},
            ['signers[1].notify: is missing: give "lookup", or { email = …, mobile = … }'],
            id="no notification",
        ),
        pytest.param(
            {"signers": [{"personal-identification-number": KARI, "notify": "lookups"}]},
            ['signers[1].notify: must be "lookup" or a table'],
            id="another word",
        ),
        pytest.param(
            {"signers": [{"personal-identification-number": KARI, "notify": {}}]},
            ["signers[1].notify: is empty: give lookup = true, or email or mobile"],
            id="an empty notification",
        ),
        pytest.param(
            {"signers": [{"personal-identification-number": KARI, "notify": {"sms": True, "mobile": "+4799999999"}}]},
            ["signers[1].notify.sms: needs lookup = true; for a number that you know, use mobile"],
            id="a text message without lookup",
        ),
        pytest.param(
            {"signers": [{"personal-identification-number": KARI, "notify": {"lookup": True, "email": "a@b.no"}}]},
            ["signers[1].notify: has both: give either lookup, or email and mobile"],
            id="lookup and an address",
        ),
        pytest.param(
            {"signers": [{"personal-identification-number": KARI, "notify": "lookup", "email": "a@b.no"}]},
            ["signers[1].email: cannot be combined with personal-identification-number; write notify = { email = … }"],
            id="an address in the wrong place",
        ),
        pytest.param(
            {"signers": [{"email": "a@b.no", "notify": "lookup"}]},
            ["signers[1].notify: needs personal-identification-number; without it, use email or mobile"],
            id="lookup without a number",
        ),
        pytest.param(
            {"signers": [{"personal-identification-number": int(KARI), "notify": "lookup"}]},
            ["signers[1].personal-identification-number: must be text, in quotes"],
            id="a bare number",
        ),
        pytest.param(
            {"signers": [{"email": "a@b.no", "signature-type": "advancd", "order": "first"}]},
            [
                (
                    "signers[1].signature-type: must be one of ADVANCED_ELECTRONIC_SIGNATURE, "
                    "AUTHENTICATED_ELECTRONIC_SIGNATURE, not 'advancd'"
                ),
                "signers[1].order: must be a whole number",
            ],
            id="an odd signer",
        ),
        pytest.param(
            {"required-authentication": 5, "identifier-in-signed-documents": KARI},
            [
                "required-authentication: must be one of 3, 4, not '5'",
                (
                    "identifier-in-signed-documents: must be one of PERSONAL_IDENTIFICATION_NUMBER_AND_NAME, "
                    "DATE_OF_BIRTH_AND_NAME, NAME, not '018180*****'"
                ),
            ],
            id="other words",
        ),
    ],
)
def test_every_problem_is_reported_with_its_place(folder: Path, changes: Description, problems: list[str]) -> None:
    found = problems_of(folder, **changes)
    assert [each.replace(str(folder), "FOLDER") for each in found] == problems


def test_another_kind_of_file_is_one_problem(folder: Path) -> None:
    assert problems_of(folder, b"%PDF-1.7")[0].startswith("this is not TOML: ")


def test_the_error_counts_the_problems_and_can_be_pickled(folder: Path) -> None:
    with pytest.raises(FaultyJobFile, match="has 4 problems") as refusal:
        parse_job(b"", folder)
    again = pickle.loads(pickle.dumps(refusal.value))

    assert again.problems == refusal.value.problems


def test_one_problem_is_not_counted_in_the_plural(folder: Path) -> None:
    with pytest.raises(FaultyJobFile, match=r"has 1 problem$"):
        parse_job(b"[", folder)


def test_the_lines_of_the_keys_are_known(folder: Path) -> None:
    lines = parse_job(EXAMPLE.encode(), folder).lines
    assert (lines["title"], lines["sender.sector"], lines["signers[2].email"]) == (3, 12, 33)
