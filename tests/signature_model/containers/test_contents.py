"""The files of a bundle are found by every name that the manifest or the seal uses."""

from dataclasses import replace

import pytest

from signature_model import Document
from signature_model.containers.contents import BundleContents
from signature_model.containers.reading import open_container
from tests.kits.archives import Raw, archive
from tests.kits.jobs import a_job

FILES = BundleContents(
    names=("a b.pdf", "æ.pdf", "broken.pdf", "c%20d.pdf"),
    contents={"a b.pdf": b"1", "æ.pdf": b"2", "c%20d.pdf": b"3"},
    unreadable={"broken.pdf": "damaged"},
)


@pytest.mark.parametrize(
    ("reference", "member", "content"),
    [
        pytest.param("a b.pdf", "a b.pdf", b"1", id="as it stands"),
        pytest.param("a%20b.pdf", "a b.pdf", b"1", id="percent-encoded"),
        pytest.param("a+b.pdf", "a b.pdf", b"1", id="form-encoded"),
        pytest.param("%C3%A6.pdf", "æ.pdf", b"2", id="letters"),
        pytest.param("c%20d.pdf", "c%20d.pdf", b"3", id="a name that looks encoded"),
        pytest.param("broken.pdf", "broken.pdf", None, id="cannot be read"),
        pytest.param("none.pdf", None, None, id="not there"),
        pytest.param("", None, None, id="empty"),
    ],
)
def test_a_reference_means_a_file(reference: str, member: str | None, content: bytes | None) -> None:
    assert FILES.member_of(reference) == member
    assert FILES.content_of(reference) == content


@pytest.mark.parametrize(
    ("href", "name"),
    [
        pytest.param("a+b.pdf", "a b.pdf", id="a file"),
        pytest.param("none.pdf", "none.pdf", id="no such file"),
        pytest.param(None, "a document without href", id="no href"),
    ],
)
def test_a_document_has_a_name_in_any_case(href: str | None, name: str) -> None:
    assert FILES.name_of(Document(title="Contract", href=href)) == name


def test_an_archive_has_its_files_by_both_names_and_no_folders() -> None:
    two_names, folder = Raw(name=b"b.pdf", local_name=b"c.pdf"), Raw(name=b"d/", content=b"")
    files = BundleContents.of_container(open_container(archive(Raw(), two_names, folder)))
    assert (list(files.names), files.contents) == (["a.pdf", "b.pdf", "c.pdf"], {"a.pdf": Raw().content})
    assert files.unreadable.keys() == files.doubtful == {"b.pdf", "c.pdf"}
    assert files.unreadable["c.pdf"] == "it has two names"


def test_a_job_will_have_its_documents_and_what_every_bundle_has() -> None:
    documents = [Document(title="Contract", href=href) for href in ("a.pdf", "folder/", None)]
    job = replace(a_job(), documents=documents)
    files = BundleContents.planned(job)
    assert list(files.names) == ["manifest.xml", "META-INF/signatures.xml", "a.pdf"]
    assert (files.contents, files.job, files.are_planned) == ({}, job, True)


def test_by_default_everything_is_readable_and_there_is_no_job() -> None:
    files = BundleContents(names=(), contents={})
    assert (dict(files.unreadable), files.job) == ({}, None)
