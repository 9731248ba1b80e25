"""The facts about PDFs, sound and unsound."""

import logging
import re
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signature_model.pdf.filters import DAMAGED as DAMAGED_DATA
from signature_model.pdf.inspection import PdfFacts, inspect_pdf
from tests.kits import pdfs
from tests.kits.pdfs import paper

SOUND = {
    "plain": paper(),
    "object stream": pdfs.packed({1: pdfs.dictionary(Type="/Catalog", Pages="2 0 R"), 2: pdfs.tree(3),
                                    3: pdfs.page()}),
    "saved": pdfs.saved(),
    "linearised": pdfs.saved(3, linearize=True),
    "linearised with object streams": pdfs.saved(
        3, linearize=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "updated": pdfs.updated(paper()),
    "updated thirty times": pdfs.updated(paper(), times=30),
    "cross-reference streams": pdfs.chained(sections=2, rows=20),
}  # fmt: skip

TOLERATED = {
    "junk before the header": b"junk\n" * 200 + paper(),
    "1,024 bytes before the header": b"j" * 1024 + paper(),
    "junk that the offsets count": b"junk\n" * 200 + paper(offset_by=1000),
    "line breaks at the end": paper() + b"\r\n" * 20,
    "padded to a block": paper() + bytes(512),
    "no line break at the end": paper().rstrip(),
    "updated 700 times": pdfs.updated(paper(), times=700),
    "cross-reference sections": pdfs.chained(sections=300, rows=50),
    "a large comment": paper(header=b"%PDF-1.7\n%" + b"0" * 3_000_000),
    "an object stream of megabytes": pdfs.packed(
        {1: pdfs.dictionary(Type="/Catalog", Pages="2 0 R"), 2: pdfs.tree(3), 3: pdfs.page()}, padding=30_000_000
    ),
}

REPAIRED = {
    "no end mark": (paper()[:-6], "the end mark, %%EOF, is missing"),
    "half an end mark": (paper()[:-3], "the end mark, %%EOF, is missing"),
    "text at the end": (paper() + b"<!-- served in 3 ms -->\n", "bytes after the end mark, %%EOF: 23"),
    "much text at the end": (paper() + b"x" * 5_600, "bytes after the end mark, %%EOF: 5,600"),
    "much padding": (paper() + bytes(4096), "bytes of padding after the end mark, %%EOF: 4,097"),
    "an object at the end": (paper() + b"9 0 obj\n<<>>\nendobj\n", "the end mark, %%EOF, is missing"),
    "an end that was cut, behind a whole document": (
        pdfs.updated(paper())[:-30] + b"\n%%EOF", "the end mark, %%EOF, does not follow startxref and its number"
    ),
    "a version that is not a name": (
        paper(catalogue={"Version": "(1.6)"}), "the version in the catalogue is not a name like /1.7"
    ),
    "a name that is not a version": (
        paper(catalogue={"Version": "/New"}), "the version in the catalogue is not a name like /1.7"
    ),
    "a table that does not lead to a page": (
        re.sub(rb"(\n2 1\n\d{10} 00000) n", rb"\1 f", paper()),
        "the cross-reference table does not lead to a page",
    ),
}  # fmt: skip

DAMAGED = {
    "nothing but a header": b"%PDF-1.7\n",
    "nothing but header and end": b"%PDF-1.7\n%%EOF\n",
    "no catalogue": paper(objects={pdfs.CATALOGUE: b"null"}),
    "no page tree": paper(catalogue={"Pages": "null"}),
    "a page tree of another kind": paper(catalogue={"Pages": "(two)"}),
    "a page tree that is nothing": paper(catalogue={"Pages": "<<>>"}),
    "no page": paper(objects={pdfs.TREE: pdfs.tree()}),
    "kids of another kind": paper(objects={pdfs.TREE: pdfs.dictionary(Type="/Pages", Kids="/None")}),
    "no kids": paper(objects={pdfs.TREE: pdfs.dictionary(Type="/Pages", Count=0)}),
    "a page tree of itself": paper(objects={pdfs.TREE: pdfs.tree(pdfs.TREE)}),
    "cut in its first object": paper()[:30],
    "cut in its page": paper()[:150],
}


def cases(documents: dict[str, Any]) -> list[Any]:
    return [pytest.param(content, id=name) for name, content in documents.items()]


@pytest.mark.parametrize("content", cases(SOUND | TOLERATED))
def test_what_all_readers_open_is_sound(content: bytes) -> None:
    facts = inspect_pdf(content)
    assert facts.is_readable
    assert facts.repairs == ()
    assert facts.page_count in {1, 3}
    assert not facts.pages_not_a4
    assert not facts.claims_pdfa


@pytest.mark.parametrize("case", cases(REPAIRED))
def test_what_readers_repair_is_said(case: tuple[bytes, str]) -> None:
    content, fault = case
    facts = inspect_pdf(content)
    assert facts.page_count == 1
    assert facts.repairs == (fault,)


@pytest.mark.parametrize("content", cases(DAMAGED))
def test_a_document_without_a_page_is_damaged(content: bytes) -> None:
    facts = inspect_pdf(content)
    assert facts.is_pdf
    assert facts.damage
    assert not facts.is_readable
    assert facts.page_count == 0


@pytest.mark.parametrize("content", cases(SOUND))
def test_a_document_that_lost_its_end_is_damaged_or_repaired(content: bytes) -> None:
    for length in range(10, len(content.rstrip()), max(1, len(content) // 200)):
        cut = content[:length]
        # What an update replaced is a whole document too.
        is_whole = cut.rstrip().endswith(b"%%EOF")
        facts = inspect_pdf(cut)
        assert facts.damage or facts.repairs or is_whole


def test_a_page_that_moved_is_searched_for() -> None:
    content = paper(objects={pdfs.TREE: pdfs.tree(pdfs.PAGE, 10), 10: pdfs.page()})
    row = b"%010d" % content.index(b"10 0 obj")
    facts = inspect_pdf(content.replace(row, b"%010d" % 20))
    assert (facts.page_count, facts.pages_not_a4) == (2, ())
    assert facts.repairs == ("object 10 is not at byte 20, where the cross-reference table says it is",)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04", id="zip"),
        pytest.param(b"PDF-1.4", id="no percent sign"),
        pytest.param(b"j" * 1025 + paper(), id="header too late"),
    ],
)
def test_of_what_is_not_a_pdf_nothing_is_known(content: bytes) -> None:
    assert inspect_pdf(content) == PdfFacts()
    assert inspect_pdf(content).version_numbers is None


@pytest.mark.parametrize(
    ("header", "catalogue", "header_version", "version"),
    [
        pytest.param(b"%PDF-1.0", None, "1.0", "1.0", id="1.0"),
        pytest.param(b"%PDF-1.4", None, "1.4", "1.4", id="1.4"),
        pytest.param(b"%PDF-2.0", None, "2.0", "2.0", id="2.0"),
        pytest.param(b"%PDF-1.10", None, "1.10", "1.10", id="1.10"),
        pytest.param(b"%PDF-1.4", "/1.6", "1.4", "1.6", id="raised"),
        pytest.param(b"%PDF-1.9", "/1.10", "1.9", "1.10", id="raised by number, not by text"),
        pytest.param(b"%PDF-1.7", "/1.4", "1.7", "1.7", id="not lowered"),
        pytest.param(b"%PDF-1.4", "1.6", "1.4", "1.4", id="a number instead of a name"),
        pytest.param(b"%PDF-1.4", "(1.6)", "1.4", "1.4", id="a string instead of a name"),
        pytest.param(b"%PDF-1.4", "/Pages", "1.4", "1.4", id="another name"),
        pytest.param(b"%PDF-x", None, None, None, id="none"),
        pytest.param(b"%PDF-x", "/1.6", None, "1.6", id="only in the catalogue"),
    ],
)
def test_a_version_in_the_catalogue_counts_where_it_is_later(
    header: bytes, catalogue: str | None, header_version: str | None, version: str | None
) -> None:
    facts = inspect_pdf(paper(header=header, catalogue={} if catalogue is None else {"Version": catalogue}))
    assert (facts.header_version, facts.version) == (header_version, version)
    assert facts.is_readable


def test_versions_compare_by_their_numbers() -> None:
    assert inspect_pdf(paper(header=b"%PDF-1.10")).version_numbers == (1, 10)


@pytest.mark.parametrize("revision", [2, 3, 4, 6])
@pytest.mark.parametrize("user", ["", "secret"], ids=["owner password", "user password"])
def test_any_password_makes_a_document_encrypted(user: str, revision: int) -> None:
    facts = inspect_pdf(pdfs.encrypted(user=user, R=revision))
    assert facts.encrypted
    assert facts.damage is None
    assert not facts.is_readable


def test_an_unknown_kind_of_encryption_is_encryption() -> None:
    content = pdfs.encrypted().replace(b"/Standard", b"/Unknown0")
    assert inspect_pdf(content).encrypted


def test_another_name_is_no_encryption() -> None:
    facts = inspect_pdf(b"%PDF-1.7\n<</Encrypt0 1 0 R>>\n%%EOF")
    assert facts.damage
    assert not facts.encrypted


def test_an_encrypted_document_that_was_cut_is_encrypted_only() -> None:
    content = pdfs.encrypted(R=4)
    for cut in (content[: content.rindex(b"startxref")], b"%PDF-1.7\n<</Encrypt 1 0 R>>\n%%EOF"):
        facts = inspect_pdf(cut)
        assert facts.encrypted
        assert facts.damage is None


@cache
def bomb() -> bytes:
    return zlib.compress(bytes(100_000_000), 9)


def in_a_bomb() -> bytes:
    stream = pdfs.stream(bomb(), Type="/ObjStm", N=1, First=4, Filter="/FlateDecode")
    return pdfs.with_streams({4: stream}, {1: (2, 4, 0)})


@pytest.mark.parametrize(
    ("make", "limit"),
    [
        pytest.param(
            in_a_bomb,
            "more than 100,663,296 bytes in the object streams that have to be unpacked: "
            "version, encryption and pages were not validated",
            id="the catalogue",
        ),
        pytest.param(
            lambda: paper(pages=(pdfs.page(X=f"[{'[]' * 600_000}]"),)),
            "more than 500,000 values in the objects that have to be read: pages were not validated",
            id="a page",
        ),
    ],
)
def test_a_limit_and_what_was_not_validated_is_said(make: Callable[[], bytes], limit: str) -> None:
    facts = inspect_pdf(make())
    assert (facts.limit, facts.page_count, facts.damage) == (limit, 0, None)
    assert not facts.is_readable


def test_metadata_beyond_a_limit_claims_nothing() -> None:
    facts = inspect_pdf(pdfs.with_metadata(pdfs.stream(bomb(), Filter="/FlateDecode")))
    assert (facts.page_count, facts.pdfa, facts.limit) == (1, None, None)


def test_nothing_is_printed_or_logged(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    with caplog.at_level(logging.DEBUG):
        for content in (SOUND | TOLERATED | DAMAGED).values():
            inspect_pdf(content)
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
    assert list(recwarn) == []


@given(st.binary(max_size=300))
def test_any_bytes_are_inspected(content: bytes) -> None:
    assert not inspect_pdf(content).is_readable
    assert inspect_pdf(b"%PDF-1.7\n" + content + b"\n%%EOF").encrypted <= (b"/Encrypt" in content)


@given(
    content=st.sampled_from([*SOUND.values(), pdfs.claiming_pdfa(), pdfs.encrypted(), pdfs.encrypted(R=4)]),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 3), st.binary(max_size=4)), max_size=4
    ),
)
@example(content=SOUND["object stream"], changes=[(0.375, 0, b"\0")])
def test_any_changed_document_is_inspected(content: bytes, changes: list[tuple[float, int, bytes]]) -> None:
    for place, length, replacement in changes:
        start = int(place * len(content))
        content = content[:start] + replacement + content[start + length :]
    facts = inspect_pdf(content)
    assert facts.is_readable or not facts.page_count
    assert facts.page_count or not facts.is_readable or DAMAGED_DATA in facts.repairs
    assert not (facts.encrypted and facts.damage)


@pytest.mark.parametrize(
    ("name", "version", "claim"),
    [*((f"PDF-1-{minor}", f"1.{minor}", None) for minor in range(2, 7)), ("PDF-A", "1.7", "2B")],
)
def test_the_documents_of_the_service_are_sound(vectors: Path, name: str, version: str, claim: str | None) -> None:
    facts = inspect_pdf((vectors / "official-pdfs" / f"{name}-testdokument.pdf").read_bytes())
    assert facts == PdfFacts(is_pdf=True, header_version=version, version=version, page_count=1, pdfa=claim)
