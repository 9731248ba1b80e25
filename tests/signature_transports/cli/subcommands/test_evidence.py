"""Evidence is validated, sealed in one file, and can be validated again."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signature_model import Document, build_bundle, write_manifest
from signature_model.jobs.context import Context
from signature_model.signed import EvidencePackage, read_package, validate_package
from tests.kits.authorities import ROOT_UNTIL, anchors, stamper
from tests.kits.certificates import MOMENT, authority, container, pem, rsa_key
from tests.kits.jobs import KARI, a_job, credentials
from tests.kits.xades import CONTRACT, PAPER, good_responses, plan, xades
from tests.signature_model.signed.trust.test_trusted_lists import SINCE, listed
from tests.signature_transports.cli.conftest import Outcome, Signering
from tests.signature_transports.cli.service import Service

Evidence = Callable[..., Outcome]

JOB = a_job(documents=[Document.from_bytes(PAPER, title="Contract", href=CONTRACT)])


@pytest.fixture
def evidence(
    signering: Signering, folder: Path, sealing: list[str], record: Callable[..., Path], service: Service
) -> Evidence:
    """Seal evidence in ``out.asice``; by default of what is in ``signed``."""
    del service
    record()
    files = {
        CONTRACT: PAPER,
        "job.asice": build_bundle(JOB, credentials(), signing_time=MOMENT).content,
        "manifest.xml": write_manifest(JOB),
        "people.pem": pem(*anchors(), *authority().issuers, authority().root),
        "0.ocsp": good_responses(plan())[0],
        "list.xml": listed(SINCE),
        "signed/kari.xml": xades(stamp_by=stamper(ROOT_UNTIL)),
        "signed/notes.txt": b"",
        "other/kari.xml": b"<broken",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)

    def run(*arguments: str, signed: str = "signed", sealed: bool = True) -> Outcome:
        return signering("evidence", signed, "--output", "out.asice", *arguments, *(sealing if sealed else []))

    return run


def packed(folder: Path) -> EvidencePackage:
    """Return what was packed."""
    return read_package((folder / "out.asice").read_bytes())


def test_everything_is_in_the_file(evidence: Evidence, folder: Path) -> None:
    arguments = ["--status", "change.json", "--signature-trust", "people.pem", "--revocation", "0.ocsp"]
    arguments += ["--trusted-list", "list.xml", "--signature-trust", "more.pem"]
    (folder / "more.pem").write_bytes((folder / "people.pem").read_bytes())
    result = evidence("--job", "job.asice", *arguments, "--require-valid")
    package, content = packed(folder), (folder / "out.asice").read_bytes()

    assert result.status == 0, result
    assert result.out.startswith(f"out.asice: {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    assert package.bundle == (folder / "job.asice").read_bytes()
    assert package.documents == {CONTRACT: PAPER}
    assert package.signed == {"kari.xml": (folder / "signed" / "kari.xml").read_bytes()}
    assert package.statuses == {"change.json": (folder / "change.json").read_bytes()}
    assert package.anchors == {name: (folder / name).read_bytes() for name in ("people.pem", "more.pem", "list.xml")}
    assert package.revocation == {"0.ocsp": (folder / "0.ocsp").read_bytes()}
    report_of_that_day = json.loads(package.reports["report.json"])
    assert report_of_that_day["results"][0]["verdict"] == "valid"
    assert "validate-signed out.asice" in package.reports["report.html"].decode()
    assert b"Kari Nordmann (018180*****)" in package.reports["report.html"]
    report = validate_package(content, context=Context(now=datetime.now(UTC), trust_anchors=anchors()))
    assert [each.code for each in report.seal.errors] == ["PSR840"]
    assert report.documents["signed/kari.xml"].is_valid


@pytest.mark.parametrize(
    ("arguments", "verdict", "warning"),
    [
        pytest.param(
            ["--signature-trust", "people.pem"], "undecided", "no revocation data for", id="no revocation data"
        ),
        pytest.param(
            ["--signature-trust", "kari.pem"], "invalid", "without the root of its certificate", id="another root"
        ),
        pytest.param([], "undecided", "no trust anchors given", id="no roots"),
    ],
)
def test_what_is_missing_for_the_seal_is_said(
    evidence: Evidence, folder: Path, arguments: list[str], verdict: str, warning: str
) -> None:
    (folder / "kari.pem").write_bytes(pem(*anchors()))
    result = evidence("--job", "job.asice", *arguments)
    assert result.status == 0
    assert f"; the seal is {verdict}; its certificate expires " in result.out
    assert warning in result.err


def test_the_evidence_of_each_who_has_signed_is_needed(evidence: Evidence, folder: Path) -> None:
    (folder / "both.json").write_text(json.dumps({"signatures": [{"status": "SIGNED"}, {"status": "SIGNED"}]}))
    arguments = ["--job", "job.asice", "--status", "both.json", "--signature-trust", "people.pem"]
    result = evidence(*arguments)
    assert (result.status, (folder / "out.asice").exists()) == (1, False)
    assert "PSR821" in result.err

    result = evidence(*arguments, "--accept-invalid")
    assert result.status == 0
    assert "the seal is invalid: PSR821" in result.err
    assert b"PSR821" in packed(folder).reports["report.html"]


@pytest.mark.parametrize("job", ["manifest.xml", "job.toml"])
def test_without_a_bundle_the_manifest_is_kept(evidence: Evidence, folder: Path, job: str) -> None:
    result = evidence("--job", job, "--json")

    assert result.status == 0, result
    assert [each.number for each in packed(folder).sent().signers or ()] == [KARI, None]
    assert {"file", "bytes", "sha256", "seal_verifiable_until", "seal"} == set(json.loads(result.out))


def test_an_invalid_document_is_packed_only_on_request(evidence: Evidence, folder: Path) -> None:
    result = evidence("--job", "job.asice", signed="other")

    assert result.status == 1
    assert "Error: 1 of 1 documents is invalid: signed/kari.xml\n    nothing was written; " in result.err
    assert not (folder / "out.asice").exists()
    assert evidence("--job", "job.asice", "--accept-invalid", signed="other").status == 0
    assert packed(folder).signed == {"kari.xml": b"<broken"}


@pytest.mark.parametrize(
    ("arguments", "status", "error"),
    [
        pytest.param(["--job", "job.asice", "--require-valid"], 3, "1 of 1 documents is undecided", id="undecided"),
        pytest.param(["--job", "password"], 1, "the job file has", id="not a job"),
        pytest.param(["--job", "missing"], 3, "missing (--job) cannot be read", id="no job"),
        pytest.param(["--job", "job.asice", "--status", CONTRACT], 3, "--status must name", id="not a status"),
        pytest.param(["--job", "job.asice", "--revocation", CONTRACT], 3, "neither an OCSP", id="no CRL"),
        pytest.param(["--job", "job.asice", "other/kari.xml"], 3, "two files have the name kari.xml", id="one name"),
        pytest.param(["--job", "job.asice", "a\\b.xml"], 3, "has a backslash", id="a name that is unsafe"),
        pytest.param([], 2, "Missing option '--job'", id="nothing that was sent"),
    ],
)
def test_what_cannot_be_packed_is_refused(
    evidence: Evidence, folder: Path, arguments: list[str], status: int, error: str
) -> None:
    (folder / "a\\b.xml").write_bytes(xades(stamp_by=stamper(ROOT_UNTIL)))
    result = evidence(*arguments)

    assert (result.status, (folder / "out.asice").exists()) == (status, False)
    assert error in result.err


def test_a_file_is_overwritten_only_with_force(evidence: Evidence, folder: Path) -> None:
    (folder / "out.asice").write_text("precious")

    assert evidence("--job", "job.asice").err.endswith("use --force to overwrite it, or give another path\n")
    assert evidence("--job", "job.asice", "--force").status == 0
    assert packed(folder).signed


def test_a_certificate_is_needed(evidence: Evidence) -> None:
    result = evidence("--job", "job.asice", sealed=False)
    assert (result.status, "there is no key to seal the evidence" in result.err) == (3, True)


def test_a_certificate_that_will_not_be_trusted_is_reported(evidence: Evidence, folder: Path) -> None:
    (folder / "our.p12").write_bytes(container(authority().issue(), key=rsa_key("enterprise")))
    result = evidence("--job", "job.asice")
    assert (result.status, "Warning: the chain is incomplete" in result.err) == (0, True)
