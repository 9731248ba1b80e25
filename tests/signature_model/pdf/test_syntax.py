"""The objects of a PDF as Python values."""

import pytest

from signature_model.pdf.limits import Budget, LimitExceeded
from signature_model.pdf.syntax import Malformed, Reference, Stream, parse, parse_indirect


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param(b"7", 7, id="integer"),
        pytest.param(b"+17", 17.0, id="signed"),
        pytest.param(b"-.002", -0.002, id="real"),
        pytest.param(b"4.", 4.0, id="real without digits behind"),
        pytest.param(b"9" * 30, float("9" * 30), id="long integer"),
        pytest.param(b"true", True, id="true"),
        pytest.param(b"false", False, id="false"),
        pytest.param(b"null", None, id="null"),
        pytest.param(b"/Name1", "Name1", id="name"),
        pytest.param(b"/A#42#20C#g", "AB C#g", id="name with escapes"),
        pytest.param(b"(text)", b"", id="string"),
        pytest.param(b"(a (b (c)) \\) d)", b"", id="string with brackets"),
        pytest.param(b"<4142>", b"", id="hexadecimal string"),
        pytest.param(b"<41zz>", b"", id="hexadecimal string with other characters"),
        pytest.param(b"<41/A>", b"", id="hexadecimal string with a slash"),
        pytest.param(b"12 0 R", Reference(12, 0), id="reference"),
        pytest.param(b"% comment\r\n \0 5", 5, id="behind a comment"),
        pytest.param(b"[1 2 3 0 R(x)/N]", [1, 2, Reference(3, 0), b"", "N"], id="list"),
        pytest.param(b"<</A 1/B<</C[]>>/D/E>>", {"A": 1, "B": {"C": []}, "D": "E"}, id="dictionary"),
    ],
)
def test_an_object_has_a_value(text: bytes, value: object) -> None:
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
        pytest.param(b"[<41zz/A 1 2]", [None, "A", 1, 2], "has other characters", id="bad string without an end"),
        pytest.param(b"<</A 1 x/B 2>>", {"A": 1, "B": 2}, "a word that is not a value", id="reference with an error"),
        pytest.param(b"[1 R]", [1, None], "an R that does not end a reference", id="R in a list"),
        pytest.param(b"[1 what]", [1, None], "a word that is not a value", id="word"),
        pytest.param(b"[1 }]", [1, None], "a word that is not a value", id="brace"),
    ],
)
def test_an_object_with_a_fault_has_a_value(text: bytes, value: object, fault: str | None) -> None:
    faults: list[str] = []
    assert parse(text + b" endobj", 0, Budget(), faults)[0] == value
    assert [fault is not None and fault in each for each in faults] == [True] * (fault is not None)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"endobj", id="no object"),
        pytest.param(b"<</A 1", id="end of the data"),
        pytest.param(b"(abc", id="open string"),
        pytest.param(b"<4142", id="open hexadecimal string"),
        pytest.param(b"[" * 3_000 + b"]" * 3_000, id="too deep"),
    ],
)
def test_what_is_not_an_object_is_refused(text: bytes) -> None:
    with pytest.raises(Malformed):
        parse(text, 0, Budget(), [])


def test_levels_that_some_readers_refuse_are_a_fault() -> None:
    faults: list[str] = []
    parse(b"[" * 500 + b"]" * 500, 0, Budget(), faults)
    assert faults == ["an object has too many levels of lists and dictionaries"]


def test_values_are_read_up_to_a_limit() -> None:
    budget = Budget()
    budget.values = 10
    with pytest.raises(LimitExceeded, match="values"):
        parse(b"[" + b"1 " * 20 + b"]", 0, budget, [])


def test_a_dictionary_may_begin_a_stream() -> None:
    assert parse_indirect(b"<</Length 1>>\nstream\r\nx", 0, Budget(), []) == Stream(entries={"Length": 1}, start=22)
    assert parse_indirect(b"<<>>endobj", 0, Budget(), []) == {}
    assert parse_indirect(b"7 stream", 0, Budget(), []) == 7


def test_white_space_behind_the_keyword_stream_is_a_fault() -> None:
    faults: list[str] = []
    assert parse_indirect(b"<<>>stream \ndata", 0, Budget(), faults) == Stream(entries={}, start=12)
    assert faults == ["there is white space between the keyword stream and the end of its line"]
    assert parse_indirect(b"<<>>stream data", 0, Budget(), []) == Stream(entries={}, start=10)


def test_pdfbox_ends_a_reference_behind_its_r() -> None:
    faults: list[str] = []
    found, _ = parse(b"[3 0 Rx 4 5R 6 R]", 0, Budget(), faults, as_pdfbox=True)
    assert found == [Reference(3, 0), None, Reference(4, 5), 6, None]
