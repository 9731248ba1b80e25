"""Tests of the document store."""

from dataclasses import replace

from signature_model import Document
from signature_transports.emulator.jobs.document_store import DocumentStore
from tests.kits.jobs import a_job

A = Document(title="A", content=b"the same".replace(b"s", b"s"), href="a.pdf")
B = Document(title="B", content=bytes(bytearray(b"the same")), href="b.pdf")


def test_equal_documents_are_stored_once() -> None:
    store = DocumentStore()
    first = store.add(a_job(documents=[A]))
    second = store.add(a_job(documents=[B, replace(B, title="C")]))
    assert len(store) == 1
    assert first.documents[0].content is second.documents[0].content is second.documents[1].content
    assert [each.title for each in second.documents] == ["B", "C"]


def test_a_document_is_removed_with_the_last_job_that_holds_it() -> None:
    store = DocumentStore()
    jobs = [store.add(a_job(documents=[each])) for each in (A, B)]
    store.remove(jobs[0])
    assert len(store) == 1
    store.remove(jobs[1])
    assert len(store) == 0


def test_a_document_without_content_is_not_stored() -> None:
    store = DocumentStore()
    job = store.add(a_job(documents=[Document(title="A")]))
    store.remove(job)
    assert len(store) == 0
