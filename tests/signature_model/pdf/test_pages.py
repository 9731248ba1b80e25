"""Which pages are found, and which are A4 portrait."""

import pytest

from signature_model.pdf.inspection import inspect_pdf
from signature_model.pdf.pages import DEEPEST
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
def test_a_page_that_is_not_shown_as_a4_portrait(entries: dict[str, object]) -> None:
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


@pytest.mark.parametrize(
    ("kids", "count"),
    [
        pytest.param("[null {page}]", 2, id="null"),
        pytest.param("[77 0 R {page}]", 2, id="an object that does not exist"),
        pytest.param("[(x) {page}]", 2, id="a string"),
        pytest.param("[{page} {tree}]", 1, id="the root again"),
    ],
)
def test_what_is_not_a_page_is_a_fault(kids: str, count: int) -> None:
    node = pdfs.dictionary(Type="/Pages", Count=count, Kids=kids.format(page=f"{PAGE} 0 R", tree=f"{TREE} 0 R"))
    facts = inspect_pdf(paper(objects={TREE: node}))
    assert facts.page_count == count
    assert len(facts.repairs) == 1


def test_a_branch_met_twice_is_walked_once() -> None:
    rungs = {number: pdfs.tree(number + 1, number + 1) for number in range(10, 30)}
    facts = inspect_pdf(paper(objects={TREE: pdfs.tree(10, TREE), **rungs, 30: page()}))
    assert facts.page_count == 2
    assert "a part of the page tree occurs twice" in facts.repairs


def test_a_node_may_be_in_the_list_itself() -> None:
    inner = pdfs.tree(PAGE).decode()
    facts = inspect_pdf(paper(objects={TREE: pdfs.dictionary(Type="/Pages", Count=2, Kids=f"[{inner} {inner}]")}))
    assert (facts.page_count, facts.repairs) == (2, ())


def test_a_loop_of_parents_inherits_nothing() -> None:
    content = paper(objects={TREE: pdfs.tree(PAGE, Parent=f"{PAGE} 0 R"), PAGE: page(MediaBox=None)})
    assert inspect_pdf(content).pages_not_a4 == (1,)


@pytest.mark.parametrize(
    ("objects", "fault"),
    [
        pytest.param(
            {TREE: page()}, "the catalogue names a page where it should name the page tree (/Pages)", id="root"
        ),
        pytest.param({PAGE: page(Kids="[]")}, "page 1 has a list of other pages (/Kids)", id="page with an empty list"),
        pytest.param(
            {PAGE: page(Kids="[9 0 R]", Count=1), 9: page()},
            "a node of the page tree lacks /Type /Pages",
            id="page with a page below it",
        ),
        pytest.param(
            {PAGE: page(Type="/Pages", Kids="null")},
            "page 1 lacks /Type /Page",
            id="node without kids",
        ),
        pytest.param(
            {PAGE: page(Length=0) + b"stream\n\nendstream"},
            "a stream takes the place of a page or a node of the page tree",
            id="stream",
        ),
    ],
)
def test_a_page_in_the_place_of_a_node_is_a_fault(objects: dict[int, bytes], fault: str) -> None:
    facts = inspect_pdf(paper(objects=objects))
    assert (facts.page_count, facts.repairs) == (1, (fault,))


@pytest.mark.parametrize(
    ("root", "message"),
    [
        pytest.param(pdfs.dictionary(Type="/Pages", Kids="[3 0 R]"), "does not say how many pages", id="none"),
        pytest.param(pdfs.dictionary(Type="/Pages", Kids="[3 0 R]", Count="/1"), "does not say", id="a name"),
        pytest.param(pdfs.dictionary(Type="/Pages", Kids="[3 0 R]", Count=2), "(/Count) is 2, but", id="too many"),
    ],
)
def test_a_count_that_is_missing_or_wrong_is_a_fault(root: bytes, message: str) -> None:
    facts = inspect_pdf(paper(objects={TREE: root}))
    assert facts.page_count == 1
    assert [message in each for each in facts.repairs] == [True]


def test_a_page_that_is_not_called_one_is_a_fault() -> None:
    facts = inspect_pdf(paper(objects={PAGE: page(Type=None)}))
    assert facts.repairs == ("page 1 lacks /Type /Page",)


@pytest.mark.parametrize(
    ("depth", "faults"),
    [
        pytest.param(DEEPEST - 1, (), id="deep"),
        pytest.param(DEEPEST, ("the page tree has more than 100 levels",), id="deeper than some readers follow"),
        pytest.param(5_000, ("the page tree has more than 100 levels",), id="very deep"),
    ],
)
def test_a_tree_is_walked_however_deep_it_is(depth: int, faults: tuple[str, ...]) -> None:
    nodes = {10 + level: pdfs.tree(11 + level) for level in range(depth)}
    facts = inspect_pdf(paper(objects={TREE: pdfs.tree(10), **nodes, 10 + depth: page()}))
    assert (facts.page_count, facts.repairs) == (1, faults)


def test_all_pages_are_counted() -> None:
    assert inspect_pdf(paper(objects={TREE: pdfs.tree(*[PAGE] * 3_000)})).page_count == 3_000


@pytest.mark.parametrize("kid", [b"<<>>", b"<</Kids[<<>>]>>"], ids=["pages", "nodes"])
def test_pages_with_few_entries_are_counted_up_to_a_limit(kid: bytes) -> None:
    facts = inspect_pdf(paper(objects={TREE: b"<</Type/Pages/Count 1/Kids[" + kid * 40_000 + b"]>>"}))
    assert facts.limit
