"""Signed documents are saved completely or not at all."""

import io
import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from signature_model import Document, build_bundle, write_manifest
from signature_model.api.direct_responses import DirectSignature, DirectStatus
from signature_model.api.records import to_json
from tests.kits.authorities import ROOT_UNTIL, anchors, person, stamper
from tests.kits.certificates import MOMENT, pem
from tests.kits.jobs import KARI, OLA, a_job, credentials
from tests.kits.pades import pades, pages
from tests.kits.xades import CONTRACT, PAPER, first, xades
from tests.signature_transports.cli.conftest import Outcome, Signering
from tests.signature_transports.cli.service import DROPPED, PADES, XADES, Answer, Service

Download = Callable[..., Outcome]
Record = Callable[..., Path]

TRUST = ("--signature-trust", "people.pem")
XML = "job-7.signer-1.xades.xml"
INVALID = "job-7.signer-1.xades.invalid.xml"


@pytest.fixture
def sent(folder: Path, service: Service) -> None:
    """What was sent, as job file, bundle and manifest; the service has valid documents."""
    job = a_job(documents=[Document.from_bytes(PAPER, title="Contract", href=CONTRACT)])
    (folder / CONTRACT).write_bytes(PAPER)
    (folder / "job.asice").write_bytes(build_bundle(job, credentials(), signing_time=MOMENT).content)
    (folder / "manifest.xml").write_bytes(write_manifest(job))
    (folder / "people.pem").write_bytes(pem(*anchors()))
    service.xades, service.pades = signed()


@cache
def signed() -> tuple[bytes, bytes]:
    """Return a valid XAdES, and a valid PAdES with it."""
    by_kari = xades(stamp_by=stamper(ROOT_UNTIL))
    return by_kari, pades(pages(attachments={"signer-1.xml": by_kari}))


def broken(root: etree._Element) -> None:
    """Change the signature value."""
    first(root, "SignatureValue").text = "AAAA"


@pytest.fixture
def download(signering: Signering, calling: list[str], record: Record) -> Callable[..., Outcome]:
    """Download from a record, into the current folder by default."""

    def run(*arguments: str | Path, signed: int = 1) -> Outcome:
        path = record(signed=signed)
        try:
            return signering("download", path, *calling, *arguments)
        finally:
            path.unlink()

    return run


def files_in(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.name.startswith((".", "job-"))}


@pytest.mark.parametrize(
    ("arguments", "signed", "names"),
    [
        pytest.param(["--pades"], 1, ["job-7.pades.pdf"], id="the document"),
        pytest.param(["--xades"], 1, ["job-7.signer-1.xades.xml"], id="the signature"),
        pytest.param(["--xades"], 2, ["job-7.signer-1.xades.xml", "job-7.signer-2.xades.xml"], id="both signatures"),
        pytest.param(["--all"], 1, ["job-7.pades.pdf", "job-7.signer-1.xades.xml"], id="everything"),
        pytest.param(["--pades", "--xades"], 1, ["job-7.pades.pdf", "job-7.signer-1.xades.xml"], id="each"),
    ],
)
def test_the_requested_documents_are_saved(
    download: Download, folder: Path, arguments: list[str], signed: int, names: list[str]
) -> None:
    result = download(*arguments, signed=signed)

    assert result.status == 0
    assert files_in(folder) == {name: XADES if name.endswith(".xml") else PADES for name in names}
    assert result.out == "".join(f"{name}: {len(files_in(folder)[name])} bytes\n" for name in names)


def test_another_folder_may_be_given(download: Download, folder: Path) -> None:
    (folder / "archive").mkdir()
    result = download("--pades", "--into", "archive", "--json")

    assert json.loads(result.out) == {"file": "archive/job-7.pades.pdf", "bytes": len(PADES)}
    assert files_in(folder / "archive") == {"job-7.pades.pdf": PADES}


def test_what_to_download_must_be_given(download: Download) -> None:
    result = download()

    assert result.status == 2
    assert "what to download? Give --pades, --xades or --all." in result.err


def test_without_signatures_there_is_nothing_to_download(download: Download, service: Service) -> None:
    result = download("--all", signed=0)

    assert result.status == 1
    assert result.err.startswith("Error: job 7: nothing to download: no signer has signed\n")
    assert service.calls("pades") == 0


def test_a_file_is_overwritten_only_with_force(download: Download, service: Service, folder: Path) -> None:
    (folder / "job-7.signer-1.xades.xml").write_text("precious")
    result = download("--all")

    assert (result.status, result.out) == (3, "")
    assert (
        result.err
        == "Error: job-7.signer-1.xades.xml already exists\n    use --force to overwrite it, or give another path\n"
    )
    assert service.calls("pades") == 0
    assert download("--all", "--force").status == 0
    assert files_in(folder) == {"job-7.pades.pdf": PADES, "job-7.signer-1.xades.xml": XADES}


def test_a_file_that_appears_during_the_download_is_not_overwritten(
    download: Download, service: Service, folder: Path
) -> None:
    service.meanwhile["pades"] = lambda: (folder / "job-7.pades.pdf").write_text("precious")
    result = download("--pades")

    assert (result.status, result.out) == (3, "")
    assert result.err == "Error: job-7.pades.pdf was created by another program\n"
    assert files_in(folder) == {"job-7.pades.pdf": b"precious"}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        pytest.param(DROPPED, 3, id="no answer"),
        pytest.param(Answer(status=404), 1, id="gone"),
        pytest.param(Answer(status=503), 3, id="unavailable"),
    ],
)
def test_an_incomplete_download_leaves_no_file(
    download: Download, service: Service, folder: Path, answer: Answer, status: int
) -> None:
    service.instead["pades"].append(answer)

    assert download("--pades").status == status
    assert files_in(folder) == {}


def test_completed_files_remain_if_the_next_download_fails(download: Download, service: Service, folder: Path) -> None:
    service.instead["xades"].append(DROPPED)
    result = download("--all")

    assert (result.status, result.out) == (3, f"job-7.pades.pdf: {len(PADES)} bytes\n")
    assert files_in(folder) == {"job-7.pades.pdf": PADES}


def test_a_missing_folder_is_created(download: Download, folder: Path) -> None:
    result = download("--pades", "--into", "archive/2030")

    assert (result.status, result.err) == (0, "")
    assert files_in(folder / "archive" / "2030") == {"job-7.pades.pdf": PADES}


def test_a_file_is_not_a_folder(download: Download) -> None:
    result = download("--pades", "--into", "change.json")

    assert result.status == 3
    assert (
        result.err
        == "Error: change.json: File exists\n    part of this path is a file, not a folder; give another path\n"
    )


@pytest.mark.parametrize(
    ("arguments", "size", "shown"),
    [
        pytest.param([], 1_000_000, True, id="a long transfer"),
        pytest.param([], 1000, False, id="a short one"),
        pytest.param(["-q"], 1_000_000, False, id="quietly"),
        pytest.param(["--json"], 1_000_000, False, id="for programs"),
    ],
)
def test_the_progress_of_a_long_download_is_shown_on_a_terminal(  # noqa: PLR0913, PLR0917 - fixtures and columns
    download: Download,
    service: Service,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    size: int,
    shown: bool,  # noqa: FBT001 - a column
) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    service.pades = b"%PDF-1.7 " + b"x" * size

    assert download("--pades", *arguments).status == 0
    assert (" KiB" in terminal.getvalue()) is shown
    assert not terminal.getvalue().rpartition("\r")[0].rpartition("\r")[2].strip()
    assert files_in(folder) == {"job-7.pades.pdf": service.pades}


def test_a_lost_download_on_a_terminal_is_repeated(
    download: Download, service: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    service.pades = b"%PDF-1.7 " + b"x" * 1_000_000
    service.instead["pades"].append(DROPPED)

    assert download("--pades", "--retries", "1").status == 0
    assert service.calls("pades") == 2
    assert files_in(folder) == {"job-7.pades.pdf": service.pades}


@pytest.mark.usefixtures("sent")
def test_the_documents_are_verified_against_the_job(download: Download, service: Service, folder: Path) -> None:
    result = download("--all", "--job", "job.toml", "--signature-trust", "people.pem", "--require-valid")

    assert (result.status, files_in(folder)) == (0, {XML: service.xades, "job-7.pades.pdf": service.pades})
    assert result.out.splitlines() == [
        f"{name}: {len(content):,} bytes, valid"
        for name, content in ((XML, service.xades), ("job-7.pades.pdf", service.pades))
    ]
    assert "Kari Nordmann (018180*****) signed contract.pdf with BankID" in result.err
    assert result.err.splitlines()[-2].startswith("2 checked: 2 valid")


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize(
    ("change", "arguments", "status", "name"),
    [
        pytest.param({}, ["--job", "job.asice", *TRUST], 0, XML, id="a bundle"),
        pytest.param({}, ["--job", "manifest.xml", *TRUST], 0, XML, id="a manifest"),
        pytest.param({}, TRUST, 0, XML, id="documents that are not known"),
        pytest.param({}, ["--verify"], 0, XML, id="no trust anchors"),
        pytest.param({}, ["--verify", "--require-valid"], 3, XML, id="undecided, but must be valid"),
        pytest.param({"by": person("Ola", OLA)}, ["--verify"], 1, INVALID, id="the signature of another signer"),
        pytest.param({"documents": {"contract.pdf": b"x"}}, ["--job", "job.toml"], 1, INVALID, id="another document"),
        pytest.param({"after": broken}, ["--verify"], 1, INVALID, id="broken"),
        pytest.param({"after": broken}, ["--verify", "--accept-invalid"], 0, INVALID, id="broken, but accepted"),
        pytest.param({"after": broken}, ["--job", "job.toml", "--no-verify"], 0, XML, id="broken, but not verified"),
        pytest.param({}, ["--no-verify", "--require-valid"], 2, None, id="contradiction"),
        pytest.param({}, ["--job", "password"], 1, None, id="not a job"),
        pytest.param({}, ["--job", "missing"], 3, None, id="no job"),
        pytest.param({}, ["--signature-trust", "missing"], 3, None, id="no anchors"),
    ],
)
def test_the_verdict_decides_the_status_and_the_name(  # noqa: PLR0913, PLR0917 - with the fixtures
    download: Download,
    service: Service,
    folder: Path,
    change: dict[str, Any],
    arguments: list[str],
    status: int,
    name: str | None,
) -> None:
    service.xades = xades(**change, stamp_by=stamper(ROOT_UNTIL)) if change else service.xades
    result = download("--xades", *arguments)

    assert result.status == status, result
    assert files_in(folder) == ({} if name is None else {name: service.xades})
    assert KARI not in result.out + result.err


def test_an_invalid_document_does_not_replace_another(download: Download, service: Service, folder: Path) -> None:
    (folder / "job-7.signer-1.xades.xml").write_text("precious")

    (folder / INVALID).write_text("older")
    result = download("--xades", "--verify", "--force", "--json")

    assert result.status == 1
    assert files_in(folder) == {XML: b"precious", INVALID: service.xades}
    report, error = map(json.loads, result.err.splitlines())
    assert json.loads(result.out) == {"file": INVALID, "bytes": len(service.xades), "verdict": "invalid"}
    assert (report["report"]["verdict"], report["report"]["findings"][0]["code"]) == ("invalid", "PSR802")
    assert error["error"]["kind"] == "documents-invalid"
    assert error["error"]["message"] == f"1 of 1 documents is invalid: {INVALID}"


@pytest.mark.parametrize(
    ("arguments", "status", "confirmed"),
    [
        pytest.param(["--all"], 1, False, id="invalid"),
        pytest.param(["--all", "--accept-invalid"], 0, True, id="invalid, but accepted"),
        pytest.param(["--all", "--no-verify"], 0, True, id="not verified"),
        pytest.param(["--xades"], 2, False, id="not everything"),
    ],
)
def test_a_change_is_confirmed_only_if_nothing_is_invalid(
    download: Download, service: Service, arguments: list[str], status: int, *, confirmed: bool
) -> None:
    result = download("--confirm", *arguments)

    assert (result.status, service.confirmed == [7]) == (status, confirmed)
    assert ("confirmed: job 7\n" in result.out) is confirmed


@pytest.mark.usefixtures("sent")
def test_confirmation_comes_after_the_files(download: Download, service: Service, folder: Path) -> None:
    saved: set[str] = set()
    service.meanwhile["confirmation"] = lambda: saved.update(files_in(folder))

    assert download("--all", "--job", "job.toml", *TRUST, "--confirm").status == 0
    assert saved == {XML, "job-7.pades.pdf"}


@pytest.mark.usefixtures("sent")
def test_each_link_has_its_own_document(download: Download, service: Service) -> None:
    service.pades = service.xades
    result = download("--pades", "--job", "job.toml", *TRUST)
    assert (result.status, "PSR801" in result.err) == (1, True)

    result = download("--xades", *TRUST, signed=2)
    assert (result.status, "was downloaded for another signer" in result.err) == (1, True)


@pytest.mark.usefixtures("sent")
def test_what_to_install_for_pdf_documents_is_said(download: Download, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.split(".")[0] == "pyhanko"]:
        monkeypatch.setitem(sys.modules, name, None)
    result = download("--pades", *TRUST)

    assert result.status == 0
    assert "Warning: PDF documents cannot be verified without pyHanko; install it with `" in result.err
    assert "job-7.pades.pdf: undecided: PDF documents need pyHanko" in result.err


@pytest.mark.usefixtures("sent")
def test_a_status_of_the_direct_flow_names_the_signer(
    signering: Signering, calling: list[str], service: Service, folder: Path
) -> None:
    urls = service.change(7)
    for signer, status in (KARI, 0), ("customer-1", 0), (OLA, 1):
        signature = DirectSignature(status="SIGNED", signer=signer, xades_url=urls.signatures[0].xades_url)
        record = DirectStatus(signature_job_id=7, status="IN_PROGRESS", signatures=[signature])
        (folder / "status.json").write_text(to_json(record))
        assert signering("download", "status.json", *calling, "--xades", "--verify", "--force").status == status


@pytest.mark.parametrize(
    ("arguments", "note"),
    [
        pytest.param(["--all"], "run `signering confirm ", id="all"),
        pytest.param(["--pades"], "", id="a part"),
        pytest.param(["--all", "--confirm", "--no-verify"], "", id="confirmed"),
    ],
)
def test_what_remains_to_be_done_is_said(download: Download, arguments: list[str], note: str) -> None:
    outcome = download(*arguments)
    assert (note in outcome.err) if note else (outcome.err == "")
