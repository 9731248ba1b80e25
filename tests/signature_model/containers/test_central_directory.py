"""The central directory is found and its headers are read."""

import gzip
import io
import zipfile
from base64 import b64encode
from struct import pack

import pytest

from signature_model.containers.central_directory import read_directory
from signature_model.errors import NotAZip
from tests.kits.archives import Raw, archive

ONE = Raw()
FLOOD = b"PK\5\6" + bytes(16) + b"\xff\xff"


def test_headers_come_in_the_order_of_the_directory() -> None:
    names = [header.name for header in read_directory(archive(Raw(name=b"b"), Raw(name=b"a")), most=9).headers]
    assert names == ["b", "a"]


def test_an_archive_may_be_empty() -> None:
    assert read_directory(archive(), most=9).headers == ()
    assert read_directory(archive() + b"junk", most=9).headers == ()


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
def test_content_without_a_directory_is_refused(content: bytes) -> None:
    with pytest.raises(NotAZip):
        read_directory(content, most=9)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            archive(ONE, end={"disk": 1}),
            "it is one part of an archive that was split over several files",
            id="several disks",
        ),
        pytest.param(
            archive(ONE)[5:], "the end record points to a place without a central directory", id="beginning cut off"
        ),
        pytest.param(
            archive(ONE, Raw(name=b"b", central_signature=b"PK\1\1")),
            "the directory is damaged at byte 153",
            id="damaged",
        ),
        pytest.param(
            archive(ONE, ONE, gap=b"x", end={"size": 72}), "the directory is damaged at byte 157", id="half a header"
        ),
        pytest.param(
            archive(ONE, Raw(name=b"b", central={"comment": 1})),
            "the last entry of the directory is cut off",
            id="cut off",
        ),
    ],
)
def test_an_unreadable_directory_is_explained(content: bytes, message: str) -> None:
    with pytest.raises(NotAZip) as caught:
        read_directory(content, most=9)
    assert caught.value.message == message


def test_an_entry_may_have_no_name_and_end_with_its_header() -> None:
    assert [header.name for header in read_directory(archive(ONE, Raw(name=b"")), most=9).headers] == ["a.pdf", ""]


def test_the_comment_of_an_entry_is_skipped() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name in ("a", "b", "c"):
            info = zipfile.ZipInfo(name)
            info.comment = b"legal"
            file.writestr(info, b"")
    assert [header.name for header in read_directory(target.getvalue(), most=9).headers] == ["a", "b", "c"]


def test_no_more_entries_are_read_than_asked_for() -> None:
    content = archive(ONE, ONE, ONE)
    assert not read_directory(content, most=3).is_cut
    cut = read_directory(content, most=2)
    assert cut.is_cut
    assert len(cut.headers) == 2
    assert cut.disagreements == ()


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        pytest.param(Raw(name="blåbær".encode()), "blåbær", id="UTF-8"),
        pytest.param(Raw(name="blåbær".encode(), both={"flags": 0}), "blåbær", id="UTF-8 without the flag"),
        pytest.param(Raw(name=b"bl\x86b\x91r", both={"flags": 0}), "blåbær", id="code page 437"),
        pytest.param(Raw(name=b"bl\xe5"), "bl\\xe5", id="not UTF-8 with the flag"),
    ],
)
def test_names_in_utf_8_are_decoded_with_or_without_the_flag(raw: Raw, name: str) -> None:
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
    stated = {"size": 0xFFFFFFFF, "compressed_size": 0xFFFFFFFF, "offset": 0xFFFFFFFF}
    header = read_directory(archive(Raw(central=stated, central_extra=extra)), most=9).headers[0]
    assert (header.size, header.offset) == (size, offset)


def test_the_zip64_field_holds_only_values_that_are_too_large() -> None:
    raw = Raw(central={"offset": 0xFFFFFFFF}, central_extra=pack("<2HQ", 1, 8, 7))
    header = read_directory(archive(raw), most=9).headers[0]
    assert (header.size, header.offset, header.fault) == (len(raw.content), 7, None)


NEEDLESS = "the ZIP64 field has 8 bytes; the values that it replaces need 0"
HALF = "the ZIP64 field has 8 bytes; the values that it replaces need 16"
BOTH = {"size": 0xFFFFFFFF, "compressed_size": 0xFFFFFFFF}
SPLIT = "the entry begins on disk 1 of a split archive"
ONE_DISK = "the ZIP64 field has a disk's number and 4 bytes; some readers accept only 28"
EVERYTHING = BOTH | {"offset": 0xFFFFFFFF, "disk": 0xFFFF}
CONTROLS = "the comment has control characters"
NOT_UTF8 = "the comment is not UTF-8"


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        pytest.param(Raw(), None, id="nothing"),
        pytest.param(Raw(central_extra=pack("<2H", 1, 0)), None, id="an empty zip64 field"),
        pytest.param(Raw(central_extra=b"\x01"), "bytes after the last extra field: 1", id="a byte of extra data"),
        pytest.param(Raw(central_extra=pack("<2HQ", 1, 8, 18)), NEEDLESS, id="a zip64 field that replaces nothing"),
        pytest.param(Raw(central=BOTH, central_extra=pack("<2HQ", 1, 8, 18)), HALF, id="half a zip64 field"),
        pytest.param(Raw(central={"disk": 1}), SPLIT, id="another disk"),
        pytest.param(Raw(central={"disk": 0xFFFF}), SPLIT.replace("1", "65535"), id="a disk that nothing names"),
        pytest.param(Raw(central=EVERYTHING, central_extra=pack("<2H3QL", 1, 28, 18, 18, 0, 1)), SPLIT, id="disk 1"),
        pytest.param(Raw(central={"disk": 0xFFFF}, central_extra=pack("<2HL", 1, 4, 0)), ONE_DISK, id="the only disk"),
        pytest.param(Raw(central=EVERYTHING, central_extra=pack("<2H3QL", 1, 28, 18, 18, 0, 0)), None, id="all values"),
        pytest.param(Raw(comment=b"\xe5"), NOT_UTF8, id="a comment that is not UTF-8"),
        pytest.param(Raw(comment=b"\xe5", both={"flags": 0}), NOT_UTF8, id="a comment that Java cannot read"),
        pytest.param(Raw(comment="å".encode()), None, id="a comment in UTF-8"),
        pytest.param(Raw(comment=b"a\tb\r\n"), None, id="a comment in two columns"),
        pytest.param(Raw(comment=b"a\0b"), CONTROLS, id="a comment that libzip takes for code page 437"),
        pytest.param(Raw(comment=b"a\0b", both={"flags": 0}), None, id="a comment in code page 437"),
        pytest.param(Raw(comment=b"PK\5\6"), "the directory entry contains an end record", id="an end record"),
    ],
)
def test_faults_of_an_entry_in_the_directory_are_recorded(raw: Raw, fault: str | None) -> None:
    assert read_directory(archive(raw), most=9).headers[0].fault == fault


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "it is an empty file, not a bundle; ", id="nothing"),
        pytest.param(archive(ONE)[:-22], "it begins like a ZIP archive, but its end is missing", id="cut off"),
        pytest.param(b"%PDF-1.7", "it is a PDF, not a bundle", id="a PDF"),
        pytest.param(b64encode(archive(ONE)), "it is base64 text, not a bundle; decode it first", id="base64"),
        pytest.param(
            gzip.compress(archive(ONE)), "it is compressed by gzip, not a bundle; decompress it first", id="gzip"
        ),
        pytest.param(b"-----BEGIN CERT", "it is a PEM file, such as a certificate or a key, not a bundle", id="PEM"),
        pytest.param(b"0\x82\1\2", "it is a DER file, such as a certificate, a key store or a CMS signature", id="DER"),
        pytest.param(b"junk", "it has no end record, so it is not a ZIP archive", id="something else"),
    ],
)
def test_other_content_is_identified(content: bytes, message: str) -> None:
    with pytest.raises(NotAZip, match=f"^{message}"):
        read_directory(content, most=9)
