from __future__ import annotations

import gzip
import zlib
from base64 import b64encode
from struct import pack

import pytest

from signature_model.containers.directories import read_directory
from signature_model.errors import NotAZip
from tests.zips import Raw, archive

ONE = Raw()
FLOOD = b"PK\5\6" + bytes(16) + b"\xff\xff"
IN64 = {"entries": 0xFFFF, "here": 0xFFFF, "size": 0xFFFFFFFF, "offset": 0xFFFFFFFF}


def test_headers_come_in_the_order_of_the_directory() -> None:
    names = [header.name for header in read_directory(archive(Raw(name=b"b"), Raw(name=b"a")), most=9).headers]
    assert names == ["b", "a"]


def test_an_archive_may_be_empty() -> None:
    assert read_directory(archive(), most=9).headers == ()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"%PDF-1.7\n" * 20, id="a PDF"),
        pytest.param(archive(ONE)[:-1], id="end record cut off"),
        pytest.param(archive(ONE, comment=b"a comment")[:-1], id="comment cut off"),
        pytest.param(archive(ONE) + bytes(0x10000), id="end record too far from the end"),
        pytest.param(FLOOD * 10_000, id="end records whose comments all reach too far"),
        pytest.param(archive(ONE, end={"disk": 1}), id="one of several disks"),
        pytest.param(archive(ONE, end={"size": 0}), id="no directory"),
        pytest.param(archive(ONE, end={"size": 40, "offset": 0}), id="directory elsewhere"),
        pytest.param(archive(ONE)[5:], id="beginning cut off"),
        pytest.param(archive(ONE, end={"size": 0xFFFFFFFF}), id="directory larger than the archive"),
        pytest.param(archive(ONE, Raw(name=b"b", central_signature=b"PK\1\1")), id="second entry damaged"),
        pytest.param(archive(ONE, Raw(name=b"b", central={"comment": 1})), id="last entry reaches too far"),
        pytest.param(archive(Raw(central={"comment": 9}), ONE), id="entries in each other"),
        pytest.param(archive(Raw(central_extra=b"PK\1\2abc", central={"comment": -7 & 0xFFFF})), id="huge comment"),
    ],
)
def test_what_has_no_directory_is_no_zip(content: bytes) -> None:
    with pytest.raises(NotAZip):
        read_directory(content, most=9)


def test_no_more_entries_are_read_than_asked_for() -> None:
    content = archive(ONE, ONE, ONE)
    assert not read_directory(content, most=3).is_cut
    cut = read_directory(content, most=2)
    assert cut.is_cut
    assert len(cut.headers) == 2
    assert cut.disagreements == ()


@pytest.mark.parametrize(
    ("content", "shift"),
    [
        pytest.param(archive(ONE), 0, id="nothing before"),
        pytest.param(archive(ONE, before=b"junk"), 4, id="junk before"),
        pytest.param(archive(ONE, gap=b"junk"), 0, id="junk behind the directory"),
        pytest.param(archive(ONE) + b"junk", 0, id="junk behind the end"),
        pytest.param(archive(ONE, comment=b"legal"), 0, id="a comment"),
        pytest.param(archive(ONE, zip64={}), 0, id="zip64"),
        pytest.param(archive(ONE, zip64={}, end=IN64), 0, id="all in zip64"),
        pytest.param(archive(ONE, zip64={}, before=b"junk", end=IN64), 4, id="junk before zip64"),
    ],
)
def test_a_directory_is_found_behind_and_before_junk(content: bytes, shift: int) -> None:
    directory = read_directory(content, most=9)
    assert directory.shift == shift
    assert directory.disagreements == ()
    assert [header.offset for header in directory.headers] == [0]
    assert content[directory.place.start :].startswith(b"PK\1\2")
    assert content[directory.end_records.start :].startswith((b"PK\5\6", b"PK\6\6"))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(archive(ONE, end={"entries": 2, "here": 2}), id="more counted than listed"),
        pytest.param(archive(ONE, ONE, end={"entries": 1, "here": 1}), id="fewer counted than listed"),
        pytest.param(archive(ONE, end={"here": 0}), id="entries on other disks"),
        pytest.param(archive(ONE, comment=b"PK\5\6 again"), id="another end record in the comment"),
        pytest.param(archive(ONE, zip64={}, end={"entries": 2, "here": 2}), id="zip64 has another count"),
        pytest.param(archive(ONE, zip64={}, end={"size": 1}), id="zip64 has another size"),
        pytest.param(archive(ONE, zip64={}, end={"offset": 1}), id="zip64 has another offset"),
        pytest.param(archive(ONE, zip64={"locator": 1}), id="the locator points elsewhere"),
    ],
)
def test_end_records_that_say_wrong_things_are_noted(content: bytes) -> None:
    assert len(read_directory(content, most=9).disagreements) == 1


@pytest.mark.parametrize("locator", [{"locator": 2**64 - 1, "rest": 45}, {"rest": 45}, {"rest": 2**64 - 1}])
def test_a_zip64_record_that_does_not_end_at_its_locator_is_none(locator: dict[str, int]) -> None:
    content = archive(ONE, zip64=locator)
    assert content[read_directory(content, most=9).end_records.start :].startswith(b"PK\5\6")


def test_the_last_end_record_counts_that_reaches_the_end() -> None:
    inner = archive(Raw(name=b"inner"))
    assert [header.name for header in read_directory(archive(ONE) + inner, most=9).headers] == ["inner"]
    assert [header.name for header in read_directory(archive(ONE, comment=FLOOD), most=9).headers] == ["a.pdf"]


def test_among_end_records_with_something_behind_the_last_counts() -> None:
    both = archive(ONE) + archive(Raw(name=b"inner")) + b"junk"
    assert [header.name for header in read_directory(both, most=9).headers] == ["inner"]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        pytest.param(Raw(name="blåbær".encode()), "blåbær", id="UTF-8"),
        pytest.param(Raw(name=b"bl\x86b\x91r", both={"flags": 0}), "blåbær", id="code page 437"),
        pytest.param(Raw(name=b"bl\xe5"), "bl\\xe5", id="not what it says"),
    ],
)
def test_names_are_decoded_as_declared(raw: Raw, name: str) -> None:
    assert read_directory(archive(raw), most=9).headers[0].name == name


@pytest.mark.parametrize(
    ("extra", "size", "offset"),
    [
        pytest.param(pack("<2H3Q", 1, 24, 5, 6, 7), 5, 7, id="all three"),
        pytest.param(pack("<4H3Q", 9, 0, 1, 24, 5, 6, 7), 5, 7, id="behind another field"),
        pytest.param(pack("<2HQ", 1, 8, 5), 5, 0xFFFFFFFF, id="cut off"),
        pytest.param(b"\1\0\x18", 0xFFFFFFFF, 0xFFFFFFFF, id="damaged"),
        pytest.param(b"", 0xFFFFFFFF, 0xFFFFFFFF, id="missing"),
    ],
)
def test_large_values_are_in_the_zip64_field(extra: bytes, size: int, offset: int) -> None:
    told = {"size": 0xFFFFFFFF, "compressed_size": 0xFFFFFFFF, "offset": 0xFFFFFFFF}
    header = read_directory(archive(Raw(central=told, central_extra=extra)), most=9).headers[0]
    assert (header.size, header.offset) == (size, offset)


def test_the_zip64_field_holds_only_what_is_too_large() -> None:
    raw = Raw(central={"offset": 0xFFFFFFFF}, central_extra=pack("<2HQ", 1, 8, 7))
    header = read_directory(archive(raw), most=9).headers[0]
    assert (header.size, header.offset) == (len(raw.content), 7)


@pytest.mark.parametrize(("made_for", "path"), [(b"a.pdf", "b.pdf"), (b"another", None)])
def test_a_unicode_path_counts_for_the_name_it_was_made_for(made_for: bytes, path: str | None) -> None:
    extra = pack("<2HBL", 0x7075, 10, 1, zlib.crc32(made_for)) + b"b.pdf"
    assert read_directory(archive(Raw(central_extra=extra)), most=9).headers[0].path == path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "there are no bytes", id="nothing"),
        pytest.param(archive(ONE)[:-22], "it begins like a zip archive, but its end is missing", id="cut off"),
        pytest.param(b"%PDF-1.7", "it is a PDF, not a bundle", id="a PDF"),
        pytest.param(b64encode(archive(ONE)), "it is base64 text; decode it first", id="base64"),
        pytest.param(gzip.compress(archive(ONE)), "it is compressed by gzip; decompress it first", id="gzip"),
        pytest.param(b"-----BEGIN CERT", "it is PEM: a certificate or key, not a bundle", id="PEM"),
        pytest.param(b"0\x82\1\2", "it is DER: a certificate or key store, not a bundle", id="DER"),
        pytest.param(b"junk", "no end record: this is no zip archive", id="something else"),
    ],
)
def test_what_is_no_archive_is_told_to_be_what_it_is(content: bytes, message: str) -> None:
    with pytest.raises(NotAZip, match=f"^{message}"):
        read_directory(content, most=9)
