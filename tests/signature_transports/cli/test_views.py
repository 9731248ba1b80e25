"""What a file is, and that each kind is shown completely."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator
from lxml import html

from signature_model import Context, Environment, write_manifest, write_request
from signature_model.api.direct_responses import DirectSignature, DirectStatus
from signature_model.api.messages.writing import write_created_job, write_status_change
from signature_model.api.records import to_json
from signature_model.api.responses import Signature, StatusChange
from signature_model.console.errors import Unusable
from signature_model.jobs.requests import request_of
from signature_model.preview import overviews
from signature_model.signed import EvidencePackage, write_package
from signature_transports.cli import views
from signature_transports.cli.job_problems import FaultyJobFile
from signature_transports.cli.submissions import Source
from signature_transports.cli.views import View, view_of
from tests.kits.certificates import MOMENT
from tests.kits.jobs import KARI, a_bundle, a_direct_job, a_job, a_pdf, credentials
from tests.kits.xades import xades
from tests.signature_model.scripts import CHANGE, CREATED

CONTEXT = Context(environment=Environment.TEST, now=datetime(2030, 1, 1, 12, tzinfo=UTC))

TITLE = "Employment contract"
SIGNED = xades()
PACKAGE = write_package(EvidencePackage(signed={"a.xml": SIGNED}), credentials(), signing_time=MOMENT)


def viewed(content: bytes, **options: StatusChange | DirectStatus) -> tuple[str, str]:
    """Return the first line, and the heading of the page."""
    view = view_of(Source(name="-", content=content), CONTEXT, options.get("change"))
    return next(iter(view.lines)), heading(view)


SCHEMAS = {
    name: json.loads(Path(module.__file__ or "").with_name(f"{name}.schema.json").read_text())
    for name, module in (("record", views), ("overview", overviews), ("signed", overviews), ("package", overviews))
}


def heading(view: View) -> str:
    page = "".join(view.page())
    accepting = [name for name, schema in SCHEMAS.items() if Draft202012Validator(schema).is_valid(view.record)]
    assert len(accepting) == 1
    assert KARI not in f"{page}{json.dumps(view.record)}"
    return html.document_fromstring(page).findtext(".//h1") or ""


@pytest.mark.parametrize(
    ("content", "line", "title"),
    [
        pytest.param(a_bundle(), "Title          Employment contract", "Employment contract", id="bundle"),
        pytest.param(
            write_manifest(a_job()), "Title          Employment contract", "Employment contract", id="manifest"
        ),
        pytest.param(to_json(CHANGE).encode(), "Job            17", "Job 17", id="record"),
        pytest.param(write_status_change(CHANGE), "Job            17", "Job 17", id="status change as XML"),
        pytest.param(write_created_job(CREATED), "Job            17", "Job 17", id="created job as XML"),
        pytest.param(
            write_request(request_of(a_job(reference=KARI))),
            "Job request    portal flow",
            "Job request, portal flow",
            id="request",
        ),
        pytest.param(
            write_request(request_of(a_direct_job())),
            "Job request    direct flow",
            "Job request, direct flow",
            id="direct request",
        ),
        pytest.param(
            b'<direct-signature-job-request xmlns="http://signering.posten.no/schema/v1"/>',
            "Job request    direct flow",
            "Job request, direct flow",
            id="empty request",
        ),
        pytest.param(a_pdf(), f"Form           PDF, {len(a_pdf())} bytes, 1 page, PDF 1.3", "standard input", id="PDF"),
        pytest.param(PACKAGE, "Package        1 signed document", "standard input", id="package"),
        pytest.param(SIGNED, f"Form           XAdES, {len(SIGNED):,} bytes", "standard input", id="XAdES"),
    ],
)
def test_each_kind(content: bytes, line: str, title: str) -> None:
    assert viewed(content) == (line, title)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<a/>", "the XML has no signature"),
        (b"<a>", "not well-formed XML"),
        (b'<direct-signer-response xmlns="http://signering.posten.no/schema/v1"/>', "not a job, a request or a status"),
        (b"PK", "not a ZIP archive"),
    ],
)
def test_what_cannot_be_shown(content: bytes, reason: str) -> None:
    with pytest.raises(Unusable, match=f"- cannot be shown: .*{reason}"):
        view_of(Source(name="-", content=content), CONTEXT)


def test_a_record_without_a_response_is_explained() -> None:
    with pytest.raises(Unusable, match="-: the job was sent, and it is unknown whether it was created; if it was"):
        view_of(Source(name="-", content=b'{"kind": "sent-job"}'), CONTEXT)


def test_the_statuses_of_signers() -> None:
    job = a_job()
    statuses = [
        Signature(status="SIGNED", since=CONTEXT.now, personal_identification_number=KARI),
        Signature(status="WAITING", email="ola@example.com"),
    ]
    change = StatusChange(signature_job_id=1, status="IN_PROGRESS", confirmation_url="a", signatures=statuses)
    view = view_of(Source(name="a", content=write_manifest(job)), CONTEXT, change)
    assert [each.strip() for each in view.lines if "signed since" in each or "waiting" in each] == [
        "signed since Tue 1 January 2030 13:00 CET",
        "waiting",
    ]
    badges = html.document_fromstring("".join(view.page())).xpath("//li//*[contains(@class, 'badge')]")
    assert [(each.get("class"), each.text) for each in badges] == [
        ("badge valid", "signed"),
        ("badge warning", "waiting"),
    ]
    assert view.record["groups"][0]["signers"][0]["status"] == {
        "status": "SIGNED",
        "since": "2030-01-01T12:00:00+00:00",
    }


def test_a_status_of_the_other_flow_says_nothing() -> None:
    direct = DirectStatus(signature_job_id=1, status="IN_PROGRESS", signatures=[DirectSignature(status="SIGNED")])
    for content, change in ((write_manifest(a_job()), direct), (write_manifest(a_direct_job()), CHANGE)):
        view = view_of(Source(name="a", content=content), CONTEXT, change)
        assert view.record["groups"][0]["signers"][0]["status"] is None


def test_the_status_of_a_direct_signer() -> None:
    change = DirectStatus(signature_job_id=1, status="FAILED", signatures=[DirectSignature(status="FAILED")])
    view = view_of(Source(name="a", content=write_manifest(a_direct_job())), CONTEXT, change)
    assert view.record["groups"][0]["signers"][0]["status"] == {"status": "FAILED", "since": None}


@pytest.mark.parametrize("content", [a_pdf(), PACKAGE], ids=["PDF", "package"])
def test_only_jobs_have_statuses(content: bytes) -> None:
    with pytest.raises(click.UsageError, match="--status can be used only with a job; - does not contain one"):
        viewed(content, change=CHANGE)


@pytest.mark.skipif("SIGNATURE_VECTORS" not in os.environ, reason="needs the vectors in the folder SIGNATURE_VECTORS")
def test_every_fourth_vector_can_be_shown_or_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signature_transports.pictures.maybe_output", lambda *_: None)
    shown = 0
    for path in sorted(each for each in Path(os.environ["SIGNATURE_VECTORS"]).rglob("*.*") if each.is_file())[::4]:
        try:
            view = view_of(Source.read(str(path)), CONTEXT)
        except (FaultyJobFile, Unusable):
            continue
        shown += bool([*view.lines] and heading(view))
    assert shown > 25
