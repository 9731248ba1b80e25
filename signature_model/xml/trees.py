"""XML in and out: hardened parsing within limits, the namespaces in use, places and lines, canonical form.

What the elements mean is said by the modules that read and write them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from signature_model.errors import ForbiddenXml, MalformedXml

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST = "http://signering.posten.no/schema/v1"
ASIC = "http://uri.etsi.org/2918/v1.2.1#"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"

MAX_SIZE = 1024 * 1024
"""Bytes: honest manifests stay below 64 KiB, signatures below 256 KiB."""
MAX_DEPTH = 32
"""Elements inside one another: a manifest needs 5, a seal 9."""

_STEP = re.compile(r"([^\[\]]+)(?:\[(\d+)\])?")


def parse(content: bytes) -> etree._Element:
    """The root element of a document.

    Raises MalformedXml for what is not well-formed UTF-8 and ForbiddenXml for a document type declaration, more than
    ``MAX_SIZE`` bytes or more than ``MAX_DEPTH`` levels. Nothing outside ``content`` is ever read.
    """
    if len(content) > MAX_SIZE:
        msg = f"{len(content):,} bytes of XML, where {MAX_SIZE:,} are the most that is read"
        raise ForbiddenXml(msg)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(content, error) from None
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        msg = "holds a document type declaration"
        raise ForbiddenXml(msg, "leave the DOCTYPE out", line=1)
    if info.encoding and info.encoding.upper() not in {"UTF-8", "UTF8", "ASCII", "US-ASCII"}:
        msg = f"is encoded as {info.encoding}, not UTF-8"
        raise MalformedXml(msg, "write it as UTF-8", line=1)
    _require_shallow(root)
    return root


def _refusal(content: bytes, error: etree.XMLSyntaxError) -> ForbiddenXml | MalformedXml:
    line = error.position[0] or None
    if b"<!DOCTYPE" in content.replace(b"\0", b""):
        return ForbiddenXml("holds a document type declaration", "leave the DOCTYPE out", line=line)
    reason = (error.msg or "not well-formed").split("\n", 1)[0][:200]
    if "xcessive depth" in reason:
        return ForbiddenXml(f"has more than {MAX_DEPTH} levels of elements", line=line)
    return MalformedXml(
        f"is not well-formed XML: {reason}", "see what wrote the file, or whether it was cut", line=line
    )


def _require_shallow(root: etree._Element) -> None:
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return
    msg = f"has more than {MAX_DEPTH} levels of elements"
    raise ForbiddenXml(msg, line=level[0].sourceline)


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace; empty for a comment or processing instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: etree._Element) -> Iterator[etree._Element]:
    """The child elements, without comments and processing instructions."""
    return element.iterchildren("*")


def path_of(element: etree._Element) -> str:
    """Where an element stands below the root, by local names, indexed where several share one; empty for the root."""
    steps = []
    while (parent := element.getparent()) is not None:
        same = [child for child in children(parent) if child.tag == element.tag]
        index = f"[{same.index(element) + 1}]" if len(same) > 1 else ""
        steps.append(local_name(element) + index)
        element = parent
    return "/".join(reversed(steps))


def line_of(root: etree._Element, where: str) -> int | None:
    """The line of a place like ``signers/signer[2]/@order`` below a root; of the nearest ancestor that exists."""
    element = root
    for step in filter(None, where.split("/")):
        found = _STEP.fullmatch(step)
        if found is None or step.startswith("@"):
            break
        same = [child for child in children(element) if local_name(child) == found[1]]
        index = int(found[2] or 1) - 1
        if index >= len(same):
            break
        element = same[index]
    return element.sourceline


def canonical(element: etree._Element, *, exclusive: bool = False, with_comments: bool = False) -> bytes:
    """The canonical form (C14N 1.0) of an element where it stands, its inherited namespaces included.

    lxml's own canonical form of a subtree is wrong where a default namespace is inherited, hence the copy. Where no
    ancestor has an attribute of the ``xml:`` namespace, and none of a seal may, C14N 1.1 gives the same bytes.
    """
    apex = etree.fromstring(etree.tostring(element, with_tail=False))
    return etree.tostring(apex, method="c14n", exclusive=exclusive, with_comments=with_comments)
