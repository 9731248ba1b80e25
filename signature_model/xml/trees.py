"""XML trees: hardened parsing within limits, the namespaces in use, places and lines, canonical form.

This module does not interpret the elements.
"""

from __future__ import annotations

import re
from copy import copy
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from signature_model.errors import ExcessiveXml, ForbiddenXml, MalformedXml
from signature_model.jobs.context import SigningFlow
from signature_model.masking import excerpt, masked
from signature_model.xml.declarations import declaration_fault
from signature_model.xml.sharing import Shared, xpath

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

MANIFEST = "http://signering.posten.no/schema/v1"
ASIC = "http://uri.etsi.org/2918/v1.2.1#"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
REQUEST_ROOTS = {flow: f"{flow}-signature-job-request" for flow in SigningFlow}
MANIFEST_ROOTS = {flow: f"{flow}-signature-job-manifest" for flow in SigningFlow}
SEAL_ROOT = "XAdESSignatures"
XADES = "http://uri.etsi.org/01903/v1.3.2#"

MAX_SIZE = 1024 * 1024
"""The maximum size in bytes. Valid manifests are smaller than 64 KiB, and seals smaller than 256 KiB."""
MAX_DEPTH = 32
"""The maximum depth of elements. A manifest needs 5 levels, a seal 9."""
MAX_NAMESPACES = 256
"""The maximum number of namespace declarations. A seal needs 4. The time for canonical form grows with their square."""


class Limits(NamedTuple):
    """The limits on a document. The defaults are for manifests and seals."""

    size: int = MAX_SIZE
    depth: int = MAX_DEPTH
    namespaces: int = MAX_NAMESPACES


_LIMITS = Limits()
_MOST_ATTRIBUTES, _MOST_LETTERS = 10, 100
_DOCTYPE = "document type declarations are not allowed; remove the DOCTYPE"
_PARSER = Shared(lambda: _parser(huge_tree=False))
_PARSER_OF_LARGE = Shared(lambda: _parser(huge_tree=True))
_MOST_OF_SMALL = 10_000_000  # libxml2 refuses longer texts unless the parser has `huge_tree`
_XML_ATTRIBUTE = "{http://www.w3.org/XML/1998/namespace}"
_PROLOG_WITH_DOCTYPE = rb"(?s)(?>[\xef\xbb\xbf\xff\xfe\s]+|<\?(?>.*?\?>)|<!--(?>.*?-->))*+<!DOCTYPE"
_STEP = re.compile(r"([^\[\]]+)(?:\[(\d+)\])?")


def _parser(*, huge_tree: bool) -> etree.XMLParser:
    # Collecting Ids would report a repeated or odd xml:id as a syntax error, which it is not.
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=huge_tree, collect_ids=False
    )


def parse(content: bytes, limits: Limits = _LIMITS, *, only_utf8: bool = True) -> etree._Element:
    """Return the root element of a document. Nothing outside ``content`` is read.

    Raises MalformedXml if the document is not well-formed UTF-8 (or, without ``only_utf8``, in an encoding such as
    ISO-8859-1), ForbiddenXml for a document type declaration, and ExcessiveXml if it exceeds the limits.
    """
    if len(content) > limits.size:
        msg = f"{len(content):,} bytes of XML; the maximum is {limits.size:,}"
        raise ExcessiveXml(msg)
    fault = declaration_fault(content, only_utf8=only_utf8)
    root = _root(content, fault, limits)
    if root.getroottree().docinfo.internalDTD is not None:
        raise ForbiddenXml(_DOCTYPE, line=1)
    if fault is not None:
        raise fault
    # Each element around another one has an end tag.
    if content.count(b"</") >= limits.depth and (too_deep := _beyond(limits.depth).get()(root)):
        raise ExcessiveXml(_too_deep(limits), line=too_deep[0].sourceline)
    if content.count(b"xmlns") > limits.namespaces:
        msg = f"more than {limits.namespaces} namespace declarations"
        raise ExcessiveXml(msg)
    return root


@cache
def _beyond(depth: int) -> Shared[etree.XPath]:
    return xpath("/*" * (depth + 1))


def _too_deep(limits: Limits) -> str:
    return f"more than {limits.depth} levels of elements"


def _root(content: bytes, fault: MalformedXml | None, limits: Limits) -> etree._Element:
    try:
        parser = _PARSER if limits.size < _MOST_OF_SMALL else _PARSER_OF_LARGE
        return etree.fromstring(content, parser.get())
    except etree.XMLSyntaxError as error:
        refusal = _refusal(content, error, fault, limits)
    raise refusal  # outside `except`: lxml's error would be its context, and cannot be pickled


def _refusal(
    content: bytes, error: etree.XMLSyntaxError, fault: MalformedXml | None, limits: Limits
) -> ForbiddenXml | MalformedXml:
    line = error.position[0] or None
    if re.match(_PROLOG_WITH_DOCTYPE, content.replace(b"\0", b"")):
        return ForbiddenXml(_DOCTYPE, line=line)
    if fault is not None:
        return fault
    reason = excerpt((error.msg or "not well-formed").split("\n", 1)[0])
    if "xcessive depth" in reason:
        return ExcessiveXml(_too_deep(limits), line=line)
    return MalformedXml(
        f"not well-formed XML: {reason}",
        "check the program that wrote the file, and whether it was truncated",
        line=line,
    )


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace; empty for a comment or processing instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def root_in_words(root: etree._Element) -> str:
    """Return the name of a wrong root for a message, with its namespace unless that is the manifest's."""
    name = etree.QName(root)
    if name.namespace == MANIFEST:
        return f"`{excerpt(name.localname)}`"
    namespace = "no namespace" if name.namespace is None else f"the namespace {excerpt(name.namespace)}"
    return f"`{excerpt(name.localname)}` in {namespace}"


def children(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the child elements, without comments and processing instructions."""
    return element.iterchildren("*")


def text_of(element: etree._Element) -> str:
    """Return an element's own text. lxml splits the text at comments; a schema ignores them."""
    if len(element) == 0:
        return element.text or ""
    return "".join([element.text or "", *(inner.tail or "" for inner in element)])


def maybe_text(element: etree._Element | None) -> str | None:
    """Return the text of an element; None if there is no element."""
    return None if element is None else text_of(element)


def path_of(element: etree._Element) -> str:
    """Return the path of an element below the root: local names, with an index if siblings share the name."""
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
    """Return the line of a place like ``signers/signer[2]/@order``, or of its nearest existing ancestor."""
    return element_at(root, where).sourceline


def element_at(root: etree._Element, where: str) -> etree._Element:
    """Return the element of a place like ``signers/signer[2]/@order``, or its nearest existing ancestor."""
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


def start_of(element: etree._Element) -> str:
    """Return the start tag of an element and the beginning of its text, for messages. Id numbers are masked."""
    names = ((etree.QName(name).localname, value) for name, value in islice(element.items(), _MOST_ATTRIBUTES))
    attributes = "".join(f' {name}="{_beginning(value)}"' for name, value in names)
    return f"<{etree.QName(element).localname}{attributes}>{_beginning((element.text or '').strip())}"


def _beginning(text: str) -> str:
    # Masking a part that is longer than what is shown hides each number whose beginning is shown.
    hidden = masked(text[: 2 * _MOST_LETTERS])
    return hidden if len(hidden) <= _MOST_LETTERS else f"{hidden[:_MOST_LETTERS]}…"


def canonical(
    element: etree._Element,
    *,
    exclusive: bool = False,
    with_comments: bool = False,
    inherited: Collection[str] = (),
    prefixes: Sequence[str] = (),
) -> bytes:
    """Return the canonical form of an element in its document, including inherited namespaces.

    ``inherited`` are the attributes of the ``xml:`` namespace that the element takes over from its ancestors (Canonical
    XML 1.0, 2.4; 1.1, 2.4). ``prefixes`` are the prefixes that exclusive canonicalisation treats as inclusive. The
    element is copied because lxml's canonical form of a subtree is wrong if it inherits a default namespace.
    """
    apex = copy(element)  # with all that is in it
    apex.tail = None
    if apex.nsmap != element.nsmap:  # unused inherited declarations are not copied
        apex = etree.fromstring(etree.tostring(element, encoding="UTF-8", with_tail=False), _PARSER_OF_LARGE.get())
    for above in element.iterancestors() if inherited else ():  # the nearest one counts
        for name, value in above.items():
            if name.startswith(_XML_ATTRIBUTE) and name[len(_XML_ATTRIBUTE) :] in inherited and name not in apex.attrib:
                apex.set(name, value)
    return etree.tostring(
        apex,
        method="c14n",
        exclusive=exclusive,
        with_comments=with_comments,
        inclusive_ns_prefixes=list(prefixes) or None,
    )
