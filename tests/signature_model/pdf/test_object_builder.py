"""Lists and dictionaries, with and without faults."""

import pytest

from signature_model.pdf.lexical_conventions import Reference
from signature_model.pdf.limits import Budget
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.syntax import parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param(b"[1 2 3 0 R(x)/N]", [1, 2, Reference(3, 0), b"", "N"], id="list"),
        pytest.param(b"<</A 1/B<</C[]>>/D/E>>", {"A": 1, "B": {"C": []}, "D": "E"}, id="dictionary"),
    ],
)
def test_a_list_or_dictionary_has_a_value(text: bytes, value: object) -> None:
    found, end = parse(text + b" endobj", 0, Budget(), [])
    assert (found, type(found)) == (value, type(value))
    assert end == len(text)


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        pytest.param(b"<</A 1/A 2>>", {"A": 2}, "a dictionary has a name twice", id="name twice"),
        pytest.param(b"<</A 1 2/B 3>>", {"A": 1, "B": 3}, "a key of a dictionary is not a name", id="value twice"),
        pytest.param(b"<</A 1/B>>", {"A": 1, "B": None}, "the last key of a dictionary", id="no value"),
        pytest.param(b"<</A[1 2>>", {"A": [1, 2]}, "is not closed", id="open list in a dictionary"),
        pytest.param(b"<</A 1 endobj", {"A": 1}, "is not closed", id="open dictionary"),
        pytest.param(b"[1] ]", [1], None, id="bracket behind"),
        pytest.param(b"[1 >> 2]", [1, 2], "has an end but no beginning", id="end of a dictionary in a list"),
        pytest.param(b"<</A 1] /B 2>>", {"A": 1, "B": 2}, "has an end but no beginning", id="end of a list elsewhere"),
        pytest.param(b"[<</A 1] >> 2]", [{"A": 1}, 2], "but no beginning", id="end of a list in its dictionary"),
        pytest.param(b"[<41zz/A 1 2]", [None, "A", 1, 2], "contains other characters", id="bad string without an end"),
        pytest.param(b"<</A 1 x/B 2>>", {"A": 1, "B": 2}, "a word that is not a value", id="reference with an error"),
        pytest.param(b"[1 R]", [1, None], "an R that does not end a reference", id="R in a list"),
        pytest.param(b"[1 what]", [1, None], "a word that is not a value", id="word"),
        pytest.param(b"[1 }]", [1, None], "a word that is not a value", id="brace"),
        pytest.param(b"[1 \v 2]", [1, 2], "a word that is not a value", id="vertical tab"),
    ],
)
def test_an_object_with_a_fault_has_a_value(text: bytes, value: object, fault: str | None) -> None:
    faults: list[str] = []
    assert parse(text + b" endobj", 0, Budget(), faults)[0] == value
    assert [fault is not None and fault in each for each in faults] == [True] * (fault is not None)


def test_levels_that_some_readers_refuse_are_a_fault() -> None:
    faults: list[str] = []
    parse(b"[" * 500 + b"]" * 500, 0, Budget(), faults)
    assert faults == ["an object has too many levels of lists and dictionaries"]
    with pytest.raises(Malformed):
        parse(b"[" * 3_000 + b"]" * 3_000, 0, Budget(), [])


def test_pdfbox_ends_a_reference_behind_its_r() -> None:
    faults: list[str] = []
    found, _ = parse(b"[3 0 Rx 4 5R 6 R]", 0, Budget(), faults, as_pdfbox=True)
    assert found == [Reference(3, 0), None, Reference(4, 5), 6, None]
