"""Which catalogue readers take if the cross-reference sections do not lead to a page."""

import re
import time

import pytest

from signature_model.pdf.catalogues import candidates
from signature_model.pdf.cross_reference_sections import read_cross_references
from signature_model.pdf.inspection import inspect_pdf
from signature_model.pdf.limits import Budget
from signature_model.pdf.readers import Readers
from signature_model.pdf.recovery import search_objects
from tests.kits import pdfs
from tests.kits.effort import UNBOUNDED
from tests.kits.pdfs import paper

SOUND = paper()
OBJECTS = {1: pdfs.dictionary(Type="/Catalog", Pages="2 0 R"), 2: pdfs.tree(3), 3: pdfs.page()}
PACKED = pdfs.packed(OBJECTS)
ONLY_SOME = "some readers find no page; others find one through other cross-reference sections or older objects"


def root(value: str, content: bytes = SOUND) -> bytes:
    """Return a document whose last trailer names another catalogue."""
    before, _, after = content.rpartition(b"/Root 1 0 R")
    return before + b"/Root " + value.encode() + after


def lost(content: bytes) -> bytes:
    """Return a document whose startxref points nowhere."""
    return re.sub(rb"startxref\n\d+\n%%EOF\n$", b"startxref\n5\n%%EOF\n", content)


def replaced(number: int, body: bytes, content: bytes = SOUND) -> bytes:
    """Return a document with an incremental update of one object."""
    previous = int(content.rpartition(b"startxref")[2].split()[0])
    new = b"%d 0 obj\n%b\nendobj\n" % (number, body)
    section = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(content))
    return content + new + section + pdfs.end(Size=9, start=len(content) + len(new), Prev=previous)


EMPTY = replaced(1, pdfs.dictionary(Type="/Catalog"))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(root("1 1 0 R"), "the last key of a dictionary", id="a trailer with an error of syntax"),
        pytest.param(lost(root("null")), "a place without a cross-reference section", id="none"),
        pytest.param(lost(root("9 0 R")), "names a catalogue that does not exist", id="one that does not exist"),
        pytest.param(root("9", pdfs.updated(SOUND)), "no reference to the catalogue", id="a number in the newest one"),
        pytest.param(lost(root("2 0 R", paper(objects={9: b"7"}))[:-20]), ONLY_SOME, id="another object"),
        pytest.param(re.sub(rb"startxref\n\d+", b"startxref\n0", root("2 0 R")), ONLY_SOME, id="startxref 0"),
        pytest.param(root("7 0 R").replace(b"/Root", b"/Rood"), ONLY_SOME, id="no /Root"),
        pytest.param(lost(replaced(1, b"<<>>", PACKED)), ONLY_SOME, id="an older one in an object stream"),
        pytest.param(lost(PACKED + paper(objects={1: b"<<>>"})), ONLY_SOME, id="one in another section"),
        pytest.param(SOUND + paper(objects={1: b"<<>>"}), ONLY_SOME, id="one in the nearest section"),
        pytest.param(EMPTY.rstrip()[:-1], ONLY_SOME, id="one before the last end mark"),
        pytest.param(EMPTY[::-1].replace(b"\nferxtrats", b"ferxtrats", 1)[::-1], ONLY_SOME, id="startxref1"),
    ],
)
def test_what_one_reader_takes_for_the_catalogue_is_repaired(content: bytes, fault: str) -> None:
    facts = inspect_pdf(content)
    assert facts.page_count == 1
    assert fault in "; ".join(facts.repairs)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(root("null"), id="none"),
        pytest.param(root("(x)"), id="a string"),
        pytest.param(root("190 R"), id="a reference with an error"),
        pytest.param(root("(x)").replace(b"\n3 1\n", b"\n3 2\n"), id="a string, and fewer rows"),
        pytest.param(root("2 0 R") + SOUND[SOUND.index(b"trailer") :], id="another object"),
        pytest.param(EMPTY, id="one without pages"),
        pytest.param(paper(catalogue={"Pages": "9 0 R"}, objects={9: b"3 0 R"}), id="a reference to a page"),
    ],
)
def test_a_document_is_damaged_if_no_reader_looks_for_another_catalogue(content: bytes) -> None:
    assert inspect_pdf(content).damage


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(
            paper(objects={9: b"8 0 R"}).replace(b"8 0 R", b"1 0 obj"),
            "without a cross-reference section",
            id="in another one",
        ),
        pytest.param(SOUND + b"3 0 obj\n<</Type/Page", "%%EOF, is missing", id="cut in the last object"),
    ],
)
def test_the_head_of_an_object_does_not_always_replace_another(content: bytes, fault: str) -> None:
    facts = inspect_pdf(lost(content))
    assert facts.page_count == 1
    assert fault in "; ".join(facts.repairs)


def test_a_wrong_check_sum_is_a_fault() -> None:
    at = PACKED.index(b"\nendstream") - 1
    facts = inspect_pdf(PACKED[:at] + bytes([PACKED[at] ^ 1]) + PACKED[at + 1 :])
    assert facts.repairs == ("the compressed data of a stream are damaged",)


@pytest.mark.parametrize(
    "part", [b"/XRef ", b" xref\n", b"1 0 obj/XRef ", b"xref\n0 0\ntrailer<</Prev 3>>startxref 9 "]
)
def test_many_sections_are_searched_quickly(part: bytes) -> None:
    start = time.process_time()
    facts = inspect_pdf(b"%PDF-1.7\n" + part * 40_000)
    assert facts.damage or facts.limit
    assert time.process_time() - start < UNBOUNDED


@pytest.mark.parametrize(
    ("content", "reader", "finds_it"),
    [
        pytest.param(SOUND.replace(b"0000000009", b"0000000012"), Readers.PDFBOX, True, id="a misplaced object"),
        pytest.param(
            SOUND.replace(b"0000000009", b"%010d" % SOUND.index(b"2 0 obj")), Readers.PDFBOX, True, id="another"
        ),
        pytest.param(SOUND + b"/Prev 0 ", Readers.QPDF, True, id="a previous section at 0"),
        pytest.param(PACKED.replace(b"/W", b"/Index [9] /W"), Readers.PDFBOX_SEARCHING, True, id="an odd index"),
        pytest.param(EMPTY.rstrip()[:-1] + b" startxref 7 ", Readers.QPDF, False, id="a last startxref to nothing"),
    ],
)
def test_the_last_candidate_of_a_reader(content: bytes, reader: Readers, *, finds_it: bool) -> None:
    table, found = read_cross_references(content, 0, Budget()), search_objects(content, Budget())
    found_it = [
        isinstance(each.objects.resolved(each.root), dict)
        for each in candidates(content, table, found, Budget())
        if reader in each.readers and not each.is_common
    ]
    assert any(found_it) is finds_it
