"""Archives are opened safely, and every fact about them is recorded."""

import io
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signature_model.containers.names import MemberName, maybe_unsafe
from signature_model.containers.reading import MAX_TOTAL_SIZE, open_container
from signature_model.errors import NotAZip
from tests.kits.archives import Raw, archive, deflated

A, B = Raw(), Raw(name=b"b.xml", content=b"<b/>" * 99, method=8)


class Unseekable(io.RawIOBase):
    """A stream that can only be written, like a socket."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # zipfile hands bytes over
        self.written += data
        return len(data)


NEEDS_VALID_ZIP64 = pytest.mark.skipif(sys.version_info < (3, 11, 4), reason="zipfile writes it wrongly (gh-103861)")


def by_zipfile(method: int, *, streamed: bool = False, force_zip64: bool = False) -> bytes:
    target: Unseekable | io.BytesIO = Unseekable() if streamed else io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        file.comment = b"a bundle"
        file.mkdir("META-INF")
        for name in ("æ.pdf", "manifest.xml", "META-INF/signatures.xml", "empty"):
            with file.open(name, "w", force_zip64=force_zip64) as member:
                member.write(name.encode() * 99 * (name != "empty"))
    return bytes(target.written) if isinstance(target, Unseekable) else target.getvalue()


def by_the_standard_library(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {info.filename: file.read(info) for info in file.infolist() if not info.is_dir()}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("force_zip64", [False, pytest.param(True, marks=NEEDS_VALID_ZIP64)])
def test_every_kind_of_valid_archive_is_read(method: int, streamed: bool, force_zip64: bool) -> None:  # noqa: FBT001 -- parameters of a test
    content = by_zipfile(method, streamed=streamed, force_zip64=force_zip64)
    container = open_container(content)
    assert container.members == by_the_standard_library(content)
    assert container.unreadable == {}
    assert container.stray == ()
    assert container.disagreements == ()
    assert [entry.name for entry in container.entries if entry.is_directory] == ["META-INF/"]


def test_what_the_java_client_writes_is_read(vectors: Path) -> None:
    bundles = sorted((vectors / "java-bundles").glob("*.asice"))
    assert bundles
    for bundle in bundles:
        container = open_container(bundle.read_bytes())
        assert container.members == by_the_standard_library(bundle.read_bytes())
        assert container.stray == ()


def test_an_entry_has_the_values_of_the_directory() -> None:
    entry = open_container(archive(A, B, before=b"junk")).entries[1]
    assert (entry.name, entry.method, entry.size, entry.offset) == ("b.xml", 8, 396, 57)
    assert entry.compressed_size == len(deflated(B.content))
    assert (entry.obstacle, entry.why) == (None, None)
    assert (entry.is_decodable, entry.is_declared_utf8, entry.is_unstreamable) == (True, True, False)
    assert entry.irregularity is None


def test_the_names_of_the_entries_are_listed() -> None:
    link = replace(A, name=b"bl\xe5", central={"mode": 0o120777})
    undeclared = replace(A, name="blå".encode(), both={"flags": 0})
    assert open_container(archive(link, undeclared, B)).names == (
        MemberName(name="bl\\xe5", is_decodable=False, irregularity="a symbolic link"),
        MemberName(name="blå", is_declared_utf8=False),
        MemberName(name="b.xml"),
    )


@pytest.mark.parametrize(
    ("raw", "irregularity"),
    [
        pytest.param(replace(A, central={"mode": 0o100644}), None, id="a file"),
        pytest.param(replace(A, central={"attributes": 0x20}), None, id="an archived file of DOS"),
        pytest.param(replace(A, central={"mode": 0o120777}), "a symbolic link", id="a link"),
        pytest.param(replace(A, central={"mode": 0o040755}), "a folder, by its attributes", id="a folder of Unix"),
        pytest.param(replace(A, central={"attributes": 0x10}), "a folder, by its attributes", id="a folder of DOS"),
        pytest.param(replace(A, central={"attributes": 0x08}), "a volume label, by its attributes", id="a label"),
        pytest.param(replace(A, central={"attributes": 0x40}), "a device, by its attributes", id="a device of DOS"),
        pytest.param(
            replace(A, central={"attributes": 0x400}), "a reparse point, by its attributes", id="a reparse point"
        ),
        pytest.param(replace(A, central={"mode": 0o060644}), "a block device, by its attributes", id="a block device"),
        pytest.param(replace(A, central={"mode": 0o020644}), "a character device, by its attributes", id="a terminal"),
        pytest.param(replace(A, central={"mode": 0o010644}), "a FIFO, by its attributes", id="a FIFO"),
        pytest.param(replace(A, central={"mode": 0o140644}), "a socket, by its attributes", id="a socket"),
        pytest.param(
            replace(A, central={"mode": 0o160644}), "a file of an unknown kind, by its attributes", id="another kind"
        ),
        pytest.param(replace(A, central={"mode": 0o104755}), None, id="a program that runs as its owner"),
        pytest.param(
            replace(A, central={"mode": 0o104755, "system": 1}), "a folder, by its attributes", id="a folder of Amiga"
        ),
        pytest.param(Raw(name=b"x/", content=b"", central={"mode": 0o040755, "attributes": 0x10}), None, id="x/"),
        pytest.param(Raw(name=b"x/", content=b"", central={"attributes": 0x10}), None, id="x/ of DOS"),
        pytest.param(Raw(name=b"x/", content=b"", central={"mode": 0o120777}), "a symbolic link", id="x/, a link"),
    ],
)
def test_attributes_identify_irregular_files(raw: Raw, irregularity: str | None) -> None:
    assert [each.irregularity for each in open_container(archive(raw)).entries] == [irregularity]


def test_stray_bytes_and_wrong_statements_are_recorded() -> None:
    container = open_container(archive(A, before=b"junk", end={"here": 0}))
    assert container.stray == (range(4),)
    assert container.disagreements == ("the end record states two numbers of entries: 1 in all files, 0 in this file",)


@pytest.mark.parametrize(
    ("local_name", "other_name"),
    [
        pytest.param(None, None, id="none"),
        pytest.param(b"other.pdf", "other.pdf", id="another"),
        pytest.param(b"bl\xe5.pdf", "bl\\xe5.pdf", id="another in another encoding"),
        pytest.param(b"", "", id="an empty one"),
    ],
)
def test_an_entry_has_its_other_name(local_name: bytes | None, other_name: str | None) -> None:
    [entry] = open_container(archive(replace(A, local_name=local_name))).entries
    assert (entry.name, entry.other_name) == ("a.pdf", other_name)


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "..", "../x", "x/..", "x/../y", "x\\y", "C:x", "x\0", "x\n", "\x1b[2J", "x\x7f", "x\x85y"],
)
def test_names_that_lead_elsewhere_are_unsafe(name: str) -> None:
    assert maybe_unsafe(name) is not None


@pytest.mark.parametrize("name", ["a", "META-INF/", "META-INF/signatures.xml", "...", "x..y/..z", "blå bær (1).pdf"])
def test_other_names_are_safe(name: str) -> None:
    assert maybe_unsafe(name) is None


@pytest.mark.parametrize(
    ("raw", "is_decodable", "is_declared_utf8"),
    [
        pytest.param(replace(A, name="blå".encode()), True, True, id="UTF-8"),
        pytest.param(replace(A, name="blå".encode(), both={"flags": 0}), True, False, id="UTF-8 without the flag"),
        pytest.param(replace(A, name=b"bl\xe5"), False, True, id="not UTF-8, with the flag"),
        pytest.param(replace(A, name=b"bl\xe5", both={"flags": 0}), False, False, id="neither"),
        pytest.param(replace(A, both={"flags": 0}), True, True, id="ASCII"),
    ],
)
def test_the_encoding_of_a_name_is_recorded(raw: Raw, is_decodable: bool, is_declared_utf8: bool) -> None:  # noqa: FBT001
    [entry] = open_container(archive(raw)).entries
    assert (entry.is_decodable, entry.is_declared_utf8) == (is_decodable, is_declared_utf8)


@given(st.binary(max_size=400))
@example(b"PK\5\6" * 100)
def test_any_bytes_are_opened_or_refused(content: bytes) -> None:
    try:
        container = open_container(content)
    except NotAZip:
        return
    assert sum(map(len, container.members.values())) <= MAX_TOTAL_SIZE


HONEST = (
    by_zipfile(zipfile.ZIP_DEFLATED),
    by_zipfile(zipfile.ZIP_DEFLATED, streamed=True, force_zip64=True),
    archive(A, B, Raw(name=b"x/", content=b"")),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a valid archive with some changed bytes, most of them in the directory."""
    content = bytearray(draw(st.sampled_from(HONEST)))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(content) - 1))
        replacement = draw(st.binary(max_size=9))
        content[at : at + draw(st.sampled_from((0, 1, len(replacement))))] = replacement
    return bytes(content)


@given(damaged())
def test_an_archive_without_findings_is_read_alike_by_other_readers(content: bytes) -> None:
    try:
        container = open_container(content)
    except NotAZip:
        return
    if container.stray or container.disagreements or container.unreadable:
        return
    assert container.members == by_the_standard_library(content)
