"""Where an object ends, and what is not one."""

import pytest

from signature_model.pdf.limits import Budget, LimitExceeded
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.syntax import Stream, parse, parse_indirect


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"endobj", id="no object"),
        pytest.param(b"<</A 1", id="end of the data"),
        pytest.param(b"(abc", id="open string"),
        pytest.param(b"<4142", id="open hexadecimal string"),
    ],
)
def test_what_is_not_an_object_is_refused(text: bytes) -> None:
    with pytest.raises(Malformed):
        parse(text, 0, Budget(), [])


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
