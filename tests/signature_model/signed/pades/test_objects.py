"""Two versions of an object are compared as readers see them."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils.generic import Reference, read_object
from pyhanko.pdf_utils.reader import PdfFileReader

from signature_model.signed.pades.objects import is_same, is_same_text
from tests.kits import pdfs


def test_the_corners_of_a_box_are_the_same_if_their_values_are() -> None:
    box = [0, 0, Decimal("595.3"), 842]
    assert is_same({"/MediaBox": box}, {"/MediaBox": [Decimal("0.0"), 0, Decimal("595.30"), Decimal(842)]})
    assert not is_same({"/MediaBox": box}, {"/MediaBox": [0, 0, Decimal("595.4"), 842]})
    assert not is_same({"/MediaBox": box}, {"/MediaBox": [*box[:3], "842"]})
    assert not is_same({"/MediaBox": box}, {"/MediaBox": None})


@pytest.mark.parametrize(
    ("value", "other"),
    [
        pytest.param({"/Rotate": 90}, {"/Rotate": Decimal("90.0")}, id="a rotation"),
        pytest.param({"/ColorSpace": ["/Indexed", 1]}, {"/ColorSpace": ["/Indexed", Decimal("1.0")]}, id="colours"),
        pytest.param({"/Mask": [0, 0]}, {"/Mask": [Decimal("0.0"), Decimal("0.0")]}, id="a mask"),
    ],
)
def test_any_other_number_keeps_its_type(value: object, other: object) -> None:
    """Some readers want whole numbers there."""
    assert is_same(value, value)
    assert not is_same(value, other)


def read(content: bytes) -> Any:  # noqa: ANN401 - pyHanko's own
    reader = PdfFileReader(BytesIO(pdfs.paper()))
    return read_object(BytesIO(content + b" "), Reference(1, 0, reader))


@pytest.mark.parametrize(
    ("one", "other", "as_octets", "as_text"),
    [
        pytest.param(b"(A)", b"<41>", True, True, id="two spellings of a string"),
        pytest.param(b"<20AC>", b"<FEFF002020AC>", False, False, id="two strings"),
        pytest.param(b"<20A0>", b"<FEFF002020AC>", False, True, id="two encodings"),
        pytest.param(b"[<</A<20A0>>>]", b"[<</A<FEFF002020AC>>>]", False, True, id="in a dictionary"),
        pytest.param(b"<</A 1>>", b"<</B 1>>", False, False, id="other keys"),
        pytest.param(b"[1]", b"[1 1]", False, False, id="more items"),
        pytest.param(b"/A#42", b"/AB", True, True, id="two spellings of a name"),
    ],
)  # fmt: skip
def test_strings_and_names_are_octets_and_only_some_strings_are_text(
    one: bytes, other: bytes, *, as_octets: bool, as_text: bool
) -> None:
    assert is_same(read(one), read(other)) is as_octets
    assert is_same_text(read(one), read(other)) is as_text
