"""``validate-signed``, from its arguments to its exit status, in this process."""

import io
import json
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from signature_model import Document, build_bundle, write_manifest
from signature_model.cli.signed_documents import inputs
from signature_model.cli.signed_documents.command import main
from signature_model.console import signed_files
from signature_model.reports.formats import FORMATS
from signature_model.signed.rules.catalogue import CATALOGUE
from tests.kits.archives import Raw, archive
from tests.kits.authorities import anchors, person
from tests.kits.certificates import MOMENT, authority, pem
from tests.kits.commands import Outcome, outcome_of, signals_as_before
from tests.kits.jobs import KARI, OLA, a_job, credentials
from tests.kits.pades import evidence, pades
from tests.kits.xades import CONTRACT, PAPER, good_responses, plan, xades
from tests.signature_model.signed.test_packages import package

Run = Callable[..., Outcome]

NOW = "2026-12-01T00:00:00Z"
WITH = ("--trust", "trust.pem", "--now", NOW)
SENT = ("--document", CONTRACT, "--signer", KARI)
REVOCATION = ("--revocation", "0.ocsp", "--revocation", "1.ocsp")
_CHANGE = "portal-signature-job-status-change-response"
STATUS = f"<{_CHANGE}><signature><status>SIGNED</status>{{}}</signature></{_CHANGE}>"
NUMBER = "<personal-identification-number>{}</personal-identification-number>"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    with signals_as_before():
        yield lambda *arguments: outcome_of(main, arguments, capsys, Outcome)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A valid XAdES, a broken one and one without revocation data, and what was sent."""
    monkeypatch.chdir(tmp_path)
    for name, content in files().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "empty").mkdir()
    return tmp_path


@cache
def files() -> dict[str, bytes]:
    job = a_job(documents=[Document.from_bytes(PAPER, title="Contract", href=CONTRACT)])
    return {
        "good.xml": xades(),
        "level-t.xml": xades(level="T"),
        "broken.xml": xades()[:-9],
        CONTRACT: PAPER,
        "other.pdf": b"%PDF-1.4",
        "job.asice": build_bundle(job, credentials(), signing_time=MOMENT).content,
        "manifest.xml": write_manifest(job),
        "numbers.txt": f"{KARI}\n{OLA}\n".encode(),
        "trust.pem": pem(*anchors(), authority().root),
        "other.pem": pem(authority("Fjellet").root),
        "status.xml": STATUS.format(NUMBER.format(KARI)).encode(),
        "package.asice": package(),
        **{f"{number}.ocsp": each for number, each in enumerate(good_responses(plan()))},
        "list.xml": b"<TrustServiceStatusList/>",
        "earlier.json": b'{"results": []}',
        "downloads/kari.xml": evidence(),
        "downloads/notes.txt": b"",
    }


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        pytest.param(["good.xml", *WITH, *SENT], 0, id="valid"),
        pytest.param(["good.xml", *WITH, "--job", "job.asice"], 0, id="a bundle"),
        pytest.param(["good.xml", *WITH, "--job", "manifest.xml"], 0, id="a manifest"),
        pytest.param(
            ["good.xml", *WITH, "--document", CONTRACT, "--signer", "@numbers.txt"], 0, id="numbers in a file"
        ),
        pytest.param(["good.xml", *WITH, *SENT, "--status", "status.xml"], 0, id="a status change"),
        pytest.param(["downloads", *WITH, *SENT], 0, id="a folder"),
        pytest.param(["package.asice", *WITH], 0, id="a package"),
        pytest.param(["package.asice", *WITH, *SENT], 0, id="a package, and what was sent"),
        pytest.param(["level-t.xml", *WITH, *SENT, *REVOCATION], 0, id="revocation data given"),
        pytest.param(["level-t.xml", *WITH, *SENT, "--revocation", CONTRACT], 2, id="no revocation data"),
        pytest.param(["good.xml", "broken.xml", *WITH, *SENT], 1, id="some invalid"),
        pytest.param(["good.xml", *WITH, "--document", CONTRACT, "--signer", OLA], 1, id="another signer"),
        pytest.param(["good.xml", *WITH, "--document", "other.pdf"], 1, id="another document"),
        pytest.param(["good.xml", *WITH, *SENT, "--fail-on", "note"], 1, id="notes fail"),
        pytest.param(["good.xml", *WITH, *SENT, "--environment", "production"], 1, id="another environment"),
        pytest.param(["good.xml", *WITH, *SENT, "--ignore", "PSR8", "--fail-on", "note"], 0, id="codes ignored"),
        pytest.param(["level-t.xml", *WITH, *SENT], 3, id="undecided"),
        pytest.param(["good.xml", *SENT], 3, id="no trust anchors"),
        pytest.param(["good.xml", *WITH, "--trust", "other.pem", *SENT], 0, id="trust anchors in two files"),
        pytest.param(["good.xml", *WITH], 3, id="no documents"),
        pytest.param(["level-t.xml", "broken.xml", *WITH], 3, id="undecided beats invalid"),
        pytest.param(["missing.xml", *WITH], 3, id="a missing file"),
        pytest.param([], 2, id="nothing"),
        pytest.param(["empty"], 2, id="an empty folder"),
        pytest.param(["-", "-"], 2, id="standard input twice"),
        pytest.param(["good.xml", "--output", "good.xml"], 2, id="the report over an input"),
        pytest.param(["good.xml", "--report", "job.asice", "--job", "job.asice"], 2, id="a page over the job"),
        pytest.param(["good.xml", "--signer", "1"], 2, id="not a number"),
        pytest.param(["good.xml", "--signer", "@missing"], 2, id="no file of numbers"),
        pytest.param(["good.xml", "--job", CONTRACT], 2, id="not a bundle"),
        pytest.param(["good.xml", "--job", "good.xml"], 2, id="not a manifest"),
        pytest.param(["good.xml", "--status", CONTRACT], 2, id="not a status change"),
        pytest.param(["good.xml", *WITH, *SENT, "--trusted-list", "list.xml"], 0, id="a trusted list"),
        pytest.param(["good.xml", *WITH, *SENT, "--earlier", "earlier.json"], 0, id="an earlier report"),
        pytest.param(["good.xml", "--trusted-list", "good.xml"], 2, id="not a trusted list"),
        pytest.param(["good.xml", "--earlier", "good.xml"], 2, id="not a report"),
        pytest.param(["good.xml", "--trust", CONTRACT], 2, id="no anchors"),
        pytest.param(["good.xml", "--keep-until", "soon"], 2, id="not a date"),
        pytest.param(["good.xml", "--report", "report.pdf"], 2, id="a report that is not a PDF"),
        pytest.param(["good.xml", *SENT, "--now", NOW, "--signature-trust", "trust.pem"], 0, id="another name"),
        pytest.param(["good.xml", "--select", "PSR4"], 2, id="a code of another command"),
        pytest.param(["--explain", "PSR401"], 0, id="a rule of another command"),
    ],
)
def test_the_exit_status_is_the_verdict(arguments: list[str], status: int, run: Run) -> None:
    outcome = run(*arguments)
    assert outcome.status == status, outcome
    assert KARI not in outcome.out + outcome.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_in_a_folder_is_not_read(run: Run, folder: Path) -> None:
    os.mkfifo(folder / "downloads" / "pipe.xml")
    outcome = run("downloads", *WITH, *SENT)
    assert outcome.status == 3
    assert "pipe.xml: undecided: cannot be read: it is not a regular file" in outcome.out


def test_an_invalid_document_only_says_who_has_signed(run: Run) -> None:
    outcome = run("good.xml", *WITH, "--document", "other.pdf")
    assert "good.xml: according to the document: Kari Nordmann (018180*****) signed" in outcome.out
    assert "\ngood.xml: invalid\n" in outcome.out
    assert "according to" not in run("good.xml", *WITH, *SENT).out


@pytest.mark.parametrize("trust", ['"trust.pem"', '["other.pem", "trust.pem"]'])
def test_a_configuration_file_names_one_or_more_trust_anchors(trust: str, run: Run, folder: Path) -> None:
    (folder / "ours.toml").write_text(f"trust = {trust}")
    assert run("good.xml", "--config", "ours.toml", "--now", NOW, *SENT).status == 0


def test_a_job_file_is_not_what_was_sent(run: Run, folder: Path) -> None:
    (folder / "job.toml").write_text('title = "Contract"')
    build = "`signering send job.toml --dry-run --output FILE` builds it"
    complaint = f"job.toml looks like a job file; give the bundle ({build}) or its manifest.xml"
    assert complaint in run("good.xml", "--job", "job.toml").err


@pytest.mark.parametrize(
    ("content", "arguments", "complaint"),
    [
        pytest.param(b"hello", ["good.xml", "--job"], "is neither a bundle nor a manifest: ", id="an unknown --job"),
        pytest.param(b"%PDF-1.7", ["good.xml", "--job"], "a PDF, not a bundle or its manifest.xml; ", id="--job"),
        pytest.param(b"<html>", ["good.xml", "--status"], "XML of another kind, not a status change; ", id="--status"),
        pytest.param(b"%PDF-1.7", ["good.xml", "--trust"], "a PDF, not a file of certificates; ", id="--trust"),
        pytest.param(b'title = "A"', [], "PSR801 error not-a-signed-document: it is a job file, not a ", id="text"),
        pytest.param(
            b"<portal-signature-job-manifest/>", [], "PSR802 error no-signature: it is a manifest, not a ", id="XML"
        ),
        pytest.param(
            archive(Raw(name=b"manifest.xml")),
            [],
            "PSR801 error not-a-signed-document: it is a document bundle, not an evidence package; ",
            id="a bundle",
        ),
    ],
)
def test_a_file_of_another_kind_is_named(
    content: bytes, arguments: list[str], complaint: str, run: Run, folder: Path
) -> None:
    (folder / "other").write_bytes(content)
    outcome = run(*arguments, "other")
    assert complaint in outcome.out + outcome.err


def test_the_report_says_who_signed_what(run: Run) -> None:
    out = run("good.xml", *WITH, *SENT, "--environment", "test").out
    signed = "good.xml: Kari Nordmann (018180*****) signed contract.pdf with BankID"
    who = f"{signed}; proved at Fri 20 November 2026 13:00:00 CET"
    assert out.splitlines()[-2:] == [
        f"{who}; level LTA; can be verified until 1 January 2031",
        "1 checked: 1 valid (1 note)",
    ]
    assert who not in run("good.xml", *WITH, *SENT, "--quiet").out
    assert run("good.xml", *WITH, *SENT, "--verbose").out.count("good.xml: valid\n") == 1


def test_an_undecided_document_says_what_would_decide_it(run: Run) -> None:
    undecided = run("good.xml", "--now", NOW, *SENT)
    assert "good.xml: undecided: no trust anchors given\n" in undecided.out
    assert undecided.err.startswith("Note: without --trust, no document is valid: ")
    assert run("good.xml", "--now", NOW, *SENT, "--quiet").err == ""
    assert "claimed at Fri 20 November 2026 13:00:00 CET" in run("good.xml", "--now", NOW, *SENT).out


def as_json(outcome: Outcome) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(outcome.out)
    return value


def test_json_has_the_signatures(run: Run) -> None:
    report = as_json(run("good.xml", *WITH, *SENT, "--format", "json"))
    (result,) = report["results"]
    signer, *stamps = result["signatures"]

    assert report["tool"]["name"] == "validate-signed"
    assert (result["source"], result["verdict"]) == ("good.xml", "valid")
    assert signer["by"] == {"name": "Kari Nordmann", "number": "018180*****", "organization": None}
    assert (signer["kind"], signer["level"], signer["covers"], signer["trusted"]) == ("signer", "LTA", [CONTRACT], True)
    assert signer["certificate"]["not_after"] == "2028-01-01T00:00:00+00:00"
    assert [each["kind"] for each in stamps] == ["time-stamp", "time-stamp"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_can_be_written(form: str, run: Run, folder: Path) -> None:
    inputs_ = ["good.xml", "level-t.xml", "broken.xml", "missing.xml"]
    outcome = run(*inputs_, *WITH, *SENT, "--format", form, "--output", "report", "--report", "page.html")

    assert (outcome.status, outcome.out) == (3, "")
    written = (folder / "report").read_text()
    assert "PSR801" in written
    assert KARI not in written
    page = (folder / "page.html").read_text()
    assert "Evidence report" in page
    assert "Kari Nordmann (018180*****)" in page


def test_standard_input_is_a_document(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with open("good.xml", "rb") as file:  # noqa: PTH123 - its descriptor is read
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(file))
        assert run("-", *WITH, *SENT).status == 0


def test_the_rules_are_those_about_signed_documents(run: Run) -> None:
    assert [line[:6] for line in run("--rules").out.splitlines()] == list(CATALOGUE)
    catalogue = as_json(run("--rules", "--format", "json"))
    assert (catalogue["tool"]["name"], len(catalogue["rules"])) == ("validate-signed", len(CATALOGUE))
    assert run("--explain", "psr809").out.startswith("PSR809 changed-after-sealing (error)\n")


def test_the_command_line_that_repeats_a_validation_has_no_whole_number(run: Run) -> None:
    options = ("--environment", "test", "--keep-until", "2030-01-01", "--ignore", "PSR850,PSR851")
    report = as_json(run("good.xml", *WITH, *SENT, *options, "--format", "json"))
    assert " ".join(report["basis"]["command"]) == (
        "validate-signed --environment test --trust trust.pem --document contract.pdf --signer '018180*****'"
        " --ignore PSR850,PSR851 --keep-until 2030-01-01 --now 2026-12-01T00:00:00+00:00 good.xml"
    )


def test_a_keep_until_date_is_compared(run: Run) -> None:
    assert "PSR851 warning" in run("good.xml", *WITH, *SENT, "--keep-until", "2036-11-20").out


def test_a_folder_has_a_limit(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_files, "MOST_FILES", 0)
    assert "more than 0 files" in run("downloads").err


@pytest.mark.parametrize(
    ("names", "status"),
    [
        pytest.param(["ola.xml"], 0, id="all"),
        pytest.param([], 1, id="one is missing"),
        pytest.param(["copied-as-ola.xml"], 1, id="one was downloaded twice"),
    ],
)
def test_the_files_of_a_folder_are_compared_with_the_status_change(
    names: list[str], status: int, run: Run, folder: Path
) -> None:
    both = "</status>{}</signature><signature><status>SIGNED</status>{}</signature>"
    numbers = both.format(NUMBER.format(KARI), NUMBER.format(OLA))
    change = STATUS.replace("</status>{}</signature>", numbers)
    (folder / "both.xml").write_text(change)
    for name in names:
        (folder / "downloads" / name).write_bytes(xades(by=person("Ola", OLA)) if name == "ola.xml" else evidence())
    addressed = ("--document", CONTRACT, "--signer", "@numbers.txt", "--status", "both.xml")
    outcome = run("downloads", *WITH, *addressed)
    assert (outcome.status, outcome.out.count("PSR821 error")) == (status, status), outcome

    outcome = run("-v", "good.xml", *WITH, *addressed)
    assert "to compare all signers" in outcome.out


@pytest.mark.parametrize(
    ("name", "why"),
    [("good.xml", "it has no file with this name"), ("package.asice", "are not compared with it")],
)
def test_what_is_not_compared_with_an_earlier_report_is_named(name: str, why: str, run: Run) -> None:
    outcome = run("-v", name, *WITH, *SENT, "--earlier", "earlier.json")
    assert f"{name}: not checked: earlier report (" in outcome.out
    assert why in outcome.out


def test_documents_are_not_read_from_other_folders(run: Run, folder: Path) -> None:
    job = a_job(documents=[Document.from_bytes(PAPER, title="Contract", href="../contract.pdf")])
    (folder / "downloads" / "manifest.xml").write_bytes(write_manifest(job))
    outcome = run("good.xml", *WITH, "--job", "downloads/manifest.xml")
    assert "the documents that were sent are not known" not in outcome.err
    assert outcome.status == 3


def test_an_internal_error_is_undecided(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(KARI)

    monkeypatch.setattr(inputs, "validate_signed", fail)
    outcome = run("good.xml")
    assert (outcome.status, KARI in outcome.out) == (3, False)
    assert "internal error" in outcome.out


def test_the_evidence_beside_a_pdf_is_compared_with_it(run: Run, folder: Path) -> None:
    (folder / "downloads" / "job.pdf").write_bytes(pades())
    assert run("downloads", *WITH, *SENT).status == 0
    (folder / "downloads" / "kari.xml").write_bytes(xades(level="LT"))
    assert "PSR817 warning" in run("downloads", *WITH, *SENT).out


def test_each_document_of_a_package_has_a_result(run: Run) -> None:
    report = as_json(run("package.asice", *WITH, "--format", "json"))
    assert {each["source"]: each["verdict"] for each in report["results"]} == {
        "package.asice": "valid",
        "package.asice/signed/kari.xml": "valid",
    }


@pytest.mark.parametrize("name", ["ignore", "select", "trust", "now", "fail-on"])
def test_a_file_beside_a_document_cannot_make_it_valid(run: Run, folder: Path, name: str) -> None:
    values = {"ignore": "PSR8", "select": "PSR8", "trust": "trust.pem", "now": NOW, "fail-on": "error"}
    file = folder / "validate-signed.toml"
    file.write_text(f'{name} = "{values[name]}"')
    outcome = run("broken.xml")

    assert outcome.status == 2
    assert f"{file}: '{name}' can be set only in a file that you name" in outcome.err
    assert f"type --{name}" in outcome.err
    assert run("good.xml", "--config", file.name).status != 2


def test_the_file_that_was_found_is_said(run: Run, folder: Path) -> None:
    (folder / "validate-signed.toml").write_text('environment = "test"')

    assert run("good.xml", *WITH, *SENT).err == f"options from {folder / 'validate-signed.toml'}\n"
