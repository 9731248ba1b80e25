"""A job file or a bundle becomes a submission, and the options must agree with it."""

import sys
from pathlib import Path
from typing import Any

import click
import pytest

from signature_model import Context, Sector
from signature_model.api.services import NoSender
from signature_model.clients.submissions import Caller
from signature_model.console.errors import Unusable
from signature_model.errors import CredentialsError, JobRefused
from signature_model.jobs.requests import JobRequest
from signature_transports.cli.job_problems import FaultyJobFile, NotAJobFile
from signature_transports.cli.submissions import Source, submission_of
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_bundle, credentials
from tests.kits.reports import codes_of
from tests.signature_transports.cli.conftest import JOB

OURS = Caller(credentials=credentials(), context=Context(sector=Sector.PUBLIC))
OTHER = "999999999"


def submitted(content: bytes, caller: Caller = OURS, *, validate: bool = True, **options: Any) -> Any:  # noqa: ANN401 - a submission
    """Make the submission of ``job.toml``, or of a bundle, with these options."""
    return submission_of(Source(name="job.toml", content=content), JobRequest(**options), caller, validate=validate)


@pytest.mark.usefixtures("folder")
def test_a_job_file_becomes_a_submission() -> None:
    submission = submitted(JOB.encode())
    assert submission.sender == NUMBER
    assert submission.request == JobRequest(reference="2030-117", polling_queue="hr")
    assert submission.content.startswith(b"PK")
    assert submission.report.is_valid


@pytest.mark.usefixtures("folder")
def test_options_complete_a_job_file() -> None:
    job = JOB.replace('reference = "2030-117"\n', "").replace('polling-queue = "hr"\n', "")
    submission = submitted(job.encode(), reference=KARI, polling_queue="it")
    assert submission.request == JobRequest(reference=KARI, polling_queue="it")
    assert [each.where for each in submission.report.findings if each.code == "PSR601"] == ["--reference"]


def test_a_bundle_becomes_a_submission() -> None:
    submission = submitted(a_bundle(), reference=KARI)
    assert (submission.content, submission.sender) == (a_bundle(), NUMBER)
    assert codes_of(submission.report) == ["PSR601"]
    assert submitted(a_bundle(), validate=False).report is None


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("content", "sender", "options", "message"),
    [
        pytest.param(JOB.encode(), OTHER, {}, f"sender is {NUMBER}, but --sender is {OTHER}", id="sender"),
        pytest.param(
            JOB.encode(), None, {"reference": "x"}, "reference is 2030-117, but --reference is x", id="reference"
        ),
        pytest.param(JOB.encode(), None, {"polling_queue": "x"}, "queue is hr, but --queue is x", id="queue"),
        pytest.param(a_bundle(), OTHER, {}, f"sender is {NUMBER}, but --sender is {OTHER}", id="sender of a bundle"),
    ],
)
def test_a_contradiction_is_wrong_usage(
    content: bytes, sender: str | None, options: dict[str, Any], message: str
) -> None:
    caller = Caller(credentials=credentials(), sender=sender, context=Context(sector=Sector.PUBLIC))
    with pytest.raises(click.UsageError, match=message):
        submitted(content, caller, **options)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("content", "caller", "kind"),
    [
        pytest.param(JOB.encode(), Caller(), CredentialsError, id="no key"),
        pytest.param(b"title = 1", OURS, FaultyJobFile, id="job file"),
        pytest.param(b"%PDF-1.7", OURS, NotAJobFile, id="PDF"),
        pytest.param(JOB.replace("days = 10", "days = 91").encode(), OURS, JobRefused, id="job"),
        pytest.param(b"PK", OURS, JobRefused, id="bundle"),
    ],
)
def test_what_cannot_be_sent_is_refused(content: bytes, caller: Caller, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        submitted(content, caller)


@pytest.mark.usefixtures("folder")
def test_the_findings_of_a_refused_job_name_the_lines_of_the_job_file() -> None:
    with pytest.raises(JobRefused) as caught:
        submitted(JOB.replace("days = 10", "days = 91").encode())
    (finding,) = caught.value.report.errors
    assert (finding.code, finding.where, finding.line) == ("PSR401", "availability.available-days", 5)


def test_an_unreadable_bundle_needs_a_sender() -> None:
    with pytest.raises(NoSender):
        submitted(b"PK", Caller(), validate=False)


def test_a_source_is_a_file_or_standard_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Source.read("job.toml") == Source(name="job.toml", content=JOB.encode())
    assert not Source.read("job.toml").is_bundle
    with (folder / "job.toml").open() as piped:
        monkeypatch.setattr(sys, "stdin", piped)
        source = Source.read("-")
    assert source == Source(name="-", content=JOB.encode())
    assert submission_of(source, JobRequest(), OURS, validate=True).sender == NUMBER


@pytest.mark.usefixtures("folder")
def test_an_unreadable_source_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unusable, match=r"missing\.toml cannot be read: No such file"):
        Source.read("missing.toml")
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(Unusable, match="- cannot be read: standard input is closed"):
        Source.read("-")
