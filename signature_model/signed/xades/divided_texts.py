"""Find texts that some programs read only in part: a comment, a processing instruction or a CDATA section divides them.

The canonical form has no comments and no CDATA sections, so a signature stays intact if they are added to a text. Then
a program that reads only the first part reads another number, name or document than was signed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from signature_model.xml.trees import children, path_of, text_of

if TYPE_CHECKING:
    from signature_model.signed.facts import Problem

_DIVIDING: Final = re.compile(rb"[^>\s]\s*<!\[CDATA\[|\]\]>\s*(?:[^<\s]|<!\[CDATA\[)")
"""A CDATA section after or before other text. The parser joins the two. All encodings that it reads are like ASCII."""


def maybe_divided(content: bytes, root: etree._Element) -> Problem | None:
    """Return the place of the first divided text, and a message; None if there is none.

    ``content`` is the file, ``root`` its tree.
    """
    for each in root.iter(etree.Comment, etree.ProcessingInstruction):
        above = each.getparent()
        if above is None or each.getprevious() is not None or next(children(above), None) is not None:
            continue  # each element is looked at once
        if text_of(above).strip():
            return path_of(above), "a comment or processing instruction divides the text of this element"
    if _DIVIDING.search(content):
        return path_of(root), "a CDATA section divides the text of an element"
    return None
