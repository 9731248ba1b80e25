"""Judging a document by an XML Schema: lxml gives the verdict, xmlschema explains a refusal.

The verdict is quick; the explanation costs some 300 ms once and names every fault with its place, in words for people
who do not read XML Schema. xmlschema is therefore imported only when something is wrong, and not asked about documents
of dishonest size; those are explained in lxml's own words.
"""

from __future__ import annotations

import re
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from signature_model.errors import SchemaError
from signature_model.masking import excerpt
from signature_model.xml import schema_words
from signature_model.xml.trees import line_of, path_of, text_of
from signature_schema import PORTAL, SEAL, load_portal, load_seal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import xmlschema

MAX_FAULTS = 100
"""More faults of one document than this are not named: nobody reads them, and each costs a walk."""
MAX_EXPLAINED = 1_000
"""Elements and attributes: an honest manifest has 250, a seal 500. The time of xmlschema grows with their square."""

_BLANK_TIMES = etree.XPath(
    "//*[(local-name() = 'activation-time' or local-name() = 'SigningTime') and not(*)"
    " and string() != normalize-space()]"
)
_NAMESPACE = re.compile(r"\{[^{}\s]+\}(?=\w)")
_NAME = re.compile(r"(?<=/)[^/*\[]+")
_SIZE = etree.XPath("count(//*) + count(//@*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaFault:
    """One thing that the schema refuses. ``where`` is a path below the root, ``line`` counts from 1."""

    where: str
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema by its file, which is read when it is first needed. Picklable."""

    path: Path

    def require_usable(self) -> None:
        """Raise SchemaError if the file is no schema."""
        _compiled(self)

    def accepts(self, root: etree._Element) -> bool:
        """Whether the document is valid. Raises SchemaError if the file is no schema."""
        judge = _compiled(self)
        try:
            return judge.validate(root) or (len(_BLANK_TIMES(root)) > 0 and judge.validate(_with_trimmed_times(root)))
        except etree.XMLSchemaValidateError:  # libxml2 gave up, on a schema of the caller's
            return False

    def faults(self, root: etree._Element) -> tuple[SchemaFault, ...]:
        """What the schema refuses, at most ``MAX_FAULTS``; empty for a valid document."""
        if self.accepts(root):
            return ()
        found = _explained(self, root) if _SIZE(root) <= MAX_EXPLAINED else ()
        return tuple(islice(found or _unexplained(self, root), MAX_FAULTS))


def _with_trimmed_times(root: etree._Element) -> etree._Element:
    """A copy without the white space around moments, which lxml refuses and the standard ignores (Part 2, 4.3.6)."""
    copy = deepcopy(root)
    for element in _BLANK_TIMES(copy):
        trimmed = text_of(element).strip(" \t\r\n")
        del element[:]  # comments, which the text may stand behind
        element.text = trimmed
    return copy


MANIFEST_SCHEMA = Schema(PORTAL)
SEAL_SCHEMA = Schema(SEAL)


@cache
def _compiled(schema: Schema) -> etree.XMLSchema:
    return _load(schema)


def _load(schema: Schema) -> etree.XMLSchema:
    if schema == MANIFEST_SCHEMA:
        return load_portal()
    if schema == SEAL_SCHEMA:
        return load_seal()
    try:
        return etree.XMLSchema(etree.parse(schema.path, etree.XMLParser(no_network=True)))
    except (OSError, etree.LxmlError) as error:
        msg = f"{schema.path} is no XML Schema: {error}"
    raise SchemaError(msg, "give the portal.xsd, with its includes")  # without lxml's error, which no pickle can hold


@cache
def _explainer(schema: Schema) -> xmlschema.XMLSchema:
    import xmlschema

    return xmlschema.XMLSchema(schema.path, allow="local")


def _explained(schema: Schema, root: etree._Element) -> tuple[SchemaFault, ...]:
    """What xmlschema says, the first of each place.

    Nothing if it gives up, as it does on an unknown ``xsi:type`` or a year of twelve digits.
    """
    import xmlschema

    # Its errors point into the tree it is given, and it takes comments inside simple elements for children.
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True)
    first: dict[str, SchemaFault] = {}
    try:
        plain = etree.fromstring(etree.tostring(root, encoding="UTF-8"), parser)
        for error in _explainer(schema).iter_errors(plain):  # type: ignore[arg-type]  # lxml elements are welcome
            fault = _fault(error, root)
            first.setdefault(fault.where, fault)
    except (xmlschema.XMLSchemaException, etree.LxmlError, ValueError, TypeError, LookupError, ArithmeticError):
        return ()
    return tuple(first.values())


def _unexplained(schema: Schema, root: etree._Element) -> Iterator[SchemaFault]:
    """What lxml says. The log of a shared schema mixes up threads, so this uses one of its own."""
    judge = _load(schema)
    with suppress(etree.XMLSchemaValidateError):  # its log says so
        judge.validate(root)
    for entry in judge.error_log:
        # The path has the document's prefixes, which XPath does not know.
        places = root.xpath(_NAME.sub(r"*[name()='\g<0>']", entry.path or "/*"))
        where = path_of(places[0]) if places else path_of(root)
        yield SchemaFault(where=where, line=entry.line, message=excerpt(_NAMESPACE.sub("", entry.message)))


def _fault(error: schema_words.Refusal, root: etree._Element) -> SchemaFault:
    subject, attribute, message = schema_words.explain(error)
    where = path_of(subject) + attribute
    return SchemaFault(where=where.lstrip("/"), line=line_of(root, where), message=message)
