"""Which pages are found, and which are A4 portrait."""

from __future__ import annotations

import pytest

from signature_model.pdf.inspection import inspect_pdf
from signature_model.pdf.pages import MAX_DEPTH, MAX_NODES
from tests.kits import pdfs
from tests.kits.pdfs import PAGE, TREE, page, paper

LETTER = "[0 0 612 792]"


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param({"MediaBox": "[0 0 595 842]"}, id="rounded"),
        pytest.param({"MediaBox": "[0 0 595.32001 841.91998]"}, id="as Word writes it"),
        pytest.param({"MediaBox": "[595 842 0 0]"}, id="other corners"),
        pytest.param({"MediaBox": "[-100 -100 495.276 741.89]"}, id="another origin"),
        pytest.param({"MediaBox": "[0 0 842 595]", "Rotate": 90}, id="turned"),
        pytest.param({"MediaBox": "[0 0 842 595]", "Rotate": -90}, id="turned back"),
        pytest.param({"Rotate": 180}, id="upside down"),
        pytest.param({"Rotate": "/Right"}, id="turned by no number"),
        pytest.param({"MediaBox": "[0 0 297.638 420.945]", "UserUnit": 2}, id="unit"),
        pytest.param({"UserUnit": "(2)"}, id="unit that is no number"),
        pytest.param({"MediaBox": "[0 0 1000 1000]", "CropBox": pdfs.A4_BOX}, id="cropped"),
        pytest.param({"CropBox": "[-50 -50 1000 1000]"}, id="cropped to more than there is"),
        pytest.param({"CropBox": "/None"}, id="crop box that is none"),
        pytest.param({"Type": None}, id="type missing"),
    ],
)
def test_a_page_that_is_shown_as_a4_portrait(entries: dict[str, object]) -> None:
    facts = inspect_pdf(paper(objects={PAGE: page(**entries)}))
    assert (facts.page_count, facts.pages_not_a4) == (1, ())


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param({"MediaBox": LETTER}, id="letter"),
        pytest.param({"MediaBox": "[0 0 842 595]"}, id="landscape"),
        pytest.param({"Rotate": 90}, id="turned"),
        pytest.param({"Rotate": 270}, id="turned to the left"),
        pytest.param({"UserUnit": 2}, id="unit"),
        pytest.param({"MediaBox": "[0 0 599 842]"}, id="too wide"),
        pytest.param({"CropBox": LETTER}, id="cropped"),
        pytest.param({"MediaBox": None}, id="no box"),
        pytest.param({"MediaBox": "[0 0 595]"}, id="three numbers"),
        pytest.param({"MediaBox": "[0 0 /A 842]"}, id="no numbers"),
        pytest.param({"MediaBox": "[0 0 1 1] ".replace("1", "9" * 12)}, id="immense"),
    ],
)
def test_a_page_that_is_not(entries: dict[str, object]) -> None:
    facts = inspect_pdf(paper(objects={PAGE: page(**entries)}))
    assert (facts.page_count, facts.pages_not_a4) == (1, (1,))


def test_pages_are_numbered_from_1_in_the_order_of_the_tree() -> None:
    sizes = [LETTER, pdfs.A4_BOX, pdfs.A4_BOX, LETTER]
    facts = inspect_pdf(paper(pages=tuple(page(MediaBox=size) for size in sizes)))
    assert (facts.page_count, facts.pages_not_a4) == (4, (1, 4))


def test_boxes_and_rotation_are_inherited_from_the_nearest_node() -> None:
    bare = page(MediaBox=None)
    objects = {
        TREE: pdfs.tree(10, 11, 12, MediaBox=LETTER, Rotate=90),
        10: pdfs.tree(20, MediaBox="[0 0 842 595]"),
        11: bare,
        12: page(Rotate=0),
        20: bare,
    }
    facts = inspect_pdf(paper(objects=objects))
    assert (facts.page_count, facts.pages_not_a4) == (3, (2,))


def test_what_is_no_page_is_passed_over() -> None:
    kids = pdfs.tree(PAGE).replace(b"[", b"[null 7 (x) /N 77 0 R [] ")
    assert inspect_pdf(paper(objects={TREE: kids})).page_count == 1


def test_a_branch_met_twice_is_walked_once() -> None:
    rungs = {number: pdfs.tree(number + 1, number + 1) for number in range(10, 30)}
    facts = inspect_pdf(paper(objects={TREE: pdfs.tree(10, TREE), **rungs, 30: page()}))
    assert facts.page_count == 2


def test_a_loop_of_parents_inherits_nothing() -> None:
    content = paper(objects={TREE: pdfs.tree(PAGE, Parent=f"{PAGE} 0 R"), PAGE: page(MediaBox=None)})
    assert inspect_pdf(content).pages_not_a4 == (1,)


@pytest.mark.parametrize(
    ("depth", "count"), [pytest.param(MAX_DEPTH - 1, 1, id="deep"), pytest.param(MAX_DEPTH, 0, id="too deep")]
)
def test_a_tree_has_a_depth_up_to_which_it_is_walked(depth: int, count: int) -> None:
    nodes = {10 + level: pdfs.tree(11 + level) for level in range(depth)}
    facts = inspect_pdf(paper(objects={TREE: pdfs.tree(10), **nodes, 10 + depth: page()}))
    assert facts.page_count == count


def test_pages_are_counted_up_to_a_limit() -> None:
    facts = inspect_pdf(paper(objects={TREE: pdfs.tree(*[PAGE] * (MAX_NODES + 5))}))
    assert facts.page_count == MAX_NODES - 1
