"""What is found out about PDFs, sound and unsound."""

from __future__ import annotations

import logging
import zlib
from typing import TYPE_CHECKING

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model.pdf.inspection import PdfFacts, inspect_pdf
from tests.kits import pdfs
from tests.kits.pdfs import paper

if TYPE_CHECKING:
    from pathlib import Path

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
    "junk at the end": paper() + b"<!-- served in 3 ms -->\n",
    "padded to a block": paper() + bytes(4096),
    "no line break at the end": paper().rstrip(),
    "offsets off by one": paper(offset_by=1),
    "no cross-reference table": paper().replace(b"xref\n0 1", b"xxxx\n0 1"),
    "lying count": paper(objects={pdfs.TREE: pdfs.tree(pdfs.PAGE).replace(b"/Count 1", b"/Count 2000000000")}),
    "a page that is missing": paper(objects={pdfs.TREE: pdfs.tree(pdfs.PAGE, 77)}),
}

DAMAGED = {
    "nothing but a header": b"%PDF-1.7\n",
    "nothing but header and end": b"%PDF-1.7\n%%EOF\n",
    "no catalogue": paper(objects={pdfs.CATALOGUE: b"null"}),
    "no page tree": paper(catalogue={"Pages": "null"}),
    "a page tree of another kind": paper(catalogue={"Pages": "(two)"}),
    "no page": paper(objects={pdfs.TREE: pdfs.tree()}),
    "kids of another kind": paper(objects={pdfs.TREE: pdfs.dictionary(Type="/Pages", Kids="/None")}),
    "no kids": paper(objects={pdfs.TREE: pdfs.dictionary(Type="/Pages", Count=0)}),
    "a page tree of itself": paper(objects={pdfs.TREE: pdfs.tree(pdfs.TREE)}),
}


def cases(documents: dict[str, bytes]) -> list[object]:
    return [pytest.param(content, id=name) for name, content in documents.items()]


@pytest.mark.parametrize("content", cases(SOUND | TOLERATED))
def test_what_viewers_open_is_not_damaged(content: bytes) -> None:
    facts = inspect_pdf(content)
    assert facts.is_readable
    assert facts.page_count in {1, 3}
    assert not facts.pages_not_a4
    assert not facts.claims_pdfa


@pytest.mark.parametrize("content", cases(DAMAGED))
def test_a_document_without_a_page_is_damaged(content: bytes) -> None:
    facts = inspect_pdf(content)
    assert facts.is_pdf
    assert facts.damage
    assert not facts.is_readable
    assert facts.page_count == 0


@pytest.mark.parametrize("content", cases(SOUND))
def test_a_document_that_lost_its_end_is_truncated(content: bytes) -> None:
    for length in range(10, len(content.rstrip()), max(1, len(content) // 200)):
        cut = content[:length]
        # What an update replaced is a whole document too, with a few more bytes behind it.
        is_whole = cut.endswith(b"%%EOF\n") or b"%%EOF" in cut[-12:]
        assert (inspect_pdf(cut).damage is not None) or is_whole


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
        pytest.param(b"%PDF-1.4", "1.6", "1.4", "1.4", id="a number is no name"),
        pytest.param(b"%PDF-1.4", "(1.6)", "1.4", "1.4", id="a string is no name"),
        pytest.param(b"%PDF-1.4", "/Pages", "1.4", "1.4", id="a name is no version"),
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


def test_encryption_that_nobody_knows_is_encryption() -> None:
    content = pdfs.encrypted().replace(b"/Standard", b"/Unknown0")
    assert inspect_pdf(content).encrypted


def test_another_name_is_no_encryption() -> None:
    facts = inspect_pdf(b"%PDF-1.7\n<</Encrypt0 1 0 R>>\n%%EOF")
    assert (facts.encrypted, facts.damage) == (False, "no page can be found in it")


def test_an_encrypted_document_that_was_cut_is_encrypted_only() -> None:
    content = pdfs.encrypted(R=4)
    facts = inspect_pdf(content[: content.rindex(b"startxref")])
    assert facts.encrypted
    assert facts.damage is None


@pytest.mark.parametrize(
    ("content", "claim"),
    [
        pytest.param(pdfs.claiming_pdfa("2", "B"), "2B", id="2B"),
        pytest.param(pdfs.claiming_pdfa("4", None), "4", id="a part without levels"),
        pytest.param(pdfs.claiming_pdfa(None, "B"), None, id="a level without a part"),
        pytest.param(pdfs.claiming_pdfa(" ", "B"), None, id="a blank part"),
        pytest.param(
            pdfs.claiming_pdfa(packet=pdfs.xmp_of('<r:Description p:part="1" p:conformance="A"/>')),
            "1A",
            id="as attributes",
        ),
        pytest.param(pdfs.claiming_pdfa(packet=pdfs.xmp_of("<!-- p:part -->")), None, id="namespace only"),
        pytest.param(pdfs.claiming_pdfa(packet=b"<x/>"), None, id="other metadata"),
        pytest.param(pdfs.claiming_pdfa(packet=pdfs.xmp("2", "B")[:-40]), None, id="not well-formed"),
        pytest.param(
            pdfs.claiming_pdfa(
                packet=b'<!DOCTYPE x [<!ENTITY e "2">]><x xmlns:p="http://www.aiim.org/pdfa/ns/id/"><p:part>&e;</p:part></x>'
            ),
            None,
            id="entity",
        ),
        pytest.param(paper(catalogue={"Metadata": "(text)"}), None, id="no stream"),
    ],
)
def test_the_claim_to_be_pdfa_is_read_from_the_metadata(content: bytes, claim: str | None) -> None:
    facts = inspect_pdf(content)
    assert facts.pdfa == claim
    assert facts.claims_pdfa is (claim is not None)
    assert facts.is_readable


@pytest.mark.parametrize(
    ("filters", "claim"),
    [
        pytest.param("/FlateDecode", "2B", id="inflated"),
        pytest.param("[/FlateDecode]", "2B", id="a list of one"),
        pytest.param("[/FlateDecode /FlateDecode]", None, id="not twice"),
        pytest.param("/LZWDecode", None, id="no other"),
    ],
)
def test_metadata_is_inflated(filters: str, claim: str | None) -> None:
    packet = zlib.compress(pdfs.xmp("2", "B"))
    assert inspect_pdf(pdfs.with_metadata(pdfs.stream(packet, Filter=filters))).pdfa == claim


def test_metadata_that_does_not_inflate_claims_nothing() -> None:
    facts = inspect_pdf(pdfs.with_metadata(pdfs.stream(b"no zlib", Filter="/FlateDecode")))
    assert facts.is_readable
    assert not facts.claims_pdfa


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
def test_any_bytes_are_judged(content: bytes) -> None:
    assert not inspect_pdf(content).is_readable
    assert inspect_pdf(b"%PDF-1.7\n" + content + b"\n%%EOF").encrypted <= (b"/Encrypt" in content)


@given(
    content=st.sampled_from([*SOUND.values(), pdfs.claiming_pdfa(), pdfs.encrypted(), pdfs.encrypted(R=4)]),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 3), st.binary(max_size=4)), max_size=4
    ),
)
def test_any_changed_document_is_judged(content: bytes, changes: list[tuple[float, int, bytes]]) -> None:
    for place, length, replacement in changes:
        start = int(place * len(content))
        content = content[:start] + replacement + content[start + length :]
    facts = inspect_pdf(content)
    assert facts.is_readable == (facts.page_count > 0)
    assert not (facts.encrypted and facts.damage)


@pytest.mark.parametrize(
    ("name", "version", "claim"),
    [
        *((f"PDF-1-{minor}", f"1.{minor}", None) for minor in range(2, 7)),
        ("PDF-A", "1.7", "2B"),
    ],
)
def test_the_documents_of_the_service_are_sound(vectors: Path, name: str, version: str, claim: str | None) -> None:
    facts = inspect_pdf((vectors / "official-pdfs" / f"{name}-testdokument.pdf").read_bytes())
    assert facts == PdfFacts(is_pdf=True, header_version=version, version=version, page_count=1, pdfa=claim)
