"""Tests of merging documents into one PDF, in this process and as a program."""

import io
import resource
import subprocess
import sys

import pikepdf
import pytest

from signature_transports.emulator.signing import merging
from signature_transports.emulator.signing.merging import (
    MAX_MEMORY,
    MAX_PAGES,
    MAX_SECONDS,
    Enclosure,
    merge,
    write_input,
)
from signature_transports.emulator.signing.pades import pades
from tests.kits.pdfs import paper, saved, tree
from tests.kits.processes import ENVIRONMENT
from tests.signature_transports.emulator.signed_jobs import a_signed_job

DOCUMENTS = [Enclosure(None, saved(2)), Enclosure("note æ.txt", b"some\nwords"), Enclosure(None, paper())]


def contents(content: bytes) -> tuple[int, dict[str, bytes]]:
    """Return the number of pages, and the attachments."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages), {name: each.get_file().read_bytes() for name, each in pdf.attachments.items()}


def test_pages_are_added_and_documents_with_a_name_are_attached() -> None:
    assert contents(merge(saved(), DOCUMENTS)) == (4, {"note æ.txt": b"some\nwords"})
    assert contents(merge(saved(3), [])) == (3, {})


def test_fields_become_part_of_the_page() -> None:
    signed = pades(a_signed_job(0))
    with pikepdf.open(io.BytesIO(merge(saved(), [Enclosure(None, signed)]))) as pdf:
        assert [page.get("/Annots") for page in pdf.pages] == [None, None, None]
        assert len(pdf.pages[1].Resources.XObject) == 1


def test_an_attachment_is_not_opened() -> None:
    assert contents(merge(saved(), [Enclosure("a.pdf", b"%PDF-1.7 or not")])) == (1, {"a.pdf": b"%PDF-1.7 or not"})


def test_compressed_streams_stay_as_they_are() -> None:
    bomb = pikepdf.new()
    bomb.add_blank_page().Contents = pikepdf.Stream(bomb, b"\x81 " * 9, Filter=pikepdf.Name.RunLengthDecode)
    out = io.BytesIO()
    bomb.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pikepdf.open(io.BytesIO(merge(saved(), [Enclosure(None, out.getvalue())]))) as pdf:
        assert pdf.pages[1].Contents.read_raw_bytes() == b"\x81 " * 9


def test_a_document_with_too_many_pages_is_refused() -> None:
    most = paper(objects={2: tree(*[3] * MAX_PAGES)})
    assert contents(merge(saved(), [Enclosure(None, most)])) == (MAX_PAGES + 1, {})
    with pytest.raises(ValueError, match="more than 1000 pages"):
        merge(saved(), [Enclosure(None, paper(objects={2: tree(*[3] * (MAX_PAGES + 1))}))])


class Standard(io.TextIOWrapper):
    """Standard input or output, in memory."""

    def __init__(self, content: bytes = b"") -> None:
        super().__init__(io.BytesIO(content))

    @property
    def content(self) -> bytes:
        """Return what was written."""
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue()


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """Record the limits that are set, without setting them. An existing limit is lower."""
    held: dict[int, tuple[int, int]] = {}
    there = {resource.RLIMIT_CPU: (1, 1)}
    monkeypatch.setattr(
        resource, "getrlimit", lambda what: there.get(what, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    )
    monkeypatch.setattr(resource, "setrlimit", held.__setitem__)
    return held


def test_the_program_merges_its_input(monkeypatch: pytest.MonkeyPatch, limits: dict[int, tuple[int, int]]) -> None:
    out = Standard()
    monkeypatch.setattr(sys, "stdin", Standard(write_input(saved(), DOCUMENTS)))
    monkeypatch.setattr(sys, "stdout", out)
    merging.main()

    assert out.content == merge(saved(), DOCUMENTS)
    assert limits == {
        resource.RLIMIT_CPU: (1, 1),
        resource.RLIMIT_AS: (MAX_MEMORY, resource.RLIM_INFINITY),
        resource.RLIMIT_CORE: (0, resource.RLIM_INFINITY),
    }


def test_a_system_without_limits_is_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Standard()
    monkeypatch.setitem(sys.modules, "resource", None)
    monkeypatch.setattr(sys, "stdin", Standard(write_input(saved(), [])))
    monkeypatch.setattr(sys, "stdout", out)
    merging.main()

    assert out.content == merge(saved(), [])


def test_a_process_is_limited() -> None:
    program = (
        "import io, resource, sys; from signature_transports.emulator.signing import merging\n"
        "try: merging.main()\n"
        "except ValueError: print([resource.getrlimit(each)[0] for each in (resource.RLIMIT_CPU, resource.RLIMIT_AS)])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], env=ENVIRONMENT, input="\n", check=True, capture_output=True, text=True
    )
    assert result.stdout == f"[{MAX_SECONDS}, {MAX_MEMORY}]\n"
