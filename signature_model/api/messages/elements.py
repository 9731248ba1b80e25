"""Read the elements of the service's messages in both flows: the root, texts, URLs and ids. Log unknown elements."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from signature_model.errors import MalformedXml, OtherDocument
from signature_model.masking import excerpt, quoted
from signature_model.xml.lexical import in_utc, maybe_time, maybe_whole
from signature_model.xml.trees import MANIFEST, children, local_name, maybe_text, parse, root_in_words, text_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from lxml import etree

_log = logging.getLogger(__name__)


def root_of(content: bytes, name: str, known: AbstractSet[str]) -> etree._Element:
    """Return the root of a message, and log the elements in it that are not known. Raises UnreadableInput."""
    root = parse(content)
    if root.tag != tag(name):
        msg = f"the root element is {root_in_words(root)}, not `{name}`"
        raise OtherDocument(msg, line=root.sourceline)
    log_unknown(root, known)
    return root


def log_unknown(element: etree._Element, known: AbstractSet[str]) -> None:
    """Log the names of the child elements that are not known."""
    tags = {tag(each) for each in known}
    unknown = {local_name(each) for each in children(element) if each.tag not in tags}
    if unknown:
        _log.info("unknown elements in `%s`: %s", local_name(element), excerpt(", ".join(sorted(unknown))))


def tag(name: str) -> str:
    """Return the name of an element with its namespace."""
    return f"{{{MANIFEST}}}{name}"


def job_id_of(root: etree._Element) -> int:
    """Return the id of the job. Raises MalformedXml."""
    text = required_text(root, "signature-job-id")
    number = maybe_whole(text)
    if number is None:
        msg = f"`signature-job-id` is {quoted(text)}, not a whole number"
        raise MalformedXml(msg)
    return number


def since(status: etree._Element) -> datetime | None:
    """Return the time at which a signer got the status, or None if it cannot be read."""
    return in_utc(maybe_time(status.get("since", "")))


def required_text(parent: etree._Element, name: str) -> str:
    """Return the text of a child element. Raises MalformedXml if there is none."""
    text = text_of(required_child(parent, name))
    if not text.strip():
        msg = f"`{name}` is empty"
        raise MalformedXml(msg)
    return text


def required_child(parent: etree._Element, name: str) -> etree._Element:
    """Return the first child element of a name. Raises MalformedXml if there is none."""
    child = maybe_child(parent, name)
    if child is None:
        msg = f"`{local_name(parent)}` has no `{name}`"
        raise MalformedXml(msg)
    return child


def maybe_child(parent: etree._Element, name: str) -> etree._Element | None:
    """Return the first child element of a name, or None."""
    return next(parent.iterchildren(tag(name)), None)


def maybe_url(parent: etree._Element, name: str) -> str | None:
    """Return a URL without surrounding white space, or None if the element is missing or empty."""
    return (maybe_child_text(parent, name) or "").strip() or None


def maybe_child_text(parent: etree._Element, name: str) -> str | None:
    """Return the text of a child element, or None."""
    return maybe_text(maybe_child(parent, name))
