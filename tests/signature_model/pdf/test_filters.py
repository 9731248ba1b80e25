"""What filters of streams give."""

import base64
import zlib

import pytest

from signature_model.pdf.filters import _inflated_in_steps, unpacked
from signature_model.pdf.limits import MAX_UNPACKED, Budget, LimitExceeded
from signature_model.pdf.malformed import Malformed
from tests.signature_model.pdf.lzw import unpacking_to, unpacking_to_a_run, unpacking_with_a_full_table

TEXT = bytes(range(256)) * 3
DEFLATED = zlib.compress(TEXT)


@pytest.mark.parametrize(
    ("data", "filters"),
    [
        pytest.param(TEXT, None, id="none"),
        pytest.param(DEFLATED, "FlateDecode", id="Flate"),
        pytest.param(DEFLATED, ["Fl"], id="Flate in a list"),
        pytest.param(DEFLATED[:-4] + b"\0\0\0\0", "FlateDecode", id="Flate with a wrong check sum"),
        pytest.param(DEFLATED + b"\n", "FlateDecode", id="Flate with a line end behind"),
        pytest.param(zlib.compress(DEFLATED), ["FlateDecode", "FlateDecode"], id="Flate twice"),
        pytest.param(TEXT.hex(" ").encode() + b">7", "ASCIIHexDecode", id="hexadecimal"),
        pytest.param(base64.a85encode(TEXT) + b"~>", "ASCII85Decode", id="base 85"),
        pytest.param(b"\0\t\n\f\r ".join([base64.a85encode(TEXT), b"~>"]), "A85", id="base 85 with white space"),
        pytest.param(unpacking_to(TEXT), "LZWDecode", id="LZW"),
        pytest.param(unpacking_to(TEXT)[:-1], "LZWDecode", id="LZW without an end"),
    ],
)
def test_filters_are_undone(data: bytes, filters: object) -> None:
    assert unpacked(data, filters, None, Budget(), []) == TEXT


def test_the_codes_of_a_full_table_have_12_bits() -> None:
    assert unpacked(unpacking_with_a_full_table(TEXT * 6), "LZW", None, Budget(), []) == TEXT * 6


def test_half_a_byte_is_filled_up() -> None:
    assert unpacked(b"4>", "AHx", None, Budget(), []) == b"@"


@pytest.mark.parametrize("length", [1, 250, 256, 300, 5_000, 100_000])
def test_lzw_gives_runs(length: int) -> None:
    run = unpacked(unpacking_to_a_run(length, 65), "LZW", None, Budget(), [])
    assert len(run) >= length
    assert set(run) == {65}


@pytest.mark.parametrize("size", [10, 10_000, 3_000_000])
def test_what_unpacks_before_an_error_counts(size: int) -> None:
    packer = zlib.compressobj()
    faults: list[str] = []
    data = packer.compress(bytes(size)) + packer.flush(zlib.Z_FULL_FLUSH) + b"\7"  # a block of an unknown type
    assert unpacked(data, "FlateDecode", None, Budget(), faults) == bytes(size)
    assert faults == ["the compressed data of a stream are damaged"]


@pytest.mark.parametrize("header", [b"\x78\x8c", b"\0\0", b"\x3e\x5e"])
def test_another_header_is_a_fault(header: bytes) -> None:
    faults: list[str] = []
    assert unpacked(header + DEFLATED[2:], "FlateDecode", None, Budget(), faults) == TEXT
    assert faults == ["the compressed data of a stream are damaged"]


def test_all_is_given_if_no_step_has_an_error() -> None:
    assert b"".join(_inflated_in_steps(zlib.decompressobj(), DEFLATED, (4,), Budget())) == TEXT


@pytest.mark.parametrize(
    ("filters", "parameters"), [("FlateDecode", {"Predictor": 12}), (["FlateDecode"], [{"Predictor": 12}])]
)
def test_a_predictor_is_undone(filters: object, parameters: object) -> None:
    assert unpacked(zlib.compress(b"\2a\2\1"), filters, parameters, Budget(), []) == b"ab"


@pytest.mark.parametrize("more", [{"Colors": 2}, {"Columns": 2}, {"BitsPerComponent": 16}])
def test_the_parameters_of_a_predictor_make_its_rows_longer(more: dict[str, object]) -> None:
    rows = b"\2ab\2\1\1"
    assert unpacked(zlib.compress(rows), "Fl", {"Predictor": 12, **more}, Budget(), []) == b"abbc"


@pytest.mark.parametrize(
    ("data", "filters"),
    [
        pytest.param(b"no zlib", "FlateDecode", id="not deflated"),
        pytest.param(b"\x80\x7f\xff\xff\xff", "LZWDecode", id="no code of LZW"),
        pytest.param(b"{{{", "ASCII85Decode", id="no base 85"),
        pytest.param(DEFLATED, "Unknown", id="no filter"),
    ],
)
def test_what_is_malformed_is_refused(data: bytes, filters: str) -> None:
    with pytest.raises(Malformed):
        unpacked(data, filters, None, Budget(), [])


def test_unpacking_has_a_limit() -> None:
    with pytest.raises(LimitExceeded):
        unpacked(zlib.compress(bytes(MAX_UNPACKED + 1), 1), "FlateDecode", None, Budget(), [])


def test_a_filter_that_is_not_supported_is_a_limit() -> None:
    with pytest.raises(LimitExceeded):
        unpacked(b"\0", "RunLengthDecode", None, Budget(), [])


def test_lzw_has_a_limit() -> None:
    budget = Budget()
    budget.unpacked = 100_000
    with pytest.raises(LimitExceeded):
        unpacked(unpacking_to_a_run(200_000), "LZWDecode", None, budget, [])
