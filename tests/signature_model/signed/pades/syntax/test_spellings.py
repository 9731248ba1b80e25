"""All readers read the same values in plain text of a PDF."""

from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils.generic import Reference, read_object
from pyhanko.pdf_utils.reader import PdfFileReader

from signature_model.signed.pades.syntax.spellings import is_plainly_spelled
from tests.kits import pdfs


@pytest.mark.parametrize(
    "values",
    [
        b"", b"<</Type/Page /Rect[0 -1.5 +2 .5]>>", b"[1 0 R null true false]", b"(a(b)c)", b"(a%b)", b"(a\nb)",
        b"(\\(\\012\\\\)",
                b"<0AF0>", b"<>", b"/A#20B", b"/Br#C3#B8d", b"/", b"(\xff\0)", b"<</A<00>/B()>>",
    ],
)  # fmt: skip
def test_usual_spellings(values: bytes) -> None:
    assert is_plainly_spelled(values, is_new=True)
    assert is_plainly_spelled(values, is_new=False)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (b"(\\5x)", b"\5x"), (b"(\\55x)", b"-x"), (b"(a(b(c)d)e)", b"a(b(c)d)e"),
        (b"<0 A\nF0>", b"\n\xf0"), (b"<0AF>", b"\n\xf0"), (b"%x\n(a)", b"a"),
    ],
)  # fmt: skip
def test_spellings_that_only_a_document_may_have(values: bytes, expected: bytes) -> None:
    """All readers read them, and pyHanko, too."""
    assert is_plainly_spelled(values, is_new=False)
    assert not is_plainly_spelled(values, is_new=True)
    pair: Any = read_object(BytesIO(b"[" + values + b"]"), Reference(1, 0, PdfFileReader(BytesIO(pdfs.paper()))))
    assert next(list.__iter__(pair)).original_bytes == expected


@pytest.mark.parametrize(
    "values",
    [
        b"(a\rb)", b"(\\\n\n)", b"(\\\r\n)", b"(\\x)", b"(\\400)", b"(a", b"(a))",
        b"<0G>", b"/A#C3", b"/F#E9", b"/A#0A", b"/A#4", b"/\xe9", b"--1", b"1e5", b"1-2", b"1.2.3",
        b"1" * 11, b"true1", b"nul", b"{", b"1 0 R0",
    ],
)  # fmt: skip
def test_unusual_spellings(values: bytes) -> None:
    assert not is_plainly_spelled(values, is_new=False)
    assert not is_plainly_spelled(values, is_new=True)


def test_hostile_text_takes_little_time() -> None:
    assert not is_plainly_spelled(b"%" * 1_000_000, is_new=False)  # once, not from each octet on
