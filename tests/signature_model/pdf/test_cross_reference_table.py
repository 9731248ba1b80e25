"""The cross-reference table, and what is wrong with it."""

import pytest

from signature_model.pdf.inspection import inspect_pdf
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
