"""Members that two readers could understand differently, and ZIP bombs, are not read."""

import tracemalloc
from dataclasses import replace

import pytest

from signature_model.containers.names import MAX_NAME_LENGTH
from signature_model.containers.obstacles import Obstacle
from signature_model.containers.reading import (
    MAX_MEMBER_SIZE,
    MAX_MEMBERS,
    MAX_TOTAL_SIZE,
    RATIO_FREE_SIZE,
    open_container,
)
from tests.kits.archives import Raw, archive, deflated

A, B = Raw(), Raw(name=b"b.xml", content=b"<b/>" * 99, method=8)


@pytest.mark.parametrize(
    ("raw", "obstacle"),
    [
        pytest.param(replace(A, local={"size": 1}), Obstacle.INCONSISTENT, id="headers disagree"),
        pytest.param(replace(A, both={"flags": 0x801}), Obstacle.ENCRYPTED, id="encrypted"),
        pytest.param(replace(A, both={"flags": 0x841}), Obstacle.ENCRYPTED, id="strongly encrypted"),
        pytest.param(replace(A, method=12), Obstacle.METHOD, id="bzip2"),
        pytest.param(replace(A, both={"flags": 0x820}), Obstacle.METHOD, id="a patch"),
        pytest.param(replace(A, both={"version": 47}), Obstacle.METHOD, id="a newer format"),
        pytest.param(replace(A, name=b"x/"), Obstacle.INCONSISTENT, id="a folder with content"),
        pytest.param(replace(A, name=b"n" * (MAX_NAME_LENGTH + 1)), Obstacle.EXCESS, id="a long name"),
        pytest.param(replace(A, both={"size": MAX_MEMBER_SIZE + 1}), Obstacle.EXCESS, id="too large"),
        pytest.param(replace(B, both={"size": RATIO_FREE_SIZE + 1}), Obstacle.EXCESS, id="compressed too well"),
        pytest.param(replace(A, central={"mode": 0o120777}), Obstacle.IRREGULAR, id="a symbolic link"),
        pytest.param(replace(A, central={"attributes": 0x10}), Obstacle.IRREGULAR, id="a folder, by its attributes"),
        pytest.param(replace(A, both={"crc": 1}), Obstacle.CORRUPT, id="CRC-32"),
        pytest.param(replace(A, both={"size": 17}), Obstacle.CORRUPT, id="stored smaller"),
        pytest.param(replace(B, both={"size": 395}), Obstacle.CORRUPT, id="inflates to more"),
        pytest.param(replace(B, both={"size": 397}), Obstacle.CORRUPT, id="inflates to less"),
        pytest.param(replace(B, data=b"\xff" * 9), Obstacle.CORRUPT, id="no deflate stream"),
        pytest.param(replace(B, data=deflated(B.content)[:-1]), Obstacle.CORRUPT, id="deflate stream cut off"),
        pytest.param(replace(B, data=deflated(B.content) + b"x"), Obstacle.CORRUPT, id="behind the deflate stream"),
        pytest.param(replace(B, name=b"x/", content=b"", data=b"junk"), Obstacle.CORRUPT, id="a folder with junk"),
    ],
)
def test_a_member_that_cannot_be_read_safely_is_not_read(raw: Raw, obstacle: Obstacle) -> None:
    container = open_container(archive(raw, Raw(name=b"other")))
    entry = container.entries[0]
    assert entry.obstacle is obstacle
    assert list(container.unreadable.items()) == [(entry.name, entry.why)]
    assert list(container.members) == ["other"]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        pytest.param(replace(A, both={"flags": 0x801}), "encrypted", id="encrypted"),
        pytest.param(replace(A, method=12), "compression method 12", id="bzip2"),
        pytest.param(replace(A, both={"flags": 0x820}), "a patch to a file outside the archive", id="a patch"),
        pytest.param(replace(A, both={"version": 47}), "needs version 4.7 of the ZIP format", id="a newer format"),
        pytest.param(replace(A, name=b"x/"), "a folder with 18 bytes of content", id="a folder with content"),
        pytest.param(replace(A, name=b"n" * 1025), "a name of 1025 characters, more than 1024", id="a long name"),
        pytest.param(replace(A, central={"mode": 0o120777}), "a symbolic link", id="a symbolic link"),
        pytest.param(replace(A, both={"crc": 1}), "the CRC-32 does not match the content", id="CRC-32"),
        pytest.param(replace(A, both={"size": 17}), "18 bytes instead of 17", id="stored smaller"),
        pytest.param(replace(B, both={"size": 395}), "it inflates to more than 395 bytes", id="inflates to more"),
        pytest.param(replace(B, both={"size": 397}), "396 bytes instead of 397", id="inflates to less"),
        pytest.param(replace(B, data=b"\xff" * 9), "the deflate stream is damaged", id="no deflate stream"),
        pytest.param(replace(B, data=deflated(B.content)[:-1]), "the deflate stream is cut short", id="cut off"),
        pytest.param(
            replace(B, data=deflated(B.content) + b"x"), "bytes after the end of the deflate stream: 1", id="behind"
        ),
    ],
)
def test_the_reason_why_a_member_is_not_read(raw: Raw, why: str) -> None:
    assert [entry.why for entry in open_container(archive(raw)).entries] == [why]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(replace(A, both={"version": 46}), id="the newest format"),
        pytest.param(replace(A, name=b"n" * MAX_NAME_LENGTH), id="the longest name"),
    ],
)
def test_a_member_at_the_limits_is_read(raw: Raw) -> None:
    assert open_container(archive(raw)).members == {raw.name.decode(): raw.content}


def test_a_ratio_of_one_hundred_is_allowed() -> None:
    length = RATIO_FREE_SIZE // 100 + 1
    stated = Raw(method=8, data=b"\xff" * length, both={"size": 100 * length})
    assert [entry.obstacle for entry in open_container(archive(stated)).entries] == [Obstacle.CORRUPT]


def test_no_more_is_inflated_than_stated() -> None:
    bomb = archive(Raw(method=8, data=deflated(bytes(32 << 20)), both={"size": 9}))
    tracemalloc.start()
    try:
        assert open_container(bomb).members == {}
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("lies", "why"),
    [
        pytest.param({"size": MAX_MEMBER_SIZE + 1}, "67,108,865 bytes, more than 67,108,864", id="too large"),
        pytest.param(
            {"size": RATIO_FREE_SIZE + 1},
            f"16,777,217 bytes out of {len(deflated(B.content))}, more than 100:1",
            id="compressed too well",
        ),
    ],
)
def test_limits_are_reported_in_readable_figures(lies: dict[str, int], why: str) -> None:
    [entry] = open_container(archive(replace(B, both=lies))).entries
    assert entry.why == why


def test_of_two_members_with_one_name_neither_is_read() -> None:
    container = open_container(archive(A, B, A, Raw(name=b"a.pdfX")))
    assert [entry.obstacle for entry in container.entries] == [Obstacle.DUPLICATE, None, Obstacle.DUPLICATE, None]
    assert container.unreadable == {"a.pdf": "2 members have this name"}
    assert list(container.members) == ["b.xml", "a.pdfX"]


def test_a_file_and_a_folder_of_one_name_are_not_read() -> None:
    container = open_container(archive(A, B, Raw(name=b"a.pdf/", content=b"")))
    assert [entry.obstacle for entry in container.entries] == [Obstacle.DUPLICATE, None, Obstacle.DUPLICATE]
    assert list(container.members) == ["b.xml"]


def test_too_many_members_are_not_even_listed() -> None:
    full = [Raw(name=str(number).encode()) for number in range(MAX_MEMBERS)]
    assert len(open_container(archive(*full)).members) == MAX_MEMBERS
    container = open_container(archive(*full, A))
    assert container.excess == "more than 100 members"
    assert container.entries == ()
    assert container.members == {}


def test_nothing_is_read_if_all_members_together_are_too_large() -> None:
    half = {"size": MAX_TOTAL_SIZE // 2, "compressed_size": len(deflated(bytes(9)))}
    halves = [Raw(name=name, method=8, both=half, data=deflated(bytes(9))) for name in (b"a", b"b")]
    pieces = [
        replace(each, both={"size": RATIO_FREE_SIZE}, name=each.name + b"%d" % n) for each in halves for n in (1, 2)
    ]
    container = open_container(archive(*pieces, A))
    assert container.excess == "67,108,882 bytes in all members, more than 67,108,864"
    assert container.members == {}
    assert set(container.unreadable) == {entry.name for entry in container.entries}
    assert set(container.unreadable.values()) == {container.excess}
    assert [entry.obstacle for entry in container.entries] == [None] * 5


def test_a_document_that_compresses_well_is_read() -> None:
    zeros = Raw(content=bytes(11 << 20), method=8)
    assert open_container(archive(zeros)).members == {"a.pdf": zeros.content}
