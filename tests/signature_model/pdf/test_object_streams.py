"""Object streams are weighed, whatever they are called, before anything in them becomes an object."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest

from signature_model.pdf.inspection import inspect_pdf
from signature_model.pdf.object_streams import MAX_UNPACKED, are_too_heavy
from signature_model.pdf.reading import MAX_OBJECTS, Ration
from tests.kits.pdfs import dictionary, page, paper, saved, stream, tree, updated, with_streams
from tests.signature_model.pdf.lzw import unpacking_to

TOO_MUCH = "it takes more reading than any honest document"
LARGEST = 2_000_000
"""Bytes that fit in an object stream."""


def in_streams(*texts: bytes, **entries: object) -> bytes:
    """A document with a page in each of so many object streams, whose page has such an entry."""
    pages = range(3, 3 + 2 * len(texts), 2)
    objects = {1: dictionary(Type="/Catalog", Pages="2 0 R"), 2: tree(*pages)}
    for number, text in zip(pages, texts, strict=True):
        head = b"%d 0 " % number
        written = {"Type": "/ObjStm", "N": 1, "First": len(head), "Filter": "/FlateDecode"} | entries
        data = head + page(X=text.decode())
        objects[number + 1] = stream(unpacking_to(data) if "LZW" in str(entries) else zlib.compress(data, 9), **written)
    return with_streams(objects, {number: (2, number + 1, 0) for number in pages})


@pytest.mark.parametrize(
    ("streams", "damage"),
    [pytest.param(1, None, id="as much as one can hold"), pytest.param(2, TOO_MUCH, id="twice that")],
)
def test_objects_are_made_up_to_a_limit(streams: int, damage: str | None) -> None:
    objects = b"[" + b"[]" * (LARGEST // 2 - 10_000) + b"]"
    assert 2 * len(objects) > MAX_OBJECTS
    assert inspect_pdf(in_streams(*[objects] * streams)).damage == damage


@pytest.mark.parametrize(
    ("streams", "damage"),
    [pytest.param(10, None, id="a lot"), pytest.param(MAX_UNPACKED // LARGEST + 1, TOO_MUCH, id="too much")],
)
def test_text_is_unpacked_up_to_a_limit(streams: int, damage: str | None) -> None:
    assert inspect_pdf(in_streams(*[b"(" + b"x" * (LARGEST - 200) + b")"] * streams)).damage == damage


@pytest.mark.parametrize("name", ["/LZWDecode", "/LZW", "/#4cZWDecode", "[/LZWDecode]", "[/ASCIIHexDecode /LZWDecode]"])
def test_a_filter_without_limits_unpacks_no_objects(name: str) -> None:
    assert inspect_pdf(in_streams(b"()", Filter=name)).damage == TOO_MUCH


@pytest.mark.parametrize("kind", ["/ObjStm", "/Obj#53tm", "/Else"])
def test_what_they_are_called_does_not_matter(kind: str) -> None:
    objects = b"[" + b"[]" * (LARGEST // 2 - 100) + b"]"
    assert inspect_pdf(in_streams(objects, objects, Type=kind)).damage == TOO_MUCH


def test_a_stream_that_does_not_unpack_weighs_nothing() -> None:
    content = in_streams(b"()", b"()")
    broken = content.replace(content[content.rindex(b"stream\n", 0, content.index(b"6 0 obj")) :][:9], b"stream\nxx", 1)
    assert broken != content
    assert inspect_pdf(broken).damage is None


def test_where_a_stream_should_be_may_be_something_else() -> None:
    objects = {1: dictionary(Type="/Catalog", Pages="2 0 R"), 2: tree(3, 5), 4: b"7", 5: page()}
    assert inspect_pdf(with_streams(objects, {3: (2, 4, 0)})).page_count == 1


def test_what_is_not_packed_is_weighed_too() -> None:
    objects = {1: dictionary(Type="/Catalog", Pages="2 0 R"), 2: tree(3)}
    objects[4] = stream(b"3 0 " + page(), Type="/ObjStm", N=1, First=4)
    assert inspect_pdf(with_streams(objects, {3: (2, 4, 0)})).page_count == 1


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(paper(), id="no streams"),
        pytest.param(updated(paper()), id="updated"),
        pytest.param(saved(3, object_stream_mode=pikepdf.ObjectStreamMode.generate), id="written by qpdf"),
    ],
)
def test_an_honest_document_is_light(content: bytes) -> None:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert not are_too_heavy(pdf, Ration(content))
