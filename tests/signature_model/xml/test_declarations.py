"""A document is XML 1.0 in UTF-8, and its declaration says nothing else."""

import pytest

from signature_model.xml.declarations import declaration_fault, starts_like_xml

BOM = b"\xef\xbb\xbf"
HINTS = {
    "the XML version": 'declare version="1.0"',
    "but the file is UTF-8": 'declare encoding="UTF-8"',
    "": "write it as UTF-8",
}
"""By words of a message, what to do."""


def declared(version: str = "1.0", encoding: str | None = None, text: str = "") -> bytes:
    stated = "" if encoding is None else f' encoding="{encoding}"'
    return f'<?xml version="{version}"{stated}?><a>{text}</a>'.encode()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<a/>", id="no declaration"),
        pytest.param(b"<a>\n\0</a>", id="a zero byte, which the parser names"),
        pytest.param(declared(), id="no encoding"),
        pytest.param(declared(encoding="UTF-8", text="\xe5"), id="UTF-8"),
        pytest.param(BOM + declared(encoding="utf8", text="\xe5"), id="UTF-8 behind a byte order mark"),
        pytest.param(declared(encoding="us-ascii"), id="ASCII"),
        pytest.param(declared(encoding="ISO-8859-1"), id="ASCII that is called Latin-1"),
        pytest.param(declared(encoding="windows-1252"), id="ASCII that is called Windows-1252"),
        pytest.param(BOM + declared(encoding="ASCII"), id="ASCII behind a byte order mark"),
        pytest.param(b"<?xml  version = '1.0'\nencoding='UTF-8' standalone='yes'?><a/>", id="blanks and apostrophes"),
    ],
)
def test_xml_1_0_in_utf_8_has_no_fault(content: bytes) -> None:
    assert declaration_fault(content) is None


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "iso-8859-15", "windows-1252"])
def test_encodings_of_one_byte_may_be_allowed(encoding: str) -> None:
    content = declared(encoding=encoding, text="\xe5").decode().encode(encoding)
    assert declaration_fault(content) is not None
    assert declaration_fault(content, only_utf8=False) is None
    assert declaration_fault(BOM + content, only_utf8=False) is not None
    assert declaration_fault(declared(encoding="UTF-16"), only_utf8=False) is not None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(declared("1.1"), "the XML version is '1.1', not 1.0", id="XML 1.1"),
        pytest.param(declared("1.5"), "the XML version is '1.5', not 1.0", id="XML 1.5"),
        pytest.param(BOM + declared("2.0"), "the XML version is '2.0', not 1.0", id="XML 2.0"),
        pytest.param(
            declared(encoding="UTF-16"), "the declared encoding is 'UTF-16', but the file is UTF-8", id="not UTF-16"
        ),
        pytest.param(
            declared(encoding="x"), "the declared encoding is 'x', but the file is UTF-8", id="no such encoding"
        ),
        pytest.param(
            BOM + declared(encoding="x"), "the declared encoding is 'x', but the file is UTF-8", id="the same, marked"
        ),
        pytest.param(
            declared(encoding="ASCII", text="\xe5"),
            "the declared encoding is 'ASCII', but the file is UTF-8",
            id="not ASCII",
        ),
        pytest.param(
            BOM + declared(encoding="ISO-8859-1"),
            "the declared encoding is 'ISO-8859-1', but the file is UTF-8",
            id="not Latin-1, marked",
        ),
        pytest.param(
            declared(encoding="iso-8859-1", text="\xe5"),
            "the declared encoding is 'iso-8859-1', but the file is UTF-8",
            id="not Latin-1",
        ),
        pytest.param(
            declared(encoding="latin1", text="\xe5").decode().encode("latin-1"),
            "the encoding is 'latin1', not UTF-8",
            id="Latin-1",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="\xe5"?><a/>',
            "the encoding is '\ufffd', not UTF-8",
            id="a name beyond ASCII",
        ),
        pytest.param(declared().decode().encode("utf-16"), "the encoding is UTF-16, not UTF-8", id="UTF-16"),
        pytest.param(
            declared(encoding="UTF-16").decode().encode("utf-16"), "the encoding is UTF-16, not UTF-8", id="as declared"
        ),
        pytest.param(
            declared(encoding="UTF-8").decode().encode("utf-16"),
            "the declared encoding is 'UTF-8', but the file is UTF-16",
            id="UTF-16 that is called UTF-8",
        ),
        pytest.param(declared().decode().encode("utf-32"), "the encoding is UTF-32, not UTF-8", id="UTF-32"),
        pytest.param("<a/>".encode("utf-32-be"), "the encoding is UTF-32, not UTF-8", id="UTF-32 without a mark"),
        pytest.param("<a/>".encode("utf-16-be"), "the encoding is UTF-16, not UTF-8", id="UTF-16 without a mark"),
    ],
)
def test_anything_else_is_named(content: bytes, message: str) -> None:
    fault = declaration_fault(content)
    assert fault is not None
    hint = next(hint for words, hint in HINTS.items() if words in message)
    assert (fault.message, fault.hint, fault.line) == (message, hint, 1)


@pytest.mark.parametrize(
    ("content", "is_xml"),
    [
        pytest.param(b"<a/>", True, id="a tag"),
        pytest.param(b"\xef\xbb\xbf\r\n\t <a/>", True, id="behind a byte order mark and white space"),
        pytest.param(b"a<b/>", False, id="a tag behind text"),
        pytest.param(b"", False, id="nothing"),
    ],
)
def test_xml_starts_with_a_tag(content: bytes, *, is_xml: bool) -> None:
    assert starts_like_xml(content) is is_xml
