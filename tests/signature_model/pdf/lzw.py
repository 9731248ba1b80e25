"""LZW (ISO 32000-1, 7.4.4), as far as a bomb needs it: codes for single bytes, and runs of one byte."""

from typing import Final

CLEAR: Final = 256
END: Final = 257
_FULL: Final = 4_093


def unpacking_to(data: bytes) -> bytes:
    """The data packed without any gain: before each table has grown, it is cleared."""
    return _bits([code for byte in data for code in (CLEAR, byte)] + [END], [9] * (2 * len(data) + 1))


def unpacking_to_a_run(length: int, byte: int = 0) -> bytes:
    """A run of at least so many equal bytes, packed a thousandfold."""
    codes: list[int] = []
    widths: list[int] = []
    while length > 0:
        codes += [CLEAR, byte]
        widths += [widths[-1] if widths else 9, 9]
        length -= 1
        for entry in range(CLEAR + 2, _FULL):
            codes.append(entry)
            widths.append(_width(entry))
            length -= entry - CLEAR
            if length <= 0:
                break
    return _bits([*codes, END], [*widths, widths[-1]])


def unpacking_with_a_full_table(data: bytes) -> bytes:
    """The data packed without any gain, in a table that fills up and is never cleared."""
    grown = (min(12, max(9, (CLEAR + 2 + number).bit_length())) for number in range(len(data)))
    return _bits([CLEAR, *data], [9, *grown])


def _width(entry: int) -> int:
    # A code is as wide as the table needed one entry earlier ("early change").
    return max(9, entry.bit_length() if entry + 1 < 1 << entry.bit_length() else entry.bit_length() + 1)


def _bits(codes: list[int], widths: list[int]) -> bytes:
    packed, rest, size = bytearray(), 0, 0
    for code, width in zip(codes, widths, strict=True):
        rest, size = rest << width | code, size + width
        packed += (rest >> size % 8).to_bytes(size // 8)
        rest, size = rest & (1 << size % 8) - 1, size % 8
    return bytes(packed) + (rest << -size % 8).to_bytes((size + 7) // 8)
