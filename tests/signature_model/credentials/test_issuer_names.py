import unicodedata
from typing import Literal

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from signature_model.credentials.issuer_names import matches_name, write_name
from tests.kits.certificates import issuer_name, name

SKOGEN = issuer_name("Skogen Class 3 CA")
HEX = "#0c0f4e54524e4f2d393833313633333237"
JAVA = f"CN=Skogen Class 3 CA,2.5.4.97={HEX},O=Tillitstjenester AS,C=NO"


def common(value: str) -> x509.Name:
    """A name of one common name, as it may stand in a certificate."""
    return name((NameOID.COMMON_NAME, value))


def encoded(tag: str, content: str, oid: str = "550403") -> x509.Name:
    """A name of one attribute whose value has this tag and content, in hexadecimal."""
    value = bytes.fromhex(tag) + bytes([len(bytes.fromhex(content))]) + bytes.fromhex(content)
    pair = bytes.fromhex("0603" + oid) + value
    for outer in (0x30, 0x31, 0x30):
        pair = bytes([outer, len(pair)]) + pair
    return x509.Name.from_bytes(pair)


def test_a_name_is_written_as_java_writes_it() -> None:
    assert write_name(SKOGEN) == JAVA


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("a", "CN=a", id="plain"),
        pytest.param("Blåbær € 😀", "CN=Blåbær € 😀", id="beyond ASCII"),
        pytest.param(',+"\\<>;', r"CN=\,\+\"\\\<\>\;", id="RFC 2253 specials"),
        pytest.param("#a#b=c", r"CN=\#a\#b\=c", id="hash and equals sign anywhere"),
        pytest.param("  a  b ", r"CN=\ \ a  b\ ", id="blanks at the ends"),
        pytest.param("   ", r"CN=\ \ \ ", id="only blanks"),
        pytest.param("\ra\rb", "CN=\\\ra\rb", id="carriage return at an end"),
        pytest.param("a\0b\n", "CN=a\\00b\n", id="NUL and line feed"),
    ],
)
def test_values_are_escaped_as_java_escapes_them(value: str, text: str) -> None:
    assert write_name(common(value)) == text
    assert matches_name(text, common(value))


@pytest.mark.parametrize(
    ("oid", "text"),
    [
        pytest.param(NameOID.SERIAL_NUMBER, "2.5.4.5=#130178", id="serialNumber, PrintableString"),
        pytest.param(NameOID.EMAIL_ADDRESS, "1.2.840.113549.1.9.1=#160178", id="emailAddress, IA5String"),
        pytest.param(NameOID.TITLE, "2.5.4.12=#0c0178", id="title, UTF8String"),
        pytest.param(NameOID.STATE_OR_PROVINCE_NAME, "ST=x", id="ST"),
        pytest.param(NameOID.STREET_ADDRESS, "STREET=x", id="STREET"),
        pytest.param(NameOID.USER_ID, "UID=x", id="UID"),
        pytest.param(NameOID.DOMAIN_COMPONENT, "DC=x", id="DC"),
    ],
)
def test_attributes_outside_the_short_list_are_written_in_hexadecimal(oid: x509.ObjectIdentifier, text: str) -> None:
    assert write_name(name((oid, "x"))) == text
    assert matches_name(text, name((oid, "x")))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        pytest.param(encoded("12", "3132"), "CN=#12023132", id="NumericString"),
        pytest.param(encoded("1a", "3132"), "CN=#1a023132", id="VisibleString"),
        pytest.param(encoded("1e", "00e60041"), "CN=#1e0400e60041", id="BMPString"),
        pytest.param(encoded("1c", "00000041"), "CN=#1c0400000041", id="UniversalString"),
        pytest.param(encoded("14", "4142"), "CN=AB", id="T61String"),
        pytest.param(encoded("03", "004142", "55042d"), "2.5.4.45=#0303004142", id="BIT STRING"),
    ],
)
def test_other_string_types_keep_their_encoding(written: x509.Name, text: str) -> None:
    assert write_name(written) == text
    assert matches_name(text, written)


def test_attributes_of_one_rdn_are_joined_by_plus() -> None:
    both = [x509.NameAttribute(NameOID.COMMON_NAME, "a"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "b")]
    several = x509.Name([x509.RelativeDistinguishedName(both), *common("last").rdns])
    assert write_name(several) == "CN=last,CN=a+O=b"
    assert matches_name("CN=last, O=b + CN=a", several)
    assert not matches_name("CN=last,CN=a,O=b", several)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(JAVA, id="Java"),
        pytest.param("CN=Skogen Class 3 CA, OID.2.5.4.97=NTRNO-983163327, O=Tillitstjenester AS, C=NO", id=".NET"),
        pytest.param("CN=Skogen Class 3 CA,2.5.4.97=NTRNO-983163327,O=Tillitstjenester AS,C=NO", id="RFC 4514"),
        pytest.param(
            "C = NO, O = Tillitstjenester AS, organizationIdentifier = NTRNO-983163327, CN = Skogen Class 3 CA",
            id="OpenSSL, as encoded",
        ),
        pytest.param(
            "\n " + JAVA.replace("CN=", "cn = ").replace("#0c0f4e", "#0C0F4E").replace(",", " ;\n "), id="laid out"
        ),
        pytest.param('CN="Skogen Class 3 CA",2.5.4.97="NTRNO-983163327",O="Tillitstjenester AS",C=NO', id="quoted"),
        pytest.param(JAVA.replace("Skogen Class", r"\53kogen  Class"), id="hex pair, two blanks"),
        pytest.param(JAVA.replace(HEX, "#130f" + HEX[5:]), id="another string type"),
    ],
)
def test_all_spellings_of_a_name_name_it(text: str) -> None:
    assert matches_name(text, SKOGEN)


def test_case_does_not_count() -> None:
    assert matches_name(JAVA.lower(), SKOGEN)
    assert matches_name(JAVA.upper(), SKOGEN)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("Skogen Class 3 CA", id="no attributes"),
        pytest.param(JAVA.replace(",C=NO", ""), id="one missing"),
        pytest.param(JAVA + ",C=NO", id="one twice"),
        pytest.param(JAVA + ",", id="comma at the end"),
        pytest.param(JAVA.replace("CN=", "OU="), id="another attribute"),
        pytest.param(JAVA.replace("CN=", "XX="), id="an unknown keyword"),
        pytest.param(JAVA.replace("O=Tillitstjenester AS,C=NO", "C=NO,O=Tillitstjenester AS"), id="another order"),
        pytest.param(JAVA.replace(HEX, HEX[:-2]), id="hexadecimal cut short"),
        pytest.param(JAVA.replace(HEX, "#1e014e"), id="half a character"),
        pytest.param(JAVA.replace(HEX, "#0c01ff"), id="no UTF-8 in hexadecimal"),
        pytest.param(JAVA.replace(HEX, "#3000"), id="no string"),
        pytest.param(JAVA.replace("Skogen", r"\ff"), id="no UTF-8 in hex pairs"),
        pytest.param(JAVA.replace("Skogen", '"Skogen'), id="a quote that does not end"),
        pytest.param(JAVA.replace("Class", "Class+"), id="a plus sign not escaped"),
    ],
)
def test_any_other_text_names_something_else(text: str) -> None:
    assert not matches_name(text, SKOGEN)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param(r"O=a\, b", "a, b", id="escaped comma"),
        pytest.param(r"O=a\2C b", "a, b", id="comma as hex pair"),
        pytest.param(r"O=bl\C3\A5b\c3\a6r", "blåbær", id="UTF-8 as hex pairs"),
        pytest.param('O="a, b"', "a, b", id="quoted comma"),
        pytest.param('O="say ""hi"""', 'say "hi"', id="doubled quotes"),
        pytest.param(r'O="say \"hi\""', 'say "hi"', id="escaped quotes"),
        pytest.param('O=""', "", id="empty in quotes"),
        pytest.param(r"O=a\b", "a\\b", id="a backslash that escapes nothing"),
        pytest.param("O=a=b", "a=b", id="equals sign"),
        pytest.param("O=#1", "#1", id="a hash that is no encoding"),
        pytest.param("O=A\u030a", "Å", id="an accent not composed"),
        pytest.param("O=\u00a0a\u00a0b", "a b", id="blanks that do not break"),
    ],
)
def test_values_are_compared_without_their_escapes(text: str, value: str) -> None:
    assert matches_name(text, name((NameOID.ORGANIZATION_NAME, value)))


@pytest.mark.parametrize(
    ("keyword", "oid"),
    [
        pytest.param("S", NameOID.STATE_OR_PROVINCE_NAME, id="S"),
        pytest.param("ST", NameOID.STATE_OR_PROVINCE_NAME, id="ST"),
        pytest.param("E", NameOID.EMAIL_ADDRESS, id="E"),
        pytest.param("EMAILADDRESS", NameOID.EMAIL_ADDRESS, id="EMAILADDRESS"),
        pytest.param("emailAddress", NameOID.EMAIL_ADDRESS, id="emailAddress"),
        pytest.param("SERIALNUMBER", NameOID.SERIAL_NUMBER, id="SERIALNUMBER"),
        pytest.param("oid.2.5.4.5", NameOID.SERIAL_NUMBER, id="oid.2.5.4.5"),
    ],
)
def test_keywords_of_all_clients_are_known(keyword: str, oid: x509.ObjectIdentifier) -> None:
    assert matches_name(f"{keyword}=x", name((oid, "x")))


def test_no_text_names_a_name_without_attributes_but_the_empty_one() -> None:
    assert matches_name("", x509.Name([]))
    assert not matches_name("CN=a", x509.Name([]))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("CN=" + "a" * 65_000, id="one long value"),
        pytest.param("CN=a," * 13_000, id="many attributes"),
        pytest.param("CN=" + "\\" * 65_001, id="backslashes"),
        pytest.param('CN="' + '""' * 32_000, id="quotes"),
        pytest.param(" " * 65_000, id="blanks"),
        pytest.param("CN=a" + " " * 65_000 + '"', id="blanks in a value"),
        pytest.param("1." * 32_000, id="an endless identifier"),
        pytest.param("CN=#" + "0c" * 32_000, id="hexadecimal"),
        pytest.param("CN=a" + "\u0301\u0316" * 32_000, id="accents"),
        pytest.param(r"CN=" + r"\C3" * 21_000, id="hex pairs"),
    ],
)
def test_long_garbage_is_refused(text: str) -> None:
    assert not matches_name(text, SKOGEN)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    matches_name(text, SKOGEN)
    matches_name(f"CN={text}", SKOGEN)
    matches_name(f'CN="{text}"', SKOGEN)


Form = Literal["NFC", "NFD"]
OIDS = st.sampled_from([NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.TITLE, NameOID.ORGANIZATION_IDENTIFIER])
VALUES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=16)


@given(
    st.lists(st.dictionaries(OIDS, VALUES, min_size=1, max_size=3), min_size=1, max_size=4),
    st.sampled_from(["NFC", "NFD"]),
)
def test_what_is_written_names_what_it_was_written_from(
    rdns: list[dict[x509.ObjectIdentifier, str]], form: Form
) -> None:
    written = x509.Name(
        [x509.RelativeDistinguishedName([x509.NameAttribute(*each) for each in rdn.items()]) for rdn in rdns]
    )
    assert matches_name(unicodedata.normalize(form, write_name(written)), written)
