"""Two versions of an object are compared as readers see them."""

from decimal import Decimal

import pytest

from signature_model.signed.pades.objects import is_same


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
