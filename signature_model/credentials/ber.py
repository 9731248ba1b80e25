"""Split an encoding by ASN.1's basic or distinguished rules (BER and DER, X.690) into its elements.

An element has a tag, a length and a content. Every walk has a maximum depth. The callers interpret the elements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

INTEGER = 0x02
OCTET_STRING = 0x04
OBJECT_IDENTIFIER = 0x06
SEQUENCE = 0x30
EXPLICIT_0 = 0xA0
CONSTRUCTED = 0x20
IN_PIECES = OCTET_STRING | CONSTRUCTED
"""The identifier of an octet string that is encoded in several pieces."""

DEEPEST = 32
"""The maximum depth of a walk. Real PKCS#12 containers have about 12 levels."""

_DEEPEST_OPEN = 12
_HIGH_TAG = 0x1F
_MORE = _LONG = _INDEFINITE = 0x80
_END_OF_CONTENTS = b"\0\0"


class Element(NamedTuple):
    """One element; ``identifier`` is its first octet (class, constructed bit, tag), ``encoded`` all its octets."""

    identifier: int
    content: bytes
    encoded: bytes


def elements(content: bytes) -> Iterator[Element]:
    """Yield the elements that follow one another in ``content``, without descending into them.

    Raises ValueError if the content is cut short, or if elements without a stated length are nested too deeply.
    """
    at = 0
    while at < len(content):
        start, end, after = _bounds(content, at, _DEEPEST_OPEN)
        yield Element(content[at], content[start:end], content[at:after])
        at = after


def longest_identifier(content: bytes) -> int:
    """Return the number of octets of the longest object identifier in an element, at any depth.

    Raises ValueError if an element is cut short or nested too deeply.
    """
    longest, at = 0, 0
    around = [(len(content), len(content))]  # for each element around the place: the ends of its content and of itself
    while around:
        end, after = around[-1]
        if at == end:
            at = after
            around.pop()
            continue
        identifier = content[at]
        start, stop, behind = _bounds(content, at, _DEEPEST_OPEN)
        if behind > end:
            msg = "the element is cut short"
            raise ValueError(msg)
        at = start if identifier & CONSTRUCTED else behind
        if identifier == OBJECT_IDENTIFIER:
            longest = max(longest, stop - start)
        elif identifier & CONSTRUCTED:
            if len(around) > DEEPEST:
                msg = "the elements are nested too deeply"
                raise ValueError(msg)
            around.append((stop, behind))
    return longest


def octets(element: Element, depth: int = DEEPEST) -> bytes:
    """Return the content of an octet string, in one piece or several. Raises ValueError for any other element."""
    if element.identifier == OCTET_STRING:
        return element.content
    if element.identifier != IN_PIECES or not depth:
        msg = "not an octet string"
        raise ValueError(msg)
    return b"".join(octets(piece, depth - 1) for piece in elements(element.content))


def _bounds(content: bytes, at: int, depth: int) -> tuple[int, int, int]:
    at = _after_identifier(content, at)
    if at >= len(content) or not depth:
        msg = "the element has no end, or is nested too deeply"
        raise ValueError(msg)
    if (length := content[at]) == _INDEFINITE:
        return _indefinite(content, at + 1, depth)
    start = at + 1
    if length & _LONG:
        start += length & ~_LONG
        length = int.from_bytes(content[at + 1 : start], "big")
    if start + length > len(content):
        msg = "the element is cut short"
        raise ValueError(msg)
    return start, start + length, start + length


def _after_identifier(content: bytes, at: int) -> int:
    if content[at] & _HIGH_TAG == _HIGH_TAG:
        at += 1
        while content[at : at + 1] >= bytes([_MORE]):
            at += 1
    return at + 1


def _indefinite(content: bytes, start: int, depth: int) -> tuple[int, int, int]:
    end = start
    while content[end : end + 2] != _END_OF_CONTENTS:
        if end >= len(content):
            msg = "the element has no end"
            raise ValueError(msg)
        end = _bounds(content, end, depth - 1)[2]
    return start, end, end + 2
