"""A job is validated and sent once, and its record is saved."""

import json
import re
import shutil
import signal
import socket
import stat
import sys
import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from signature_model import Context, JobRequest, Sector, build_bundle, validate_bundle
from signature_model.api.records import from_json
from signature_model.api.responses import CreatedJob
from signature_transports.cli.job_files import EXAMPLE
from tests.kits.bundles import changed
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_job, credentials
from tests.signature_transports.cli.conftest import JOB, Outcome, Signering
from tests.signature_transports.cli.service import DROPPED, Answer, Service, refusal

CREATED: Final = "job 1, reference 2030-117 was created\n"
SAVED: Final = f"{CREATED}record: job.toml.sent.json\n"
LATE: Final = JOB.replace("available-days = 10", "available-days = 91")


@pytest.fixture
def send(signering: Signering, calling: list[str], sealing: list[str]) -> Signering:
    """Send with everything that it takes."""

    def run(*arguments: str | Path) -> Outcome:
        return signering("send", *calling, *sealing, *arguments)

    return run


@pytest.fixture
def bundle(folder: Path) -> Path:
    """A bundle that is ready, sealed just now."""
    path = folder / "ready.asice"
    path.write_bytes(build_bundle(a_job(), credentials()).content)
    return path


@pytest.mark.usefixtures("folder")
def test_a_job_file_becomes_a_job(send: Signering, service: Service) -> None:
    result = send("job.toml")

    assert (result.status, result.out, result.err) == (0, SAVED, "")
    ((request, content),) = service.created
    assert request == JobRequest(reference="2030-117", polling_queue="hr")
    assert validate_bundle(content, Context(sector=Sector.PUBLIC)).is_valid


@pytest.mark.usefixtures("folder")
def test_the_record_is_printed_as_json(send: Signering) -> None:
    created = from_json(send("job.toml", "--json").out)

    assert isinstance(created, CreatedJob)
    assert (created.signature_job_id, created.reference) == (1, "2030-117")


def test_the_record_is_readable_only_by_its_owner(send: Signering, folder: Path) -> None:
    result = send("job.toml", "--save", "created.json")

    assert result.out == CREATED
    assert isinstance(from_json((folder / "created.json").read_bytes()), CreatedJob)
    assert stat.S_IMODE((folder / "created.json").stat().st_mode) == 0o600


def test_a_job_file_may_be_json_or_come_from_standard_input(
    send: Signering, service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = {"path": "contract.pdf", "title": "Contract"}
    described = {"title": "Contract", "documents": [document], "signers": [{"email": "ola@example.com"}]}
    (folder / "job.json").write_text(json.dumps(described))
    with (folder / "job.toml").open() as piped:
        monkeypatch.setattr(sys, "stdin", piped)
        assert re.fullmatch(rf"{CREATED}record: stdin-\w{{12}}\.sent\.json\n", send("-").out)

    assert send("job.json", "--queue", "", "--reference", "x", "--sector", "public").status == 0
    assert [request for request, _ in service.created] == [
        JobRequest(reference="2030-117", polling_queue="hr"),
        JobRequest(reference="x", polling_queue=""),
    ]


def test_a_bundle_is_sent_as_it_is(signering: Signering, service: Service, bundle: Path) -> None:
    result = signering("send", bundle, "--service", service.root, "--reference", "2030-117", "--queue", "hr", "-q")

    assert (result.status, result.out) == (0, f"{CREATED}record: {bundle}.sent.json\n")
    assert service.created == [(JobRequest(reference="2030-117", polling_queue="hr"), bundle.read_bytes())]


def test_findings_are_shown_as_validate_bundle_shows_them(send: Signering, service: Service, folder: Path) -> None:
    (folder / "job.toml").write_text(LATE)
    result = send("job.toml")

    assert (result.status, result.out, service.created) == (1, "", [])
    assert result.err.startswith("job.toml:5: PSR401 error available-too-long: availability.available-days: open for ")
    assert "1 checked: 1 invalid (1 error)\n" in result.err
    assert result.err.endswith(
        "Error: the job has 1 error: PSR401\n    `validate-bundle --explain PSR401` explains PSR401\n"
    )


def test_findings_are_printed_as_json(send: Signering, folder: Path) -> None:
    (folder / "job.toml").write_text(LATE)
    result = send("job.toml", "--json")

    assert (result.status, result.out) == (1, "")
    assert result.error["kind"] == "job-refused"
    assert [each["code"] for each in result.error["findings"]] == ["PSR401"]
    assert json.loads(result.err.splitlines()[0])["report"]["verdict"] == "invalid"


def test_a_job_with_warnings_is_sent(send: Signering, folder: Path) -> None:
    (folder / "job.toml").write_text(JOB.replace("2030-117", KARI))
    result = send("job.toml")

    assert (result.status, result.out) == (0, "job 1, reference 018180***** was created\nrecord: job.toml.sent.json\n")
    assert result.err.startswith("job.toml:3: PSR601 warning personal-data-in-reference: reference: ")
    assert "1 checked: 1 valid (1 warning)\n" in result.err


def test_a_national_id_number_in_the_reference_of_a_bundle_is_shown_as_a_warning(send: Signering, bundle: Path) -> None:
    result = send(bundle, "--reference", KARI, "--sector", "public")

    assert result.status == 0
    assert "PSR601 warning personal-data-in-reference: " in result.err
    assert "1 checked: 1 valid (1 warning)\n" in result.err


@pytest.mark.usefixtures("folder")
def test_skipped_layers_are_shown_on_demand(send: Signering) -> None:
    assert "job.toml: not checked: environment (" in send("job.toml", "-v").err


def test_all_problems_of_a_job_file_are_reported(send: Signering, service: Service, folder: Path) -> None:
    (folder / "job.toml").write_text(JOB.replace("title", "titel"))
    result = send("job.toml")

    assert (result.status, service.created) == (1, [])
    assert "job.toml: title: is missing\n" in result.err
    assert "job.toml:1: titel: is unknown; did you mean title?\n" in result.err
    assert "Error: the job file has 5 problems\n" in result.err
    problems = send("job.toml", "--json").error["problems"]
    assert problems[0] == {"where": "title", "message": "is missing", "line": None}
    assert len(problems) == 5


def test_a_faulty_bundle_is_sent_only_without_validation(send: Signering, service: Service, folder: Path) -> None:
    (folder / "faulty.asice").write_bytes(changed(contract=b"%PDF-1.7 another"))

    assert send("faulty.asice").status == 1
    assert service.created == []
    assert send("faulty.asice", "--no-validate").status == 0
    assert len(service.created) == 1


def test_a_bundle_that_was_sealed_earlier_is_not_sent(send: Signering, service: Service, folder: Path) -> None:
    earlier = datetime.now(UTC) - timedelta(minutes=1)
    (folder / "old.asice").write_bytes(build_bundle(a_job(), credentials(), signing_time=earlier).content)
    result = send("old.asice", "--sector", "public")

    assert (result.status, service.created) == (1, [])
    assert "Error: old.asice was not sent: " in result.err
    assert "the service accepts a seal for 5 seconds only\n    send the job file, or seal" in result.err
    assert send("old.asice", "--no-validate").status == 0


def test_an_unreadable_bundle_can_be_sent_if_the_sender_is_given(send: Signering, folder: Path) -> None:
    (folder / "other.asice").write_bytes(b"PK\x03\x04")

    assert send("other.asice", "--no-validate").status == 0


@pytest.mark.usefixtures("folder")
def test_a_job_file_is_always_validated(send: Signering) -> None:
    result = send("job.toml", "--no-validate")

    assert result.status == 2
    assert "--no-validate is only for sealed bundles" in result.err


def test_a_dry_run_sends_nothing_and_needs_no_service(signering: Signering, folder: Path, sealing: list[str]) -> None:
    result = signering("send", "job.toml", "--dry-run", "--output", "job.asice", *sealing)

    content = (folder / "job.asice").read_bytes()
    assert result.out == (
        f"nothing was sent; the job is valid: {len(content):,} bytes, SHA-256 {sha256(content).hexdigest()}\n"
    )
    assert validate_bundle(content, Context(sector=Sector.PUBLIC)).is_valid


def test_the_outcome_of_a_dry_run_is_printed_as_json(signering: Signering, bundle: Path) -> None:
    result: dict[str, Any] = json.loads(signering("send", bundle, "--dry-run", "--sector", "public", "--json").out)

    assert result.pop("report")["findings"] == []
    assert result == {
        "sent": False,
        "sender": NUMBER,
        "reference": None,
        "polling_queue": None,
        "bundle_sha256": sha256(bundle.read_bytes()).hexdigest(),
    }
    assert "the job was not validated" in signering("send", bundle, "--dry-run", "--no-validate").out


def test_the_bundle_overwrites_a_file_only_with_force(signering: Signering, folder: Path, sealing: list[str]) -> None:
    arguments = ("send", "job.toml", "--dry-run", "--output", "contract.pdf", *sealing)
    result = signering(*arguments)

    assert (result.status, result.out) == (3, "")
    assert result.err == "Error: contract.pdf already exists\n    use --force to overwrite it, or give another path\n"
    assert signering(*arguments, "--force").status == 0
    assert (folder / "contract.pdf").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param(["--queue", "it"], "the job's polling queue is hr, but --queue is it", id="another queue"),
        pytest.param(["--reference", "x" * 51], "it has 51 characters; the maximum is 50", id="a long reference"),
        pytest.param(["--reference", "\udce6"], r"'\udce6' is not UTF-8", id="a reference of other bytes"),
        pytest.param(["--queue", "\udce6"], r"'\udce6' is not UTF-8", id="a queue of other bytes"),
        pytest.param(["--sector", "other"], "'other' is not one of", id="another sector"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_wrong_options_are_wrong_usage(send: Signering, service: Service, arguments: list[str], complaint: str) -> None:
    result = send("job.toml", *arguments)

    assert (result.status, service.created) == (2, [])
    assert complaint in result.err


@pytest.mark.usefixtures("folder")
def test_a_job_file_needs_a_key(signering: Signering, calling: list[str]) -> None:
    result = signering("send", "job.toml", *calling)

    assert result.status == 3
    assert result.err == (
        "Error: there is no key to seal the job\n    name the file of the enterprise certificate with --credentials\n"
    )


def test_a_bundle_needs_a_sender(signering: Signering, service: Service, folder: Path) -> None:
    (folder / "other.asice").write_bytes(b"PK\x03\x04")
    result = signering("send", "other.asice", "--no-validate", "--service", service.root)

    assert result.status == 2
    assert "who is the sender?" in result.err


@pytest.mark.parametrize("name", ["missing.toml", "."])
@pytest.mark.usefixtures("folder")
def test_an_unreadable_file_is_reported(send: Signering, name: str) -> None:
    result = send(name)

    assert result.status == 3
    assert result.err.startswith(f"Error: {name} cannot be read: ")


def test_the_example_is_printed(signering: Signering) -> None:
    assert signering("send", "--example").out == EXAMPLE


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        pytest.param(refusal(403, "NOT_AUTHORIZED"), (1, "service-error"), id="refused"),
        pytest.param(Answer(status=302, headers={"Location": "/"}), (4, "outcome-unknown"), id="sent elsewhere"),
        pytest.param(Answer(status=503), (4, "outcome-unknown"), id="a gateway"),
        pytest.param(Answer(body=b"<html/>"), (4, "outcome-unknown"), id="something else"),
        pytest.param(DROPPED, (4, "outcome-unknown"), id="no answer"),
    ],
)
def test_a_job_is_sent_once_for_any_response(
    send: Signering, service: Service, answer: Answer, outcome: tuple[int, str]
) -> None:
    service.instead["creation"].append(answer)
    result = send("job.toml", "--json", "--save", "created.json", "--retries", "4")

    assert (result.status, result.error["kind"]) == outcome
    assert result.out == ""
    assert service.calls("creation") == 1
    assert Path("created.json").exists() is (result.status == 4)


@pytest.mark.usefixtures("folder")
def test_an_unknown_outcome_is_reported_with_reference_and_digest(
    send: Signering, signering: Signering, service: Service, calling: list[str]
) -> None:
    service.instead["creation"].append(DROPPED)
    result = send("job.toml", "--save", "created.json")

    digest = sha256(service.created[0][1]).hexdigest()
    assert result.status == 4
    assert result.err.endswith(
        "    if it was created, the service notifies its signers, and `signering poll --queue hr` returns"
        " a status change with reference 2030-117 when one of them acts; send it again with --again only if you"
        " know that it was not created\n"
        f"    reference: 2030-117\n    SHA-256 of the bundle: {digest}\n"
    )
    assert json.loads(Path("created.json").read_text()) == {
        "format": 1,
        "kind": "sent-job",
        "flow": "portal",
        "reference": "2030-117",
        "polling_queue": "hr",
        "bundle_sha256": digest,
    }
    cancelled = signering("cancel", "created.json", *calling)
    assert cancelled.status == 3
    assert "created.json: the job was sent, and it is unknown whether it was created" in cancelled.err


def test_without_a_connection_no_record_remains(signering: Signering, folder: Path, sealing: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as once:
        root = f"http://127.0.0.1:{once.getsockname()[1]}/api"
    result = signering("send", "job.toml", "--service", root, "--save", "created.json", "--json", *sealing)

    assert (result.status, result.error["kind"], result.error["was_sent"]) == (3, "no-answer", False)
    assert not (folder / "created.json").exists()


def test_a_job_file_is_sent_once_unless_it_shall_be_sent_again(
    send: Signering, signering: Signering, service: Service, folder: Path, calling: list[str]
) -> None:
    first = from_json(send("job.toml", "--json").out)
    assert from_json((folder / "job.toml.sent.json").read_text()) == first
    again = send("job.toml")

    assert (again.status, len(service.created)) == (1, 1)
    assert again.err == (
        "Error: job.toml was sent before: job.toml.sent.json is the record of job 1\n"
        "    to send it again as a new job, add --again\n"
    )
    for number in (2, 3):
        assert send("job.toml", "--again").out.startswith(f"job {number}, ")
        assert (folder / f"job.toml.sent.json.{number - 1}").exists()
    assert signering("cancel", "job.toml.sent.json", *calling).out == "cancelled: job 3\n"
    assert send("job.toml", "--again", "--save", "other.json").status == 0


@pytest.mark.usefixtures("folder")
def test_a_saved_record_prevents_only_the_same_command(send: Signering, service: Service) -> None:
    outcomes = [send("job.toml", *save).status for save in (("--save", "a"), ("--save", "a"), ())]
    assert (outcomes, len(service.created)) == ([0, 3, 0], 2)


@pytest.mark.usefixtures("folder")
def test_a_record_of_an_unknown_outcome_prevents_another_job(send: Signering, service: Service) -> None:
    service.instead["creation"].append(DROPPED)
    assert send("job.toml").status == 4
    again = send("job.toml")

    assert (again.status, service.calls("creation")) == (1, 1)
    assert "it is unknown whether the job was created\n    if it was created, the service notifies" in again.err


@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)], ids=["sent", "dry run"])
def test_warnings_can_be_refused(send: Signering, service: Service, folder: Path, dry_run: tuple[str, ...]) -> None:
    (folder / "job.toml").write_text((folder / "job.toml").read_text().replace(KARI, "01818000283"))
    outcome = send("job.toml", "--fail-on", "warning", *dry_run)

    assert (outcome.status, service.created) == (1, [])
    assert "PSR313 warning number-check-digits" in outcome.err
    assert outcome.err.endswith(
        "Error: job.toml was not sent: --fail-on warning refuses PSR313\n"
        "    correct what the findings name, or send it without --fail-on\n"
    )
    assert send("job.toml", *dry_run).status == 0


@pytest.mark.usefixtures("folder")
def test_without_validation_no_findings_can_be_refused(send: Signering, bundle: Path) -> None:
    outcome = send(bundle, "--no-validate", "--fail-on", "note")

    assert outcome.status == 2
    assert "--no-validate cannot be combined with --fail-on" in outcome.err


def test_a_record_does_not_overwrite_another(send: Signering, service: Service, folder: Path) -> None:
    (folder / "created.json").write_text("precious")
    result = send("job.toml", "--save", "created.json")

    assert (result.status, service.created) == (3, [])
    assert result.err.startswith("Error: created.json already exists\n    it may be the record of another job")
    assert (folder / "created.json").read_text() == "precious"


def test_a_record_that_cannot_be_saved_is_printed(send: Signering, service: Service, folder: Path) -> None:
    (folder / "records").mkdir()
    service.meanwhile["creation"] = lambda: shutil.rmtree(folder / "records")
    result = send("job.toml", "--save", "records/created.json")

    assert (result.status, result.out) == (4, CREATED)
    assert "job 1 was created, but its record was lost: records/" in result.err
    assert "do not send it again" in result.err


@pytest.mark.parametrize(
    ("arguments", "status", "kind"),
    [
        pytest.param([], 3, "output-lost", id="beside the job"),
        pytest.param(["--save", "created.json"], 3, "output-lost", id="kept"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_record_that_cannot_be_printed_is_reported(
    send: Signering, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, kind: str
) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        monkeypatch.setattr(sys, "stdout", full)
        result = send("job.toml", "--json", *arguments)

    assert (result.status, result.error["kind"]) == (status, kind)
    assert ("job 1 was created" in result.error["message"]) is (kind == "record-lost")


@pytest.mark.usefixtures("folder")
def test_without_standard_output_nothing_is_sent(
    send: Signering, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    result = send("job.toml")

    assert (result.status, result.err) == (3, "Error: standard output is closed\n")
    assert service.created == []


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.usefixtures("folder")
def test_a_signal_waits_for_the_response(send: Signering, service: Service, name: str) -> None:
    main = threading.main_thread().ident
    assert main is not None
    service.meanwhile["creation"] = lambda: signal.pthread_kill(main, getattr(signal, name))

    assert (send("job.toml").out, service.calls("creation")) == (SAVED, 1)


def test_a_second_signal_leaves_the_outcome_unknown(send: Signering, service: Service, folder: Path) -> None:
    main = threading.main_thread().ident
    assert main is not None
    left = service.hold("creation")
    waiting = service.meanwhile["creation"]

    def interrupt() -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.pthread_kill(main, each)
        waiting()

    service.meanwhile["creation"] = interrupt
    result = send("job.toml", "--save", "created.json")
    left.set()

    assert result.status == 4
    assert "interrupted before the response" in result.err
    assert (folder / "created.json").exists()


def test_no_message_shows_a_whole_id_number(send: Signering, service: Service, folder: Path) -> None:
    (folder / "job.toml").write_text(JOB.replace("2030-117", KARI))
    service.instead["creation"].extend([DROPPED, DROPPED, refusal(400, "SCHEMA_VALIDATION_ERROR", f"{KARI}?")] * 2)
    for arguments in ([], ["-vv"], ["--dry-run"], ["--json"], ["--json"], ["--json", "-vv"]):
        result = send("job.toml", *arguments)
        assert KARI not in result.out + result.err
