"""Tests of what all HTML pages share."""

import pytest

from signature_model.reports.pages import FOOT, head, prose, shown, with_code
from tests.signature_model.reports.generated import HOSTILE


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup(text: str) -> None:
    page = f"{head(text)}{shown(text)}{FOOT}"
    assert page.isascii()
    assert "<a href" not in page
    assert "\x1b" not in page


def test_text_between_backticks_is_code() -> None:
    assert with_code("write `<title>`") == "write <code>&lt;title&gt;</code>"


def test_paragraphs_and_indented_blocks() -> None:
    assert prose("One\nline.\n\n    <a>\n      <b>\n\nLast.") == (
        "<p>One line.</p>\n<pre><code>&lt;a&gt;\n  &lt;b&gt;</code></pre>\n<p>Last.</p>\n"
    )
