"""Undo the predictors of compressed data (ISO 32000-1, 7.4.4.4), which write differences instead of values."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final

from signature_model.pdf.limits import PER_SLOW_BYTE
from signature_model.pdf.malformed import Malformed

if TYPE_CHECKING:
    from signature_model.pdf.limits import Budget

_PER_ROW: Final = 2
"""A row costs as much as this number of bytes that Python code handles."""
_PER_BYTE_ABOVE: Final = 8
"""The cost of a byte that Python code only adds to the byte above it."""
_PNG: Final = 10
_TIFF: Final = 2
_NONE, _SUB, _UP, _AVERAGE = range(4)
_MOST_COLOURS, _MOST_BITS = 32, 16
_MOST_COLUMNS: Final = 1_000_000


def unpredicted(data: bytes, parameters: dict[str, object], budget: Budget) -> bytes:
    """Return the data with their predictor undone, if the parameters of the filter name one.

    Raises:
        Malformed: if the predictor or its parameters are unknown.
        LimitExceeded: if there are too many data.

    """
    predictor = _integer(parameters, "Predictor", 1)
    if predictor <= 1:
        return data
    colours, bits = _integer(parameters, "Colors", 1), _integer(parameters, "BitsPerComponent", 8)
    columns = _integer(parameters, "Columns", 1)
    if not (0 < columns < _MOST_COLUMNS and 0 < colours <= _MOST_COLOURS and 0 < bits <= _MOST_BITS):
        raise Malformed
    pixel, width = max(1, colours * bits // 8), (columns * colours * bits + 7) // 8
    if predictor == _TIFF:
        budget.charge(unpacked=PER_SLOW_BYTE * len(data))
        return b"".join(_sub(data[each : each + width], pixel) for each in range(0, len(data), width))
    if predictor < _PNG:
        raise Malformed
    if not data[:: width + 1].strip(b"\2"):  # as nearly all programs write cross-reference streams
        budget.charge(unpacked=_PER_BYTE_ABOVE * len(data))
        return _up(data, width)
    budget.charge(unpacked=PER_SLOW_BYTE * (len(data) + _PER_ROW * (len(data) // (width + 1))))
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
