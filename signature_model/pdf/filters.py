"""Decode the filters of streams (ISO 32000-1, 7.4) within the limits of ``limits``."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from typing import TYPE_CHECKING, Final

from signature_model.pdf.limits import PER_SLOW_BYTE, LimitExceeded
from signature_model.pdf.malformed import Malformed
from signature_model.pdf.predictors import unpredicted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from signature_model.pdf.limits import Budget

DAMAGED: Final = "the compressed data of a stream are damaged"

_NOT_HEX: Final = re.compile(rb"[^0-9A-Fa-f]+")
_PER_DAMAGE: Final = 10_000
"""Looking for an error in compressed data costs as much as this number of bytes that zlib inflates."""
_CHUNK: Final = 1024 * 1024
_HEADER_CHECK: Final = 31
"""The two bytes of zlib's header are a multiple of this number (RFC 1950, 2.2)."""
_METHODS: Final = bytes(range(0x08, 0x100, 0x10))
"""First bytes of zlib's header: deflate, with any size of the window."""
_CHECK_SUM: Final = 4
_STEPS: Final = (4096, 64, 1)
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
        if name in _PREDICTED:
            data = unpredicted(data, given, budget)
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
    budget.charge(unpacked=PER_SLOW_BYTE * len(data))
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


_FLATE: Final = {"FlateDecode", "Fl"}
_FILTERS: Final = {
    **dict.fromkeys(("LZWDecode", "LZW"), _from_lzw),
    **dict.fromkeys(("ASCIIHexDecode", "AHx"), _from_hex),
    **dict.fromkeys(("ASCII85Decode", "A85"), _from_base85),
}
_UNSUPPORTED: Final = {"RunLengthDecode", "RL", "Crypt"}
_PREDICTED: Final = {"FlateDecode", "Fl", "LZWDecode", "LZW"}
