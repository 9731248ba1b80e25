"""``signering show`` shows jobs and records; it sends nothing and masks id numbers."""

import json
from pathlib import Path

import pytest

from signature_model import write_manifest
from signature_model.api.records import to_json
from tests.kits.jobs import KARI, a_bundle, a_direct_job, a_job
from tests.signature_model.scripts import CHANGE, CREATED
from tests.signature_transports.cli.conftest import Signering


def test_a_job_file(signering: Signering, folder: Path) -> None:
    shown = signering("show", "job.toml")
    assert (shown.status, shown.err) == (0, "")
    assert "Title          Employment contract\n" in shown.out
    assert "  1. 018180*****, authenticated signature, SMS and e-mail (addresses from" in shown.out
    assert KARI not in shown.out
    assert folder.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.asice", a_bundle()),
        ("manifest.xml", write_manifest(a_job())),
        ("direct.xml", b"\xef\xbb\xbf" + write_manifest(a_direct_job())),
    ],
)
@pytest.mark.parametrize("options", [(), ("--sector", "public", "--test")])
def test_a_bundle_and_a_manifest(
    signering: Signering, folder: Path, name: str, content: bytes, options: tuple[str, ...]
) -> None:
    (folder / name).write_bytes(content)
    shown = signering("show", name, "--json", *options)
    value = json.loads(shown.out)
    assert (shown.status, value["title"]) == (0, "Employment contract")
    assert value["sender"]["sector"] == (options[1] if options else None)


def test_a_page(signering: Signering, folder: Path) -> None:
    first, again = (
        signering("show", "job.toml", "--html", "job.html"),
        signering("show", "job.toml", "--html", "job.html"),
    )
    assert (first.status, first.out) == (0, "wrote job.html\n")
    assert (again.status, "use --force to overwrite it" in again.err) == (3, True)
    assert signering("show", "job.toml", "--html", "job.html", "--force").status == 0
    assert "<title>Employment contract - job.toml</title>" in (folder / "job.html").read_text()


def test_standard_input(signering: Signering, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (folder / "job.toml").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        shown = signering("show", "-", "--html", "job.html")
    assert shown.status == 0
    assert "standard input" in (folder / "job.html").read_text()


def test_a_record_of_a_created_job(signering: Signering, folder: Path) -> None:
    (folder / "created.json").write_text(to_json(CREATED))
    assert signering("show", "created.json").out == (
        "Job            17\nReference      contract 17\nStatus         created\nYou can        cancel\n"
    )
    assert signering("show", "created.json", "--html", "a.html").status == 0
    assert signering("show", "job.toml", "--status", "created.json").status == 2


def test_a_record_of_a_status_change(signering: Signering, folder: Path) -> None:
    (folder / "change.json").write_text(to_json(CHANGE))
    value = json.loads(signering("show", "change.json", "--json").out)
    assert (value["signature_job_id"], value["status"]) == (17, "COMPLETED_SUCCESSFULLY")
    assert [each["status"] for each in value["signers"]] == ["SIGNED"]


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        pytest.param(b"title = 1", 1, "the job file has ", id="a job file with problems"),
        pytest.param(b"PK\x05\x06", 3, "job.toml cannot be shown: ", id="a broken archive"),
        pytest.param(b"<a/>", 3, "job.toml cannot be shown: ", id="another XML document"),
        pytest.param(b"hello", 3, "job.toml is not a file that `signering show` can show", id="text"),
    ],
)
def test_what_cannot_be_shown(signering: Signering, folder: Path, content: bytes, status: int, reason: str) -> None:
    (folder / "job.toml").write_bytes(content)
    shown = signering("show", "job.toml")
    assert (shown.status, shown.out) == (status, "")
    assert reason in shown.err
