"""Inspecting a bundle gives its facts, whatever is wrong with it."""

from collections.abc import Callable
from typing import Any

import pytest

from signature_model import Document, inspect_bundle
from signature_model.containers.references import with_hrefs
from signature_model.errors import NotAZip
from signature_model.pdf.inspection import InspectedPdf, inspect_pdf
from signature_model.validation.inspection import MAX_DOCUMENTS, inspect_job, inspect_members, maybe_job
from signature_model.xml.schemas import SEAL_SCHEMA
from tests.kits import pdfs
from tests.kits.bundles import CONTRACT, MANIFEST, SEAL, changed, edited, sealed, taken_apart, tampered
from tests.kits.jobs import a_bundle, a_job, a_pdf, credentials
from tests.kits.seals import only


def test_a_valid_bundle_has_all_facts() -> None:
    bundle = inspect_bundle(a_bundle())
    assert bundle.refusal is None
    assert bundle.container is not None
    assert [each.name for each in bundle.container.entries] == list(bundle.contents.names) == [CONTRACT, MANIFEST, SEAL]
    assert bundle.manifest is not None
    assert bundle.manifest.job is bundle.job
    assert bundle.job is not None
    assert [each.content for each in bundle.job.documents] == [a_pdf()]
    assert bundle.seal is not None
    assert bundle.verification is not None
    assert bundle.verification.signature_valid
    assert bundle.sealed_by == credentials().certificate
    assert bundle.pdfs == (InspectedPdf(name=CONTRACT, facts=inspect_pdf(a_pdf())),)


def test_bytes_that_are_not_an_archive_are_refused() -> None:
    bundle = inspect_bundle(b"%PDF-1.7")
    assert isinstance(bundle.refusal, NotAZip)
    assert (bundle.container, bundle.job, bundle.seal, bundle.sealed_by, bundle.pdfs) == (None, None, None, None, ())
    assert repr(bundle) == "InspectedBundle(files=0)"


@pytest.mark.parametrize("content", ["contract.asice", None, bytearray()])
@pytest.mark.parametrize("inspect", [inspect_bundle, maybe_job])
def test_the_content_must_be_bytes(inspect: Callable[[Any], object], content: object) -> None:
    with pytest.raises(TypeError, match=r"^content must be bytes, not "):
        inspect(content)


def test_a_job_alone_is_read_from_a_manifest_if_there_is_one() -> None:
    job = maybe_job(a_bundle())
    assert job is not None
    assert job.title == a_job().title
    assert [maybe_job(each) for each in (changed(manifest=None), changed(manifest=b""), b"%PDF-1.7")] == [None] * 3


def test_without_a_manifest_the_seal_is_verified() -> None:
    bundle = inspect_bundle(changed(manifest=None))
    assert (bundle.manifest, bundle.job, bundle.pdfs) == (None, None, ())
    assert bundle.verification is not None


def test_a_manifest_that_cannot_be_read_describes_no_job() -> None:
    bundle = inspect_bundle(changed(manifest=b"<a/>"))
    assert bundle.manifest is not None
    assert (bundle.manifest.job, bundle.job, bundle.pdfs) == (None, None, ())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(changed(seal=b"<a/>"), id="another document"),
        pytest.param(tampered(lambda root: only(root, "SignatureValue").set("x", "y")), id="refused by its schema"),
        pytest.param(tampered(lambda root: root.remove(root[0])), id="no signature"),
    ],
)
def test_a_seal_without_one_valid_signature_element_is_not_verified(content: bytes) -> None:
    bundle = inspect_bundle(content)
    assert bundle.seal is not None
    assert (bundle.verification, bundle.sealed_by) == (None, None)


def test_without_a_seal_nothing_is_verified() -> None:
    bundle = inspect_bundle(changed(seal=None))
    assert (bundle.seal, bundle.verification) == (None, None)
    assert bundle.job is not None


def test_the_schema_can_be_replaced() -> None:
    for bundle in (inspect_bundle(a_bundle(), SEAL_SCHEMA), inspect_members(taken_apart(), {}, SEAL_SCHEMA)):
        assert bundle.manifest is not None
        assert bundle.manifest.faults


def test_an_unpacked_bundle_has_the_same_facts_without_a_container() -> None:
    members = taken_apart()
    bundle = inspect_members(members, {"x.pdf": "no permission"})
    assert (bundle.refusal, bundle.container) == (None, None)
    assert list(bundle.contents.names) == [*members, "x.pdf"]
    assert bundle.contents.unreadable == {"x.pdf": "no permission"}
    assert bundle.sealed_by == credentials().certificate
    assert repr(bundle) == "InspectedBundle(files=4)"


# Documents


def pdfs_of(*documents: Document) -> list[str]:
    """Return the names of the documents of a job that are inspected."""
    return [each.name for each in inspect_job(with_hrefs(a_job(documents=documents))).pdfs]


def a_document(href: str, content: bytes | None, mime: str = "application/pdf") -> Document:
    return Document(title="Contract", href=href, content=content, mime=mime)


ENCRYPTED = pdfs.encrypted()


@pytest.mark.parametrize(
    ("documents", "inspected"),
    [
        pytest.param([a_document("a.pdf", ENCRYPTED)], ["a.pdf"], id="a PDF"),
        pytest.param([a_document("a.pdf", None)], [], id="without content"),
        pytest.param([a_document("a.txt", b"a", "text/plain")], [], id="plain text"),
        pytest.param(
            [a_document("a.pdf", None), a_document("b.txt", b"b", "text/plain"), a_document("c.pdf", ENCRYPTED)],
            ["c.pdf"],
            id="a PDF behind others",
        ),
        pytest.param([a_document("manifest.xml", ENCRYPTED)], ["manifest.xml"], id="a reserved name in a job"),
        pytest.param([a_document("a.pdf", ENCRYPTED)] * 2, ["a.pdf"], id="the same file twice"),
        pytest.param([a_document("a.pdf", ENCRYPTED), a_document("a.pdf", a_pdf())], ["a.pdf"] * 2, id="a name twice"),
        pytest.param(
            [a_document(f"{number}.pdf", ENCRYPTED) for number in range(MAX_DOCUMENTS + 3)],
            [f"{number}.pdf" for number in range(MAX_DOCUMENTS)],
            id="more than a job may have",
        ),
    ],
)
def test_each_file_that_is_declared_as_pdf_is_inspected_once(documents: list[Document], inspected: list[str]) -> None:
    assert pdfs_of(*documents) == inspected


def test_a_reserved_name_in_a_bundle_is_not_a_document() -> None:
    second = f'<document href="{CONTRACT}" mime="application/pdf"><title>Again</title></document></documents>'
    manifest = edited(edited(taken_apart()[MANIFEST], CONTRACT, SEAL), "</documents>", second)
    assert [each.name for each in inspect_bundle(sealed(taken_apart() | {MANIFEST: manifest})).pdfs] == [CONTRACT]


def test_a_job_is_inspected_as_the_xml_that_it_will_be() -> None:
    job = a_job(title="", reference="x" * 51)
    inspected = inspect_job(job)
    assert inspected.job is job
    assert inspected.manifest.job is job
    assert [fault.where for fault in inspected.manifest.faults] == ["title"]
    assert [fault.where for fault in inspected.request.faults] == ["reference"]
    assert inspected.contents.are_planned
    assert repr(inspected) == "InspectedJob(files=3)"
    assert inspect_job(job, SEAL_SCHEMA).manifest.faults != inspected.manifest.faults
