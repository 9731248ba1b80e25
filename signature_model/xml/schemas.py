"""Judging a document by an XML Schema: lxml gives the verdict, xmlschema explains a refusal.

The verdict is quick; the explanation costs some 300 ms once and names every fault with its place, in words for people
who do not read XML Schema. xmlschema is therefore imported only when something is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from signature_model.errors import SchemaError
from signature_model.xml import schema_words
from signature_model.xml.trees import line_of, path_of
from signature_schema import PORTAL, SEAL, load_portal, load_seal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import xmlschema

MAX_FAULTS = 100
"""More faults of one document than this are not named: nobody reads them, and each costs a walk."""

_NAMESPACE = re.compile(r"\{[^}]*\}")


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
        return _compiled(self).validate(root)

    def faults(self, root: etree._Element) -> tuple[SchemaFault, ...]:
        """What the schema refuses, in document order, at most ``MAX_FAULTS``; empty for a valid document."""
        if self.accepts(root):
            return ()
        found = tuple(islice(_explained(self, root), MAX_FAULTS))
        return found or tuple(islice(_unexplained(self, root), MAX_FAULTS))


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
        raise SchemaError(msg, "give the portal.xsd, with its includes") from None


@cache
def _explainer(schema: Schema) -> xmlschema.XMLSchema:
    import xmlschema

    return xmlschema.XMLSchema(schema.path, allow="local")


def _explained(schema: Schema, root: etree._Element) -> Iterator[SchemaFault]:
    """What xmlschema says, or as much as it says before it gives up (an unknown ``xsi:type`` raises)."""
    import xmlschema

    # Its errors point into the tree it is given, and it takes comments inside simple elements for children.
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True)
    plain = etree.fromstring(etree.tostring(root), parser)
    seen = set()
    try:
        for error in _explainer(schema).iter_errors(plain):  # type: ignore[arg-type]  # lxml elements are welcome
            fault = _fault(error, root)
            if fault.where not in seen:
                seen.add(fault.where)
                yield fault
    except (xmlschema.XMLSchemaException, ValueError, TypeError, KeyError):
        return


def _unexplained(schema: Schema, root: etree._Element) -> Iterator[SchemaFault]:
    """What lxml says. The log of a shared schema mixes up threads, so this uses one of its own."""
    judge = _load(schema)
    judge.validate(root)
    for entry in judge.error_log:
        places = root.xpath(entry.path or "/*")
        where = path_of(places[0]) if places else path_of(root)
        yield SchemaFault(where=where, line=entry.line, message=schema_words.cut(_NAMESPACE.sub("", entry.message)))


def _fault(error: schema_words.Refusal, root: etree._Element) -> SchemaFault:
    subject, attribute, message = schema_words.explain(error)
    where = path_of(subject) + attribute
    return SchemaFault(where=where.lstrip("/"), line=line_of(root, where), message=message)
