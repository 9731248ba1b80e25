"""Tests of documents on the page of a job."""

from signature_model import Document
from signature_transports.emulator.web.views.documents import documents
from tests.kits.jobs import a_pdf
from tests.signature_transports.emulator.calls import an_emulator, by, clock_of, create, job_of


def test_documents_are_described() -> None:
    emulator = an_emulator()
    papers = [
        Document.from_bytes(a_pdf(), title="Contract", href="a.pdf"),
        Document.from_bytes(b"x" * 2048, title="Notes", href="a.txt", mime="text/plain"),
        Document.from_bytes(b"x", title="Table", href="a.csv", mime="text/csv"),
    ]
    create(emulator, job_of(*by("a"), documents=papers))
    held = documents(emulator.timeline(1), emulator.documents(1))

    assert [each.about for each in held] == [f"PDF, {len(a_pdf())} bytes", "TXT, 2 kB", "FILE, 1 byte"]
    clock_of(emulator).advance(100 * 86_400)
    assert {each.about for each in documents(emulator.timeline(1), emulator.documents(1))} == {"deleted"}
