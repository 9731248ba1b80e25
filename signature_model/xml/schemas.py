"""Validate a document by an XML Schema: lxml decides, and xmlschema explains a refusal.

lxml is fast. xmlschema names every fault and its place, and its messages can be understood without XML Schema, but
loading it takes about 300 ms. It is therefore imported only for an invalid document. Very large documents get lxml's
messages.
"""

from __future__ import annotations

import re
from contextlib import suppress
from copy import deepcopy
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

import signature_schema.built_in_types  # noqa: F401 - before any thread compiles a schema
from signature_model.errors import SchemaError
from signature_model.jobs.context import SigningFlow
from signature_model.masking import excerpt
from signature_model.xml.sharing import xpath
from signature_model.xml.trees import line_of, path_of, text_of
from signature_schema import DIRECT, PORTAL, SEAL, load_direct, load_portal, load_seal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import xmlschema

    from signature_model.xml.schema_words import Refusal

MAX_FAULTS = 100
"""The maximum number of faults that are reported for one document.

Users would not read more, and each needs a search.
"""
MAX_EXPLAINED = 1_000
"""The maximum number of elements and attributes for xmlschema, whose time grows with their square.

A manifest has 250, a seal 500.
"""

_BLANK_TIMES = xpath(
    "//*[(local-name() = 'activation-time' or local-name() = 'SigningTime') and not(*)"
    " and string() != normalize-space()]"
)
_NAMESPACE = r"\{[^{}\s]+\}(?=\w)"
_NAME = r"(?<=/)[^/*\[]+"
_SIZE = xpath("count(//*) + count(//@*)")


class SchemaFault(NamedTuple):
    """One fault that the schema finds. ``where`` is a path below the root, ``line`` counts from 1."""

    where: str
    line: int | None
    message: str


class Schema(NamedTuple):
    """A schema in a file, which is read on first use. It can be pickled."""

    path: Path

    def require_usable(self) -> None:
        """Raise SchemaError if the file is not a schema."""
        _compiled(self)

    def accepts(self, root: etree._Element) -> bool:
        """Return whether the document is valid. Raises SchemaError if the file is not a schema."""
        schema = _compiled(self)
        try:
            return schema.validate(root) or (
                len(_BLANK_TIMES.get()(root)) > 0 and schema.validate(_with_trimmed_times(root))
            )
        except etree.XMLSchemaValidateError:  # libxml2 gave up, on a schema that the caller chose
            return False

    def faults(self, root: etree._Element) -> tuple[SchemaFault, ...]:
        """Return the faults that the schema finds, at most ``MAX_FAULTS``; empty for a valid document."""
        if self.accepts(root):
            return ()
        found = _explained(self, root) if _SIZE.get()(root) <= MAX_EXPLAINED else ()
        return tuple(islice(found or _unexplained(self, root), MAX_FAULTS))


def _with_trimmed_times(root: etree._Element) -> etree._Element:
    """Return a copy without white space around times: lxml refuses it, but the standard ignores it (Part 2, 4.3.6)."""
    copy = deepcopy(root)
    for element in _BLANK_TIMES.get()(copy):
        trimmed = text_of(element).strip(" \t\r\n")
        del element[:]  # the text may come after a comment
        element.text = trimmed
    return copy


PORTAL_SCHEMA, DIRECT_SCHEMA = Schema(PORTAL), Schema(DIRECT)
SCHEMAS = {SigningFlow.PORTAL: PORTAL_SCHEMA, SigningFlow.DIRECT: DIRECT_SCHEMA}
"""By flow, the schema of its manifest, its job request and the service's responses."""
SEAL_SCHEMA = Schema(SEAL)
_LOADERS = {PORTAL: load_portal, DIRECT: load_direct, SEAL: load_seal}


@cache
def _compiled(schema: Schema) -> etree.XMLSchema:
    return _load(schema)


def _load(schema: Schema) -> etree.XMLSchema:
    if schema.path in _LOADERS:
        return _LOADERS[schema.path]()
    try:
        return etree.XMLSchema(etree.parse(schema.path, etree.XMLParser(no_network=True)))
    except (OSError, etree.LxmlError) as error:
        msg = f"{schema.path} is not an XML Schema: {error}"
    raise SchemaError(msg)  # lxml's error cannot be pickled


@cache
def _explainer(schema: Schema) -> xmlschema.XMLSchema:
    import xmlschema

    return xmlschema.XMLSchema(schema.path, allow="local")


def _explained(schema: Schema, root: etree._Element) -> tuple[SchemaFault, ...]:
    """Return the first fault that xmlschema finds at each place.

    Returns nothing if xmlschema gives up, as it does on an unknown ``xsi:type`` or a year of twelve digits.
    """
    import xmlschema

    # xmlschema treats comments inside simple elements as children. Its errors refer to the tree that it validates.
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
    """Yield the faults that lxml finds. Load a schema for that, because threads share the log of a shared one."""
    loaded = _load(schema)
    with suppress(etree.XMLSchemaValidateError):  # the log has the reason
        loaded.validate(root)
    for entry in loaded.error_log:
        # The path uses the document's prefixes, which XPath does not know.
        places = root.xpath(re.sub(_NAME, r"*[name()='\g<0>']", entry.path or "/*"))
        where = path_of(places[0]) if places else path_of(root)
        yield SchemaFault(where=where, line=entry.line, message=excerpt(re.sub(_NAMESPACE, "", entry.message)))


def _fault(error: Refusal, root: etree._Element) -> SchemaFault:
    from signature_model.xml import schema_words  # noqa: PLC0415 - a valid document does not need it

    subject, attribute, message = schema_words.explain(error)
    where = path_of(subject) + attribute
    return SchemaFault(where=where.lstrip("/"), line=line_of(root, where), message=message)
