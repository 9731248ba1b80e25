"""Extra fields are read by APPNOTE 4.5, and faults in them are recorded."""

from struct import pack

import pytest

from signature_model.containers.extra_fields import ExtraFields, read_extra_fields

EMPTY = pack("<2H", 9, 0)
SIZE = pack("<2HQ", 1, 8, 5)
PATH = pack("<2HBL", 0x7075, 10, 1, 0) + b"b.pdf"


@pytest.mark.parametrize(
    ("extra", "fields"),
    [
        pytest.param(b"", ExtraFields(), id="none"),
        pytest.param(EMPTY + EMPTY, ExtraFields(), id="others"),
        pytest.param(pack("<2H7x", 0x9901, 7), ExtraFields(), id="AES encryption"),
        pytest.param(EMPTY + SIZE, ExtraFields(zip64=pack("<Q", 5)), id="zip64"),
        pytest.param(pack("<2H", 1, 0), ExtraFields(zip64=b""), id="zip64, empty"),
        pytest.param(PATH + EMPTY, ExtraFields(path=b"b.pdf"), id="Unicode path"),
        pytest.param(PATH + SIZE, ExtraFields(zip64=pack("<Q", 5), path=b"b.pdf"), id="both"),
        pytest.param(pack("<2HBL", 0x7075, 5, 1, 0), ExtraFields(path=b""), id="an empty path"),
    ],
)
def test_the_two_fields_that_affect_readers_are_read(extra: bytes, fields: ExtraFields) -> None:
    assert read_extra_fields(extra) == fields


@pytest.mark.parametrize(
    ("extra", "fault"),
    [
        pytest.param(EMPTY + b"\0\0\0", "bytes after the last extra field: 3", id="padding"),
        pytest.param(pack("<2H", 9, 1), "extra field 0x0009 is longer than the extra data", id="one byte short"),
        pytest.param(SIZE[:-1], "extra field 0x0001 is longer than the extra data", id="zip64, cut"),
        pytest.param(SIZE + SIZE, "there are two ZIP64 fields", id="two zip64 fields"),
        pytest.param(PATH + EMPTY + PATH, "there are two Unicode path fields", id="two Unicode path fields"),
        pytest.param(pack("<2H", 0x5455, 0), "the extended timestamp field is empty", id="an empty timestamp"),
        pytest.param(pack("<2H", 0x9901, 2) + b"\2\0", "the AES encryption field is too short", id="a short AES field"),
        pytest.param(pack("<2HL", 0x7075, 4, 0), "the Unicode path field is too short", id="no room for its head"),
    ],
)
def test_a_malformed_field_is_a_fault(extra: bytes, fault: str) -> None:
    assert read_extra_fields(extra).fault == fault


@pytest.mark.parametrize("length", [0x7FFF, 0x8000, 0xFFE0])
def test_a_field_may_have_any_length(length: int) -> None:
    assert read_extra_fields(pack("<2H", 0x9999, length) + bytes(length) + SIZE).zip64 == pack("<Q", 5)
