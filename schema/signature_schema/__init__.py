"""The XML Schemas of both flows' messages and of a bundle's seal, and functions that load them with lxml.

Callers choose the schema for a document and explain why a document is invalid. For explanations, pass a path to
xmlschema: ``xmlschema.XMLSchema(PORTAL)`` or ``xmlschema.XMLSchema(SEAL)``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["DIRECT", "PORTAL", "SEAL", "load_direct", "load_portal", "load_seal"]


def _folder() -> Path:
    """Return the folder of the schemas; if this package is in a ZIP archive, a copy that is removed at exit."""
    folder = Path(__file__).resolve().parent
    if folder.is_dir():
        return folder
    import atexit  # noqa: PLC0415 - usual installations do not need these
    import shutil  # noqa: PLC0415
    import tempfile  # noqa: PLC0415
    from importlib.resources import files  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="signature_schema-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for each in files(__name__).iterdir():
        if each.name.endswith(".xsd"):
            (folder / each.name).write_bytes(each.read_bytes())
    return folder


_HERE = _folder()

DIRECT = _HERE / "direct.xsd"
"""The direct flow's messages, in the same namespace as those of the portal flow."""

PORTAL = _HERE / "portal.xsd"
"""Manifest, job request and the service's responses; namespace ``http://signering.posten.no/schema/v1``."""

SEAL = _HERE / "asic.xsd"
"""``META-INF/signatures.xml``, namespace ``http://uri.etsi.org/2918/v1.2.1#``; needs the schema of XML Signature."""

_SCHEMA_SET = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="http://www.w3.org/2000/09/xmldsig#" schemaLocation="{xmldsig}"/>
  <xs:import namespace="http://uri.etsi.org/2918/v1.2.1#" schemaLocation="{seal}"/>
</xs:schema>"""


def load_direct() -> etree.XMLSchema:
    """Build the schema of the direct flow's seven messages. Each call builds a new object, so keep it."""
    return _load(DIRECT)


def load_portal() -> etree.XMLSchema:
    """Build the schema of the portal flow's five messages. Each call builds a new object, so keep it."""
    return _load(PORTAL)


def _load(path: Path) -> etree.XMLSchema:
    from lxml import etree  # noqa: PLC0415 - importing this package stays cheap

    import signature_schema.built_in_types  # noqa: F401, PLC0415

    return etree.XMLSchema(etree.parse(path, etree.XMLParser(no_network=True)))


def load_seal() -> etree.XMLSchema:
    """Build the schema of a seal, including XML Signature and XAdES. Each call builds a new object, so keep it.

    Raises:
        ModuleNotFoundError: xmlschema, which contains the schema of XML Signature, is not installed.

    """
    from lxml import etree  # noqa: PLC0415 - importing this package stays cheap

    import signature_schema.built_in_types  # noqa: F401, PLC0415

    schema_set = _SCHEMA_SET.format(xmldsig=_xmldsig().as_uri(), seal=SEAL.as_uri())
    return etree.XMLSchema(etree.fromstring(schema_set, etree.XMLParser(no_network=True)))


def _xmldsig() -> Path:
    """Find the W3C's schema of XML Signature in the package xmlschema, without the cost of importing it."""
    from importlib.util import find_spec  # noqa: PLC0415 - the other schemas do not need it

    spec = find_spec("xmlschema")
    if spec is None or spec.origin is None:
        msg = "the schema of XML Signature comes with xmlschema, which is not installed"
        raise ModuleNotFoundError(msg, name="xmlschema")
    return Path(spec.origin).resolve().parent / "schemas" / "DSIG" / "xmldsig-core-schema.xsd"
