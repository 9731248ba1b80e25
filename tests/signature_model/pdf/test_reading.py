"""Hostile documents cost little, and qpdf is left as it was found."""

from __future__ import annotations

import logging
import zlib

import pytest
from pikepdf import settings

from signature_model.pdf.inspection import inspect_pdf
from signature_model.pdf.reading import MAX_INFLATED, MAX_OBJECTS, MAX_REVISIONS, Ration, bounded_qpdf
from tests.kits import pdfs
from tests.kits.pdfs import PAGE, TREE, paper
from tests.signature_model.pdf.lzw import unpacking_to, unpacking_to_a_run

ONE_PAGE = {1: pdfs.dictionary(Type="/Catalog", Pages="2 0 R"), TREE: pdfs.tree(PAGE), PAGE: pdfs.page()}
TOO_MUCH = "it takes more reading than any honest document"


@pytest.mark.parametrize(
    ("padding", "count"), [pytest.param(MAX_INFLATED // 2, 1, id="large"), pytest.param(MAX_INFLATED, 0, id="bomb")]
)
def test_an_object_stream_inflates_up_to_a_limit(padding: int, count: int) -> None:
    assert inspect_pdf(pdfs.packed(ONE_PAGE, padding=padding)).page_count == count


def test_metadata_inflates_up_to_a_limit() -> None:
    bomb = zlib.compress(pdfs.xmp("2", "B") + bytes(64 * 1024 * 1024), 9)
    facts = inspect_pdf(pdfs.with_metadata(pdfs.stream(bomb, Filter="/FlateDecode")))
    assert facts.is_readable
    assert not facts.claims_pdfa


@pytest.mark.parametrize(
    ("sections", "damage"),
    [pytest.param(MAX_REVISIONS - 1, None, id="many"), pytest.param(MAX_REVISIONS, TOO_MUCH, id="too many")],
)
def test_cross_reference_sections_are_followed_up_to_a_limit(sections: int, damage: str | None) -> None:
    # One more section ends each chain.
    assert inspect_pdf(pdfs.chained(sections=sections, rows=50)).damage == damage
    assert inspect_pdf(pdfs.updated(paper(), times=sections)).damage == damage


@pytest.mark.parametrize("name", ["/LZWDecode", "/LZW", "/#4CZW#44ecode", "/L#5a#57", "[ /LZWDecode ]"])
def test_a_cross_reference_stream_is_not_unpacked_without_limit(name: str) -> None:
    bomb = pdfs.stream(unpacking_to_a_run(100_000_000), Type="/XRef", Size=9, W="[1 4 1]", Root="1 0 R", Filter=name)
    start = len(b"%PDF-1.7\n")
    content = b"%%PDF-1.7\n9 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (bomb, start)
    assert inspect_pdf(content).damage == TOO_MUCH


@pytest.mark.parametrize("offset_by", [pytest.param(0, id="sound"), pytest.param(1, id="with a table to rebuild")])
@pytest.mark.parametrize("where", ["catalogue", "page"])
@pytest.mark.parametrize("text", ["[]", "1 ", "<<>>"])
def test_objects_are_made_up_to_a_limit(text: str, where: str, offset_by: int) -> None:
    many = f"[{text * MAX_OBJECTS}]"
    if where == "catalogue":
        content = paper(catalogue={"X": many}, offset_by=offset_by)
    else:
        content = paper(objects={PAGE: pdfs.page(X=many)}, offset_by=offset_by)
    assert inspect_pdf(content).damage == TOO_MUCH


def test_a_document_may_use_lzw_elsewhere() -> None:
    content = paper(objects={10: pdfs.stream(unpacking_to(b"0 0 m"), Filter="/LZWDecode")})
    assert inspect_pdf(content).damage is None


def test_streams_without_an_end_are_not_searched_for_again_and_again() -> None:
    endless = b"".join(b"%d 0 obj\n<</Length 0 0 R>>stream\n" % number for number in range(1, 20_000))
    assert inspect_pdf(b"%PDF-1.7\n" + endless + b"startxref\n7\n%%EOF").damage == TOO_MUCH


def test_a_table_is_not_rebuilt_from_too_many_objects() -> None:
    objects = b"".join(b"%d 0 obj<<>>endobj\n" % number for number in range(15_000))
    assert Ration(objects).allow_repair()
    assert not Ration(objects + b"15000 0 obj<<>>endobj\n").allow_repair()
    assert inspect_pdf(b"%PDF-1.7\n" + objects + objects + b"startxref\n7\n%%EOF").damage


@pytest.mark.parametrize("lines", [pytest.param(10_000, id="of text"), pytest.param(30_000, id="of a lot of text")])
def test_a_table_is_rebuilt_in_a_long_document(lines: int) -> None:
    content = paper(objects={10: pdfs.stream(b"0 0 m 10 10 l S\n" * lines)}, offset_by=1)
    assert inspect_pdf(content).page_count == 1


def test_a_page_tree_is_read_up_to_a_limit() -> None:
    wide = pdfs.page(Note=f"({'x' * 3000})")
    facts = inspect_pdf(paper(pages=(wide,) * 200))
    assert 50 < facts.page_count < 200
    assert facts.damage is None


def test_a_spent_ration_is_at_its_end() -> None:
    source = Ration(b"content")
    buffer = bytearray(4)
    assert source.readinto(buffer) == 4
    source.allow(2)
    assert source.readinto(buffer) == 0
    assert source.is_spent
    assert not source.allow_repair()


def test_a_document_that_is_too_large_for_the_service_is_not_repaired() -> None:
    assert Ration(bytes(10 * 1024 * 1024)).allow_repair()
    assert not Ration(bytes(10 * 1024 * 1024 + 1)).allow_repair()


def test_opening_reads_a_few_megabytes_at_most() -> None:
    content = paper(catalogue={"Note": f"({'x' * 6_000_000})"})
    assert inspect_pdf(content).damage == TOO_MUCH


def test_qpdf_is_left_as_it_was_found() -> None:
    log = logging.getLogger("pikepdf._core")
    before = settings.get_qpdf_limits()
    with bounded_qpdf():
        assert settings.get_qpdf_limits()["flate_max_memory"] == MAX_INFLATED
        assert log.disabled
    assert settings.get_qpdf_limits() == before
    assert not log.disabled
