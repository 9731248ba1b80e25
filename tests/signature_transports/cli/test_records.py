"""Records in files, the subcommands that use them (confirm, cancel, delete-documents), and ping."""

import json
import pickle
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from signature_model.api.direct_responses import DirectStatus
from signature_model.api.records import to_json
from signature_model.api.responses import CreatedJob
from signature_model.console.files import FileInTheWay
from signature_model.jobs.requests import JobRequest
from signature_transports.cli.records import RecordFile, RecordLost, how_to_find, read_record
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI
from tests.signature_model.direct_scripts import DIRECT_CREATED
from tests.signature_transports.cli.conftest import Signering
from tests.signature_transports.cli.service import DROPPED, Answer, Service, refusal

Record = Callable[..., Path]


@pytest.mark.parametrize(
    ("name", "done", "sentence", "result"),
    [
        pytest.param("confirm", "confirmed", "confirmed: job 7\n", "confirmed", id="confirm"),
        pytest.param("cancel", "cancelled", "cancelled: job 7\n", "cancelled", id="cancel"),
        pytest.param("delete-documents", "deleted", "deleted: the documents of job 7\n", "deleted", id="delete"),
    ],
)
def test_the_operation_is_called_and_reported(  # noqa: PLR0913, PLR0917 - fixtures and columns
    signering: Signering,
    service: Service,
    calling: list[str],
    record: Record,
    name: str,
    done: str,
    sentence: str,
    result: str,
) -> None:
    path = record(deletable=True)
    assert signering(name, path, *calling).out == sentence
    assert json.loads(signering(name, path, "--json", *calling).out) == {result: True, "signature_job_id": 7}
    assert getattr(service, done) == [7, 7]


@pytest.mark.parametrize("name", ["confirm", "cancel", "delete-documents", "download"])
def test_a_record_may_come_from_standard_input(
    signering: Signering, calling: list[str], record: Record, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    what = ["--all"] if name == "download" else []
    with record(deletable=True).open() as piped:
        monkeypatch.setattr(sys, "stdin", piped)
        assert signering(name, "-", *what, *calling).status == 0


def test_a_created_job_can_be_cancelled(
    signering: Signering, service: Service, folder: Path, calling: list[str]
) -> None:
    url = service.change(7).cancellation_url
    assert url is not None
    (folder / "created.json").write_text(to_json(CreatedJob(signature_job_id=7, cancellation_url=url)))

    assert signering("cancel", "created.json", *calling).out == "cancelled: job 7\n"
    assert service.cancelled == [7]


def test_a_job_in_the_direct_flow_cannot_be_cancelled(signering: Signering, folder: Path, calling: list[str]) -> None:
    (folder / "status.json").write_text(to_json(DirectStatus(signature_job_id=7, status="IN_PROGRESS")))
    result = signering("cancel", "status.json", *calling)

    assert result.status == 2
    assert "status.json is the record of a job in the direct flow, which has no cancellation" in result.err


@pytest.mark.parametrize("name", ["confirm", "delete-documents", "download"])
def test_a_created_job_is_not_a_status_change(
    signering: Signering, folder: Path, calling: list[str], name: str
) -> None:
    (folder / "created.json").write_text(to_json(CreatedJob(signature_job_id=7, cancellation_url="https://x/api/y")))
    what = ["--all"] if name == "download" else []
    result = signering(name, "created.json", *what, *calling)

    assert result.status == 2
    assert "created.json is the record of a created job" in result.err
    assert f"Try 'signering {name} --help' for help." in result.err


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        pytest.param(
            "{}",
            "record: this is not the record of a job or a status change\n    give the complete JSON, unchanged",
            id="other",
        ),
        pytest.param("", "record is an empty file, not a status change or the record of a job; ", id="nothing"),
        pytest.param("[]", "record: this is not the record of a job or a status change", id="a list"),
        pytest.param("%PDF-1.7", "record is a PDF, not a status change or the record of a job; ", id="a PDF"),
        pytest.param("null\n", "record: `null` means that there was no status change", id="no change"),
        pytest.param('{"a":' * 100_000, "record: this is not the record of a job or a status change", id="deep"),
        pytest.param(
            f'{{"kind": "{KARI}"}}', "record: this is not the record of a job or a status change", id="personal data"
        ),
        pytest.param(
            '{"kind": "sent-job"}',
            "record: the job was sent, and it is unknown whether it was created",
            id="a sent job",
        ),
        pytest.param(None, "record cannot be read: No such file or directory", id="no file"),
    ],
)
def test_another_file_is_not_a_record(
    signering: Signering, folder: Path, calling: list[str], content: str | None, complaint: str
) -> None:
    if content is not None:
        (folder / "record").write_text(content)
    result = signering("confirm", "record", *calling)

    assert result.status == 3
    assert result.err.startswith(f"Error: {complaint}")
    assert KARI not in result.err


def test_a_record_of_another_service_is_refused(signering: Signering, service: Service, record: Record) -> None:
    result = signering("confirm", record(), "--service", f"{service.root}/v2")

    assert result.status == 3
    assert "does not belong to the service" in result.err
    assert service.confirmed == []


def test_a_finished_job_cannot_be_cancelled(
    signering: Signering, service: Service, calling: list[str], record: Record
) -> None:
    service.instead["cancellation"].append(Answer(status=409))
    result = signering("cancel", record(), "--json", *calling)

    assert result.status == 1
    assert result.error["kind"] == "already-finished"
    assert result.error["http_status"] == 409
    assert result.error["is_retryable"] is False


def test_an_operation_that_is_not_offered_is_refused(
    signering: Signering, service: Service, calling: list[str], record: Record
) -> None:
    result = signering("delete-documents", record(), *calling)

    assert (result.status, service.deleted) == (1, [])
    assert result.err == (
        "Error: the documents cannot be deleted now: the service has given no URL for it\n"
        "    use a status change that has the URL; a later one may have it\n"
    )


@pytest.mark.parametrize("transport", ["requests", "httpx", "httpx2"])
def test_ping_prints_the_response(signering: Signering, calling: list[str], transport: str) -> None:
    result = signering("ping", "--transport", transport, *calling)

    assert (result.status, result.out, result.err) == (0, f"{NUMBER} for {NUMBER}\n", "")


def test_ping_prints_json(signering: Signering, calling: list[str]) -> None:
    assert json.loads(signering("ping", "--json", *calling).out) == {"ping": f"{NUMBER} for {NUMBER}"}


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        pytest.param(
            refusal(403, "NOT_AUTHORIZED", f"{KARI} is nobody"),
            1,
            {"kind": "service-error", "code": "NOT_AUTHORIZED", "type": "CLIENT", "said": "018180***** is nobody"},
            id="refused",
        ),
        pytest.param(Answer(status=503), 3, {"kind": "service-error", "http_status": 503}, id="unavailable"),
        pytest.param(Answer(status=302), 3, {"kind": "unexpected-answer", "http_status": 302}, id="elsewhere"),
        pytest.param(DROPPED, 3, {"kind": "no-answer", "was_sent": True}, id="no answer"),
    ],
)
def test_temporary_faults_have_another_exit_status(  # noqa: PLR0913, PLR0917 - fixtures and columns
    signering: Signering, service: Service, calling: list[str], answer: Answer, status: int, error: dict[str, object]
) -> None:
    service.instead["ping"].append(answer)
    result = signering("ping", "--json", *calling)

    assert (result.status, result.out) == (status, "")
    assert result.error | error == result.error
    assert result.error["status"] == status


def test_a_call_that_is_safe_to_repeat_is_retried(signering: Signering, service: Service, calling: list[str]) -> None:
    service.instead["ping"].append(Answer(status=503))
    result = signering("ping", *calling, "--retries", "1", "-v")

    assert result.status == 0
    assert service.calls("ping") == 2
    assert "status 503; next attempt in " in result.err


def test_the_file_of_a_record_exists_before_the_job_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "created.json"
    file = RecordFile(path)
    file.reserve(JobRequest(reference="ours", polling_queue="hr"), "ab")
    assert json.loads(path.read_bytes()) == {
        "format": 1,
        "kind": "sent-job",
        "flow": "portal",
        "reference": "ours",
        "polling_queue": "hr",
        "bundle_sha256": "ab",
    }
    file.keep(CreatedJob(signature_job_id=7, cancellation_url="https://x/api/y"))
    created = read_record(str(path))
    assert created.signature_job_id == 7
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_withdrawn_record_leaves_no_file(tmp_path: Path) -> None:
    file = RecordFile(tmp_path / "created.json")
    file.reserve(JobRequest(), "ab")
    with pytest.raises(FileInTheWay, match="already exists"):
        file.reserve(JobRequest(), "ab")
    file.delete()
    file.delete()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("sent", "advice"),
    [
        pytest.param(("portal", None, None), "`signering poll` returns its status change when", id="portal"),
        pytest.param((None, "ours", None), "returns a status change with reference ours when", id="reference"),
        pytest.param(("portal", "ours", "hr"), "`signering poll --queue hr` returns a status", id="queue"),
        pytest.param(("direct", "ours", "hr"), "its signers cannot be redirected", id="direct"),
    ],
)
def test_the_way_to_find_a_job_depends_on_its_flow(sent: tuple[str | None, ...], advice: str) -> None:
    assert advice in how_to_find(*sent)
    assert "send it again with --again" in how_to_find(*sent)


def test_a_lost_record_names_the_job() -> None:
    error = pickle.loads(
        pickle.dumps(RecordLost(CreatedJob(signature_job_id=7, cancellation_url="u", reference="ours"), "no space"))
    )
    assert error.message == "job 7 was created, but its record was lost: no space"
    assert (error.signature_job_id, error.reference) == (7, "ours")
    assert error.hint == "do not send it again; poll for its status changes"
    assert str(RecordLost(DIRECT_CREATED, "no space").hint).startswith("its signers cannot be redirected")
