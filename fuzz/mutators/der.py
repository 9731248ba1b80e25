"""Mutations of ASN.1 in DER, element by element, so that all lengths stay correct."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.dice import Dice

CONSTRUCTED: Final = 0x20
OCTET_STRING: Final = 0x04

_HIGH_TAG: Final = 0x1F
_LONG: Final = 0x80
_DEEPEST: Final = 24
_MANY: Final = (*[1, 2, 3] * 10, 30, 300, 3_000)
"""Numbers of repetitions; large inputs are slow and seldom useful."""
_INTEGERS: Final = (b"\0", b"\1", b"\x7f", b"\x80", b"\x7f\xff\xff\xff", b"\x00\xff\xff\xff\xff", b"\7" * 9, b"")


@dataclass(slots=True)
class Node:
    """An element: its identifier, and either its children or its bytes."""

    identifier: int
    content: bytes = b""
    inner: list[Node] | None = field(default=None)

    def encoded(self) -> bytes:
        """Return the element in DER."""
        content = self.content if self.inner is None else b"".join(each.encoded() for each in self.inner)
        return tlv(self.identifier, content)

    def all(self) -> Iterator[Node]:
        """Return the element and all its descendants."""
        yield self
        for each in self.inner or ():
            yield from each.all()


def tlv(identifier: int, *contents: bytes) -> bytes:
    """Return one element in DER."""
    content = b"".join(contents)
    if len(content) < _LONG:
        return bytes([identifier, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([identifier, _LONG | len(length)]) + length + content


def maybe_nodes(content: bytes, depth: int = _DEEPEST) -> list[Node] | None:
    """Parse consecutive elements with all their descendants; None if the bytes are not DER."""
    nodes: list[Node] = []
    at = 0
    while at < len(content):
        if at + 2 > len(content) or not depth or content[at] & _HIGH_TAG == _HIGH_TAG:
            return None
        start, length = at + 2, content[at + 1]
        if length & _LONG:
            start, length = start + (length & ~_LONG), int.from_bytes(content[start : start + (length & ~_LONG)], "big")
        if start + length > len(content) or content[at + 1] == _LONG:
            return None
        nodes.append(_node(content[at], content[start : start + length], depth))
        at = start + length
    return nodes


def der_changed(content: bytes, most: int, dice: Dice) -> bytes:
    """Change one element; return at most ``most`` bytes."""
    nodes = maybe_nodes(content)
    if not nodes or dice.one_in(8):
        return dice.plain(content, most)
    shell = Node(0, inner=nodes)
    _change(dice.of([each for each in shell.all() if each.inner is not None]), list(shell.all()), most, dice)
    written = b"".join(each.encoded() for each in shell.inner or ())
    return written if len(written) <= most else content[:most]


def _change(parent: Node, everything: list[Node], most: int, dice: Dice) -> None:
    inner = parent.inner or []
    if not inner:
        parent.inner = [Node(OCTET_STRING, b"")]
        return
    place = dice.random.randrange(len(inner))
    node = inner[place]
    match dice.random.randrange(7):
        case 0:
            del inner[place]
        case 1:
            inner[place:place] = [node] * min(dice.of(_MANY), most // (len(node.encoded()) or 1))
        case 2:
            inner[place] = Node(0, dice.of(everything).encoded())  # a copy, so that an element never contains itself
            inner[place : place + 1] = maybe_nodes(inner[place].content) or []
        case 3:
            node.identifier = dice.of((1, 2, 3, 4, 5, 6, 12, 0x30, 0x31, 0xA0, 0xA1, 0x80, 0x24))
        case 4 if node.inner is None:
            node.content = dice.of(_INTEGERS)
        case 5:
            inner[place] = Node(node.identifier, tlv(node.identifier, *(each.encoded() for each in node.inner or ())))
        case _:
            content = node.content if node.inner is None else b"".join(each.encoded() for each in node.inner)
            inner[place] = Node(node.identifier, dice.plain(content, len(content) + 100))


def _node(identifier: int, content: bytes, depth: int) -> Node:
    if identifier & CONSTRUCTED or identifier == OCTET_STRING:
        inner = maybe_nodes(content, depth - 1)
        if inner or identifier & CONSTRUCTED:
            return Node(identifier, content, inner)
    return Node(identifier, content)
