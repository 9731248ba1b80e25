"""Jobs are values: errors can be expressed, wrong types cannot, and no whole id number is shown."""

import io
import pickle
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from signature_model.jobs.portal import Availability, Document, PortalJob, Sender
from signature_model.jobs.signers import Signer
from tests.kits import wild
from tests.kits.jobs import KARI, a_job
from tests.kits.types import require_checked_types

PDF = b"%PDF-1.7"


def test_a_document_from_a_path_bytes_or_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF)
    made = [
        Document.from_path(path, title="A", href="a.pdf", mime="text/plain"),
        Document.from_path(str(path), title="A", href="a.pdf", mime="text/plain"),
        Document.from_bytes(PDF, title="A", href="a.pdf", mime="text/plain"),
        Document.from_stream(io.BytesIO(PDF), title="A", href="a.pdf", mime="text/plain"),
    ]
    assert set(made) == {Document(title="A", content=PDF, href="a.pdf", mime="text/plain")}
    assert all(type(each.content) is bytes for each in made)


def test_a_document_is_a_pdf_without_a_name_by_default(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF)
    plain = Document(title="A", content=PDF, href=None, mime="application/pdf")
    assert Document.from_path(path, title="A") == plain
    assert Document.from_bytes(PDF, title="A") == Document.from_stream(io.BytesIO(PDF), title="A") == plain


def test_a_missing_file_raises_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Document.from_path(tmp_path / "none.pdf", title="A")


def test_content_that_is_not_bytes_is_refused() -> None:
    file: Any = io.StringIO("text")
    with pytest.raises(TypeError, match="content must be bytes or None, not str"):
        Document.from_stream(file, title="A")
    size: Any = 5
    with pytest.raises(TypeError, match="content must be bytes or None, not int"):
        Document.from_bytes(size, title="A")


@pytest.mark.parametrize(
    "value", [Document(title="A"), Sender("1"), Availability(), a_job()], ids=lambda value: type(value).__name__
)
def test_values_of_wrong_types_are_refused(value: object) -> None:
    require_checked_types(value, "deprecated_single_document")


def test_a_job_with_errors_can_be_constructed() -> None:
    job = PortalJob(title="", documents=[], signers=[], sender=Sender("x"))
    assert (job.documents, job.signers) == ((), ())


@pytest.mark.parametrize(
    "titles",
    [pytest.param([], id="none"), pytest.param(["A", "A"], id="two"), pytest.param(["B"], id="of another title")],
)
def test_the_deprecated_form_needs_one_document_with_the_title_of_the_job(titles: list[str]) -> None:
    documents = [Document(title=title) for title in titles]
    with pytest.raises(ValueError, match="exactly one document, with the title of the job"):
        a_job(title="A", documents=documents, deprecated_single_document=True)
    assert a_job(title="A", documents=[Document(title="A")], deprecated_single_document=True).title == "A"


def test_a_job_is_immutable() -> None:
    documents = [Document(title="A")]
    job = a_job(documents=documents)
    documents.append(Document(title="B"))
    assert len(job.documents) == 1
    with pytest.raises(FrozenInstanceError):
        job.title = "B"  # type: ignore[misc]  # that is what is refused


@given(wild.jobs())
def test_equal_jobs_compare_equal(job: PortalJob) -> None:
    again = pickle.loads(pickle.dumps(job))
    assert again == job
    assert hash(again) == hash(job)


def test_no_repr_of_a_job_shows_a_whole_id_number_or_the_content() -> None:
    job = a_job(
        title=f"of {KARI}",
        reference=KARI,
        sender=Sender(KARI, polling_queue=KARI),
        documents=[Document(title=KARI, href=f"{KARI}.pdf", content=KARI.encode())],
    )
    for value in (job, job.sender, *job.documents, *job.signers):
        assert KARI[6:] not in repr(value)
        assert type(value).__name__ in repr(value)
    assert repr(job.documents[0]) == "Document(title='018180*****', href='018180*****.pdf', mime='application/pdf')"


@given(wild.jobs())
def test_any_job_has_a_repr(job: PortalJob) -> None:
    numbers = [each.personal_identification_number for each in job.signers]
    assert all(number is None or number not in repr(job) for number in numbers)


def test_jobs_with_different_signers_differ() -> None:
    assert Signer.by_email("a@b.no") == Signer.by_email("a@b.no")
