"""All readers read the same values in plain text of a PDF."""

import pytest

from signature_model.signed.pades.syntax.spellings import is_plainly_spelled


@pytest.mark.parametrize(
    "values",
    [
        b"", b"<</Type/Page /Rect[0 -1.5 +2 .5]>>", b"[1 0 R null true false]", b"(a(b)c)", b"(a\nb)",
        b"(\\(\\012\\\\)",
                b"<0AF0>", b"<>", b"/A#20B", b"/", b"(\xff\0)", b"<</A<00>/B()>>",
    ],
)  # fmt: skip
def test_usual_spellings(values: bytes) -> None:
    assert is_plainly_spelled(values)


@pytest.mark.parametrize(
    "values",
    [
        b"(a\rb)", b"(\\\n\n)", b"(\\\r\n)", b"(\\x)", b"(\\1)", b"(\\400)", b"(a(b(c)))", b"(a", b"(a))",
        b"<0AF>", b"<0 AF>", b"<0G>", b"/A#C3", b"/A#0A", b"/A#4", b"/\xe9", b"--1", b"1e5", b"1-2", b"1.2.3",
        b"1" * 11, b"true1", b"nul", b"1 %x\n2", b"{", b"1 0 R0",
    ],
)  # fmt: skip
def test_unusual_spellings(values: bytes) -> None:
    assert not is_plainly_spelled(values)
