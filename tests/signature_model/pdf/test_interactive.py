"""What may show differently from one reader to another."""

import pytest

from signature_model.pdf.inspection import inspect_pdf
from signature_model.pdf.interactive import MOST_LOOKED_AT
from tests.kits.pdfs import PAGE, page, paper

SCRIPT = "<</S/JavaScript/JS(app.alert\\(1\\))>>"


def with_form(field: bytes, form: str = "") -> bytes:
    """Return a document with a form of one field."""
    return paper(catalogue={"AcroForm": f"<</Fields[20 0 R]{form}>>"}, objects={20: field, 21: b"<</FT/Sig/V 9 0 R>>"})


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(paper(), (), id="nothing"),
        pytest.param(paper(catalogue={"Collection": "<</View/D>>"}), ("a portfolio",), id="portfolio"),
        pytest.param(paper(catalogue={"Perms": "<</DocMDP 9 0 R>>"}), ("an existing signature",), id="permissions"),
        pytest.param(paper(catalogue={"Names": "<</JavaScript<</Names[]>>>>"}), ("JavaScript",), id="named script"),
        pytest.param(paper(catalogue={"OpenAction": SCRIPT}), ("JavaScript",), id="script when opened"),
        pytest.param(paper(catalogue={"OpenAction": "[3 0 R/Fit]"}), (), id="place when opened"),
        pytest.param(paper(catalogue={"AA": f"<</WC {SCRIPT}>>"}), ("JavaScript",), id="script when closed"),
        pytest.param(paper(catalogue={"AA": "<</WC<</S/Named>>>>"}), (), id="another action"),
        pytest.param(paper(objects={PAGE: page(AA=f"<</O {SCRIPT}>>")}), ("JavaScript",), id="script of a page"),
        pytest.param(
            paper(objects={PAGE: page(Annots=f"[<</Subtype/Link/A {SCRIPT}>>]")}),
            ("JavaScript",),
            id="script of a link",
        ),
        pytest.param(paper(objects={PAGE: page(Annots="[<</Subtype/Link>> 99 0 R]")}), (), id="link"),
        pytest.param(paper(objects={PAGE: page(Annots="99 0 R")}), (), id="no annotations"),
        pytest.param(with_form(b"<</FT/Tx/T(a)>>"), ("form fields",), id="text field"),
        pytest.param(with_form(b"<</T(a)/Kids[21 0 R]>>"), ("an existing signature", "form fields"), id="signed kid"),
        pytest.param(with_form(b"<</FT/Sig/V 9 0 R>>"), ("an existing signature",), id="signature"),
        pytest.param(with_form(b"<</FT/Sig>>"), (), id="empty signature field"),
        pytest.param(with_form(b"null", "/SigFlags 3"), ("an existing signature",), id="flag for signatures"),
        pytest.param(with_form(b"null", "/SigFlags 2"), (), id="another flag"),
        pytest.param(with_form(b"null", "/XFA[(template) 9 0 R]"), ("an XFA form",), id="XFA"),
        pytest.param(
            with_form(b"<</FT/Tx/AA<</K %b>>>>" % SCRIPT.encode()), ("JavaScript", "form fields"), id="script"
        ),
        pytest.param(paper(catalogue={"AcroForm": "<</Fields[]>>"}), (), id="a form without fields"),
    ],
)
def test_what_may_show_differently_is_found(content: bytes, found: tuple[str, ...]) -> None:
    facts = inspect_pdf(content)
    assert (facts.interactive, facts.repairs) == (found, ())


def test_annotations_and_fields_are_looked_at_up_to_a_limit() -> None:
    annotations = f"[{'<<>>' * MOST_LOOKED_AT}<</A {SCRIPT}>>]"
    assert inspect_pdf(paper(objects={PAGE: page(Annots=annotations)})).interactive == ()
    assert inspect_pdf(with_form(b"<</T(a)/Kids[20 0 R 20 0 R]>>")).interactive == ("form fields",)
