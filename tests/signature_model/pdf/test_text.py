"""The text of a page is certain, or it is None; and it is found in bounded time."""

import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.pdf import text
from signature_model.pdf.text import page_texts
from tests.kits.effort import UNBOUNDED
from tests.kits.pdfs import dictionary, page, paper, stream, tree
from tests.kits.texts import pdf_with_text, shown, with_content

OWN = {"Resources": "<< /Font << /F1 71 0 R >> >>"}
FORM = {"Type": "/XObject", "Subtype": "/Form"}
CMAP = b"""1 begincodespacerange <0000> <ffff> endcodespacerange
2 beginbfchar <0001> <004b> <000c> <0061> endbfchar
2 beginbfrange <0003> <0005> <0072> <000a> <000b> [<0069> <00e5>] endbfrange
1 beginbfrange <0010> <ffff> <0041> endbfrange
1 beginbfrange <0010> <ffff> <0042> endbfrange
"""
TYPE0 = dictionary(Type="/Font", Subtype="/Type0", ToUnicode="71 0 R")
DIFFERENT = "<< /Differences [1 /K /aring 40 /parenleft /unknown null] >>"


def simple(encoding: str | None, **more: object) -> bytes:
    return dictionary(Type="/Font", Subtype="/TrueType", **({} if encoding is None else {"Encoding": encoding}), **more)


def drawn(operators: str) -> bytes:
    return f"BT /F1 11 Tf {operators} ET".encode()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(pdf_with_text(["Kari (1)", "på"], ["Side 2"]), ("Kari (1)\npå", "Side 2"), id="two pages"),
        pytest.param(with_content(drawn("[(Ka) -20 (ri)] TJ")), ("Kari",), id="with spacing"),
        pytest.param(with_content(drawn("<4b61 7269> Tj <4> '")), ("Kari\n@",), id="hexadecimal"),
        pytest.param(with_content(drawn("(K\\141r\\i\\)\\\n\\\r\n) Tj")), ("Kari)",), id="escapes"),
        pytest.param(with_content(drawn("(a\\n) Tj")), (None,), id="a control character"),
        pytest.param(with_content(b"% (no)\n" + shown("a")), ("a",), id="a comment"),
        pytest.param(with_content(b""), ("",), id="nothing"),
        pytest.param(with_content(b"/X Do", o70=stream(shown("in"), **FORM)), ("in",), id="a form"),
        pytest.param(with_content(b"/X Do", o70=stream(b"/X Do", **FORM)), (None,), id="a form in itself"),
        pytest.param(
            with_content(b"/X Do", o70=stream(drawn("<01> Tj"), **FORM, **OWN), o71=simple(DIFFERENT)),
            ("K",),
            id="a form with a font of its own",
        ),
        pytest.param(with_content(b"/X Do", o70=stream(b"", Subtype="/Image")), ("",), id="an image"),
        pytest.param(with_content(b"BI (x) ID EI"), (None,), id="an image inside"),
        pytest.param(with_content(b"(open"), (None,), id="a string without an end"),
        pytest.param(with_content(b"BT (x) Tj ET"), (None,), id="no font"),
        pytest.param(with_content(b"BT /F2 1 Tf (x) Tj ET"), (None,), id="an unknown font"),
        pytest.param(with_content(drawn("<0001000c0003000a> Tj"), font=TYPE0, o71=stream(CMAP)), ("Kari",), id="a map"),
        pytest.param(with_content(drawn("<0009> Tj"), font=TYPE0, o71=stream(CMAP)), (None,), id="not in the map"),
        pytest.param(with_content(drawn("<01> Tj"), font=TYPE0, o71=stream(b"")), (None,), id="an empty map"),
        pytest.param(
            with_content(drawn("<01> Tj"), font=TYPE0, o71=stream(b"?", Filter="/JPXDecode")),
            (None,),
            id="a damaged map",
        ),
        pytest.param(with_content(drawn("(Kari) Tj"), font=TYPE0), (None,), id="no map"),
        pytest.param(with_content(drawn("(Kari) Tj"), font=simple(None)), ("Kari",), id="the font's own encoding"),
        pytest.param(with_content(drawn("(\u00e5) Tj"), font=simple(None)), (None,), id="a letter that differs"),
        pytest.param(
            with_content(drawn("(Kari) Tj"), font=simple(None, FontDescriptor="<< >>")), (None,), id="embedded"
        ),
        pytest.param(with_content(drawn("<8c> Tj"), font=simple("/MacRomanEncoding")), ("\u00e5",), id="Mac"),
        pytest.param(with_content(drawn("<010228> Tj"), font=simple(DIFFERENT)), ("K\u00e5(",), id="differences"),
        pytest.param(with_content(drawn("<29> Tj"), font=simple(DIFFERENT)), (None,), id="an unknown glyph"),
        pytest.param(
            paper(
                pages=(page(Contents="[61 0 R 61 0 R]", Resources="<< /Font << /F1 50 0 R >> >>"),),
                objects={50: simple(None), 61: stream(shown("a"))},
            ),
            ("a\na",),
            id="two streams",
        ),
        pytest.param(
            paper(
                pages=(page(Contents="61 0 R"),),
                objects={
                    2: tree(100, Resources="<< /Font << /F1 50 0 R >> >>"),
                    50: simple(None),
                    61: stream(shown("a")),
                },
            ),
            ("a",),
            id="resources of the tree",
        ),
        pytest.param(
            paper(pages=(page(Contents="61 0 R", Parent=None),), objects={61: stream(shown("a"))}),
            (None,),
            id="no resources",
        ),
        pytest.param(paper(pages=(page(Contents="2 0 R"),)), (None,), id="not a stream"),
        pytest.param(paper(offset_by=5), (), id="a broken table"),
        pytest.param(b"", (), id="not a PDF"),
    ],
)
def test_the_text_of_a_page_is_certain_or_none(content: bytes, found: tuple[str | None, ...]) -> None:
    assert page_texts(content, 10) == found


def test_only_the_first_pages_are_read() -> None:
    assert page_texts(pdf_with_text(["a"], ["b"]), 1) == ("a",)


def test_pages_beyond_the_limits_have_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    content = pdf_with_text(["a"], ["b"])
    with monkeypatch.context() as patch:
        patch.setattr(text, "MOST_TOKENS", 40)
        assert page_texts(content, 2) == ("a", None)
    monkeypatch.setattr(text, "MOST_SHOWN", 5)
    assert page_texts(content, 2) == ("a", None)


def test_a_document_that_unpacks_to_too_much_has_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MOST_UNPACKED", 0)
    packed = with_content(b"/X Do", o70=stream(zlib.compress(shown("a")), Filter="/FlateDecode", **FORM))
    assert page_texts(packed, 1) == ()


@pytest.mark.parametrize(
    "hostile",
    [b"(" * 500_000, b"(a" * 3 + b"\\(" * 300_000, b"<" * 500_000, b"((a)" * 100_000, b"-" * 500_000, b"/" * 500_000],
    ids=["brackets", "escapes", "angles", "nested", "signs", "names"],
)
def test_hostile_content_is_read_in_bounded_time(hostile: bytes) -> None:
    content, start = with_content(b"BT " + hostile), time.process_time()
    page_texts(content, 10)
    assert time.process_time() - start < UNBOUNDED


@given(st.binary(max_size=300))
def test_any_content_can_be_read(content: bytes) -> None:
    (found,) = page_texts(with_content(content), 1) or (None,)
    assert found is None or isinstance(found, str)


def test_resources_are_looked_for_in_a_few_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    content = pdf_with_text(["Kari"])
    assert page_texts(content, 1) == ("Kari",)
    monkeypatch.setattr(text, "MOST_ABOVE", 0)
    assert page_texts(content, 1) == (None,)
