"""For all bytes, `inspect_pdf` raises nothing and stays within a second and 300 MB."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from fuzz.mutators.papers import paper_changed
from fuzz.promises import require
from signature_model.pdf.filters import DAMAGED
from signature_model.pdf.inspection import MAX_FAULTS, inspect_pdf
from tests.kits.pdfs import (
    A4_BOX,
    CATALOGUE,
    PAGE,
    TREE,
    chained,
    claiming_pdfa,
    dictionary,
    packed,
    page,
    paper,
    stream,
    tree,
    updated,
    with_streams,
)
from tests.signature_model.pdf.lzw import unpacking_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.dice import Dice

LONGEST: Final = 256 * 1024

_LONGEST_FACT: Final = 200
"""Characters."""


def check(content: bytes) -> None:
    """Inspect the bytes as a PDF."""
    facts = inspect_pdf(content)
    require(len(facts.repairs) <= MAX_FAULTS, "more faults than are kept")
    require(all(len(each) <= _LONGEST_FACT for each in facts.repairs), "a fault in too many words")
    require(
        facts.page_count > 0 or not facts.is_readable or DAMAGED in facts.repairs, "a readable document without pages"
    )
    _ = facts.version_numbers, facts.claims_pdfa


def seeds() -> Iterator[bytes]:
    """Yield documents with all kinds of structures."""
    yield paper()
    yield paper(header=b"%PDF-1.4", catalogue={"Version": "/1.7"})
    yield paper(pages=(page(), page(Rotate=90, MediaBox="[0 0 842 595]"), page(UserUnit=2, CropBox=A4_BOX)))
    yield paper(offset_by=3)
    yield updated(paper(), times=2)
    yield claiming_pdfa()
    yield claiming_pdfa(packet=b"")
    yield chained(sections=3, rows=20)
    objects = {CATALOGUE: dictionary(Type="/Catalog", Pages="2 0 R"), TREE: tree(PAGE), PAGE: page()}
    yield packed(objects)
    yield packed(objects, padding=70_000)
    for name in ("/LZWDecode", "[/ASCIIHexDecode /FlateDecode]", "/FlateDecode"):
        yield _in_a_stream(name)
    yield paper(objects={TREE: tree(PAGE, TREE, PAGE)})
    yield paper(objects={TREE: tree(9), 9: tree(10), 10: tree(9, PAGE)})
    yield paper(objects={each: b"%d 0 R" % (each + 1) for each in range(10, 3_000)} | {TREE: tree(10)})
    yield b"%PDF-1.7\n<</Encrypt 1 0 R>>\n%%EOF\n"


def _in_a_stream(name: str) -> bytes:
    """Return a document whose page is in an object stream with this filter."""
    head = b"%d 0 " % PAGE
    data = head + page()
    data = unpacking_to(data) if "LZW" in name else zlib.compress(data)
    data = data.hex().encode() + b">" if "Hex" in name else data
    holder = PAGE + 1
    objects = {
        CATALOGUE: dictionary(Type="/Catalog", Pages=f"{TREE} 0 R"),
        TREE: tree(PAGE),
        holder: stream(data, Type="/ObjStm", N=1, First=len(head), Filter=name),
    }
    return with_streams(objects, {PAGE: (2, holder, 0)})


def mutated(content: bytes, most: int, dice: Dice) -> bytes:
    """Change an object of a document."""
    return paper_changed(content, most, dice)
