"""Every error has an exit status, a kind, and a message without a whole id number."""

import json
from collections.abc import Sequence
from typing import Any

import click
import pytest

from signature_model.api.responses import CreatedJob
from signature_model.api.services import NoSender
from signature_model.console.errors import OutputLost, Unusable
from signature_model.console.files import FileInTheWay
from signature_model.errors import (
    AlreadyFinished,
    CredentialsError,
    JobRefused,
    NoAnswer,
    NotOffered,
    OutcomeUnknown,
    ServiceError,
    UntrustedServer,
    UnwritableText,
)
from signature_model.findings import Finding, Report, Severity
from signature_transports.cli.errors import Failure, failure_of, print_error, wants_json
from signature_transports.cli.job_problems import FaultyJobFile, Problem
from signature_transports.cli.records import RecordLost
from tests.kits.jobs import KARI

FINDING = Finding(code="PSR401", name="available-too-long", severity=Severity.ERROR, message="too long")
CREATED = CreatedJob(signature_job_id=7, cancellation_url="https://x/api/y", reference="ours")


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        pytest.param(JobRefused(Report(findings=(FINDING,))), 1, "job-refused", id="findings"),
        pytest.param(FaultyJobFile([Problem(where="", message="m")]), 1, "faulty-job-file", id="job file"),
        pytest.param(UnwritableText("title"), 1, "unwritable-text", id="control character"),
        pytest.param(NotOffered("m"), 1, "not-offered", id="not offered"),
        pytest.param(ServiceError("m", status=403), 1, "service-error", id="refused"),
        pytest.param(AlreadyFinished("m", status=409), 1, "already-finished", id="finished"),
        pytest.param(click.UsageError("m"), 2, "usage", id="usage"),
        pytest.param(NoSender("m"), 2, "usage", id="no sender"),
        pytest.param(ServiceError("m", status=503, is_retryable=True), 3, "service-error", id="unavailable"),
        pytest.param(NoAnswer("m"), 3, "no-answer", id="no response"),
        pytest.param(UntrustedServer("m"), 3, "untrusted-server", id="untrusted"),
        pytest.param(CredentialsError("m"), 3, "credentials-error", id="credentials"),
        pytest.param(Unusable("m"), 3, "unusable", id="unusable file"),
        pytest.param(OutputLost("m"), 3, "output-lost", id="output"),
        pytest.param(FileInTheWay("m", "h"), 3, "file-in-the-way", id="existing file"),
        pytest.param(OSError(13, "Permission denied", "x"), 3, "system", id="system"),
        pytest.param(ZeroDivisionError("m"), 3, "internal", id="internal"),
        pytest.param(OutcomeUnknown("m"), 4, "outcome-unknown", id="unknown"),
        pytest.param(RecordLost(CREATED, "m"), 4, "record-lost", id="record"),
        pytest.param(click.Abort(), 130, "interrupted", id="interrupt"),
    ],
)
def test_the_status_and_the_kind_of_an_error(error: Exception, status: int, kind: str) -> None:
    failure = failure_of(error)
    assert (failure.status, failure.kind) == (status, kind)
    assert failure.as_text().startswith("Error: ")


@pytest.mark.parametrize(
    ("error", "message", "hint"),
    [
        pytest.param(NoSender(), "who is the sender? Give an organisation number with --sender.", None, id="no sender"),
        pytest.param(
            JobRefused(Report(findings=(FINDING,))),
            "the job has 1 error: PSR401",
            "`validate-bundle --explain PSR401` explains PSR401",
            id="findings",
        ),
        pytest.param(FileInTheWay("x already exists", "move it"), "x already exists", "move it", id="existing file"),
        pytest.param(
            OSError(13, "Permission denied", f"{KARI}.p12"),
            "018180*****.p12: Permission denied",
            "you have no permission to write there: check the permissions, or give another path",
            id="file",
        ),
        pytest.param(OSError("odd"), "odd", None, id="no file"),
        pytest.param(Unusable(f"{KARI}.p12 is odd"), "018180*****.p12 is odd", None, id="unusable file"),
        pytest.param(click.UsageError(f"{KARI}?"), "018180*****?", None, id="usage"),
    ],
)
def test_the_message_and_the_hint_of_an_error(error: Exception, message: str, hint: str | None) -> None:
    failure = failure_of(error)
    assert (failure.message, failure.hint) == (message, hint)


@pytest.mark.parametrize(
    ("error", "details"),
    [
        pytest.param(
            ServiceError(
                "m", status=503, code="C", type="T", said=f"of {KARI}", is_retryable=True, retry_after=7.0, body=b"x"
            ),
            {
                "http_status": 503,
                "code": "C",
                "type": "T",
                "said": "of 018180*****",
                "is_retryable": True,
                "retry_after": 7.0,
            },
            id="service",
        ),
        pytest.param(NoAnswer("m", was_sent=False), {"was_sent": False}, id="no response"),
        pytest.param(
            OutcomeUnknown("m", reference=f"20240131123456 of {KARI}", bundle_sha256="0" * 64),
            {"reference": "20240131123456 of 018180*****", "bundle_sha256": "0" * 64},
            id="unknown",
        ),
        pytest.param(RecordLost(CREATED, "m"), {"reference": "ours", "signature_job_id": 7}, id="record"),
        pytest.param(
            FaultyJobFile([Problem(where="title", message="is missing", line=2)]),
            {"problems": [{"where": "title", "message": "is missing", "line": 2}]},
            id="job file",
        ),
    ],
)
def test_programs_get_the_details_of_an_error(error: Exception, details: dict[str, Any]) -> None:
    failure = failure_of(error)
    assert failure.details == details
    assert failure.as_object()["error"].items() >= details.items()


def test_programs_get_the_findings() -> None:
    (found,) = failure_of(JobRefused(Report(findings=(FINDING,)))).details["findings"]
    assert (found["code"], found["severity"]) == ("PSR401", "error")


def test_people_see_how_to_recognise_a_job_with_an_unknown_outcome() -> None:
    assert Failure(status=4, kind="k", message="m", hint="h", details={"bundle_sha256": "ab"}).as_text() == (
        "Error: m\n    h\n    reference: none\n    SHA-256 of the bundle: ab"
    )


@pytest.mark.parametrize(
    ("arguments", "variable", "expected"),
    [
        (["ping", "--json"], "", True),
        (["ping"], "", False),
        (["ping"], "1", True),
        (["ping"], "Yes", True),
        (["ping"], "0", False),
        (["poll", "--exec", "x", "--", "--json"], "", False),
    ],
)
def test_the_arguments_or_the_environment_ask_for_json(
    monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str], variable: str, *, expected: bool
) -> None:
    monkeypatch.setenv("SIGNERING_JSON", variable)
    assert wants_json(arguments) is expected


def test_an_error_is_printed_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_error(Unusable("m"), ["ping"]) == 3
    assert print_error(Unusable("m"), ["ping", "--json"]) == 3
    assert print_error(OutputLost(""), ["ping"]) == 3
    text, line = capsys.readouterr().err.splitlines()
    assert text == "Error: m"
    assert json.loads(line) == {"error": {"status": 3, "kind": "unusable", "message": "m", "hint": None}}


def test_wrong_usage_of_a_subcommand_is_printed_with_its_usage(capsys: pytest.CaptureFixture[str]) -> None:
    ctx = click.Context(click.Command("ping"), info_name="signering ping")
    assert print_error(click.UsageError("m", ctx), ["ping"]) == 2
    assert capsys.readouterr().err == (
        "Usage: signering ping [OPTIONS]\nTry 'signering ping --help' for help.\n\nError: m\n"
    )
