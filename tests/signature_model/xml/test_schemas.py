"""lxml decides, xmlschema agrees and explains, and no document takes long."""

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from xmlschema import XMLSchema, XMLSchemaException

from signature_model.errors import SchemaError
from signature_model.manifests.writing import manifest_element
from signature_model.xml.schemas import MAX_EXPLAINED, MAX_FAULTS, PORTAL_SCHEMA, SEAL_SCHEMA, Schema
from signature_model.xml.trees import MANIFEST, MAX_SIZE, line_of, parse
from signature_schema import PORTAL
from tests.kits import opinions, wild
from tests.kits.jobs import KARI, a_job

Draw = Any
"""Seconds."""


def manifest(inside: str, declarations: str = "") -> etree._Element:
    """A manifest with this inside."""
    root = f'<portal-signature-job-manifest xmlns="{MANIFEST}"{declarations}>{inside}</portal-signature-job-manifest>'
    return parse(root.encode())


def job_manifest(*changes: tuple[str, str], declarations: str = "") -> etree._Element:
    """The manifest of the valid job, changed as text."""
    text = etree.tostring(manifest_element(a_job()), encoding="unicode").replace(">", f"{declarations}>", 1)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse(text.encode())


VALUES = [
    *("", "x", " ", " 5 ", "-1", "10", "+5", "0x1", "1e3", "5.0", "99999999999999999999", "NaN", "a\tb"),
    *("12345678910", "12345678910\n", "123456789", "x" * 81, "x" * 221, "SELF", "3", "true"),
    *("2030-01-31T12:00:00Z", "2030-01-31", "2030-01-31T24:00:00", "2030-02-30T12:00:00Z", "12030-01-31T12:00:00Z"),
    *("0000-01-01T00:00:00Z", "-0001-01-01T00:00:00", "2030-01-31T12:00:60Z", "2030-01-31T12:00:00+14:01"),
    *(" 2030-01-31T12:00:00Z\n", "2030-01-31T12:00:00Z "),
]
NAMES = ["signer", "signers", "sender", "title", "document", "documents", "availability", "x", "email", "sms"]
ATTRIBUTES = ["order", "href", "mime", "address", "number", "x", "{http://www.w3.org/XML/1998/namespace}lang"]


@st.composite
def mutants(draw: Draw) -> etree._Element:
    """Manifests that were valid, with up to three changes."""
    root = manifest_element(draw(wild.jobs()))
    for _ in range(draw(st.integers(1, 3))):
        elements = list(root.iter("*"))
        _change(draw, draw(st.sampled_from(elements)), draw(st.sampled_from(elements)))
    return parse(etree.tostring(root, with_tail=False))


def _change(draw: Draw, element: etree._Element, other: etree._Element) -> None:
    parent, change = element.getparent(), draw(st.integers(0, 6))
    if change == 0 and parent is not None:
        parent.remove(element)
    elif change == 1 and parent is not None:
        parent.insert(draw(st.integers(0, len(parent))), etree.fromstring(etree.tostring(other, with_tail=False)))
    elif change == 2:
        element.tag = f"{draw(st.sampled_from(['', '{urn:x}', f'{{{MANIFEST}}}']))}{draw(st.sampled_from(NAMES))}"
    elif change == 3:
        element.text = draw(st.sampled_from(VALUES))
    elif change == 4:
        element.tail = draw(st.sampled_from(VALUES))
    elif change == 5:
        element.set(draw(st.sampled_from(ATTRIBUTES)), draw(st.sampled_from(VALUES)))
    elif element.attrib:
        del element.attrib[draw(st.sampled_from(sorted(element.attrib)))]


@given(mutants())
def test_xmlschema_agrees_with_the_verdict(root: etree._Element) -> None:
    assert opinions.is_valid(etree.tostring(root, encoding="unicode")) is PORTAL_SCHEMA.accepts(root)


@given(mutants())
def test_there_are_faults_where_and_only_where_the_schema_refuses(root: etree._Element) -> None:
    faults = PORTAL_SCHEMA.faults(root)
    assert bool(faults) is not PORTAL_SCHEMA.accepts(root)
    assert len({fault.where for fault in faults}) == len(faults)
    assert all(fault.line == line_of(root, fault.where) for fault in faults)


@given(mutants(), st.sampled_from(["ns4", "p"]))
def test_a_prefix_changes_nothing(root: etree._Element, prefix: str) -> None:
    """Neither the places nor the words."""
    again = etree.Element(root.tag, dict(root.attrib), nsmap={prefix: MANIFEST})
    again.text = root.text
    again.extend(list(etree.fromstring(etree.tostring(root, with_tail=False))))
    etree.cleanup_namespaces(again)
    assert PORTAL_SCHEMA.faults(parse(etree.tostring(again))) == PORTAL_SCHEMA.faults(root)


XSI = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        pytest.param(
            [('order="1"', 'order="\N{ARABIC-INDIC DIGIT THREE}"')],
            "signers/signer[1]",
            "Element 'signer', attribute 'order': '\N{ARABIC-INDIC DIGIT THREE}' is not a valid value of the local "
            "atomic type.",
            id="digits of another script",
        ),
        pytest.param(
            [('order="1"', 'order="0_1"')],
            "signers/signer[1]",
            "Element 'signer', attribute 'order': '0_1' is not a valid value of the local atomic type.",
            id="numerals of Python",
        ),
        pytest.param(
            [("<signers>", "<signers>\N{EM SPACE}")],
            "signers",
            "Element 'signers': Character content other than whitespace is not allowed because the content type is "
            "'element-only'.",
            id="blanks that are none in XML",
        ),
    ],
)
def test_where_xmlschema_would_accept_lxml_is_right_and_explains(
    changes: list[tuple[str, str]], where: str, message: str
) -> None:
    root = job_manifest(*changes)
    assert opinions.is_valid(etree.tostring(root, encoding="unicode"))
    assert [(fault.where, fault.line, fault.message) for fault in PORTAL_SCHEMA.faults(root)] == [(where, 1, message)]


def test_a_huge_year_is_not_an_error() -> None:
    root = job_manifest(
        ("<availability>", "<availability><activation-time>999999999999-01-01T00:00:00</activation-time>")
    )
    faults = PORTAL_SCHEMA.faults(parse(etree.tostring(root).replace(b'order="1"', b'order="x"')))
    assert "signers/signer[1]" in {fault.where for fault in faults}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" {}\n", id="blanks"),
        pytest.param("<!-- c --> {}", id="behind a comment"),
        pytest.param("{} <!-- c --> <?p?>", id="before comments"),
        pytest.param("<!-- c -->{}", id="no blanks"),
    ],
)
def test_blanks_around_a_moment_are_nothing(text: str) -> None:
    moment = text.format("2030-01-31T12:00:00Z")
    root = job_manifest(("<availability>", f"<availability><activation-time>{moment}</activation-time>"))
    before = etree.tostring(root)
    assert PORTAL_SCHEMA.accepts(root)
    assert PORTAL_SCHEMA.faults(root) == ()
    assert etree.tostring(root) == before


@pytest.mark.parametrize("text", [" soon ", "\N{NO-BREAK SPACE}2030-01-31T12:00:00Z", " ", "<!-- c --> <x/>"])
def test_blanks_do_not_make_another_text_a_time(text: str) -> None:
    root = job_manifest(("<availability>", f"<availability><activation-time>{text}</activation-time>"))
    [fault] = PORTAL_SCHEMA.faults(root)
    assert fault.where.startswith("availability/activation-time")


def test_an_unknown_type_is_explained_by_lxml() -> None:
    root = job_manifest(("<title>Emp", '<title xsi:type="nothing">Emp'), declarations=XSI)
    with pytest.raises(XMLSchemaException):
        opinions.is_valid(etree.tostring(root, encoding="unicode"))
    [fault] = PORTAL_SCHEMA.faults(root)
    assert (fault.where, fault.line) == ("title", 1)
    assert fault.message == (
        "Element 'title', attribute 'type': The QName value 'nothing' of the xsi:type attribute does not resolve to a "
        "type definition."
    )


def test_the_words_of_lxml_keep_patterns_and_sets_and_lose_namespaces() -> None:
    many = "<sender/>" * MAX_EXPLAINED
    faults = PORTAL_SCHEMA.faults(
        manifest(
            "<signers><signer><personal-identification-number>1</personal-identification-number>"
            f"<signature-type>x</signature-type></signer></signers>{many}"
        )
    )
    assert faults[0].message == (
        "Element 'personal-identification-number': [facet 'pattern'] The value '1' is not accepted by the pattern "
        "'[0-9]{11}'."
    )
    assert faults[1].message.startswith(
        "Element 'signature-type': [facet 'enumeration'] The value 'x' is not an element"
    )
    assert "{'AUTHENTICATED_ELECTRONIC_SIGNATURE', 'ADVANCED_ELECTRONIC_SIGNATURE'}" in faults[1].message


def test_an_element_with_a_prefix_is_found_in_the_words_of_lxml() -> None:
    root = job_manifest(
        ("<title>Emp", '<p:title xmlns:p="urn:x" xsi:type="nothing"/><title xsi:type="nothing">Emp'), declarations=XSI
    )
    assert {fault.where for fault in PORTAL_SCHEMA.faults(root)} == {"title[1]", "title[2]"}
    many = "<!-- c --><p:y/>" * (MAX_EXPLAINED + 1)
    [fault] = PORTAL_SCHEMA.faults(manifest(f"<signers>{many}</signers>", ' xmlns:p="urn:p"'))[:1]
    assert fault.where == "signers/y[1]"


def test_a_fault_of_the_root_is_at_the_root_or_its_attribute() -> None:
    assert [fault.where for fault in PORTAL_SCHEMA.faults(manifest("", ' x="1"'))] == ["@x", ""]


def test_no_more_than_a_hundred_faults_are_named() -> None:
    few = manifest("<signers>" + "<x/>" * 500 + "</signers>")
    many = manifest("<signers " + " ".join(f'a{number}=""' for number in range(MAX_EXPLAINED)) + "/>")
    assert len(PORTAL_SCHEMA.faults(few)) == len(PORTAL_SCHEMA.faults(many)) == MAX_FAULTS


@pytest.mark.parametrize(
    ("inside", "parent"),
    [
        *(("<x/>", parent) for parent in ("", "signers", "documents")),
        *((inside, "signers") for inside in ("<signers/>", "<title>x</title>", "\n<x a='b'/>", "x<x/>", "<?p?><x/>")),
        *((inside, "signers") for inside in ("<p:x/>", "<p:signers/>", f"<signers><signer>{KARI}</signer></signers>")),
    ],
)
def test_a_mebibyte_of_nonsense_is_explained(inside: str, parent: str) -> None:
    many = inside * ((MAX_SIZE - 300) // len(inside))
    root = manifest(f"<{parent}>{many}</{parent}>" if parent else many, ' xmlns:p="urn:p"')
    assert PORTAL_SCHEMA.faults(root)


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        *(("<title>", text, "</title>") for text in ("9", KARI, "\N{PILE OF POO}", "a ")),
        ('<signers order="', "9", '"/>'),
    ],
)
def test_a_mebibyte_of_one_value_is_explained(before: str, text: str, after: str) -> None:
    root = manifest(f"{before}{text * ((MAX_SIZE - 300) // len(text.encode()))}{after}")
    messages = [fault.message for fault in PORTAL_SCHEMA.faults(root)]
    assert messages
    assert all(len(message) < 500 and KARI not in message for message in messages)


def test_the_own_schemas_are_usable_and_picklable() -> None:
    for schema in (PORTAL_SCHEMA, SEAL_SCHEMA):
        schema.require_usable()
        assert pickle.loads(pickle.dumps(schema)) == schema


def test_a_schema_of_the_caller_decides_and_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "portal.xsd"
    path.write_text(
        f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{MANIFEST}">
        <xs:element name="portal-signature-job-manifest"><xs:complexType/></xs:element></xs:schema>""",
        encoding="utf-8",
    )
    schema = Schema(path)
    schema.require_usable()
    assert schema.accepts(manifest(""))
    [fault] = schema.faults(manifest("<x/>"))
    assert fault.message == "`x` is not allowed in `portal-signature-job-manifest`"


def test_a_schema_with_includes_can_stand_elsewhere(tmp_path: Path) -> None:
    for each in PORTAL.parent.glob("*.xsd"):
        (tmp_path / each.name).write_bytes(each.read_bytes())
    assert Schema(tmp_path / "portal.xsd").accepts(job_manifest())


def test_what_only_lxml_can_load_is_explained_by_lxml(tmp_path: Path) -> None:
    path = tmp_path / "lax.xsd"
    path.write_text(
        f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{MANIFEST}">
        <xs:element name="portal-signature-job-manifest"><xs:complexType/></xs:element>
        <xs:simpleType name="never"><xs:restriction base="xs:string"><xs:minLength value="2"/><xs:maxLength value="1"/>
        </xs:restriction></xs:simpleType></xs:schema>""",
        encoding="utf-8",
    )
    with pytest.raises(XMLSchemaException):
        XMLSchema(path)
    [fault] = Schema(path).faults(manifest("<x/>"))
    assert fault.message.startswith("Element 'portal-signature-job-manifest': Element content is not allowed")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="missing"),
        pytest.param("", id="empty"),
        pytest.param("<xs:schema", id="no XML"),
        pytest.param("<a/>", id="no schema"),
        pytest.param(
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="b"/></xs:schema>',
            id="a schema with a fault",
        ),
        pytest.param(
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation="none.xsd"/>'
            '<xs:element name="a" type="b"/></xs:schema>',
            id="an include that is not there",
        ),
    ],
)
def test_another_file_than_a_schema_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / f"{KARI}.xsd"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        Schema(path).require_usable()
    assert caught.value.message.startswith(f"{tmp_path}/{KARI[:6]}*****.xsd is not an XML Schema: ")
    assert caught.value.hint == "choose a portal.xsd or direct.xsd in the same folder as the files that it includes"
    with pytest.raises(SchemaError):
        Schema(path).faults(manifest(""))


def test_a_folder_is_not_a_schema(tmp_path: Path) -> None:
    with pytest.raises(SchemaError):
        Schema(tmp_path).accepts(manifest(""))


def test_a_valid_document_does_not_import_xmlschema() -> None:
    program = (
        "import sys\n"
        "from signature_model.xml.schemas import PORTAL_SCHEMA\n"
        "from signature_model.xml.trees import parse\n"
        f"root = parse(b'<portal-signature-job-request xmlns=\"{MANIFEST}\"/>')\n"
        "assert PORTAL_SCHEMA.faults(root) == ()\n"
        "assert 'xmlschema' not in sys.modules\n"
    )
    environment = {"PYTHONPATH": ":".join(sys.path)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)


def test_where_libxml2_gives_up_the_document_is_refused_and_a_fault_named(tmp_path: Path) -> None:
    path = tmp_path / "hard.xsd"
    path.write_text(
        """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="r"><xs:complexType><xs:sequence>
        <xs:element name="a" maxOccurs="unbounded"><xs:simpleType><xs:restriction base="xs:string">
        <xs:pattern value="(a|aa)+b"/></xs:restriction></xs:simpleType></xs:element>
        </xs:sequence></xs:complexType></xs:element></xs:schema>""",
        encoding="utf-8",
    )
    hard = parse(f"<r>{'<a>ab</a>' * 1001}<a>{'a' * 60}</a></r>".encode())
    assert not Schema(path).accepts(hard)
    first, *_ = Schema(path).faults(hard)
    assert (first.where, first.message.partition(":")[0]) == ("a[1002]", "Internal error")
