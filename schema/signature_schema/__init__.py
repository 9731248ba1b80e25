"""The XML Schemas of the portal flow's messages and of a bundle's seal, and how to load them for a verdict.

Which document is to be judged by which schema, and how a refusal is explained, is left to others. For explanations
``xmlschema.XMLSchema(PORTAL)`` and ``xmlschema.XMLSchema(SEAL)`` work as they stand.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["PORTAL", "SEAL", "load_portal", "load_seal"]

_HERE = Path(__file__).resolve().parent

PORTAL = _HERE / "portal.xsd"
"""Manifest, job request and the service's answers, namespace ``http://signering.posten.no/schema/v1``."""

SEAL = _HERE / "asic.xsd"
"""``META-INF/signatures.xml``, namespace ``http://uri.etsi.org/2918/v1.2.1#``; lacks XML Signature's own schema."""

_SCHEMA_SET = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="http://www.w3.org/2000/09/xmldsig#" schemaLocation="{xmldsig}"/>
  <xs:import namespace="http://uri.etsi.org/2918/v1.2.1#" schemaLocation="{seal}"/>
</xs:schema>"""


def load_portal() -> etree.XMLSchema:
    """Build the schema of the portal flow's five messages: a new object every time, so keep it."""
    from lxml import etree  # noqa: PLC0415 - importing this package stays cheap

    return etree.XMLSchema(etree.parse(PORTAL, etree.XMLParser(no_network=True)))


def load_seal() -> etree.XMLSchema:
    """Build the schema of a seal, XML Signature and XAdES included: a new object every time, so keep it.

    Raises:
        ModuleNotFoundError: xmlschema, which brings the schema of XML Signature, is not installed.

    """
    from lxml import etree  # noqa: PLC0415 - importing this package stays cheap

    schema_set = _SCHEMA_SET.format(xmldsig=_xmldsig().as_uri(), seal=SEAL.as_uri())
    return etree.XMLSchema(etree.fromstring(schema_set, etree.XMLParser(no_network=True)))


def _xmldsig() -> Path:
    """Find the W3C's schema of XML Signature where xmlschema keeps it, without the cost of importing xmlschema."""
    spec = find_spec("xmlschema")
    if spec is None or spec.origin is None:
        msg = "the schema of XML Signature comes with xmlschema, which is not installed"
        raise ModuleNotFoundError(msg, name="xmlschema")
    return Path(spec.origin).resolve().parent / "schemas" / "DSIG" / "xmldsig-core-schema.xsd"
