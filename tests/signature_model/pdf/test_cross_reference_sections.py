"""The chain of cross-reference sections, and what is wrong with it."""

import pytest

from signature_model.pdf.cross_reference_sections import read_cross_references
from signature_model.pdf.inspection import inspect_pdf
from signature_model.pdf.limits import Budget, LimitExceeded
from tests.kits import pdfs
from tests.kits.pdfs import PAGE, page, paper
from tests.signature_model.pdf.sections import OBJECTS, SOUND, WHOLE, changed, stream, table

START = SOUND.rindex(b"xref\n0 1")


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
        pytest.param(
            changed(r"startxref\n\d+", f"startxref\n{START - 1}"), "white space is at the place", id="startxref too low"
        ),
        pytest.param(changed("/Size 4", f"/Size 4/Prev {START}"), "form a loop", id="a loop"),
        pytest.param(
            changed("/Size 4", "/Size 4/Prev 0"), "startxref, /Prev or /XRefStm points to a place", id="wrong /Prev"
        ),
        pytest.param(
            paper(offset_by=1), "startxref, /Prev or /XRefStm points to a place", id="all offsets and startxref shifted"
        ),
    ],
)
def test_a_fault_of_the_chain_is_repaired(content: bytes, fault: str) -> None:
    facts = inspect_pdf(content)
    assert facts.page_count == 1
    assert fault in " ".join(facts.repairs)


def test_a_sound_section_has_no_fault() -> None:
    for content in (SOUND, table(WHOLE), stream(b""), stream(b"", Index="[0 6]")):
        facts = inspect_pdf(content)
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
