"""Decode the filters of streams (ISO 32000-1, 7.4) within the limits of ``limits``."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from signature_model.pdf.limits import LimitExceeded
from signature_model.pdf.malformed import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from signature_model.pdf.limits import Budget

DAMAGED: Final = "the compressed data of a stream are damaged"

_NOT_HEX: Final = re.compile(rb"[^0-9A-Fa-f]+")
_PNG: Final = 10
_TIFF: Final = 2
_PER_SLOW_BYTE: Final = 32
"""A byte that Python code handles costs as much as this number of bytes that zlib inflates."""
_PER_ROW: Final = 2
"""A row of a predictor costs as much as this number of such bytes."""
_PER_BYTE_ABOVE: Final = 8
"""The same cost for a byte that Python code only adds to the byte above it."""
_PER_DAMAGE: Final = 10_000
"""Looking for an error in compressed data costs as much as this number of bytes that zlib inflates."""
_CHUNK: Final = 1024 * 1024
_HEADER_CHECK: Final = 31
"""The two bytes of zlib's header are a multiple of this number (RFC 1950, 2.2)."""
_METHODS: Final = bytes(range(0x08, 0x100, 0x10))
"""First bytes of zlib's header: deflate, with any size of the window."""
_CHECK_SUM: Final = 4
_STEPS: Final = (4096, 64, 1)
_MOST_COLOURS, _MOST_BITS = 32, 16
_NONE, _SUB, _UP, _AVERAGE = range(4)
_MOST_COLUMNS: Final = 1_000_000
_CLEAR, _END = 256, 257
_LZW_TABLE: Final = 4096


def unpacked(data: bytes, filters: object, parameters: object, budget: Budget, faults: list[str]) -> bytes:
    """Return the data of a stream with all its filters undone; ``filters`` and ``parameters`` as in its dictionary.

    If compressed data are damaged, readers differ in how much of them they use. Here, the part before the damage is
    used, and the damage is recorded as a fault.

    Raises:
        Malformed: if a filter cannot decode the data.
        LimitExceeded: if there are too many data, or a filter is not for text or compression.

    """
    for name, given in _pairs(filters, parameters):
        if name in _FLATE:
            data, is_whole = _inflated(data, budget)
            if not is_whole:
                faults.append(DAMAGED)
        else:
            data = _filter(name)(data, budget)
        if name in _PREDICTED and (predictor := _integer(given, "Predictor", 1)) > 1:
            data = _unpredicted(data, predictor, given, budget)
    return data


def _pairs(filters: object, parameters: object) -> Iterator[tuple[str, dict[str, object]]]:
    names = filters if isinstance(filters, list) else [filters]
    given = parameters if isinstance(parameters, list) else [parameters]
    for place, name in enumerate(names):
        own = given[place] if place < len(given) else None
        if name is not None:
            yield str(name), own if isinstance(own, dict) else {}


def _filter(name: str) -> Callable[[bytes, Budget], bytes]:
    if name in _FILTERS:
        return _FILTERS[name]
    if name in _UNSUPPORTED:
        msg = f"an object stream with the filter {name}, which is not supported"
        raise LimitExceeded(msg)
    raise Malformed


def _inflated(data: bytes, budget: Budget) -> tuple[bytes, bool]:
    """Undo deflate. Return the data up to the first error, and whether all data could be inflated."""
    # Without the two bytes of zlib's header, which PDFBox ignores.
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    chunks: list[bytes] = []
    is_whole = int.from_bytes(data[:2]) % _HEADER_CHECK == 0 and data[:1] in _METHODS
    data = data[2:]
    while data and not inflater.eof:
        before = inflater.copy()
        try:
            chunks.append(inflater.decompress(data, _CHUNK))
        except zlib.error:
            budget.charge(unpacked=_PER_DAMAGE)
            chunks.extend(_inflated_in_steps(before, data, _STEPS, budget))
            if not any(chunks):
                raise Malformed from None
            return b"".join(chunks), False
        budget.charge(unpacked=len(chunks[-1]))
        data = inflater.unconsumed_tail
    whole = b"".join(chunks)
    # No reader requires a correct check sum, but a wrong one shows that the data were damaged.
    check = inflater.unused_data[:_CHECK_SUM]
    is_sound = len(check) < _CHECK_SUM or zlib.adler32(whole) == int.from_bytes(check)
    return whole, is_whole and is_sound


def _inflated_in_steps(
    inflater: zlib._Decompress, data: bytes, steps: tuple[int, ...], budget: Budget
) -> Iterator[bytes]:
    """Yield the data before an error.

    If a step has an error, zlib returns none of its data, so the last steps are small.
    """
    step, *smaller = steps
    for start in range(0, len(data), step):
        before = inflater.copy()
        try:
            chunk = inflater.decompress(data[start : start + step])
        except zlib.error:
            if smaller:
                yield from _inflated_in_steps(before, data[start : start + step], tuple(smaller), budget)
            return
        budget.charge(unpacked=len(chunk))
        yield chunk


def _from_hex(data: bytes, budget: Budget) -> bytes:
    digits = _NOT_HEX.sub(b"", data.partition(b">")[0])
    budget.charge(unpacked=len(digits))
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _from_base85(data: bytes, budget: Budget) -> bytes:
    budget.charge(unpacked=4 * len(data))
    try:
        return base64.a85decode(data.partition(b"~")[0], ignorechars=b"\0\t\n\f\r ")
    except (ValueError, binascii.Error):
        raise Malformed from None


def _from_lzw(data: bytes, budget: Budget) -> bytes:
    """Undo LZW (7.4.4): codes of 9 to 12 bits.

    The width of the codes grows one entry earlier than in other forms of LZW.
    """
    budget.charge(unpacked=_PER_SLOW_BYTE * len(data))
    out: list[bytes] = []
    table = [bytes([byte]) for byte in range(_CLEAR)] + [b"", b""]
    bits = held = 0
    before = b""
    for byte in data:
        bits, held = (bits << 8 | byte) & 0xFFFFFF, held + 8
        width = min(12, max(9, (len(table) + 1 if before else len(table)).bit_length()))
        if held < width:
            continue
        held -= width
        code = bits >> held & (1 << width) - 1
        if code == _END:
            break
        if code == _CLEAR:
            del table[_CLEAR + 2 :]
            before = b""
            continue
        if code < len(table):
            entry = table[code]
        elif before and code == len(table):
            entry = before + before[:1]
        else:
            raise Malformed
        if before and len(table) < _LZW_TABLE:
            table.append(before + entry[:1])
        budget.charge(unpacked=len(entry))
        out.append(entry)
        before = entry
    return b"".join(out)


def _unpredicted(data: bytes, predictor: int, parameters: dict[str, object], budget: Budget) -> bytes:
    """Undo a PNG or TIFF predictor (7.4.4.4)."""
    colours, bits = _integer(parameters, "Colors", 1), _integer(parameters, "BitsPerComponent", 8)
    columns = _integer(parameters, "Columns", 1)
    if not (0 < columns < _MOST_COLUMNS and 0 < colours <= _MOST_COLOURS and 0 < bits <= _MOST_BITS):
        raise Malformed
    pixel, width = max(1, colours * bits // 8), (columns * colours * bits + 7) // 8
    if predictor == _TIFF:
        budget.charge(unpacked=_PER_SLOW_BYTE * len(data))
        return b"".join(_sub(data[each : each + width], pixel) for each in range(0, len(data), width))
    if predictor < _PNG:
        raise Malformed
    if not data[:: width + 1].strip(b"\2"):  # as nearly all programs write cross-reference streams
        budget.charge(unpacked=_PER_BYTE_ABOVE * len(data))
        return _up(data, width)
    budget.charge(unpacked=_PER_SLOW_BYTE * (len(data) + _PER_ROW * (len(data) // (width + 1))))
    rows, above = [], bytes(width)
    for start in range(0, len(data), width + 1):
        line = data[start + 1 : start + 1 + width].ljust(width, b"\0")
        above = _row(data[start], line, above, pixel)
        rows.append(above)
    return b"".join(rows)


def _up(data: bytes, width: int) -> bytes:
    """Undo the predictor of rows that are all of kind 2, column by column."""
    out = bytearray(len(data) // (width + 1) * width)
    for column in range(width):
        sums = accumulate(data[column + 1 : len(out) // width * (width + 1) : width + 1])
        out[column::width] = bytes([each & 0xFF for each in sums])
    return bytes(out)


def _row(kind: int, line: bytes, above: bytes, pixel: int) -> bytes:
    if kind == _NONE:
        return line
    if kind == _SUB:
        return _sub(line, pixel)
    if kind == _UP:
        return bytes([(one + other) & 0xFF for one, other in zip(line, above, strict=True)])
    # ``row`` and ``corners`` begin with a pixel of zeros, which is to the left of the first one.
    row, corners = bytearray(pixel), bytes(pixel) + above
    for left_place, (byte, up, corner) in enumerate(zip(line, above, corners, strict=False)):
        left = row[left_place]
        row.append((byte + ((left + up) // 2 if kind == _AVERAGE else _paeth(left, up, corner))) & 0xFF)
    return bytes(row[pixel:])


def _sub(line: bytes, pixel: int) -> bytes:
    row = bytearray(line)
    for place in range(pixel, len(row)):
        row[place] = (row[place] + row[place - pixel]) & 0xFF
    return bytes(row)


def _paeth(left: int, up: int, corner: int) -> int:
    to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    if to_left <= to_up and to_left <= to_corner:
        return left
    return up if to_up <= to_corner else corner


def _integer(parameters: dict[str, object], key: str, otherwise: int) -> int:
    value = parameters.get(key, otherwise)
    return value if isinstance(value, int) else otherwise


_FLATE: Final = {"FlateDecode", "Fl"}
_FILTERS: Final = {
    **dict.fromkeys(("LZWDecode", "LZW"), _from_lzw),
    **dict.fromkeys(("ASCIIHexDecode", "AHx"), _from_hex),
    **dict.fromkeys(("ASCII85Decode", "A85"), _from_base85),
}
_UNSUPPORTED: Final = {"RunLengthDecode", "RL", "Crypt"}
_PREDICTED: Final = {"FlateDecode", "Fl", "LZWDecode", "LZW"}
