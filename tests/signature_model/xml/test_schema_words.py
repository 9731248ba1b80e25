"""Each kind of fault is reported once, at its place, in words for readers who do not know XML Schema."""

import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from signature_model.containers.names import SEAL
from signature_model.xml.schemas import PORTAL_SCHEMA, SEAL_SCHEMA, Schema, SchemaFault
from signature_model.xml.trees import ASIC, DSIG, MANIFEST, parse
from tests.kits.bundles import taken_apart
from tests.kits.jobs import KARI

CASES: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

SIGNER = f"""\
<personal-identification-number>{KARI}</personal-identification-number>
<notifications-using-lookup>
<email/>
</notifications-using-lookup>
"""
DOCUMENT = '<document href="a.pdf" mime="application/pdf">\n<title>Contract</title>\n</document>\n'
VALID = f"""\
<portal-signature-job-manifest xmlns="{MANIFEST}" xmlns:o="urn:other">
<signers>
<signer order="1">
{SIGNER}</signer>
</signers>
<sender>
<organization-number>984661185</organization-number>
</sender>
<title>Contract</title>
<documents>
{DOCUMENT}</documents>
<required-authentication>4</required-authentication>
<availability>
<activation-time>2030-01-31T12:00:00Z</activation-time>
<available-seconds>86400</available-seconds>
</availability>
<identifier-in-signed-documents>NAME</identifier-in-signed-documents>
</portal-signature-job-manifest>
"""


def faults_of(old: str, new: str) -> list[tuple[str, int | None, str]]:
    """What is said of the valid manifest after one change."""
    assert VALID.count(old) == 1
    found = PORTAL_SCHEMA.faults(parse(VALID.replace(old, new).encode()))
    return [(fault.where, fault.line, fault.message) for fault in found]


def test_of_a_valid_manifest_nothing_is_said() -> None:
    assert faults_of("<title>Contract</title>\n<doc", "<title>Contract</title>\n<doc") == []


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_one_fault_is_one_finding(case: dict[str, Any]) -> None:
    assert faults_of(case["old"], case["new"]) == [(case["where"], case["line"], case["message"])]


def test_a_length_and_a_number_beyond_the_maximum_are_reported() -> None:
    found = faults_of("<documents>", f"<description>{'x' * 221}</description>\n<documents>{DOCUMENT * 20}")
    assert found == [
        ("description", 14, "`description` must have at most 220 characters; found 221"),
        ("documents/document[21]", 76, "`document` is not allowed in `documents` after `document`; the maximum is 20"),
    ]


def test_several_faults_come_in_document_order() -> None:
    found = faults_of(f"<documents>\n{DOCUMENT}</documents>", "<documents>\n<document/>\n<document/>\n</documents>")
    assert found == [
        ("documents/document[1]/@href", 15, "`document` needs the attribute `href`"),
        ("documents/document[1]/@mime", 15, "`document` needs the attribute `mime`"),
        ("documents/document[1]", 15, "`document` is incomplete: `title` is missing"),
        ("documents/document[2]/@href", 16, "`document` needs the attribute `href`"),
        ("documents/document[2]/@mime", 16, "`document` needs the attribute `mime`"),
        ("documents/document[2]", 16, "`document` is incomplete: `title` is missing"),
    ]


def test_unknown_elements_are_not_called_too_many() -> None:
    found = faults_of("</portal-signature-job-manifest>", "<x/><x/></portal-signature-job-manifest>")
    parent = "`portal-signature-job-manifest`"
    assert [message for *_, message in found] == [
        f"`x` is not allowed in {parent} after `identifier-in-signed-documents`",
        f"`x` is not allowed in {parent} after `x`",
    ]


def test_comments_move_neither_place_nor_line() -> None:
    assert faults_of("<email/>", "<!-- c -->\n<email><!-- c -->yes<?p?></email>") == [
        ("signers/signer/notifications-using-lookup/email", 7, "`email` must be empty")
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(("title>Contract</title>\n<doc", f"title>{KARI * 10_000}</title>\n<doc"), id="title"),
        pytest.param((KARI, f"{KARI} "), id="number with a blank"),
        pytest.param((KARI, f"{KARI[:6]}&#xA0;{KARI[6:]}"), id="number with a blank in between"),
        pytest.param((KARI, f"{'x' * 194}{KARI}"), id="number where the text is cut"),
        pytest.param(('order="1"', f'order="{KARI}"'), id="number as order"),
        pytest.param(('order="1"', f'order="{"9" * 4_000}"'), id="order of 4,000 digits"),
        pytest.param(('order="1"', f'order="{"9" * 5_000}"'), id="order of 5,000 digits"),
        pytest.param(("<sender>", f'<sender a{KARI}{"a" * 5_000}="1">'), id="name of an attribute"),
        pytest.param(("<sender>", f"<sender><a{KARI}{'a' * 5_000}/>"), id="name of an element"),
        pytest.param(("2030-01-31T12:00:00Z", KARI * 1_000), id="date and time"),
        pytest.param((">NAME<", f">{KARI}\n{KARI * 1_000}<"), id="enumeration"),
    ],
)
def test_quoted_text_is_cut_and_masked(hostile: tuple[str, str]) -> None:
    for _, _, message in faults_of(*hostile):
        assert len(message) < 500
        assert KARI[6:] not in message
        assert KARI[:10] not in message


def seal_faults(change: tuple[str, str]) -> list[SchemaFault]:
    """What is said of a seal after one change."""
    seal = taken_apart()[SEAL].decode()
    assert change[0] in seal
    return list(SEAL_SCHEMA.faults(parse(seal.replace(*change, 1).encode())))


def test_a_seal_is_explained_too() -> None:
    [fault] = seal_faults((' Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"', ""))
    assert fault.where.endswith("Reference[1]/DigestMethod/@Algorithm")
    assert fault.message == "`DigestMethod` needs the attribute `Algorithm`"


def test_where_anything_may_stand_nothing_is_said_to_be_missing_by_name() -> None:
    root = parse(f'<XAdESSignatures xmlns="{ASIC}"><x xmlns="{DSIG}"/></XAdESSignatures>'.encode())
    [fault] = SEAL_SCHEMA.faults(root)
    assert fault.message == "found `x`, expected `Signature`"


FACETS = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="a"><xs:complexType><xs:all>
    <xs:element name="least"><xs:simpleType><xs:restriction base="xs:decimal"><xs:minInclusive value="5"/>
    </xs:restriction></xs:simpleType></xs:element>
    <xs:element name="most"><xs:simpleType><xs:restriction base="xs:decimal"><xs:maxInclusive value="5"/>
    </xs:restriction></xs:simpleType></xs:element>
    <xs:element name="short"><xs:simpleType><xs:restriction base="xs:string"><xs:minLength value="2"/>
    </xs:restriction></xs:simpleType></xs:element>
    <xs:element name="form"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="[a-c]+"/>
    </xs:restriction></xs:simpleType></xs:element>
    <xs:element name="single"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="one"/>
    </xs:restriction></xs:simpleType></xs:element>
    <xs:element name="flag" type="xs:boolean"/>
  </xs:all></xs:complexType></xs:element>
</xs:schema>"""


def test_a_schema_of_the_callers_choice_is_put_into_words_too(tmp_path: Path) -> None:
    path = tmp_path / "facets.xsd"
    path.write_text(FACETS, encoding="utf-8")
    root = parse(
        b"<a><least>4</least><most>6</most><short>x</short><form>d</form><single>two</single><flag>perhaps</flag></a>"
    )
    *own, borrowed = [fault.message for fault in Schema(path).faults(root)]
    assert own == [
        "`least` must be 5 or more; found 4",
        "`most` must be at most 5; found 6",
        "`short` must have 2 or more characters; found 1",
        "`form` must be in another format; found 'd'",
        "`single` must be one; found 'two'",
    ]
    assert borrowed.startswith("`flag` is not valid: ")


@pytest.mark.parametrize("text", [f"{KARI}1", f"{KARI[:6]} {KARI[6:]}", f" {KARI[:10]}", f"{KARI}\n"])
def test_a_mistyped_number_is_not_shown(text: str) -> None:
    [(_, _, message)] = faults_of(f">{KARI}<", f">{text}<")
    found = f"{len(text)} characters, {sum(each.isdecimal() for each in text)} of them digits"
    assert message == f"`personal-identification-number` must be eleven digits; found {found}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            "<title>Contract</title>\n<documents>",
            "<documents>",
            "found `documents`, expected `document` or `title`",
            id="no title",
        ),
        pytest.param(
            f"<title>Contract</title>\n<documents>\n{DOCUMENT}</documents>\n",
            f"<documents>\n{DOCUMENT}</documents>\n<title>Contract</title>\n",
            "found `documents`, expected `document` or `title`",
            id="documents before the title",
        ),
    ],
)
def test_a_missing_or_late_title_is_named(old: str, new: str, message: str) -> None:
    assert message in [each for _, _, each in faults_of(old, new)]
