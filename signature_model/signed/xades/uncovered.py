"""Find content that a program may take for signed although no signature covers it, or that it may read in part."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from signature_model.signed.signed_elements import covers_any
from signature_model.signed.xades.content import evidence_in, signatures_in
from signature_model.signed.xades.divided_texts import maybe_divided
from signature_model.xml.trees import DSIG, path_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from signature_model.signed.facts import SignedFile

_SIGNATURE: Final = f"{{{DSIG}}}Signature"
_LONGEST_IN_SDO: Final = 100
"""The characters of a text in an SDO that no signature covers, such as a version or a media type."""


def with_uncovered(file: SignedFile, content: bytes) -> SignedFile:
    """Add such content to the facts about the first signature. ``content`` is the whole file."""
    if not file.signatures or file.root is None:
        return file
    first, *others = file.signatures
    signed = [each.elements for each in file.signatures if each.elements is not None]
    unsigned = (each for each in evidence_in(file.root) if not covers_any(signed, each))
    beside = (each for each in _texts_beside(file.root) if not covers_any(signed, each))
    evidence, texts = (
        tuple([(path_of(each), "no signature covers this element") for each in islice(found, 1)])
        for found in (unsigned, beside)
    )
    divided = maybe_divided(content, file.root)
    wrapped = first.wrapped or evidence or (() if divided is None else (divided,))
    first = replace(first, wrapped=wrapped, beside=() if wrapped else first.beside + texts)
    return replace(file, signatures=(first, *others))


def _texts_beside(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements with text that are not in a signature. An SDO has short texts that it does not cover."""
    signatures = list(signatures_in(root))
    inside = {each for one in signatures for each in one.iter("*")}
    of_signatures = {each for one in signatures for each in one.iter(_SIGNATURE, "{*}CMSSignatureElement")}
    within = {each for one in of_signatures for each in one.iter("*")}
    for each in root.iter("*"):
        longest = sys.maxsize if each in within else _LONGEST_IN_SDO if each in inside else 0
        if len(text_of(each).strip()) > longest:
            yield each
