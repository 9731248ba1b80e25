"""XML in and out: hardened parsing within limits, the namespaces in use, places and lines, canonical form.

What the elements mean is said by the modules that read and write them.
"""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from signature_model.errors import ForbiddenXml, MalformedXml
from signature_model.masking import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST = "http://signering.posten.no/schema/v1"
ASIC = "http://uri.etsi.org/2918/v1.2.1#"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
REQUEST_ROOT = "portal-signature-job-request"
MANIFEST_ROOT = "portal-signature-job-manifest"
SEAL_ROOT = "XAdESSignatures"
XADES = "http://uri.etsi.org/01903/v1.3.2#"

MAX_SIZE = 1024 * 1024
"""Bytes: honest manifests stay below 64 KiB, signatures below 256 KiB."""
MAX_DEPTH = 32
"""Elements inside one another: a manifest needs 5, a seal 9."""
MAX_NAMESPACES = 256
"""Declarations: a seal needs 4. The time of canonical form grows with the square of those in scope."""

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_TOO_DEEP = etree.XPath("/*" * (MAX_DEPTH + 1))
_PROLOG_WITH_DOCTYPE = re.compile(rb"(?>[\xef\xbb\xbf\xff\xfe\s]+|<\?(?>.*?\?>)|<!--(?>.*?-->))*+<!DOCTYPE", re.DOTALL)
_STEP = re.compile(r"([^\[\]]+)(?:\[(\d+)\])?")


def parse(content: bytes) -> etree._Element:
    """The root element of a document.

    Raises MalformedXml for what is not well-formed UTF-8 and ForbiddenXml for a document type declaration, more than
    ``MAX_SIZE`` bytes, ``MAX_DEPTH`` levels or ``MAX_NAMESPACES``. Nothing outside ``content`` is ever read.
    """
    if len(content) > MAX_SIZE:
        msg = f"{len(content):,} bytes of XML, where {MAX_SIZE:,} are the most that is read"
        raise ForbiddenXml(msg)
    root = _root(content)
    info = root.getroottree().docinfo
    if info.internalDTD is not None:
        msg = "holds a document type declaration: leave the DOCTYPE out"
        raise ForbiddenXml(msg, line=1)
    # The parser takes UTF-16 by its byte order mark, and then calls it UTF-8; no UTF-8 has a zero byte.
    encoding = "UTF-16" if b"\0" in content else info.encoding or "UTF-8"
    if encoding.upper() not in {"UTF-8", "UTF8", "ASCII", "US-ASCII"}:
        msg = f"is encoded as {encoding}, not UTF-8"
        raise MalformedXml(msg, "write it as UTF-8", line=1)
    if too_deep := _TOO_DEEP(root):
        msg = f"has more than {MAX_DEPTH} levels of elements"
        raise ForbiddenXml(msg, line=too_deep[0].sourceline)
    if content.count(b"xmlns") > MAX_NAMESPACES:
        msg = f"declares more than {MAX_NAMESPACES} namespaces"
        raise ForbiddenXml(msg)
    return root


def _root(content: bytes) -> etree._Element:
    try:
        return etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError as error:
        refusal = _refusal(content, error)
    raise refusal  # not before: lxml's error would be its context, and no pickle can hold that


def _refusal(content: bytes, error: etree.XMLSyntaxError) -> ForbiddenXml | MalformedXml:
    line = error.position[0] or None
    if _PROLOG_WITH_DOCTYPE.match(content.replace(b"\0", b"")):
        return ForbiddenXml("holds a document type declaration: leave the DOCTYPE out", line=line)
    reason = excerpt((error.msg or "not well-formed").split("\n", 1)[0])
    if "xcessive depth" in reason:
        return ForbiddenXml(f"has more than {MAX_DEPTH} levels of elements", line=line)
    return MalformedXml(
        f"is not well-formed XML: {reason}", "see what wrote the file, or whether it was cut", line=line
    )


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace; empty for a comment or processing instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def root_in_words(root: etree._Element) -> str:
    """A root's name, and its namespace unless that is the manifest's, for telling that it is not the one asked for."""
    name = etree.QName(root)
    if name.namespace == MANIFEST:
        return f"`{excerpt(name.localname)}`"
    namespace = "no namespace" if name.namespace is None else f"the namespace {excerpt(name.namespace)}"
    return f"`{excerpt(name.localname)}` in {namespace}"


def children(element: etree._Element) -> Iterator[etree._Element]:
    """The child elements, without comments and processing instructions."""
    return element.iterchildren("*")


def text_of(element: etree._Element) -> str:
    """An element's own text. A comment inside splits it in lxml, and is nothing to a schema."""
    if len(element) == 0:
        return element.text or ""
    return "".join([element.text or "", *(inner.tail or "" for inner in element)])


def maybe_text(element: etree._Element | None) -> str | None:
    """The text of an element that may not be there; None then."""
    return None if element is None else text_of(element)


def path_of(element: etree._Element) -> str:
    """Where an element stands below the root, by local names, indexed where several share one; empty for the root."""
    steps = []
    while (parent := element.getparent()) is not None:
        steps.append(local_name(element) + _index(element))
        element = parent
    return "/".join(reversed(steps))


def _index(element: etree._Element) -> str:
    alike = f"{{*}}{local_name(element)}"
    before = sum(1 for _ in element.itersiblings(alike, preceding=True))
    is_alone = not before and next(element.itersiblings(alike), None) is None
    return "" if is_alone else f"[{before + 1}]"


def line_of(root: etree._Element, where: str) -> int | None:
    """The line of a place like ``signers/signer[2]/@order`` below a root; of the nearest ancestor that exists."""
    return element_at(root, where).sourceline


def element_at(root: etree._Element, where: str) -> etree._Element:
    """The element of a place like ``signers/signer[2]/@order`` below a root; the nearest ancestor that exists."""
    element = root
    for step in filter(None, where.split("/")):
        found = _STEP.fullmatch(step)
        if found is None or step.startswith("@"):
            break
        same = element.iterchildren(f"{{*}}{found[1]}")
        child = next(islice(same, int(found[2] or 1) - 1, None), None)
        if child is None:
            break
        element = child
    return element


def canonical(element: etree._Element, *, exclusive: bool = False, with_comments: bool = False) -> bytes:
    """The canonical form (C14N 1.0) of an element where it stands, its inherited namespaces included.

    lxml's own canonical form of a subtree is wrong where a default namespace is inherited, hence the copy. Where no
    ancestor has an attribute of the ``xml:`` namespace, and none of a seal may, C14N 1.1 gives the same bytes.
    """
    apex = deepcopy(element)
    apex.tail = None
    if apex.nsmap != element.nsmap:  # what is inherited and not used is not copied
        apex = etree.fromstring(etree.tostring(element, encoding="UTF-8", with_tail=False))
    return etree.tostring(apex, method="c14n", exclusive=exclusive, with_comments=with_comments)
