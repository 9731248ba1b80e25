"""A PDF has a header near its beginning."""

import pytest

from signature_model.pdf.headers import HEADER_WITHIN, header_start, is_pdf


@pytest.mark.parametrize(
    ("content", "start"),
    [
        pytest.param(b"%PDF-1.7", 0, id="at once"),
        pytest.param(bytes(HEADER_WITHIN) + b"%PDF-", HEADER_WITHIN, id="after as much as is allowed"),
        pytest.param(bytes(HEADER_WITHIN + 1) + b"%PDF-", -1, id="after more"),
        pytest.param(b"%PDF", -1, id="cut short"),
    ],
)
def test_the_header_is_near_the_beginning(content: bytes, start: int) -> None:
    assert header_start(content) == start
    assert is_pdf(content) is (start >= 0)
