"""Tests of merging documents into one PDF, in this process and as a program."""

import io
import sys

import pikepdf
import pytest

from signature_transports.emulator.signing import merging
from signature_transports.emulator.signing.merging import MAX_PAGES, Enclosure, merge, write_input
from signature_transports.emulator.signing.plain.pades import pades
from tests.kits.pdfs import paper, saved, tree
from tests.kits.streams import Standard
from tests.signature_transports.emulator.signed_jobs import a_signed_job

DOCUMENTS = [Enclosure(None, saved(2)), Enclosure("note æ.txt", b"some\nwords"), Enclosure(None, paper())]


def contents(content: bytes) -> tuple[int, dict[str, bytes]]:
    """Return the number of pages, and the attachments."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages), {name: each.get_file().read_bytes() for name, each in pdf.attachments.items()}


def test_pages_are_added_and_documents_with_a_name_are_attached() -> None:
    assert contents(merge(saved(), DOCUMENTS)) == (4, {"note æ.txt": b"some\nwords"})
    assert contents(merge(saved(3), [])) == (3, {})


def test_fields_become_part_of_the_page() -> None:
    signed = pades(a_signed_job(0))
    with pikepdf.open(io.BytesIO(merge(saved(), [Enclosure(None, signed)]))) as pdf:
        assert [page.get("/Annots") for page in pdf.pages] == [None, None, None]
        assert len(pdf.pages[1].Resources.XObject) == 1


def test_a_footer_is_drawn_on_the_pages_that_are_added() -> None:
    with pikepdf.open(io.BytesIO(merge(saved(), DOCUMENTS, b"BT (a footer) Tj ET"))) as pdf:
        assert [each.Contents.read_bytes() for each in pdf.pages if isinstance(each.Contents, pikepdf.Stream)] == [b""]
        drawn = [each.Contents[-1].read_bytes() for each in list(pdf.pages)[1:]]
        assert drawn == [b"\nQ q 1 0 0 1 40.000 20.000 cm /EmulatorFooter Do Q"] * 3
        footers = [each.Resources.XObject.EmulatorFooter for each in list(pdf.pages)[1:]]
        assert {each.read_bytes() for each in footers} == {b"BT (a footer) Tj ET"}


def test_an_attachment_is_not_opened() -> None:
    assert contents(merge(saved(), [Enclosure("a.pdf", b"%PDF-1.7 or not")])) == (1, {"a.pdf": b"%PDF-1.7 or not"})


def test_compressed_streams_stay_as_they_are() -> None:
    bomb = pikepdf.new()
    bomb.add_blank_page().Contents = pikepdf.Stream(bomb, b"\x81 " * 9, Filter=pikepdf.Name.RunLengthDecode)
    out = io.BytesIO()
    bomb.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pikepdf.open(io.BytesIO(merge(saved(), [Enclosure(None, out.getvalue())]))) as pdf:
        assert pdf.pages[1].Contents.read_raw_bytes() == b"\x81 " * 9


def test_a_document_with_too_many_pages_is_refused() -> None:
    most = paper(objects={2: tree(*[3] * MAX_PAGES)})
    assert contents(merge(saved(), [Enclosure(None, most)])) == (MAX_PAGES + 1, {})
    with pytest.raises(ValueError, match="more than 1000 pages"):
        merge(saved(), [Enclosure(None, paper(objects={2: tree(*[3] * (MAX_PAGES + 1))}))])


def test_the_program_merges_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Standard()
    monkeypatch.setattr(sys, "stdin", Standard(write_input(saved(), DOCUMENTS)))
    monkeypatch.setattr(sys, "stdout", out)
    merging.main()

    assert out.content == merge(saved(), DOCUMENTS)
