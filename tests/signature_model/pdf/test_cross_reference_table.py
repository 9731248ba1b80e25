"""The cross-reference table, and what is wrong with it."""

import pytest

from signature_model.pdf.cross_reference_sections import read_chain
from signature_model.pdf.inspection import inspect_pdf
from signature_model.pdf.limits import Budget
from signature_model.pdf.readers import ANY_QPDF, NONE, Readers
from tests.signature_model.pdf.sections import WHOLE, table


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(table(WHOLE.replace("0 4", "0 5")), "has fewer rows", id="fewer rows"),
        pytest.param(table(WHOLE.replace(" n", " x", 1)), "has fewer rows", id="a row of another kind"),
        pytest.param(table(WHOLE.replace("0 4", "1 4")), "begins with object 1", id="1 n"),
        pytest.param(table(WHOLE.replace(" \n", "\n")), "is not 20 bytes long", id="rows of 19 bytes"),
        pytest.param(table(WHOLE.replace(" \n", "\0\n")), "is not 20 bytes long", id="rows with NUL"),
        pytest.param(table(f"{WHOLE}3 1\no3 00000 n \n"), "lists an object twice", id="a row twice"),
        pytest.param(table(WHOLE.replace("0 4", "0 9999999999")), "has fewer rows", id="too many rows for all readers"),
    ],
)
def test_a_fault_of_a_table_is_repaired(content: bytes, fault: str) -> None:
    facts = inspect_pdf(content)
    assert facts.page_count == 1
    assert fault in " ".join(facts.repairs)


@pytest.mark.parametrize(
    ("content", "readers"),
    [
        pytest.param(table(WHOLE), None, id="none"),
        pytest.param(table(WHOLE.replace("0 4", "0 5")), ANY_QPDF | Readers.MUPDF, id="fewer rows"),
        pytest.param(table(WHOLE.replace("0 4", "0  4")), Readers.MUPDF, id="two blanks"),
        pytest.param(table(WHOLE.replace(" \n", "\0\n")), ANY_QPDF, id="rows with NUL"),
    ],
)
def test_a_fault_of_a_table_makes_some_readers_search(content: bytes, readers: Readers | None) -> None:
    start = int(content.rpartition(b"startxref\n")[2].split()[0])
    found = read_chain(content, start, 0, Budget(), lambda position: position)
    assert (found.searching, found.is_doubtful) == (readers or NONE, readers is not None)
