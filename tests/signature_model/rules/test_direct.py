"""The rules of the direct flow, and rules of both flows as they apply to its jobs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from signature_model import (
    AuthenticationLevel,
    Context,
    DirectSigner,
    Environment,
    ExitUrls,
    IdentifierInSignedDocuments,
    Report,
    Sector,
    Sender,
    SignatureType,
    StatusRetrieval,
    load_certificates,
    validate_bundle,
    validate_job,
    validate_manifest,
    write_manifest,
)
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, OLA, PRIVATE, PUBLIC, a_direct_job, a_pdf, documents
from tests.kits.reports import codes_of

ROOT = "/direct-signature-job-manifest"
BY_NUMBER = DirectSigner.by_national_id(KARI)
OWN = DirectSigner.by_identifier("customer 17")
NAME = IdentifierInSignedDocuments.NAME
NUMBER_AND_NAME = IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME
ADVANCED, AUTHENTICATED = (replace(BY_NUMBER, signature_type=each) for each in SignatureType)
PRODUCTION = replace(PUBLIC, environment=Environment.PRODUCTION)
GOOD = "https://sender.example/signed"


def of_direct(context: Context = PUBLIC, **changes: Any) -> Report:  # noqa: ANN401 - any field of the job
    """Validate the valid job of the direct flow with these changes."""
    return validate_job(a_direct_job(**changes), context)


@pytest.mark.parametrize(
    ("changes", "context", "codes"),
    [
        pytest.param({}, PUBLIC, [], id="nothing"),
        pytest.param({"signers": [OWN], "identifier_in_signed_documents": NAME}, PUBLIC, [], id="own identifier"),
        pytest.param(
            {"signers": [OWN], "identifier_in_signed_documents": NUMBER_AND_NAME}, PUBLIC, ["PSR307"], id="307"
        ),
        pytest.param({"signers": [OWN]}, PUBLIC, ["PSR706"], id="own identifier, shown left open"),
        pytest.param({"signers": [AUTHENTICATED]}, PRIVATE, ["PSR304"], id="authenticated in the private sector"),
        pytest.param({"required_authentication": AuthenticationLevel.THREE}, PRIVATE, ["PSR305"], id="level 3"),
        pytest.param({"identifier_in_signed_documents": NAME}, PRIVATE, ["PSR306"], id="NAME in the private sector"),
        pytest.param(
            {"signers": [ADVANCED], "documents": documents(a_pdf(), a_pdf())}, PUBLIC, ["PSR316"], id="two documents"
        ),
        pytest.param({"signers": [AUTHENTICATED], "sender": Sender(NUMBER)}, Context(), ["PSR318"], id="no sector"),
        pytest.param({"signers": [BY_NUMBER, BY_NUMBER]}, PUBLIC, ["PSR309"], id="number twice"),
        pytest.param(
            {"signers": [OWN, OWN], "identifier_in_signed_documents": NAME}, PUBLIC, ["PSR309"], id="identifier twice"
        ),
        pytest.param(
            {"signers": [BY_NUMBER, DirectSigner.by_identifier(KARI)], "identifier_in_signed_documents": NAME},
            PUBLIC,
            ["PSR309", "PSR705"],
            id="an identifier that is the number of another signer",
        ),
        pytest.param(
            {"signers": [DirectSigner(personal_identification_number="1")]}, PUBLIC, ["PSR103"], id="one digit"
        ),
        pytest.param({"signers": [BY_NUMBER]}, PRODUCTION, ["PSR314"], id="synthetic"),
        pytest.param({"title": " "}, PUBLIC, ["PSR604"], id="blank title"),
        pytest.param({"reference": f"of {KARI}"}, PUBLIC, ["PSR601"], id="number in the reference"),
        pytest.param({"exit_urls": None}, PUBLIC, ["PSR103"], id="no exit URLs"),
    ],
)
def test_a_job_of_the_direct_flow_is_validated(changes: dict[str, Any], context: Context, codes: list[str]) -> None:
    assert codes_of(of_direct(context, **changes)) == codes


def test_places_are_those_of_the_direct_flow() -> None:
    [finding] = of_direct(signers=[BY_NUMBER, DirectSigner.by_national_id("01818000283")]).findings
    assert (finding.code, finding.where) == ("PSR313", f"{ROOT}/signer[2]/personal-identification-number")
    [finding] = of_direct(signers=[AUTHENTICATED], context=PRIVATE).findings
    assert finding.where == f"{ROOT}/signer/signature-type"


@pytest.mark.parametrize(
    ("url", "codes", "in_production"),
    [
        pytest.param(GOOD, [], [], id="https"),
        pytest.param("https://sender.example", [], [], id="no path"),
        pytest.param("https://sender.example:8443/a?b=c&d=%C3%A5", [], [], id="port and query"),
        pytest.param("https://sender.example/a?token=1", [], [], id="another parameter"),
        pytest.param("HTTPS://SENDER.EXAMPLE/", [], [], id="capitals"),
        pytest.param("https://[2001:db8::1]/", [], [], id="IPv6"),
        pytest.param("http://localhost:8080/", [], ["PSR702"], id="http"),
        pytest.param(f"http://a.example/?status_query_token={KARI}", ["PSR703"], ["PSR702", "PSR703"], id="two facts"),
        pytest.param("https://a.example/?a&status%5Fquery_token", ["PSR703"], ["PSR703"], id="encoded parameter"),
        pytest.param("https://a.example/#/done", ["PSR704"], ["PSR704"], id="fragment"),
        pytest.param("https://a.example/#", [], [], id="empty fragment"),
        pytest.param("", ["PSR701"], ["PSR701"], id="empty"),
        pytest.param("done", ["PSR701"], ["PSR701"], id="relative"),
        pytest.param("//sender.example/", ["PSR701"], ["PSR701"], id="no scheme"),
        pytest.param("https:///done", ["PSR701"], ["PSR701"], id="no host"),
        pytest.param("ftp://sender.example/", ["PSR701"], ["PSR701"], id="another scheme"),
        pytest.param("https://sender.example:x/", ["PSR701"], ["PSR701"], id="not a port"),
        pytest.param("https://[sender.example/", ["PSR701"], ["PSR701"], id="not an address"),
        pytest.param("https://sender.example/a b", ["PSR701"], ["PSR701"], id="blank"),
        pytest.param(" https://sender.example/", ["PSR701"], ["PSR701"], id="blank before"),
    ],
)
def test_an_exit_url(url: str, codes: list[str], in_production: list[str]) -> None:
    real = [DirectSigner.by_identifier("customer 17")]
    for context, expected in ((PUBLIC, codes), (PRODUCTION, in_production)):
        report = of_direct(
            context,
            signers=real,
            identifier_in_signed_documents=NAME,
            exit_urls=ExitUrls(completion_url=GOOD, rejection_url=url, error_url=GOOD),
        )
        assert codes_of(report) == expected
        assert {each.where for each in report.findings} <= {"/direct-signature-job-request/exit-urls/rejection-url"}
        assert KARI not in str(report)


def test_each_exit_url_is_validated() -> None:
    report = of_direct(exit_urls=ExitUrls.single("/done"))
    names = ["completion-url", "rejection-url", "error-url"]
    assert [each.where for each in report.findings] == [f"/direct-signature-job-request/exit-urls/{n}" for n in names]


@pytest.mark.parametrize(
    ("identifier", "codes"),
    [
        pytest.param("customer 17", [], id="customer number"),
        pytest.param("12345678910", [], id="eleven digits that are not a national id number"),
        pytest.param("Kari Nordmann, kari@example.com", ["PSR705"], id="e-mail address"),
        pytest.param(f"no. {KARI[:6]} {KARI[6:]}", ["PSR705"], id="national id number"),
    ],
)
def test_personal_data_in_an_own_identifier(identifier: str, codes: list[str]) -> None:
    signers = [BY_NUMBER, DirectSigner.by_identifier(identifier)]
    report = of_direct(signers=signers, identifier_in_signed_documents=NAME)
    assert codes_of(report) == codes
    assert {each.where for each in report.findings} <= {f"{ROOT}/signer[2]/signer-identifier"}


@pytest.mark.parametrize(
    ("method", "queue", "codes"),
    [
        pytest.param(None, None, [], id="default"),
        pytest.param(StatusRetrieval.WAIT_FOR_CALLBACK, None, [], id="callback"),
        pytest.param(None, "hr", ["PSR707"], id="queue"),
        pytest.param(StatusRetrieval.WAIT_FOR_CALLBACK, "", ["PSR707"], id="callback with a queue"),
        pytest.param(StatusRetrieval.POLLING, None, ["PSR708"], id="default queue"),
        pytest.param(StatusRetrieval.POLLING, "hr", [], id="polling"),
    ],
)
def test_queue_and_method_fit_together(method: StatusRetrieval | None, queue: str | None, codes: list[str]) -> None:
    sender = Sender(NUMBER, polling_queue=queue)
    assert codes_of(of_direct(sender=sender, status_retrieval=method)) == codes


@pytest.mark.parametrize(
    ("name", "sector", "root", "codes"),
    [
        ("minimal", Sector.PUBLIC, "seid2", []),
        ("full", Sector.PRIVATE, "seid1", []),
        ("number-shown-custom-identifier", Sector.PUBLIC, "seid2", ["PSR307"]),
        ("same-identifier-twice", Sector.PUBLIC, "seid2", ["PSR309"]),
    ],
)
def test_a_bundle_of_the_official_client(vectors: Path, name: str, sector: Sector, root: str, codes: list[str]) -> None:
    folder = vectors / "direct-java-bundles"
    anchors = load_certificates((folder / f"{root}-root.pem").read_bytes())
    context = Context(sector=sector, environment=Environment.TEST, trust_anchors=tuple(anchors))
    assert codes_of(validate_bundle((folder / f"{name}.asice").read_bytes(), context)) == codes


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("manifest", ["PSR105", "PSR313", "PSR315"]),
        ("manifest-signer-without-pin", ["PSR315", "PSR705"]),
        ("manifest-specify-signtype-and-auth", ["PSR105", "PSR313", "PSR315"]),
        ("multiple_signers/manifest", ["PSR105", "PSR313", "PSR315"]),
        ("documentation/guide-2-direct-signature-job-manifest", ["PSR313", "PSR315"]),
    ],
)
def test_an_official_example(vectors: Path, name: str, codes: list[str]) -> None:
    assert codes_of(validate_manifest((vectors / "direct-examples" / f"{name}.xml").read_bytes(), PUBLIC)) == codes


def test_all_signers_of_a_job_may_be_valid() -> None:
    manifest = write_manifest(a_direct_job(signers=[BY_NUMBER, DirectSigner.by_national_id(OLA)]))
    assert validate_manifest(manifest, PUBLIC).findings == ()
