"""Tests of loading: imports are cheap, the current folder does not matter, and a missing xmlschema is reported."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from xmlschema import XMLSchema

from signature_schema import PORTAL, SEAL, load_portal, load_seal

ERROR = (
    '<error xmlns="http://signering.posten.no/schema/v1">'
    "<error-code>A</error-code><error-message>B</error-message><error-type>C</error-type></error>"
)
LOAD_BOTH = "signature_schema.load_portal(); signature_schema.load_seal()"


def python(*statements: str, source_root: Path = PORTAL.parent.parent) -> str:
    """Run a new interpreter and return its output."""
    program = "; ".join([f"import sys; sys.path[:0] = {[str(source_root), *sys.path]!r}", *statements])
    return subprocess.run(
        [sys.executable, "-I", "-B", "-c", program], check=True, capture_output=True, text=True
    ).stdout


def test_the_import_loads_no_library() -> None:
    libraries = "{'lxml', 'xmlschema', 'socket', 'ssl', 'urllib.request'}"
    assert python("import signature_schema", f"print({libraries} & set(sys.modules))") == "set()\n"


def test_loading_does_not_import_xmlschema() -> None:
    assert python("import signature_schema", LOAD_BOTH, "print('xmlschema' in sys.modules)") == "False\n"


@pytest.mark.parametrize("path", [PORTAL, str(PORTAL)])
def test_lxml_reads_the_portal_schema_by_itself(path: Path | str) -> None:
    assert etree.XMLSchema(etree.parse(path)).validate(etree.fromstring(ERROR))


@pytest.mark.parametrize("path", [PORTAL, str(PORTAL)])
def test_xmlschema_reads_the_portal_schema_by_itself(path: Path | str) -> None:
    assert XMLSchema(path).is_valid(ERROR)


def test_xmlschema_adds_the_schema_of_xml_signature_to_the_seal() -> None:
    assert "{http://www.w3.org/2000/09/xmldsig#}Signature" in XMLSchema(SEAL).maps.elements


@pytest.mark.parametrize("load", [load_portal, load_seal])
def test_every_load_returns_a_new_schema(load: Callable[[], etree.XMLSchema]) -> None:
    assert load() is not load()


@pytest.mark.parametrize("folder", ["with a blank", "blåbærsyltetøy", "a#b", "a&b'c", "a%20b"])
def test_schemas_load_from_any_folder(tmp_path: Path, folder: str) -> None:
    source_root = tmp_path / folder
    shutil.copytree(PORTAL.parent, source_root / "signature_schema")
    where = "print(ascii(signature_schema.PORTAL.parents[1].name))"
    assert python("import signature_schema", LOAD_BOTH, where, source_root=source_root) == f"{folder!a}\n"


def test_without_xmlschema_the_seal_has_no_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xmlschema", None)
    with pytest.raises(ModuleNotFoundError, match="not installed") as caught:
        load_seal()
    assert caught.value.name == "xmlschema"
