"""The right end record is found, and wrong statements in end records are recorded."""

from struct import pack

import pytest

from signature_model.containers.central_directory import read_directory
from tests.kits.archives import Raw, archive

ONE = Raw()
FLOOD = b"PK\5\6" + bytes(16) + b"\xff\xff"
IN64 = {"disk": 0xFFFF, "entries": 0xFFFF, "here": 0xFFFF, "size": 0xFFFFFFFF, "offset": 0xFFFFFFFF}
COUNTS = "the end record states two numbers of entries: 2 in all files, 0 in this file"
DISKS = "the ZIP64 records say that the archive is split over several disks"
COMMENT = "the comment of the archive contains another end record"


@pytest.mark.parametrize(
    ("content", "shift"),
    [
        pytest.param(archive(ONE), 0, id="nothing before"),
        pytest.param(archive(ONE, before=b"junk"), 4, id="junk before"),
        pytest.param(archive(ONE, gap=b"junk"), 0, id="junk behind the directory"),
        pytest.param(archive(ONE) + b"junk", 0, id="junk behind the end"),
        pytest.param(archive(ONE) + b"!", 0, id="a byte behind the end"),
        pytest.param(archive(ONE, comment=bytes(0xFFFF)), 0, id="the longest comment"),
        pytest.param(archive(ONE, comment=b"legal"), 0, id="a comment"),
        pytest.param(archive(ONE, zip64={}), 0, id="zip64"),
        pytest.param(archive(ONE, zip64={}, end=IN64), 0, id="all in zip64"),
        pytest.param(archive(ONE, zip64={}, end=IN64 | {"offset": 18 + 30 + 5}), 0, id="all but the offset in zip64"),
        pytest.param(archive(ONE, zip64={}, end=IN64 | {"entries": 1, "here": 1}), 0, id="all but the count in zip64"),
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
        pytest.param(archive(ONE, zip64={}, end={"size": 0xFFFFFFFF}), id="only the size is in zip64"),
        pytest.param(archive(ONE, zip64={"locator": 1}), id="the locator points elsewhere"),
    ],
)
def test_wrong_end_records_are_recorded(content: bytes) -> None:
    assert len(read_directory(content, most=9).disagreements) == 1


@pytest.mark.parametrize(
    ("content", "disagreements"),
    [
        pytest.param(
            archive(ONE, comment=b"PK\5\6 again", end={"entries": 2, "here": 0}),
            [COMMENT, COUNTS, "the number of entries is 2 in the end record, and 1 in the directory"],
            id="without zip64",
        ),
        pytest.param(
            archive(ONE, comment=b"PK\5\6 again", zip64={}, end={"size": 0xFFFFFFFF}),
            [COMMENT, "the end record refers to the ZIP64 end record only for the size of the directory"],
            id="only the size in zip64",
        ),
        pytest.param(
            archive(ONE, comment=b"PK\5\6 again", zip64={"locator": 1, "disks": 2}, end={"entries": 2, "here": 0}),
            [
                COMMENT,
                COUNTS,
                DISKS,
                "the end record and the ZIP64 end record disagree",
                "the ZIP64 locator does not point to the end of the directory",
            ],
            id="with zip64",
        ),
    ],
)
def test_every_wrong_statement_of_the_end_records_is_recorded(content: bytes, disagreements: list[str]) -> None:
    assert list(read_directory(content, most=9).disagreements) == disagreements


@pytest.mark.parametrize(
    "said", [{"disks": 2}, {"disks": 0}, {"locator_disk": 1}, {"disk64": 1}, {"directory_disk64": 1}]
)
def test_zip64_records_that_name_several_disks_are_recorded(said: dict[str, int]) -> None:
    [disagreement] = read_directory(archive(ONE, zip64=said), most=9).disagreements
    assert disagreement == DISKS


def test_bytes_behind_the_comment_do_not_belong_to_it() -> None:
    assert read_directory(archive(ONE) + b"PK\5\6", most=9).disagreements == ()


def end_of(content: bytes) -> bytes:
    """The signatures of the end records."""
    start = read_directory(content, most=9).end_records.start
    return content[start : start + 4]


def test_a_zip64_record_of_any_length_is_found_by_its_locator() -> None:
    record, locator, rest = archive(ONE, zip64={"rest": 53}).partition(b"PK\6\7")
    assert end_of(record + b"so much m" + locator + rest) == b"PK\6\6"


def test_a_zip64_record_may_be_the_first_record() -> None:
    assert read_directory(archive(zip64={}), most=9).end_records.start == 0


def test_a_zip64_record_without_a_locator_is_ignored() -> None:
    assert end_of(archive(ONE, zip64={}).replace(b"PK\6\7", b"PK\6\x08")) == b"PK\5\6"


def test_a_zip64_record_that_is_too_short_is_ignored() -> None:
    record, locator, rest = archive(ONE, zip64={"rest": 34}).partition(b"PK\6\7")
    assert end_of(record[:-10] + locator + rest) == b"PK\5\6"


def test_a_zip64_record_without_its_signature_is_ignored() -> None:
    content = archive(ONE, before=bytes(56), zip64={"locator": 0})
    length = pack("<Q", content.index(b"PK\6\7") - 12)
    assert end_of(b"junk" + length + content[12:]) == b"PK\6\6"


@pytest.mark.parametrize("locator", [{"locator": 2**64 - 1, "rest": 45}, {"rest": 45}, {"rest": 2**64 - 1}])
def test_a_zip64_record_that_does_not_end_at_its_locator_is_ignored(locator: dict[str, int]) -> None:
    content = archive(ONE, zip64=locator)
    assert content[read_directory(content, most=9).end_records.start :].startswith(b"PK\5\6")


def test_the_last_end_record_counts_that_reaches_the_end() -> None:
    inner = archive(Raw(name=b"inner"))
    assert [header.name for header in read_directory(archive(ONE) + inner, most=9).headers] == ["inner"]
    assert [header.name for header in read_directory(archive(ONE, comment=FLOOD), most=9).headers] == ["a.pdf"]
    nested = archive(ONE, comment=archive(Raw(name=b"inner"), comment=FLOOD))
    assert [header.name for header in read_directory(nested, most=9).headers] == ["inner"]


def test_of_end_records_followed_by_other_bytes_the_last_counts() -> None:
    both = archive(ONE) + archive(Raw(name=b"inner")) + b"junk"
    assert [header.name for header in read_directory(both, most=9).headers] == ["inner"]
