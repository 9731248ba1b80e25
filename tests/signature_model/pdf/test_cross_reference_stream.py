"""The cross-reference stream, and what is wrong with it."""

import pytest

from signature_model.pdf.cross_reference_sections import read_chain
from signature_model.pdf.inspection import inspect_pdf
from signature_model.pdf.limits import Budget
from signature_model.pdf.readers import ANY_QPDF, NONE, Readers
from tests.signature_model.pdf.sections import OBJECTS, stream


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(stream(b"\3\0\0\0" + b"\1\0\0\0" * 5), "of an unknown kind", id="a kind of row"),
        pytest.param(stream(b"", Size=None, Index="[0 6]"), "a cross-reference stream has no /Size", id="no size"),
        pytest.param(stream(b"", Type="/XXX"), "a cross-reference stream lacks /Type /XRef", id="another type"),
        pytest.param(stream(b"", Type="/XXX", Root="7 0 R"), "lacks /Type /XRef", id="another type, and no catalogue"),
        pytest.param(stream(b"").replace(b"/Length 2", b"/Length 1"), "is not as long as", id="another length"),
        pytest.param(stream(b"").replace(b"endstream", b"endstreax"), "is not as long as", id="no end of the data"),
        pytest.param(stream(b"", Index="[0 6 7]"), "a different number of rows", id="an index of three numbers"),
        pytest.param(stream(b"", Index="[0 9]"), "a different number of rows", id="fewer rows than in the index"),
        pytest.param(stream(b"", W=None), "which objects it has", id="no widths"),
        pytest.param(stream(b"", W="[1 2]"), "how wide its columns are", id="two widths"),
        pytest.param(stream(b"", W="[1 9 1]"), "how wide its columns are", id="width of nine"),
        pytest.param(stream(b"", W="[1 -2 1]"), "which objects it has", id="negative width"),
        pytest.param(stream(b"", Size=None), "which objects it has", id="stream without /Size"),
        pytest.param(stream(b"", W="[0 0 0]"), "a different number of rows", id="rows of no width"),
    ],
)
def test_a_fault_of_a_stream_is_repaired(content: bytes, fault: str) -> None:
    facts = inspect_pdf(content)
    assert facts.page_count == 1
    assert fault in " ".join(facts.repairs)


@pytest.mark.parametrize(
    ("content", "readers"),
    [
        pytest.param(stream(b""), None, id="none"),
        pytest.param(stream(b"\3\0\0\0" + b"\1\0\0\0" * 5), ANY_QPDF, id="a kind of row"),
        pytest.param(stream(b"", Size=None, Index="[0 6]"), NONE, id="no size"),
        pytest.param(stream(b"", Type="/XXX"), ANY_QPDF, id="another type"),
        pytest.param(stream(b"", Type="/XXX", Index="[0 9]"), ANY_QPDF | Readers.MUPDF, id="another type, fewer rows"),
        pytest.param(stream(b"", Index="[0 6 7]"), ANY_QPDF, id="an index of three numbers"),
        pytest.param(stream(b"", Index="[0 9]"), ANY_QPDF | Readers.MUPDF, id="fewer rows than in the index"),
        pytest.param(stream(b"", W="[0 0 0]"), NONE, id="rows of no width"),
    ],
)
def test_a_fault_of_a_stream_makes_some_readers_search(content: bytes, readers: Readers | None) -> None:
    start = int(content.rpartition(b"startxref\n")[2].split()[0])
    found = read_chain(content, start, 0, Budget(), lambda position: position)
    assert (found.searching, found.is_doubtful) == (readers or NONE, readers is not None)


def test_a_column_for_the_kind_may_be_missing() -> None:
    content = stream(b"", W="[0 2 1]", Index="[1 3 5 1]")
    start = int(content.rpartition(b"startxref\n")[2].split()[0])
    rows = [content.index(b"%d 0 obj" % number).to_bytes(2) + b"\0" for number in (*OBJECTS, 5)]
    facts = inspect_pdf(content[:start] + stream(b"".join(rows), W="[0 2 1]", Index="[1 3 5 1]")[start:])
    assert (facts.page_count, facts.repairs) == (1, ())
