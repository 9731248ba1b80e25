"""Recognise a file by its content."""

from __future__ import annotations

import json

import pytest

from signature_model.api.records import to_json
from signature_model.api.responses import CreatedJob, StatusChange
from signature_model.containers import file_kinds
from signature_model.containers.file_kinds import FileKind, maybe_kind, maybe_other_kind
from signature_model.xml.trees import DSIG
from tests.kits.archives import Raw, archive
from tests.kits.pdfs import saved


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(b"", file_kinds.EMPTY, id="empty"),
        pytest.param(b"[" * 100_000, None, id="JSON that is too deep"),
        pytest.param(saved(), file_kinds.PDF, id="a PDF"),
        pytest.param(archive(Raw(name=b"manifest.xml")), file_kinds.BUNDLE, id="a bundle"),
        pytest.param(archive(Raw(name=b"signed/job-1.pades.pdf")), file_kinds.PACKAGE, id="a package"),
        pytest.param(archive(Raw(name=b"a.txt")), file_kinds.ARCHIVE, id="another archive"),
        pytest.param(b"\x30\x82\1\2", file_kinds.KEY_STORE, id="DER"),
        pytest.param(b"-----BEGIN CERTIFICATE-----", file_kinds.PEM, id="PEM"),
        pytest.param(b"<portal-signature-job-manifest/>", file_kinds.MANIFEST, id="a manifest"),
        pytest.param(b"<a:direct-signature-job-request/>", file_kinds.REQUEST, id="a request"),
        pytest.param(b"<portal-signature-job-status-change-response>", file_kinds.RESPONSE, id="a response"),
        pytest.param(f'<a><b xmlns="{DSIG}"/></a>'.encode(), file_kinds.SIGNED_XML, id="signed XML"),
        pytest.param(b"<html>", file_kinds.XML, id="other XML"),
        pytest.param(
            to_json(CreatedJob(signature_job_id=1, cancellation_url="https://x")).encode(),
            file_kinds.CREATED,
            id="a created job",
        ),
        pytest.param(
            to_json(StatusChange(signature_job_id=1, status="FAILED", confirmation_url="https://x")).encode(),
            file_kinds.CHANGE,
            id="a status change",
        ),
        pytest.param(b'{"tool": {}, "results": []}', file_kinds.REPORT, id="a report"),
        pytest.param(b'# PDF\ntitle = "%PDF-1.4"', file_kinds.JOB_FILE, id="a job file in TOML"),
        pytest.param(b"[[signers]", file_kinds.JOB_FILE, id="a job file with a fault"),
        pytest.param(json.dumps({"documents": []}).encode(), file_kinds.JOB_FILE, id="a job file in JSON"),
        pytest.param(b"[1]", None, id="other JSON"),
        pytest.param(b"subtitles", None, id="other text"),
    ],
)
def test_the_content_decides(content: bytes, kind: FileKind | None) -> None:
    assert maybe_kind(content) == kind


def test_a_file_of_another_kind_is_named_with_what_takes_it() -> None:
    assert maybe_other_kind(b"%PDF-1.7", "a bundle") == f"a PDF, not a bundle; {file_kinds.PDF.use}"
    assert maybe_other_kind(b"%PDF-1.7", "a PDF", {file_kinds.PDF}) is None
    assert maybe_other_kind(b"text", "a bundle") is None
