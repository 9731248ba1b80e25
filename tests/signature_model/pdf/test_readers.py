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


def streamed(*objects: tuple[int, bytes], rows: bytes | None = None, **entries: object) -> bytes:
    """Return objects with a cross-reference stream that is not compressed; other rows or entries may be given."""
    content = written(*objects)
    places = {number: content.index(b"%d 0 obj" % number) for number, _ in objects}
    sound = b"".join(b"\1%b\0" % places.get(number, 0).to_bytes(2) for number in range(max(places) + 1))
    given: dict[str, object] = {"Type": "/XRef", "Size": max(places) + 1, "W": "[1 2 1]", "Root": "1 0 R", **entries}
    section = pdfs.stream(sound if rows is None else rows, **given)
    return content + b"9 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (section, len(content))


LOOP = pdfs.tree(2, 3)
CUT = written((1, CATALOGUE), (2, OBJECTS[2])) + b"3 0 obj\n" + OBJECTS[3].removesuffix(b">>")
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
    "startxref leads to an object without a value, and a key that PDFBox reads": re.sub(
        rb"startxref\n\d+",
        b"startxref\n9",
        paper(header=b"%PDF-1.7\n9 0 obj\nendobj", objects={1: b"<<\xafType/Catalog/Pages 2 0 R>>"}),
    ),
    "a lost cross-reference stream": lost(packed()),
    "no table": written(*OBJECTS.items()),
    "an e before a slash, as PDFBox reads": paper(objects={1: b"<<\xafType/Catalog/Pages 2 0 R>>"}),
    "a percent sign in a name, as PDFBox reads": paper(objects={2: b"<</X/Y%s/Count 1/Kids[3 0 R]>>"}),
    "a dictionary as a key, as PDFBox reads": paper(objects={2: b"<</T x\n" + pdfs.tree(3)[:-2] + b">>"}),
    "a vertical tab, as qpdf reads": lost(paper(objects={1: b"\v" + CATALOGUE})),
    "startxref far from the end": paper().replace(b"/Root 1 0 R", b"/Root null") + b"x" * 5_000,
    "an older startxref, as qpdf reads": pdfs.updated(paper()).replace(b"%%EOF\n", b"%%EOF", 1)[:-9] + b"\0\0%EOF",
    "a broken stream beside a table": paper().replace(b"/Root", b"/XRefStm 9/Root"),
    "a stream with rows of an unknown kind, as PDFBox reads": streamed(*OBJECTS.items(), rows=b"\7\0\0\0" * 4),
    "rows of no width, as PDFBox reads": packed().replace(b"/W [1 4 1]", b"/W [0 0 0]"),
    "two blanks in a row, as PDFBox reads": paper().replace(b" 00000 n", b"  0000 n").replace(b"1 0 obj", b"9 0 obj"),
    "no keyword before the trailer, as mupdf reads": paper(objects={1: b"<</Pages 2 0 R>>"}).replace(
        b"trailer", b"traer"
    ),
    "a stream with too few rows": streamed(*OBJECTS.items(), Size=9),
    "a stream without a row of the page tree, as PDFBox reads": streamed(*OBJECTS.items(), Index="[0 2]"),
    "a stream without a row of the catalogue": streamed((1, CATALOGUE), *OBJECTS.items(), rows=b"", Index="[0 0]"),
    "a stream with the number 0 as its previous one, as qpdf reads": streamed(
        (1, CATALOGUE), (2, pdfs.tree(3)), (3, b"<</Type/Pages/Count 1>>"), Prev=0
    ),
    "a letter before the head of a catalogue, as PDFBox reads": written((1, CATALOGUE), *OBJECTS.items()).replace(
        b"\n1 0 obj", b"\nx1 0 obj"
    ),
    "a name elsewhere, for PDFBox": lost(packed()).replace(b"/Type /ObjStm", b"/T /ObjStm").replace(b"XRef", b"XReg"),
    "a blank in a row, as PDFBox reads": paper().replace(b"00000 n ", b"0 000 n ").replace(b"1 0 R", b"1 0/R"),
    "a dictionary with one bracket at its end, as PDFBox reads": paper(objects={1: CATALOGUE[:-1] + b"."}),
    "brackets in a page, as PDFBox reads": paper(pages=(pdfs.page(Type=None)[:-2] + b"/A<<:>/B 1/Type/Page>>",)),
    "a bad string, as qpdf reads": paper(objects={1: CATALOGUE.replace(b"<<", b"<</X<41zz")}),
    "a reference with text behind it, as PDFBox reads": paper(objects={1: CATALOGUE.replace(b"0 R", b"0 Rx")}),
    "NULs in a row, for PDFBox": paper().replace(b" n \n", b" n\0\n", 1).replace(b"1 0 R", b"2 0 R"),
    "a list without an end, as poppler reads": paper(objects={2: pdfs.tree(3).replace(b"R]", b"R")}),
    "a number as the root of damaged rows, as qpdf reads": streamed(*OBJECTS.items(), Root="7", Size=9),
    "an object stream without /First, as mupdf reads": packed().replace(b"/First 14", b"/Fhrst 14"),
    "half a row that does not lead to an object, for PDFBox": streamed(
        *OBJECTS.items(), rows=b"\7\0\0\0" * 3 + b"\1", Size=4
    ),
    "a wrong /First, as mupdf reads": packed().replace(b"/First 14", b"/First 4"),
    "an odd /Index, for PDFBox": streamed(*OBJECTS.items(), Index="[99]"),
    "half a row alone, for PDFBox": streamed(*OBJECTS.items(), rows=b"\1", Size=4),
    "a row without its number": paper().replace(b"1 1\n0000000009", b"1 1\nx000000009"),
    "an older object stream, and a later head of its number": lost(packed()) + b"4 0 obj\n7\nendobj\n",
    "a misplaced object behind an older startxref, as qpdf reads": pdfs.updated(paper(offset_by=1)).replace(
        b"%%EOF\n", b"%%EOF", 1
    )[:-9]
    + b"\0\0%EOF",
    "a dictionary without an end": paper(objects={1: CATALOGUE[:-2]}),
    "too many levels": paper(objects={2: pdfs.tree(3, X="[" * 600 + "]" * 600)}),
    "a dictionary at the end of the file, as PDFBox reads": CUT + b"\0 %%EOF",
    "a string at the end of the file, as PDFBox reads": CUT + b"/X(x %%EOF",
    "the head of a page in the page tree, as poppler reads": written(
        (1, CATALOGUE), (2, b"<</Typ\n3 0 obj\n" + OBJECTS[3]), end=b"trailer<</Root 1 0 R>>"
    ),
    "an object without an end in an object stream, as poppler reads": pdfs.packed(
        {1: CATALOGUE, 2: OBJECTS[2], 3: OBJECTS[3][:-2], 4: b"<<>>"}
    ),
    "a string that ends in the next object of a stream": pdfs.packed(
        {1: CATALOGUE, 2: OBJECTS[2], 3: b"<</A(", 4: b")"}
    ),
    "a head in the middle of a line": lost(paper(objects={92: b"<<>>"}).replace(b"92 0 obj", b"9  2 0 obj")),
    "two blanks in a subsection": paper().replace(b"\n0 1\n", b"\n0  1\n").replace(b"/Root", b"/Rot"),
}  # fmt: skip

SEVERAL_FAULTS = {
    "a loop without a table": written((1, CATALOGUE), (2, pdfs.tree(3)), (3, pdfs.tree(2, 4)), (4, OBJECTS[3])),
    "a cross-reference stream without a value": packed(UNTYPED).replace(b"1 0 R /Filter", b"1 0lter"),
    "no name and no type": paper(objects={1: NO_NAME}, pages=(UNTYPED,)).replace(b"/Root 1 0 R", b"/Root 1 1 R"),
    "a reference, another generation and no name": paper(objects={1: NO_NAME}).replace(b"/Root 1 0", b"/Root 1 1"),
    "only a reference, and a key that is no name": paper(objects={1: b"4 0 R", 4: NO_NAME}),
    "a node without kids, and no trailer": written((1, CATALOGUE), (2, OBJECTS[2]), (3, b"<</Type/Pages>>")),
    "a stream whose filter has lost its name": b"/Fil\0er /F".join(packed().rsplit(b"/Filter /F", 1)),
    "a stream with an error at its root": packed().replace(b"0 R /Filter", b"0 Rilter"),
    "a lost stream, and no object stream": lost(packed()).replace(b"/ObjStm", b"/xObjStm").replace(b"XRef", b"XReg"),
    "an object in the place of another, and rows that do not lead to the catalogue": pdfs.packed(
        {1: CATALOGUE, 2: b"", 3: OBJECTS[3]}
    ).replace(b"/Size 6", b"/Index [0 2] /Size 6"),
    "a reference without a space": paper().replace(b"1 0 R", b"1 09R"),
    "a vertical tab, and a page in the place of the page tree": paper(
        objects={1: b"\v" + CATALOGUE.replace(b"2 0 R", b"3 0 R")}
    ),
    "a string without an end, and no startxref": streamed(
        (1, CATALOGUE), (2, OBJECTS[2]), (3, b"<</X(" + OBJECTS[3])
    ).partition(b"startxref")[0],
    "another generation, and a page tree at offset 0": re.sub(
        rb"\n2 1\n\d{10}", b"\n2 1\n0000000000", paper().replace(b"/Root 1 0 R", b"/Root 1 1 R")
    ),
    "only a reference, in an object stream": pdfs.packed({1: CATALOGUE, 2: b"4 0 R", 3: OBJECTS[3], 4: OBJECTS[2]}),
    "a list without an end, and no count": paper(objects={2: b"<</Type/Pages/Count 0/Kids[3 0 R>>"}),
    "a dictionary without an end, no count and no type": paper(
        objects={2: b"<</Type/Pages/Count 0/Kids[3 0 R]", 3: UNTYPED}
    ),
    "a stream whose dictionary has no end": packed().replace(b"117 >>", b"117 > >"),
    "cut in the last object, and no mark": written((1, CATALOGUE), (2, LOOP)) + b"3 0 obj\n" + OBJECTS[3],
    "a stream behind one bracket": packed().replace(b"117 >>", b"117 >").replace(b">\nstream", b">stream", 1),
    "rows of an unknown kind that lead elsewhere": streamed(*OBJECTS.items(), rows=b"\7\0\7\0" * 4),
    "rows that are too narrow": packed().replace(b"/W [1 4 1]", b"/W [1 3 1]"),
    "rows that are too wide": packed().replace(b"/W [1 4 1]", b"/W [1 5 1]"),
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
