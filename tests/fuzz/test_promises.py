"""Tests of the check for id numbers in outputs."""

import pytest

from fuzz.promises import Broken, require_masked, require_masked_repr

NUMBER = "01818000282"


@pytest.mark.parametrize("text", [NUMBER, f"of {NUMBER}.", f"\\U{NUMBER}", f"\U00100032{NUMBER}", f"\x85{NUMBER}"])
def test_a_number_is_noticed(text: str) -> None:
    with pytest.raises(Broken, match="eleven digits in a text"):
        require_masked(text, "a text")
    with pytest.raises(Broken, match="eleven digits in a repr"):
        require_masked_repr(text, "a repr")


@pytest.mark.parametrize(
    "text", ["", "018180*****", "\U00100032918", "\ue0121234567", "\x85123456789", "1,23456789012"]
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    require_masked(text, "a text")
    require_masked_repr(text, "a repr")
