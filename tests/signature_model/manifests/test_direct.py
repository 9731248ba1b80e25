"""Signers of the direct flow are read from their elements, valid or not, and written."""

import pytest

from signature_model.jobs.direct import DirectJob, DirectSigner
from signature_model.jobs.portal import Document, Sender
from signature_model.jobs.signers import OnBehalfOf, SignatureType
from signature_model.manifests.elements import UNKNOWN_NUMBER
from signature_model.manifests.reading import read_manifest
from signature_model.manifests.writing import write_manifest
from signature_model.xml.trees import MANIFEST, parse
from tests.kits.jobs import KARI, a_direct_job

NUMBER = f"<personal-identification-number>{KARI}</personal-identification-number>"
OWN = "<signer-identifier>customer 17</signer-identifier>"


def read(inside: str) -> tuple[DirectJob, tuple[str, ...]]:
    """Read a manifest with this content."""
    root = f'<direct-signature-job-manifest xmlns="{MANIFEST}">{inside}</direct-signature-job-manifest>'
    job, unread = read_manifest(parse(root.encode()), lambda _: None)
    assert isinstance(job, DirectJob)
    return job, unread


def test_an_empty_manifest_is_a_job_without_parts() -> None:
    assert read("") == (DirectJob(title="", documents=[], signers=[], sender=Sender(""), exit_urls=None), ())


@pytest.mark.parametrize(
    ("inside", "signer"),
    [
        pytest.param(NUMBER, DirectSigner.by_national_id(KARI), id="number"),
        pytest.param(OWN, DirectSigner.by_identifier("customer 17"), id="identifier"),
        pytest.param("<signer-identifier/>", DirectSigner.by_identifier(""), id="empty-identifier"),
        pytest.param(OWN + NUMBER, DirectSigner.by_national_id(KARI), id="both"),
        pytest.param("", DirectSigner(personal_identification_number=UNKNOWN_NUMBER), id="neither"),
        pytest.param(
            f"{OWN}<signature-type>ADVANCED_ELECTRONIC_SIGNATURE</signature-type><on-behalf-of>OTHER</on-behalf-of>",
            DirectSigner.by_identifier(
                "customer 17", signature_type=SignatureType.ADVANCED, on_behalf_of=OnBehalfOf.OTHER
            ),
            id="everything",
        ),
    ],
)
def test_a_signer_is_read(inside: str, signer: DirectSigner) -> None:
    assert read(f"<signer>{inside}</signer>")[0].signers == (signer,)


def test_signers_stand_directly_below_the_root() -> None:
    job, _ = read(f"<signer>{NUMBER}</signer><signers><signer>{OWN}</signer></signers><signer>{OWN}</signer>")
    assert job.signers == (DirectSigner.by_national_id(KARI), DirectSigner.by_identifier("customer 17"))


@pytest.mark.parametrize("name", ["signature-type", "on-behalf-of"])
def test_an_unreadable_value_is_listed(name: str) -> None:
    assert read(f"<signer>{OWN}</signer><signer>{OWN}<{name}>X</{name}></signer>")[1] == (f"signer[2]/{name}",)


def test_a_single_document_has_the_titles() -> None:
    job, _ = read('<document href="a.pdf" mime="x"><title>a</title><description>b</description></document>')
    assert (job.title, job.description, job.deprecated_single_document) == ("a", "b", True)
    assert job.documents == (Document(title="a", href="a.pdf", mime="x"),)


def test_signers_are_written_before_the_sender() -> None:
    job = a_direct_job(signers=[DirectSigner.by_national_id(KARI), DirectSigner.by_identifier("a")])
    names = [str(each.tag).rpartition("}")[2] for each in parse(write_manifest(job))]
    assert names == ["signer", "signer", "sender", "title", "documents"]
