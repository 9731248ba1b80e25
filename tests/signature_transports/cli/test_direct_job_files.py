"""Job files of the direct flow become jobs, and every problem is reported with its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from signature_model import (
    AuthenticationLevel,
    DirectJob,
    DirectSigner,
    ExitUrls,
    IdentifierInSignedDocuments,
    OnBehalfOf,
    Sector,
    Sender,
    SignatureType,
    StatusRetrieval,
)
from signature_transports.cli.direct_job_files import EXAMPLE
from signature_transports.cli.job_files import parse_job
from signature_transports.cli.job_problems import FaultyJobFile
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, a_direct_job

URLS = {"completion-url": "https://a.example", "rejection-url": "https://b.example", "error-url": "https://c.example"}


def description(**changes: Any) -> bytes:  # noqa: ANN401 - what JSON can hold
    """The valid job of the direct flow as a job file in JSON, with these changes."""
    job = {
        "flow": "direct",
        "title": "Employment contract",
        "documents": [{"path": "contract.pdf", "title": "Contract", "href": "contract.pdf"}],
        "signers": [{"personal-identification-number": KARI}],
        "sender": {"organization-number": NUMBER, "sector": "public"},
        "exit-urls": "https://sender.example/signed",
    } | {name.replace("_", "-"): value for name, value in changes.items()}
    return json.dumps(job).encode()


def problems_of(folder: Path, **changes: Any) -> list[str]:  # noqa: ANN401 - what JSON can hold
    """Return the problems of a job file."""
    with pytest.raises(FaultyJobFile) as refusal:
        parse_job(description(**changes), folder)
    return [str(each) for each in refusal.value.problems]


def test_a_job_file_becomes_a_job(folder: Path) -> None:
    assert parse_job(description(), folder).job == a_direct_job()
    job = parse_job(description(exit_urls=URLS), folder).job
    assert job == a_direct_job(exit_urls=ExitUrls(**{name.replace("-", "_"): url for name, url in URLS.items()}))


def test_the_example_has_every_key(folder: Path) -> None:
    assert parse_job(EXAMPLE.encode(), folder).job == DirectJob(
        title="Employment contract",
        description="Please sign by Friday.",
        reference="2030-117",
        required_authentication=AuthenticationLevel.FOUR,
        identifier_in_signed_documents=IdentifierInSignedDocuments.DATE_OF_BIRTH_AND_NAME,
        status_retrieval=StatusRetrieval.WAIT_FOR_CALLBACK,
        exit_urls=ExitUrls(
            completion_url="https://sender.example/signed",
            rejection_url="https://sender.example/rejected",
            error_url="https://sender.example/failed",
        ),
        sender=Sender("984661185", sector=Sector.PUBLIC, polling_queue="hr"),
        documents=a_direct_job().documents,
        signers=[
            DirectSigner.by_national_id(
                "01818000282", signature_type=SignatureType.AUTHENTICATED, on_behalf_of=OnBehalfOf.SELF
            ),
            DirectSigner.by_identifier("customer 17"),
        ],
    )


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        pytest.param({"flow": "post"}, "flow: must be one of portal, direct, not 'post'", id="another flow"),
        pytest.param({"exit_urls": None}, "exit-urls: is missing: give one URL, or a table with", id="no URLs"),
        pytest.param({"exit_urls": 1}, "exit-urls: must be a URL in quotes, or a table of URLs", id="a number"),
        pytest.param({"exit_urls": URLS | {"error-url": None}}, "exit-urls.error-url: is missing", id="no URL"),
        pytest.param({"exit_urls": URLS | {"other": ""}}, "exit-urls.other: is unknown", id="another URL"),
        pytest.param({"signers": [{}]}, "signers[1]: has no signer: give personal-", id="nobody"),
        pytest.param(
            {"signers": [{"personal-identification-number": KARI, "signer-identifier": "x"}]},
            "signers[1].signer-identifier: cannot be combined with personal-identification-number",
            id="twice",
        ),
        pytest.param({"signers": [{"signer-identifier": 7}]}, "signers[1].signer-identifier: must be", id="no text"),
        pytest.param({"signers": [{"email": "a@b.no"}]}, "signers[1].email: is unknown", id="an address"),
        pytest.param({"availability": {}}, "availability: is unknown", id="availability"),
        pytest.param({"nonsensitive_title": "x"}, "nonsensitive-title: is unknown", id="another title"),
        pytest.param({"status_retrieval_method": "ASK"}, "status-retrieval-method: must be one of WAIT", id="a method"),
    ],
)
def test_a_problem_is_reported(folder: Path, changes: dict[str, Any], problem: str) -> None:
    assert [each for each in problems_of(folder, **changes) if each.startswith(problem)]
