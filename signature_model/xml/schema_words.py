"""Explain a refusal by an XML Schema to a reader who knows the manifest, but not the schema.

This module explains the errors of xmlschema. ``schemas`` decides what is valid.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from signature_model.masking import excerpt
from signature_model.xml.trees import children, local_name, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

Refusal = Any
"""An ``xmlschema.XMLSchemaValidationError``; its declared types are too wide to be useful."""

_IN_ATTRIBUTE = re.compile(r"attribute ([\w.:-]+)=")
_LACKING = re.compile(r"missing required attribute '(.*)'")
_UNKNOWN = re.compile(r"'(.*)' attribute not allowed")

_ENDLESS = 2**63 - 1
_PATTERNS = {"[0-9]{11}": "eleven digits", "[0-9]{9}": "nine digits"}
_LEXICAL = {
    "int": "a whole number",
    "long": "a whole number",
    "dateTime": "a date and time like 2030-01-31T12:00:00+01:00",
}
_CONTENT = {
    "a simple content element can't have child elements": "must contain text only",
    "character data is not allowed because content is empty": "must be empty",
    "character data between child elements not allowed": "must not contain text beside its elements",
}


def explain(error: Refusal) -> tuple[etree._Element, str, str]:
    """Return the faulty element, ``/@name`` if the fault is in an attribute (else an empty text), and the message."""
    element, reason = error.elem, error.reason or "is not valid"
    if type(error).__name__ == "XMLSchemaChildrenValidationError":
        return _misplaced(error)
    name = _name(element)
    if lacking := _LACKING.fullmatch(reason):
        return element, f"/@{lacking[1]}", f"{name} needs the attribute `{lacking[1]}`"
    if unknown := _UNKNOWN.match(reason):
        attribute = unknown[1].rpartition("}")[2]
        return element, f"/@{attribute}", f"{name} must not have the attribute `{excerpt(attribute)}`"
    if attribute := _IN_ATTRIBUTE.match(reason):
        return element, f"/@{attribute[1]}", f"`{attribute[1]}` {_demand(error, element.get(attribute[1], ''))}"
    return element, "", f"{name} {_CONTENT.get(reason) or _demand(error, text_of(element))}"


def _misplaced(error: Refusal) -> tuple[etree._Element, str, str]:
    inside = list(children(error.elem))
    parent = _name(error.elem)
    names = {each.name: f"`{each.local_name}`" for each in error.expected or () if each.local_name}
    if error.index >= len(inside):
        return error.elem, "", f"{parent} is incomplete: {_alternatives(sorted(names.values()))} is missing"
    subject = inside[error.index]
    found = _name(subject)
    # xmlschema also lists as expected what may follow the element, and the element itself.
    others = sorted(each for name, each in names.items() if name != subject.tag)
    if found in others:
        return subject, "", f"{found} is in the wrong namespace, not in that of {parent}"
    if others:
        return subject, "", f"found {found}, expected {_alternatives(others)}"
    after = f" after {_name(inside[error.index - 1])}" if error.index else ""
    return subject, "", f"{found} is not allowed in {parent}{after}{_limit(error, subject, inside)}"


def _limit(error: Refusal, subject: etree._Element, inside: list[etree._Element]) -> str:
    """Return the maximum number of elements of this name, if it is reached before this element."""
    before = sum(each.tag == subject.tag for each in inside[: error.index])
    allowed = [each.max_occurs for each in error.validator.iter_elements() if each.name == subject.tag]
    return f"; the maximum is {allowed[0]}" if allowed and before >= allowed[0] else ""


def _name(element: etree._Element) -> str:
    return f"`{excerpt(local_name(element))}`"


def _demand(error: Refusal, text: str) -> str:
    # The number as it was written: without a leading zero, ten digits of a national id number would be shown.
    found = excerpt(repr(error.obj) if isinstance(error.obj, str) else text.strip())
    if local_name(error.elem) == "personal-identification-number":  # mistyped numbers are masked too
        found = f"{len(text)} characters, {sum(each.isdecimal() for each in text)} of them digits"
    facet = type(error.validator).__name__
    owner: Any = getattr(error.validator, "parent", None)
    if facet == "XsdEnumerationFacets":
        return f"must be {_alternatives(error.validator.enumeration)}; found {found}"
    if facet == "XsdPatternFacets":
        return f"must be {_PATTERNS.get(error.validator.regexps[0], 'in another format')}; found {found}"
    if facet in {"XsdMinInclusiveFacet", "XsdMaxInclusiveFacet"}:
        return f"must be {_range(owner.min_value, owner.max_value)}; found {found}"
    if facet in {"XsdMinLengthFacet", "XsdMaxLengthFacet"}:
        return f"must have {_range(owner.min_length, owner.max_length)} characters; found {len(error.obj)}"
    if facet == "function":  # the bounds of the built-in integers
        return f"is too {'large' if error.obj > 0 else 'small'}; found {found}"
    expected = _LEXICAL.get(getattr(error.validator, "local_name", None) or "")
    return f"must be {expected}; found {found}" if expected else excerpt(f"is not valid: {error.reason}")


def _range(least: int | None, most: int | None) -> str:
    if least is not None and most is not None and most < _ENDLESS:
        return f"{least} to {most}"
    return f"at most {most}" if least is None else f"{least} or more"


def _alternatives(names: Iterable[str]) -> str:
    *most, last = [*dict.fromkeys(names)] or [""]
    return f"{', '.join(most)} or {last}" if most else last
