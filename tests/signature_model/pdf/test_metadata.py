"""The PDF/A part and level that a document claims."""

import zlib

import pytest

from signature_model.pdf.inspection import inspect_pdf
from tests.kits import pdfs
from tests.kits.pdfs import paper


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
