"""PDF documents that crash or block a program that copies their pages. The service accepts most of them."""

import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from tests.kits.pdfs import dictionary, page, paper, stream, tree, with_streams

_HELD: Final = 250
"""Objects in one object stream."""


def packed_apart(objects: Mapping[int, bytes], packed: Mapping[int, Mapping[int, bytes]]) -> bytes:
    """Return a document of these objects, and of others in object streams, by the numbers of the streams.

    It has all numbers from 1 on.
    """
    rows, holders = {}, {}
    for holder, held in packed.items():
        head, bodies, at = [], [], 0
        for index, (number, body) in enumerate(held.items()):
            rows[number] = (2, holder, index)
            head.append(b"%d %d " % (number, at))
            bodies.append(body)
            at += len(body) + 1
        first = b"".join(head)
        data = zlib.compress(first + b" ".join(bodies), 9)
        holders[holder] = stream(data, Type="/ObjStm", N=len(held), First=len(first), Filter="/FlateDecode")
    return with_streams({**objects, **holders}, rows)


def _catalogue(**entries: object) -> bytes:
    return dictionary(Type="/Catalog", Pages="2 0 R", **entries)


@cache
def chain(length: int = 60_000) -> bytes:
    """Return a page with a chain of arrays, each of which holds the next."""
    packed: dict[int, dict[int, bytes]] = {}
    for holder in range(4, 4 + length, _HELD + 1):
        after = (*range(holder + 2, holder + _HELD + 1), holder + _HELD + 2)
        packed[holder] = {number: b"[%d 0 R]" % then for number, then in enumerate(after, holder + 1)}
    return packed_apart({1: _catalogue(), 2: tree(3), 3: page(Next="5 0 R")}, packed)


def one_page_often(times: int = 20_000) -> bytes:
    """Return a page tree that names one page many times."""
    return paper(objects={2: tree(*[3] * times)})


def loop() -> bytes:
    """Return a page tree that contains itself."""
    return paper(objects={2: tree(3, 2)})


def deep_tree(levels: int = 300) -> bytes:
    """Return a page tree of many levels."""
    nodes = {10 + each: tree(11 + each) for each in range(levels)} | {10 + levels: tree(3)}
    return paper(objects={2: tree(3, 10), **nodes})


def one_field_often(times: int = 20_000) -> bytes:
    """Return a page that shows one field many times. The time for it grows with the square of their number."""
    field = b"<</Type /Annot /Subtype /Widget /FT /Tx /T (name) /Rect [9 9 99 18] /AP <</N 11 0 R>>>>"
    form = stream(b"q Q", Type="/XObject", Subtype="/Form", BBox="[0 0 9 9]")
    shown = page(Annots=f"[{'10 0 R ' * times}]")
    return paper(catalogue={"AcroForm": "<</Fields [10 0 R]>>"}, objects={3: shown, 10: field, 11: form})


def bomb(streams: int = 5) -> bytes:
    """Return a page whose objects have two million bytes in each stream, and need many times as much memory."""
    packed = {4 + 2 * each: {5 + 2 * each: b"[%b]" % (b"[]" * 990_000)} for each in range(streams)}
    held = " ".join(f"{number} 0 R" for each in packed.values() for number in each)
    return packed_apart({1: _catalogue(), 2: tree(3), 3: page(Held=f"[{held}]")}, packed)


HOSTILE: Final[Mapping[str, Callable[[], bytes]]] = {
    "a chain": chain,
    "one page often": one_page_often,
    "a loop": loop,
    "a deep tree": deep_tree,
    "one field often": one_field_often,
    "a bomb": bomb,
}
"""By name. Making some of them takes a while."""
