"""The trailer, and what is wrong with it."""

import pytest

from signature_model.pdf.inspection import inspect_pdf
from tests.kits import pdfs
from tests.signature_model.pdf.sections import SOUND, changed


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(changed("trailer\n", "trailor\n"), "has no trailer", id="no trailer"),
        pytest.param(changed("trailer\n<<", "trailer\n7 <<"), "has no trailer", id="trailer of another kind"),
        pytest.param(changed("trailer\n<<", "trailer\nendobj"), "the trailer cannot be read", id="trailer unreadable"),
        pytest.param(changed("/Size 4", "/Size 3"), "says /Size 3, but there is an object 3", id="/Size too small"),
        pytest.param(changed("/Size 4", "/Size /4"), "the trailer has no /Size", id="/Size of another kind"),
        pytest.param(changed("/Root 1 0 R", "/Root 9 0 R", pdfs.updated(SOUND)), "does not lead to", id="other /Root"),
        pytest.param(changed("/Root 1 0 R ", "", pdfs.updated(SOUND)), "no reference to the catalogue", id="no /Root"),
        pytest.param(changed("/Size 4", "/Size 4/Encrypt 7"), "/Encrypt is not a dictionary", id="wrong /Encrypt"),
        pytest.param(changed("/Size 4", "/Size 4/Size 4"), "a dictionary has a name twice", id="/Size twice"),
    ],
)
def test_a_fault_of_a_trailer_is_repaired(content: bytes, fault: str) -> None:
    facts = inspect_pdf(content)
    assert facts.page_count == 1
    assert fault in " ".join(facts.repairs)
