"""A document is damaged if its faults together stop every reader."""

import re
import zlib

import pytest

from signature_model.pdf.inspection import inspect_pdf
from tests.kits import pdfs
from tests.kits.pdfs import paper

CATALOGUE = pdfs.dictionary(Type="/Catalog", Pages="2 0 R")
OBJECTS = {1: CATALOGUE, 2: pdfs.tree(3), 3: pdfs.page()}
UNTYPED = pdfs.page(Type=None)
NO_NAME = CATALOGUE.replace(b"<<", b"<<what ")


def lost(content: bytes) -> bytes:
    """Return a document whose startxref points nowhere."""
    return re.sub(rb"startxref\n\d+\n%%EOF\n$", b"startxref\n5\n%%EOF\n", content)


def written(*objects: tuple[int, bytes], end: bytes = b"") -> bytes:
    """Return objects without a table or trailer."""
    return b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % each for each in objects) + end


def packed(page: bytes = OBJECTS[3], catalogue: bytes = CATALOGUE) -> bytes:
    """Return a document with all objects in an object stream."""
    return pdfs.packed({1: catalogue, 2: OBJECTS[2], 3: page})


LOOP = pdfs.tree(2, 3)
ONE_FAULT = {
    "a page without a type": paper(pages=(UNTYPED,)),
    "something else than a key": paper(objects={1: NO_NAME}),
    "a number with an error": paper(objects={1: CATALOGUE.replace(b"<<", b"<</X 1.2.3")}),
    "another generation": paper().replace(b"/Root 1 0 R", b"/Root 1 1 R"),
    "a loop without a table": written((1, CATALOGUE), (2, LOOP), (3, OBJECTS[3])),
    "a lost stream with no name": lost(packed(catalogue=NO_NAME)).replace(b"/XRef", b"/XReg"),
    "a trailer with an error, for PDFBox": paper().replace(b"1 0 R", b'1 0"R'),
    "a loop": paper(objects={2: LOOP}),
    "a lost table": lost(paper()),
    "a lost table and no type": lost(paper(pages=(UNTYPED,))),
    "a lost cross-reference stream": lost(packed()),
    "no table": written(*OBJECTS.items()),
    "an e before a slash, as PDFBox reads": paper(objects={1: b"<<\xafType/Catalog/Pages 2 0 R>>"}),
    "a percent sign in a name, as PDFBox reads": paper(objects={2: b"<</X/Y%s/Count 1/Kids[3 0 R]>>"}),
    "a dictionary as a key, as PDFBox reads": paper(objects={2: b"<</T x\n" + pdfs.tree(3)[:-2] + b">>"}),
    "a vertical tab, as qpdf reads": lost(paper(objects={1: b"\v" + CATALOGUE})),
    "startxref far from the end": paper().replace(b"/Root 1 0 R", b"/Root null") + b"x" * 5_000,
    "an older startxref, as qpdf reads": pdfs.updated(paper()).replace(b"%%EOF\n", b"%%EOF", 1)[:-9] + b"\0\0%EOF",
    "a broken stream beside a table": paper().replace(b"/Root", b"/XRefStm 9/Root"),
    "two blanks in a subsection": paper().replace(b"\n0 1\n", b"\n0  1\n").replace(b"/Root", b"/Rot"),
}  # fmt: skip

SEVERAL_FAULTS = {
    "a loop without a table": written((1, CATALOGUE), (2, pdfs.tree(3)), (3, pdfs.tree(2, 4)), (4, OBJECTS[3])),
    "a cross-reference stream without a value": packed(UNTYPED).replace(b"1 0 R /Filter", b"1 0lter"),
    "no name and no type": paper(objects={1: NO_NAME}, pages=(UNTYPED,)).replace(b"/Root 1 0 R", b"/Root 1 1 R"),
    "a reference, another generation and no name": paper(objects={1: NO_NAME}).replace(b"/Root 1 0", b"/Root 1 1"),
    "only a reference, and a key that is no name": paper(objects={1: b"4 0 R", 4: NO_NAME}),
    "a node without kids, and no trailer": written((1, CATALOGUE), (2, OBJECTS[2]), (3, b"<</Type/Pages>>")),
    "cut in a dictionary, and no page": written((1, CATALOGUE), (2, pdfs.tree(1, 3)), end=b"3 0 obj\n<<"),
}  # fmt: skip


@pytest.mark.parametrize("content", ONE_FAULT.values(), ids=ONE_FAULT)
def test_a_fault_that_some_readers_survive_is_repaired(content: bytes) -> None:
    facts = inspect_pdf(content)
    assert facts.damage is None
    assert facts.page_count == 1
    assert facts.repairs


@pytest.mark.parametrize("content", SEVERAL_FAULTS.values(), ids=SEVERAL_FAULTS)
def test_faults_that_stop_all_readers_are_damage(content: bytes) -> None:
    assert inspect_pdf(content).damage


@pytest.mark.parametrize(
    ("before_the_error", "is_damaged"),
    [(b"<</Type/Pages/Count 1", False), (b"", True)],
    ids=["behind the page tree", "before it"],
)
def test_damaged_data_may_hide_a_page_only_if_there_is_a_page_tree(
    before_the_error: bytes, *, is_damaged: bool
) -> None:
    packer = zlib.compressobj()
    data = b"1 0 2 29 <</Type/Catalog/Pages 2 0 R>>" + before_the_error
    data = packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH) + b"\7"
    holder = pdfs.stream(data, Type="/ObjStm", N=2, First=9, Filter="/FlateDecode")
    facts = inspect_pdf(written((9, holder), end=b"trailer<</Root 1 0 R>>"))
    assert (facts.damage is not None) is is_damaged
    assert "the compressed data of a stream are damaged" in facts.repairs
