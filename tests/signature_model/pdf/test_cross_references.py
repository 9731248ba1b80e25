"""The cross-reference sections of a document, and what is wrong with them."""

import re

import pytest

from signature_model.pdf.cross_references import read_cross_references
from signature_model.pdf.inspection import inspect_pdf
from signature_model.pdf.limits import Budget, LimitExceeded
from tests.kits import pdfs
from tests.kits.pdfs import PAGE, page, paper

SOUND = paper()
START = SOUND.rindex(b"xref\n0 1")
LAST_ROW = SOUND.rindex(b" 00000 n") - 10
OBJECTS = {1: pdfs.dictionary(Type="/Catalog", Pages="2 0 R"), 2: pdfs.tree(3), 3: page()}


def changed(old: str, new: str, content: bytes = SOUND) -> bytes:
    """Return a document with its last match of a pattern replaced."""
    *_, found = re.finditer(old.encode(), content)
    return content[: found.start()] + new.encode() + content[found.end() :]


def table(rows: str, *, size: int = 4) -> bytes:
    """Return a document of three objects with this table."""
    content = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % each for each in OBJECTS.items())
    offsets = {f"o{number}": b"%010d" % content.index(b"%d 0 obj" % number) for number in OBJECTS}
    start = len(content)
    for name, offset in offsets.items():
        rows = rows.replace(name, offset.decode())
    return content + f"xref\n{rows}".encode() + pdfs.end(Size=size, start=start)


WHOLE = "0 4\n0000000000 65535 f \no1 00000 n \no2 00000 n \no3 00000 n \n"


def stream(rows: bytes, *, behind: bytes = b"", **entries: object) -> bytes:
    """Return a document of three objects with this cross-reference stream: {0}, {1}, {2}, {3} and {5} are rows."""
    content = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % each for each in OBJECTS.items())
    start = len(content)
    given = {"Type": "/XRef", "W": "[1 2 1]", "Size": 6, "Root": "1 0 R"} | entries
    own = b"\1" + start.to_bytes(2) + b"\0"
    places = [b"\1" + content.index(b"%d 0 obj" % number).to_bytes(2) + b"\0" for number in OBJECTS]
    data = rows or b"\0\0\0\xff" + b"".join(places) + b"\0\0\0\0" + own
    body = pdfs.stream(data, **{key: value for key, value in given.items() if value is not None})
    return content + b"5 0 obj\n%b\nendobj\n%bstartxref\n%d\n%%%%EOF\n" % (body, behind, start)


def test_a_sound_section_has_no_fault() -> None:
    for content in (SOUND, table(WHOLE), stream(b""), stream(b"", Index="[0 6]")):
        facts = inspect_pdf(content)
        assert (facts.page_count, facts.repairs) == (1, ())


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(changed("startxref", "startxxxx"), "does not follow startxref", id="startxref missing"),
        pytest.param(changed(r"startxref\n\d+", "startxref\n-5"), "does not follow", id="startxref of another kind"),
        pytest.param(changed(r"startxref\n", "startxref\0"), "does not follow", id="NUL behind startxref"),
        pytest.param(
            changed(r"startxref\n\d+", "startxref\n0"),
            "startxref, /Prev or /XRefStm points to a place",
            id="startxref at the header",
        ),
        pytest.param(
            changed(r"startxref\n\d+", "startxref\n999999"),
            "startxref, /Prev or /XRefStm points to",
            id="startxref beyond the end",
        ),
        pytest.param(
            changed(r"startxref\n\d+", "startxref\n9"),
            "startxref, /Prev or /XRefStm points to",
            id="startxref at another object",
        ),
        pytest.param(
            changed("xref\n0 1", "xreg\n0 1"), "startxref, /Prev or /XRefStm points to a place", id="no table"
        ),
        pytest.param(changed("trailer\n", "trailor\n"), "has no trailer", id="no trailer"),
        pytest.param(changed("trailer\n<<", "trailer\n7 <<"), "has no trailer", id="trailer of another kind"),
        pytest.param(changed("trailer\n<<", "trailer\nendobj"), "the trailer cannot be read", id="trailer unreadable"),
        pytest.param(changed("/Size 4", f"/Size 4/Prev {START}"), "form a loop", id="a loop"),
        pytest.param(
            changed("/Size 4", "/Size 4/Prev 0"), "startxref, /Prev or /XRefStm points to a place", id="wrong /Prev"
        ),
        pytest.param(changed("/Size 4", "/Size 3"), "says /Size 3, but there is an object 3", id="/Size too small"),
        pytest.param(changed("/Size 4", "/Size /4"), "the trailer has no /Size", id="/Size of another kind"),
        pytest.param(changed("/Root 1 0 R", "/Root 9 0 R", pdfs.updated(SOUND)), "does not lead to", id="other /Root"),
        pytest.param(changed("/Root 1 0 R ", "", pdfs.updated(SOUND)), "no reference to the catalogue", id="no /Root"),
        pytest.param(changed("/Size 4", "/Size 4/Encrypt 7"), "/Encrypt is not a dictionary", id="wrong /Encrypt"),
        pytest.param(changed("/Size 4", "/Size 4/Size 4"), "a dictionary has a name twice", id="/Size twice"),
        pytest.param(changed(" 00000 n", " 00001 n"), "object 3 is not at byte", id="another generation"),
        pytest.param(changed(r"\d{10} 00000 n", "0000000000 00000 n"), "object 3 is not at byte 0", id="zero offset"),
        pytest.param(
            paper(offset_by=1), "startxref, /Prev or /XRefStm points to a place", id="all offsets and startxref shifted"
        ),
        pytest.param(table(WHOLE.replace("0 4", "0 5")), "has fewer rows", id="fewer rows"),
        pytest.param(table(WHOLE.replace(" n", " x", 1)), "has fewer rows", id="a row of another kind"),
        pytest.param(table(WHOLE.replace("0 4", "1 4")), "begins with object 1", id="1 n"),
        pytest.param(table(WHOLE.replace(" \n", "\n")), "is not 20 bytes long", id="rows of 19 bytes"),
        pytest.param(table(WHOLE.replace(" \n", "\0\n")), "is not 20 bytes long", id="rows with NUL"),
        pytest.param(table(WHOLE.replace("0 4", "0 9999999999")), "has fewer rows", id="too many rows for all readers"),
        pytest.param(table(WHOLE.replace("o3", "o2")), "object 3 is not at byte", id="offset of another object"),
        pytest.param(table(WHOLE.replace("o1", "o3")), "object 1 is not at byte", id="a catalogue that is elsewhere"),
        pytest.param(stream(b"\3\0\0\0" + b"\1\0\0\0" * 5), "of an unknown kind", id="a kind of row"),
        pytest.param(stream(b"", Size=None, Index="[0 6]"), "a cross-reference stream has no /Size", id="no size"),
        pytest.param(stream(b"", Type="/XXX"), "a cross-reference stream lacks /Type /XRef", id="another type"),
        pytest.param(stream(b"").replace(b"/Length 2", b"/Length 1"), "is not as long as", id="another length"),
        pytest.param(stream(b"").replace(b"endstream", b"endstreax"), "is not as long as", id="no end of the data"),
        pytest.param(stream(b"", Index="[0 6 7]"), "a different number of rows", id="an index of three numbers"),
        pytest.param(stream(b"", Index="[0 9]"), "a different number of rows", id="fewer rows than in the index"),
        pytest.param(stream(b"", W=None), "which objects it has", id="no widths"),
        pytest.param(stream(b"", W="[1 2]"), "how wide its columns are", id="two widths"),
        pytest.param(stream(b"", W="[1 9 1]"), "how wide its columns are", id="width of nine"),
        pytest.param(stream(b"", W="[1 -2 1]"), "which objects it has", id="negative width"),
        pytest.param(stream(b"", Size=None), "which objects it has", id="stream without /Size"),
        pytest.param(stream(b"\1" * 4), "object 0 is not at byte 257", id="a stream of one row"),
        pytest.param(stream(b"", W="[0 0 0]"), "a different number of rows", id="rows of no width"),
        pytest.param(stream(b"\1" * 48, W="[1 8 1]", Size=4), "object 0 is not at byte", id="offset beyond all files"),
    ],
)
def test_a_fault_of_a_section_is_repaired(content: bytes, fault: str) -> None:
    facts = inspect_pdf(content)
    assert facts.page_count == 1
    assert fault in " ".join(facts.repairs)


def test_several_objects_that_moved_are_counted() -> None:
    facts = inspect_pdf(table(re.sub(r"o[123]", "0000000000", WHOLE)))
    assert facts.repairs == (
        "object 1 is not at byte 0, where the cross-reference table says it is (and 2 more are misplaced)",
    )


def test_a_column_for_the_kind_may_be_missing() -> None:
    content = stream(b"", W="[0 2 1]", Index="[1 3 5 1]")
    start = int(content.rpartition(b"startxref\n")[2].split()[0])
    rows = [content.index(b"%d 0 obj" % number).to_bytes(2) + b"\0" for number in (*OBJECTS, 5)]
    facts = inspect_pdf(content[:start] + stream(b"".join(rows), W="[0 2 1]", Index="[1 3 5 1]")[start:])
    assert (facts.page_count, facts.repairs) == (1, ())


def test_objects_that_a_table_hides_are_in_the_stream_beside_it() -> None:
    packed = b"3 0 " + page()
    holder = pdfs.stream(packed, Type="/ObjStm", N=1, First=4)
    content = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % each for each in OBJECTS.items() if each[0] < PAGE)
    holder_at = len(content)
    content += b"4 0 obj\n%b\nendobj\n" % holder
    beside_at = len(content)
    row = pdfs.stream(b"\2\0\4\0", Type="/XRef", W="[1 2 1]", Index="[3 1]", Size=6)
    content += b"5 0 obj\n%b\nendobj\n" % row
    offsets = (content.index(b"1 0 obj"), content.index(b"2 0 obj"))
    start = len(content)
    content += b"xref\n0 6\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \n0000000000 00000 f \n" % offsets
    content += b"%010d 00000 n \n%010d 00000 n \n" % (holder_at, beside_at)
    content += pdfs.end(Size=6, start=start, XRefStm=beside_at)
    facts = inspect_pdf(content)
    assert (facts.page_count, facts.repairs) == (1, ())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"xref\n" + b"0 0 " * 100, id="subsections"),
        pytest.param(b"xref\n0 100\n" + b"0000000000 00000 f \n" * 100, id="rows"),
        pytest.param(b"1 0 obj\n" + pdfs.stream(bytes(400), W="[1 2 1]", Size=100), id="rows of a stream"),
        pytest.param(
            b"xref\n0 0 trailer<</Prev 30>>  xref\n0 0 trailer<</Prev 60>>  xref\n0 0 trailer<<>>endobj", id="sections"
        ),
    ],
)
def test_rows_are_read_up_to_a_limit(content: bytes) -> None:
    budget = Budget()
    budget.rows = 50
    with pytest.raises(LimitExceeded, match="rows in the cross-reference table"):
        read_cross_references(content + b" startxref 0 %%EOF", 0, budget)
