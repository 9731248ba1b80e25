"""The area that readers show of the smallest page."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from signature_model.pdf.lexical_conventions import Reference
from signature_model.signed.pades.updates.areas import smallest_page

ROOT, TREE, PAGE, BOX, NODE = (Reference(number, 0) for number in range(1, 6))


NOTHING: Final[Mapping[Any, object]] = {}


def area(page: object, objects: Mapping[Reference, object] = NOTHING, tree: Mapping[str, object] = NOTHING) -> float:
    usual = {ROOT: {"Pages": TREE}, TREE: {"Kids": [PAGE], **tree}, PAGE: page}
    return smallest_page({**usual, **objects}.get, ROOT)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param({}, 612 * 792, id="no box"),
        pytest.param({"MediaBox": [0, 0, 10, 20.5]}, 205, id="a box"),
        pytest.param({"MediaBox": [10, 20, 0, 0]}, 200, id="other corners"),
        pytest.param({"MediaBox": [0, 0, 10, 20], "CropBox": [5, 5, 50, 50]}, 75, id="two boxes"),
        pytest.param({"MediaBox": [0, 0, 10, 20], "CropBox": [10, 0, 50, 50]}, 0, id="boxes without a common area"),
        pytest.param({"CropBox": [0, 0, 10, 10]}, 100, id="only what is shown"),
        pytest.param({"MediaBox": None}, 0, id="a box that some readers take from the parent"),
        pytest.param({"CropBox": None}, 0, id="another box that some readers take from the parent"),
        pytest.param({"MediaBox": BOX}, 15, id="a box elsewhere"),
        pytest.param({"MediaBox": [0, 0, Reference(9, 0), 20]}, 0, id="a missing corner"),
        pytest.param({"MediaBox": [0, 0, 20]}, 0, id="three corners"),
        pytest.param({"MediaBox": b"text"}, 0, id="not a box"),
        pytest.param({"Kids": [NODE, TREE]}, 0, id="a loop"),
        pytest.param({"Kids": [{}]}, 0, id="a direct page"),
        pytest.param({"Kids": []}, 0, id="no page"),
        pytest.param(None, 0, id="a missing page"),
    ],
)
def test_the_boxes_of_a_page_decide(page: object, expected: float) -> None:
    assert area(page, {BOX: [0, 0, 3, 5], NODE: {}}) == expected


def test_a_page_has_the_boxes_of_its_parents() -> None:
    boxes = {"MediaBox": [0, 0, 100, 100], "CropBox": [0, 0, 50, 50]}
    assert area({}, tree=boxes) == 2_500
    assert area({"CropBox": [0, 0, 7, 7]}, tree=boxes) == 49
    assert area({"Kids": [NODE]}, {NODE: {"MediaBox": [0, 0, 2, 2]}}, tree=boxes) == 4


def test_a_document_without_pages_has_no_area() -> None:
    assert smallest_page(NOTHING.get, ROOT) == 0
