"""A refusal by an XML Schema in the words of somebody who reads the manifest and not the schema.

Takes the errors that xmlschema reports; what is judged, and when, is said by ``schemas``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from signature_model.xml.trees import children, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

Refusal = Any
"""An ``xmlschema.XMLSchemaValidationError``, whose declared types are too wide to be of use."""

_SHOWN = 200
_IN_ATTRIBUTE = re.compile(r"attribute ([\w.:-]+)=")
_LACKING = re.compile(r"missing required attribute '(.*)'")
_UNKNOWN = re.compile(r"'(.*)' attribute not allowed")

_PATTERNS = {"[0-9]{11}": "eleven digits", "[0-9]{9}": "nine digits"}
_LEXICAL = {
    "int": "a whole number",
    "long": "a whole number",
    "dateTime": "a date and time like 2030-01-31T12:00:00+01:00",
}
_CONTENT = {
    "character data is not allowed because content is empty": "must be empty",
    "character data between child elements not allowed": "must not hold text beside its elements",
}


def explain(error: Refusal) -> tuple[etree._Element, str, str]:
    """The element at fault, ``/@name`` if one of its attributes is (else empty), and what is wrong."""
    element, reason = error.elem, error.reason or "is not valid"
    if type(error).__name__ == "XMLSchemaChildrenValidationError":
        return _misplaced(error)
    name = f"`{local_name(element)}`"
    if lacking := _LACKING.fullmatch(reason):
        return element, "", f"{name} lacks its attribute `{lacking[1]}`"
    if unknown := _UNKNOWN.match(reason):
        return element, f"/@{unknown[1]}", f"{name} has no attribute `{unknown[1]}`"
    if attribute := _IN_ATTRIBUTE.match(reason):
        return element, f"/@{attribute[1]}", f"`{attribute[1]}` {_demand(error)}"
    return element, "", f"{name} {_CONTENT.get(reason) or _demand(error)}"


def cut(text: str) -> str:
    """At most 200 characters of a text, and how many there were."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text):,} characters)"


def _misplaced(error: Refusal) -> tuple[etree._Element, str, str]:
    inside = list(children(error.elem))
    parent = f"`{local_name(error.elem)}`"
    expected = _alternatives(sorted(f"`{each.local_name}`" for each in error.expected or () if each.local_name))
    if error.index >= len(inside):
        return error.elem, "", f"{parent} is not complete: {expected} is missing"
    subject = inside[error.index]
    found = f"`{local_name(subject)}`"
    if found == expected:
        return subject, "", f"{found} is in another namespace than {parent}"
    if expected:
        return subject, "", f"{found} stands where {expected} is expected"
    alike = sum(each.tag == subject.tag for each in inside[: error.index])
    most = f"; {alike} is the most" if alike else ""
    return subject, "", f"{found} is not allowed here in {parent}{most}"


def _demand(error: Refusal) -> str:
    found = cut(repr(error.obj)) if isinstance(error.obj, str) else str(error.obj)
    facet = type(error.validator).__name__
    owner: Any = getattr(error.validator, "parent", None)
    if facet == "XsdEnumerationFacets":
        return f"must be {_alternatives(error.validator.enumeration)}; found {found}"
    if facet == "XsdPatternFacets":
        return f"must be {_PATTERNS.get(error.validator.regexps[0], 'of another form')}; found {found}"
    if facet in {"XsdMinInclusiveFacet", "XsdMaxInclusiveFacet"}:
        return f"must be {_range(owner.min_value, owner.max_value)}; found {found}"
    if facet in {"XsdMinLengthFacet", "XsdMaxLengthFacet"}:
        return f"must have {_range(owner.min_length, owner.max_length)} characters; found {len(error.obj)}"
    expected = _LEXICAL.get(getattr(error.validator, "local_name", None) or "")
    return f"must be {expected}; found {found}" if expected else cut(f"is refused: {error.reason}")


def _range(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return f"{least} to {most}"
    return f"at least {least}" if most is None else f"at most {most}"


def _alternatives(names: Iterable[str]) -> str:
    *most, last = [*dict.fromkeys(names)] or [""]
    return f"{', '.join(most)} or {last}" if most else last
