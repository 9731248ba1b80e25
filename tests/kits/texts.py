"""PDF documents whose pages show text, for comparing what they say."""

from collections.abc import Sequence

from tests.kits.pdfs import dictionary, page, paper, stream

_FONT, _FIRST = 50, 60
HELVETICA = dictionary(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica", Encoding="/WinAnsiEncoding")


def shown(*lines: str) -> bytes:
    """Return a content stream that shows these lines."""
    texts = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines)
    drawn = "".join(f"1 0 0 1 57 {800 - 20 * n} Tm ({text}) Tj\n" for n, text in enumerate(texts))
    return f"BT /F1 11 Tf\n{drawn}ET".encode("cp1252")


def pdf_with_text(*pages: Sequence[str]) -> bytes:
    """Return a PDF whose pages show these lines."""
    return with_content(*(shown(*lines) for lines in pages))


def with_content(*contents: bytes, font: bytes = HELVETICA, **objects: bytes) -> bytes:
    """Return a PDF whose pages have these content streams. ``objects`` are others, by names like ``o70``."""
    resources = f"<< /Font << /F1 {_FONT} 0 R >> /XObject << /X 70 0 R >> >>"
    numbers = range(_FIRST, _FIRST + len(contents))
    return paper(
        pages=tuple(page(Contents=f"{number} 0 R", Resources=resources) for number in numbers),
        objects={
            _FONT: font,
            **{number: stream(each) for number, each in zip(numbers, contents, strict=True)},
            **{int(name[1:]): each for name, each in objects.items()},
        },
    )
