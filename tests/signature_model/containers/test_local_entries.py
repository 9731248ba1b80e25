"""Entries are found and compared with the directory."""

import zlib
from dataclasses import replace
from struct import pack

import pytest

from signature_model.containers.central_directory import read_directory
from signature_model.containers.local_entries import place_entries, stray_bytes
from tests.kits.archives import Raw, archive, descriptor

A, B, C = Raw(), Raw(name=b"b.pdf", content=b"another"), Raw(name=b"c.pdf", content=b"a third one")
NOTHING_YET = {"crc": 0, "compressed_size": 0, "size": 0}
STREAMED = replace(A, both={"flags": 0x808}, local=NOTHING_YET)
LARGE = {"compressed_size": 0xFFFFFFFF, "size": 0xFFFFFFFF}
SIZES64 = pack("<2H2Q", 1, 16, len(A.content), len(A.content))
WIDE = replace(STREAMED, local={"crc": 0, **LARGE}, local_extra=pack("<2H2Q", 1, 16, 0, 0))
EMPTY = Raw(content=b"", both={"flags": 0x808})


DEFLATED = replace(A, method=8, both={"flags": 0x808})
DEFLATED_STREAM = replace(DEFLATED, local=NOTHING_YET, after=descriptor(DEFLATED))


def disagreements(content: bytes) -> list[str | None]:
    return [placement.disagreement for placement in place_entries(content, read_directory(content, most=9))]


def gaps(content: bytes) -> list[bytes]:
    directory = read_directory(content, most=9)
    return [content[gap.start : gap.stop] for gap in stray_bytes(content, directory, place_entries(content, directory))]


def path(name: str, raw: Raw = A) -> bytes:
    return pack("<2HBL", 0x7075, 5 + len(name.encode()), 1, zlib.crc32(raw.name)) + name.encode()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(A, id="plain"),
        pytest.param(replace(STREAMED, after=descriptor(STREAMED)), id="descriptor"),
        pytest.param(replace(STREAMED, after=descriptor(STREAMED, signed=False)), id="unsigned descriptor"),
        pytest.param(replace(WIDE, after=descriptor(A, wide=True)), id="wide descriptor"),
        pytest.param(replace(WIDE, after=descriptor(A, wide=True, signed=False)), id="wide unsigned descriptor"),
        pytest.param(replace(A, local_extra=pack("<2H", 1, 0)), id="an empty zip64 field"),
        pytest.param(replace(STREAMED, local={}, after=descriptor(STREAMED)), id="descriptor of what was known"),
        pytest.param(replace(EMPTY, after=descriptor(EMPTY, signed=False)), id="unsigned descriptor of nothing"),
        pytest.param(replace(A, local=LARGE, local_extra=SIZES64), id="zip64 in the local header"),
        pytest.param(replace(A, both=LARGE, local_extra=SIZES64, central_extra=SIZES64), id="zip64 in both headers"),
        pytest.param(replace(A, local_extra=b"\0\0\0\0", central_extra=b""), id="an extra field in one place"),
        pytest.param(replace(A, local_extra=path("a.pdf"), central_extra=path("a.pdf")), id="the same Unicode path"),
        pytest.param(replace(A, central_extra=path("a.pdf")), id="the same Unicode path in one place"),
        pytest.param(replace(A, central_extra=path("a.pdf", C)), id="the same Unicode path with another checksum"),
        pytest.param(replace(A, method=8, local={"flags": 0x802}), id="another hint at the level of compression"),
        pytest.param(replace(A, local={"flags": 0}), id="another encoding of ASCII"),
    ],
)
def test_headers_that_agree_are_no_disagreement(raw: Raw) -> None:
    content = archive(raw, B)
    assert disagreements(content) == [None, None]
    assert gaps(content) == []


DESCRIPTOR = "the data descriptor is missing, or disagrees with the directory"
ZIP64 = "the local header's ZIP64 field must have 16 bytes and replace both sizes; it has"
HIDDEN = "stored without its sizes, and its content contains a ZIP signature"
HALF = {"compressed_size": 0xFFFFFFFF}


def hiding(signature: bytes) -> Raw:
    """Return a stored entry that only the directory delimits, with a signature in its content."""
    raw = replace(A, content=b"before" + signature + b"behind", both={"flags": 0x808})
    return replace(raw, local=NOTHING_YET, after=descriptor(raw))


@pytest.mark.parametrize(
    ("raw", "is_unstreamable"),
    [
        pytest.param(A, False, id="plain"),
        pytest.param(replace(STREAMED, after=descriptor(STREAMED)), True, id="stored, sizes unknown"),
        pytest.param(replace(WIDE, after=descriptor(A, wide=True)), True, id="stored, zip64 sizes unknown"),
        pytest.param(replace(STREAMED, local={}, after=descriptor(STREAMED)), True, id="stored, sizes known"),
        pytest.param(replace(EMPTY, after=descriptor(EMPTY)), True, id="stored, empty"),
        pytest.param(DEFLATED_STREAM, False, id="deflated"),
    ],
)
def test_only_a_stored_entry_with_a_descriptor_cannot_be_streamed(raw: Raw, is_unstreamable: bool) -> None:  # noqa: FBT001
    content = archive(raw)
    [placement] = place_entries(content, read_directory(content, most=9))
    assert (placement.disagreement, placement.is_unstreamable) == (None, is_unstreamable)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        pytest.param(
            replace(A, local_name=b"b.pdf"), "the local header has another name than the directory", id="name"
        ),
        pytest.param(
            replace(A, local_name=b"a.pd"),
            "the local header has another name than the directory",
            id="length of the name",
        ),
        pytest.param(replace(A, local={"method": 8}), "the local header says method 8, the directory 0", id="method"),
        pytest.param(
            replace(A, local={"flags": 0x801}), "the local header says flags 1, the directory 0", id="encrypted locally"
        ),
        pytest.param(
            replace(A, local={"flags": 0x802}),
            "the local header says flags 2, the directory 0",
            id="a level of stored data",
        ),
        pytest.param(
            replace(A, central={"flags": 0x801}),
            "the local header says flags 0, the directory 1",
            id="encrypted in the directory",
        ),
        pytest.param(
            replace(A, name="å".encode(), local={"flags": 0}),
            "the local header says flags 0, the directory 2048",
            id="encoding of the name",
        ),
        pytest.param(
            replace(A, local={"crc": 1}), "the local header says CRC-32 1, the directory 3267026002", id="CRC-32"
        ),
        pytest.param(
            replace(A, local={"compressed_size": 17}),
            "the local header says compressed size 17, the directory 18",
            id="compressed size",
        ),
        pytest.param(replace(A, local={"size": 17}), "the local header says size 17, the directory 18", id="size"),
        pytest.param(
            replace(A, local=LARGE),
            "the local header says compressed size 4294967295, the directory 18",
            id="zip64 field missing",
        ),
        pytest.param(
            replace(A, local=LARGE, local_extra=SIZES64.replace(b"\x12", b"\x13")),
            "the local header says compressed size 19, the directory 18",
            id="ZIP64 field",
        ),
        pytest.param(
            replace(A, local=NOTHING_YET),
            "the local header says CRC-32 0, the directory 3267026002",
            id="nothing known, and no descriptor",
        ),
        pytest.param(
            replace(STREAMED, local={"crc": 1}),
            "the local header says CRC-32 1, the directory 3267026002",
            id="CRC-32 before a descriptor",
        ),
        pytest.param(
            replace(
                STREAMED, central={"size": 0xFFFFFFFF}, central_extra=pack("<2HQ", 1, 8, 1 << 33), after=descriptor(A)
            ),
            DESCRIPTOR,
            id="a descriptor that is too narrow for the size",
        ),
        pytest.param(STREAMED, DESCRIPTOR, id="no descriptor"),
        pytest.param(replace(STREAMED, after=descriptor(A, wide=True)), DESCRIPTOR, id="descriptor too wide"),
        pytest.param(replace(WIDE, after=descriptor(A)), DESCRIPTOR, id="descriptor too narrow"),
        pytest.param(
            replace(A, local_extra=SIZES64), f"{ZIP64} 16 and replaces 0", id="a zip64 field that replaces nothing"
        ),
        pytest.param(
            replace(A, local=HALF, local_extra=SIZES64), f"{ZIP64} 16 and replaces 1", id="half a zip64 field"
        ),
        pytest.param(
            replace(A, local=LARGE, local_extra=SIZES64[:2] + b"\x18" + SIZES64[3:] + bytes(8)),
            f"{ZIP64} 24 and replaces 2",
            id="zip64 field too long",
        ),
        pytest.param(replace(A, local_extra=b"\0"), "bytes after the last extra field: 1", id="malformed extra field"),
        pytest.param(
            replace(A, central_extra=b"\0"), "bytes after the last extra field: 1", id="malformed in the directory"
        ),
        pytest.param(hiding(b"PK\3\4"), HIDDEN, id="a local header in what a stream reads"),
        pytest.param(hiding(b"PK\7\x08"), HIDDEN, id="a descriptor in what a stream reads"),
        pytest.param(hiding(b"PK\1\2"), HIDDEN, id="a directory in what a stream reads"),
        pytest.param(hiding(b"PK\5\6"), HIDDEN, id="an end record in what a stream reads"),
        pytest.param(
            replace(STREAMED, after=descriptor(replace(A, content=b"x"))), DESCRIPTOR, id="another descriptor"
        ),
        pytest.param(
            replace(A, local={"flags": 0x808}),
            "the local header says flags 8, the directory 0",
            id="descriptor in the local header only",
        ),
        pytest.param(
            replace(A, local_extra=path("b.pdf")),
            "the Unicode path field has another name than the header",
            id="Unicode path locally",
        ),
        pytest.param(
            replace(A, central_extra=path("b.pdf")),
            "the Unicode path field has another name than the header",
            id="Unicode path in the directory",
        ),
        pytest.param(replace(A, local_signature=b"PK\3\3"), "no local header at byte 0", id="no local header"),
        pytest.param(replace(A, central={"offset": 1}), "no local header at byte 1", id="local header elsewhere"),
        pytest.param(
            replace(A, central={"offset": 0xFFFFFF}), "no local header at byte 16777215", id="local header nowhere"
        ),
        pytest.param(replace(A, both={"compressed_size": 999}), "reaches into the directory", id="reaches too far"),
    ],
)
def test_a_disagreement_is_recorded_for_its_entry_only(raw: Raw, words: str) -> None:
    first, second = disagreements(archive(raw, B))
    assert (first, second) == (words, None)


@pytest.mark.parametrize(
    ("raw", "other"),
    [
        pytest.param(A, None, id="one name"),
        pytest.param(replace(A, local_name=b"b.pdf"), b"b.pdf", id="another"),
        pytest.param(replace(A, local={"crc": 1}), None, id="another contradiction"),
        pytest.param(replace(A, both={"compressed_size": 999}, local_name=b"b.pdf"), None, id="not read so far"),
    ],
)
def test_a_different_local_name_is_kept(raw: Raw, other: bytes | None) -> None:
    content = archive(raw)
    assert [each.other_name for each in place_entries(content, read_directory(content, most=9))] == [other]


def test_an_entry_that_disagrees_claims_the_bytes_up_to_the_next() -> None:
    lost = replace(A, local_signature=b"PK\3\3", after=b"junk")
    assert gaps(archive(lost, B)) == []
    assert gaps(archive(B, lost)) == []
    assert gaps(archive(lost, B, before=b"before")) == [b"before"]
    reaching = replace(A, both={"compressed_size": 999})
    assert gaps(archive(reaching, B)) == []


def test_an_entry_inside_the_directory_has_no_bytes() -> None:
    content = archive(A)
    start = content.index(b"PK\1\2")
    assert gaps(archive(replace(A, central={"offset": start}))) == [content[:start]]


def test_a_header_that_reaches_into_the_directory_is_ignored() -> None:
    begun = replace(A, after=b"PK\3\4 and so on")
    start = archive(B, begun).index(b"PK\3\4 and")
    content = archive(replace(B, central={"offset": start}), begun)
    assert disagreements(content) == [f"no local header at byte {start}", None]


def test_an_entry_may_have_no_name_and_no_content() -> None:
    assert disagreements(archive(Raw(name=b"", content=b""))) == [None]


def test_a_size_may_have_its_largest_value() -> None:
    size, length = pack("<2HQ", 1, 8, 2**63 + 5), pack("<2H2Q", 1, 16, 2**63 + 5, len(A.content))
    huge = replace(A, local=LARGE, local_extra=length, central={"size": 0xFFFFFFFF}, central_extra=size)
    assert disagreements(archive(huge)) == [None]


def test_directory_and_entries_may_have_different_orders() -> None:
    content = archive(A, B)
    first, second = (content.index(b"PK\1\2"), content.rindex(b"PK\1\2"))
    end = content.index(b"PK\5\6")
    assert disagreements(content[:first] + content[second:end] + content[first:second] + content[end:]) == [None, None]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(archive(A, before=b"before"), [b"before"], id="before"),
        pytest.param(archive(replace(A, after=b"between"), B), [b"between"], id="between"),
        pytest.param(archive(A, replace(B, after=b"behind")), [b"behind"], id="before the directory"),
        pytest.param(archive(A, gap=b"gap"), [b"gap"], id="behind the directory"),
        pytest.param(archive(A) + b"after", [b"after"], id="after"),
        pytest.param(archive(before=b"only"), [b"only"], id="nothing else"),
        pytest.param(archive(A, zip64={}), [], id="zip64 is no gap"),
        pytest.param(archive(A, comment=b"a comment"), [], id="a comment is no gap"),
    ],
)
def test_bytes_that_belong_to_nothing_are_found(content: bytes, expected: list[bytes]) -> None:
    assert gaps(content) == expected


def test_entries_that_share_bytes_overlap_each_other() -> None:
    reaching = replace(A, both={"compressed_size": len(A.content) + 1})
    assert disagreements(archive(reaching, B, C)) == [
        "overlaps the entry at byte 53",
        "overlaps the entry at byte 0",
        None,
    ]


def test_an_entry_around_two_others_overlaps_both() -> None:
    swallowed = len(archive(B, C)) - len(archive()) - 2 * (46 + len(B.name))
    around = replace(A, both={"compressed_size": len(A.content) + swallowed})
    assert None not in disagreements(archive(around, B, C))
    assert disagreements(archive(C, around, B))[0] is None


def test_two_entries_cannot_share_a_local_header() -> None:
    assert None not in disagreements(archive(A, replace(A, central={"offset": 0})))
