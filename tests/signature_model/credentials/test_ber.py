"""Encodings are split into the elements that they consist of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.credentials.ber import DEEPEST, Element, elements, longest_identifier, octets


@pytest.mark.parametrize(
    ("encoded", "found"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("0500", [(5, "", "0500")], id="empty"),
        pytest.param("0201030400", [(2, "03", "020103"), (4, "", "0400")], id="two"),
        pytest.param("04820001ff", [(4, "ff", "04820001ff")], id="long length"),
        pytest.param("9f810a01ff0500", [(0x9F, "ff", "9f810a01ff"), (5, "", "0500")], id="tag over 30"),
        pytest.param("308002010300000500", [(0x30, "020103", "30800201030000"), (5, "", "0500")], id="no length"),
        pytest.param("3080a08005000000 0000", [(0x30, "a08005000000", "3080a080050000000000")], id="twice no length"),
    ],
)
def test_elements_are_split_where_they_end(encoded: str, found: list[tuple[int, str, str]]) -> None:
    expected = [Element(tag, bytes.fromhex(content), bytes.fromhex(whole)) for tag, content, whole in found]
    assert list(elements(bytes.fromhex(encoded))) == expected


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param("30", id="no length octet"),
        pytest.param("3001", id="no content"),
        pytest.param("3082", id="no octets of length"),
        pytest.param("308400ffffff00", id="longer than all"),
        pytest.param("1f", id="endless tag"),
        pytest.param("3080", id="no end"),
        pytest.param("30800500", id="no end after an element"),
        pytest.param("3080" * 20 + "0000" * 20, id="too deep"),
    ],
)
def test_an_element_without_an_end_is_refused(encoded: str) -> None:
    with pytest.raises(ValueError, match=r"cut short|no end"):
        list(elements(bytes.fromhex(encoded)))


def test_an_octet_string_may_be_in_pieces() -> None:
    [nested] = elements(bytes.fromhex("2480 040161 2480 040162 0400 0000 0000"))
    assert octets(nested) == b"ab"


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param("0500", id="another element"),
        pytest.param("2402 0500", id="pieces of another element"),
        pytest.param("2400", id="deeper than the maximum"),
    ],
)
def test_another_element_is_not_an_octet_string(encoded: str) -> None:
    [element] = elements(bytes.fromhex(encoded))
    with pytest.raises(ValueError, match=r"^not an octet string$"):
        octets(element, 0 if encoded == "2400" else DEEPEST)


@pytest.mark.parametrize(
    ("encoded", "longest"),
    [
        pytest.param("0400", 0, id="none"),
        pytest.param("06012a 0603550401", 3, id="two"),
        pytest.param("3009 3003 06012a 06022a03", 2, id="inside"),
        pytest.param("a080 06012a 0000", 1, id="no length"),
        pytest.param("0404 06022a03", 0, id="inside an octet string"),
    ],
)
def test_the_longest_object_identifier_is_found(encoded: str, longest: int) -> None:
    assert longest_identifier(bytes.fromhex(encoded)) == longest


def test_elements_inside_one_another_have_a_maximum_depth() -> None:
    encoded = b""
    for _ in range(34):
        encoded = b"\x30" + bytes([len(encoded)]) + encoded
    with pytest.raises(ValueError, match="too deeply"):
        longest_identifier(encoded)


@given(st.binary())
def test_the_elements_make_up_the_content(content: bytes) -> None:
    try:
        found = list(elements(content))
    except ValueError:
        return
    assert b"".join(each.encoded for each in found) == content
