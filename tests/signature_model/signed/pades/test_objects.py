"""Two versions of an object are compared as readers see them."""

from decimal import Decimal

from signature_model.signed.pades.objects import are_same, is_same


def test_numbers_in_a_list_are_the_same_if_their_values_are() -> None:
    assert are_same([0, 595], [Decimal("0.0"), Decimal(595)])
    assert not are_same([0, 595], [Decimal("0.1"), Decimal(595)])


def test_a_number_alone_keeps_its_type() -> None:
    assert not is_same({"/Rotate": 90}, {"/Rotate": Decimal("90.0")})
