"""In metadata, only the times and the name of the program may change."""

import io

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.kits.pades import pades, pages, revised
from tests.kits.updates import changes, stream


def with_metadata(own: bytes, later: generic.StreamObject) -> bytes:
    """A sealed PDF with metadata, and an update of them."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        pdf.Root.Metadata = pdf.make_stream(own, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        pdf.save(written)

    def change(writer: IncrementalPdfFileWriter) -> None:
        writer._update_meta = lambda: None  # type: ignore[method-assign]  # noqa: SLF001 - it would write its own
        reference = writer.root.raw_get("/Metadata").reference
        writer.objects[(reference.generation, reference.idnum)] = later

    return revised(pades(written.getvalue(), level="T"), change)


def xmp(properties: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" '
        f'xmlns:xmp="http://ns.adobe.com/xap/1.0/" {properties}/></rdf:RDF></x:xmpmeta>'
    ).encode()


TWICE = xmp("").replace(b"</x:xmpmeta>", xmp('pdfaid:part="3"')[len(b'<x:xmpmeta xmlns:x="adobe:ns:meta/">') :])


BESIDE = xmp("").replace(b"<rdf:RDF", b"<title/><rdf:RDF")
NEXT = '/><rdf:Description rdf:about="" xmlns:mm="http://ns.adobe.com/xap/1.0/mm/" mm:InstanceID="'


def test_descriptions_of_one_resource_are_one() -> None:
    part, conformance = 'pdfaid:part="3"', 'pdfaid:conformance="A"'
    apart = xmp(f'{part}{NEXT}1" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" {conformance}')
    together = xmp(f'{conformance} {part}{NEXT}2"')
    assert changes(with_metadata(apart, stream(together))) == []
    assert changes(with_metadata(apart, stream(xmp(part)))) == ["it changes the metadata"]
    other = together.replace(b'rdf:about=""', b'rdf:about="uuid:1"', 1).replace(b'rdf:about=""', b'rdf:about="uuid:2"')
    assert changes(with_metadata(apart, stream(other))) == ["it changes the metadata"]


@pytest.mark.parametrize(
    ("later", "codes"),
    [
        pytest.param(stream(xmp('xmp:ModifyDate="2026-11-21"')), [], id="the time of the change"),
        pytest.param(stream(xmp('pdfaid:part="3"')), ["it changes the metadata"], id="a claim of PDF/A"),
        pytest.param(stream(TWICE), ["it has metadata that cannot be read"], id="described twice"),
        pytest.param(
            stream(xmp("").replace(b"<rdf:RDF", b"<title/><rdf:RDF")),
            ["it has metadata that cannot be read"],
            id="more",
        ),
        pytest.param(stream(b"<a>"), ["it has metadata that cannot be read"], id="damaged"),
        pytest.param(stream(xmp(""), Foo=1), ["it changes the metadata"], id="more in the dictionary"),
    ],
)
def test_only_the_times_in_metadata_change(later: generic.StreamObject, codes: list[str]) -> None:
    assert changes(with_metadata(xmp(""), later)) == codes


@pytest.mark.parametrize(
    ("properties", "sealed", "signed"),
    [
        pytest.param('xmlns:dc="http://purl.org/dc/elements/1.1/" dc:subject="x"', False, True, id="keywords"),
        pytest.param('xmlns:z="urn:z" z:subject="x"', False, False, id="another subject"),
        pytest.param('xmlns:z="urn:z" z:Producer="x"', False, False, id="another producer"),
    ],
)
def test_only_a_signature_adds_keywords(properties: str, *, sealed: bool, signed: bool) -> None:
    content = with_metadata(xmp(""), stream(xmp(properties)))
    assert (changes(content) == []) is sealed
    assert (changes(content, allows_signatures=True) == []) is signed


def test_metadata_are_not_removed() -> None:
    def remove(writer: IncrementalPdfFileWriter) -> None:
        writer._update_meta = lambda: None  # type: ignore[method-assign]  # noqa: SLF001 - it would write its own
        del writer.root["/Metadata"]
        writer.update_root()  # type: ignore[no-untyped-call]

    content = with_metadata(xmp('pdfaid:part="3"'), stream(xmp('pdfaid:part="3"')))
    assert changes(revised(content, remove)) == ["it changes the metadata"]
