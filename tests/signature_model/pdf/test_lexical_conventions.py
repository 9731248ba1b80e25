"""Tokens have values."""

import pytest

from signature_model.pdf.lexical_conventions import Reference
from signature_model.pdf.limits import Budget
from signature_model.pdf.syntax import parse


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
    ],
)
def test_a_token_has_a_value(text: bytes, value: object) -> None:
    found, end = parse(text + b" endobj", 0, Budget(), [])
    assert (found, type(found)) == (value, type(value))
    assert end == len(text)
