"""Facts are read from certificates, and nothing in a certificate raises."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from signature_model.credentials.certificates import (
    can_authenticate,
    load_certificates,
    may_issue,
    maybe_issuer,
    maybe_rsa_key,
    maybe_subject,
    maybe_validity,
    organization_number,
    serial_text,
    unsuitability,
    was_valid,
)
from signature_model.credentials.chains import chain_of, is_trusted
from signature_model.errors import CredentialsError
from tests.kits.certificates import (
    AUTHORITY,
    ISSUING,
    MOMENT,
    NUMBER,
    SIGNING,
    SINCE,
    UNTIL,
    authority,
    certificate,
    changed,
    elliptic_key,
    key_usage,
    name,
    pem,
    rsa_key,
    seid1,
    seid2,
)

SECOND = timedelta(seconds=1)
ORGANIZATION, SERIAL, COMMON = NameOID.ORGANIZATION_IDENTIFIER, NameOID.SERIAL_NUMBER, NameOID.COMMON_NAME
COUNTRY = NameOID.COUNTRY_NAME


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        pytest.param(seid2(), NUMBER, id="SEID 2"),
        pytest.param(seid1(), NUMBER, id="SEID 1"),
        pytest.param(name((ORGANIZATION, NUMBER)), NUMBER, id="bare in organizationIdentifier"),
        pytest.param(name((COMMON, f"{NUMBER} Blåbærskogen")), NUMBER, id="common name begins with it"),
        pytest.param(name((SERIAL, "983163327"), (ORGANIZATION, NUMBER)), NUMBER, id="the newer attribute counts"),
        pytest.param(name((ORGANIZATION, "VATSE-1"), (SERIAL, NUMBER)), NUMBER, id="a foreign identifier does not"),
        pytest.param(name((SERIAL, NUMBER), (SERIAL, NUMBER)), NUMBER, id="twice the same"),
        pytest.param(name((SERIAL, NUMBER), (SERIAL, "983163327")), None, id="two different ones"),
        pytest.param(name((ORGANIZATION, f"NTRNO-{NUMBER}0")), None, id="ten digits"),
        pytest.param(name((ORGANIZATION, f"NTRNO-{NUMBER}\n")), None, id="a line feed after it"),
        pytest.param(name((ORGANIZATION, "NTRNO-٩٨٤٦٦١١٨٥")), None, id="other digits"),
        pytest.param(name((SERIAL, f"X{NUMBER}")), None, id="something before it"),
        pytest.param(name((COMMON, f"{NUMBER}1")), None, id="common name begins with ten digits"),
        pytest.param(name((COMMON, f"AS {NUMBER}")), None, id="common name ends with it"),
        pytest.param(name((NameOID.ORGANIZATION_NAME, NUMBER)), None, id="another attribute"),
        pytest.param(name((COMMON, f"CN=x,serialNumber={NUMBER}")), None, id="text that looks like an attribute"),
        pytest.param(x509.Name([]), None, id="no name at all"),
        pytest.param(name((COUNTRY, "no"), (SERIAL, NUMBER)), NUMBER, id="in Norway"),
        pytest.param(name((COUNTRY, "US"), (SERIAL, NUMBER)), None, id="in another country"),
        pytest.param(
            name((COUNTRY, "US"), (ORGANIZATION, f"NTRNO-{NUMBER}")), NUMBER, id="Norwegian, in another country"
        ),
    ],
)
def test_the_organisation_number_is_read_from_its_attribute(subject: x509.Name, number: str | None) -> None:
    assert organization_number(authority().issue(subject)) == number


def test_a_serial_number_that_may_be_a_national_id_number_is_masked() -> None:
    assert serial_text(91_818_000_282) == "918180*****"


def test_a_value_of_another_type_is_not_an_organisation_number() -> None:
    unique = name((NameOID.X500_UNIQUE_IDENTIFIER, NUMBER))
    assert organization_number(authority().issue(unique)) is None


@pytest.mark.parametrize(
    "usage",
    [
        pytest.param(SIGNING, id="digitalSignature"),
        pytest.param(key_usage("content_commitment"), id="contentCommitment"),
        pytest.param(key_usage("digital_signature", "key_encipherment"), id="both kinds"),
        pytest.param(None, id="no key usage"),
    ],
)
def test_an_enterprise_certificate_for_signing_can_seal(usage: x509.KeyUsage | None) -> None:
    assert not list(unsuitability(authority().issue(usage=usage)))


@pytest.mark.parametrize(
    ("unsuited", "reason"),
    [
        pytest.param(authority().issue(key=elliptic_key()), "not a usable RSA key", id="elliptic curve"),
        pytest.param(
            authority().issue(usage=key_usage("key_encipherment", "data_encipherment")),
            "encryption certificate of a pair",
            id="encryption only",
        ),
        pytest.param(authority().issue(name((COMMON, "Kari"))), "no organisation number", id="a person"),
        pytest.param(
            authority().issue(usage=x509.UnrecognizedExtension(ExtensionOID.KEY_USAGE, b"\xff")),
            "extensions are malformed",
            id="key usage is garbage",
        ),
        pytest.param(
            changed(authority().root, b"\x55\x1d\x13", b"\x55\x1d\x0f"), "extensions are malformed", id="twice the same"
        ),
        pytest.param(
            changed(authority().issue(), b"\x02\x03\x01\x00\x01", b"\x02\x03\x01\x00\x02"),
            "not a usable RSA key",
            id="even exponent",
        ),
        pytest.param(
            changed(authority().issue(), b"NTRNO-984661185", b"NTRNO-98466118\xff"),
            "no organisation number",
            id="subject is no UTF-8",
        ),
    ],
)
def test_a_certificate_that_cannot_seal_is_explained(unsuited: x509.Certificate, reason: str) -> None:
    reasons = list(unsuitability(unsuited))
    assert [each for each in reasons if reason in each]


def test_one_flaw_is_one_reason() -> None:
    assert len(list(unsuitability(authority().issue(key=elliptic_key())))) == 1


@pytest.mark.parametrize(
    ("permitted", "words"),
    [
        pytest.param(("key_agreement",), "this is the encryption certificate of a pair from Buypass", id="encryption"),
        pytest.param(("key_cert_sign",), "permits no signatures: use the certificate for auth", id="something else"),
        pytest.param((), "permits no signatures: use the certificate for auth", id="nothing"),
    ],
)
def test_only_an_encryption_certificate_is_called_one_of_a_pair(permitted: tuple[str, ...], words: str) -> None:
    [reason] = unsuitability(authority().issue(usage=key_usage(*permitted)))
    assert words in reason


def test_a_key_limited_to_pss_is_not_usable() -> None:
    # rsaEncryption with NULL becomes id-RSASSA-PSS with empty parameters
    limited = changed(
        authority().issue(), bytes.fromhex("2a864886f70d0101010500"), bytes.fromhex("2a864886f70d01010a3000")
    )
    assert maybe_rsa_key(limited) is None


@pytest.mark.parametrize(
    ("usage", "can"),
    [
        pytest.param(SIGNING, True, id="digitalSignature"),
        pytest.param(None, True, id="no key usage"),
        pytest.param(key_usage("content_commitment"), False, id="contentCommitment only"),
        pytest.param(x509.UnrecognizedExtension(ExtensionOID.KEY_USAGE, b"\xff"), False, id="garbage"),
    ],
)
def test_authentication_needs_digital_signature(usage: x509.ExtensionType | None, can: bool) -> None:  # noqa: FBT001 - the table says which
    assert can_authenticate(authority().issue(usage=usage)) is can


@pytest.mark.parametrize(
    ("extensions", "may"),
    [
        pytest.param((), True, id="none"),
        pytest.param((SIGNING,), False, id="a key usage without keyCertSign"),
        pytest.param((ISSUING,), True, id="keyCertSign"),
        pytest.param((AUTHORITY, ISSUING), True, id="an authority"),
        pytest.param((x509.BasicConstraints(ca=False, path_length=None),), False, id="no authority"),
        pytest.param((AUTHORITY, SIGNING), False, id="an authority without keyCertSign"),
        pytest.param((x509.UnrecognizedExtension(ExtensionOID.KEY_USAGE, b"\xff"),), True, id="unreadable"),
    ],
)
def test_some_certificates_cannot_issue_others(extensions: tuple[x509.ExtensionType, ...], may: bool) -> None:  # noqa: FBT001 - the table says which
    key = rsa_key("enterprise")
    assert may_issue(certificate(seid2(), seid2(), key, key, extensions=extensions)) is may


def test_a_malformed_issuer_has_no_name() -> None:
    malformed = changed(authority().issue(), b"Skogen Class 3", b"Skogen Class \xff")
    assert maybe_issuer(malformed) is None
    assert maybe_subject(malformed) == seid2()


def test_a_name_may_have_a_hundred_attributes() -> None:
    key, own = rsa_key("enterprise"), x509.NameAttribute(NameOID.COMMON_NAME, "A")
    longest = x509.Name([own] * 100)
    longer = x509.Name(
        [x509.RelativeDistinguishedName(x509.NameAttribute(NameOID.COMMON_NAME, f"{n}") for n in range(101))]
    )
    assert maybe_subject(certificate(longest, longest, key, key)) == longest
    assert maybe_issuer(certificate(longest, longer, key, key)) is None


@pytest.mark.parametrize(
    ("moment", "valid"),
    [
        pytest.param(SINCE - SECOND, False, id="before"),
        pytest.param(SINCE, True, id="first second"),
        pytest.param(UNTIL, True, id="last second"),
        pytest.param(UNTIL + SECOND, False, id="after"),
        pytest.param(UNTIL.astimezone(timezone(timedelta(hours=14))), True, id="another zone"),
        pytest.param(datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), False, id="before the first year"),
        pytest.param(datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))), False, id="after the last year"),
    ],
)
def test_validity_includes_both_ends(moment: datetime, valid: bool) -> None:  # noqa: FBT001 - the table says which
    assert was_valid(authority().issue(), moment) is valid


def test_validity_is_read_in_utc() -> None:
    assert maybe_validity(authority().issue()) == (SINCE, UNTIL)


@pytest.mark.parametrize("year", [b"2050", b"2051"], ids=["first", "last"])
def test_a_certificate_of_the_year_zero_was_never_valid(year: bytes) -> None:
    late = authority().issue(since=datetime(2050, 1, 1, tzinfo=UTC), until=datetime(2051, 1, 1, tzinfo=UTC))
    timeless = changed(late, year + b"0101000000Z", b"00000101000000Z")
    assert maybe_validity(timeless) is None
    assert not was_valid(timeless, datetime(2050, 6, 1, tzinfo=UTC))
    assert not is_trusted(timeless, authority().issuers, [timeless], MOMENT)
    assert not is_trusted(authority().issue(), [timeless], [timeless], MOMENT)


def test_trust_without_a_moment_is_trust_at_the_first() -> None:
    assert is_trusted(authority().issue(), authority().issuers, [authority().root], None)
    early = authority().issue(since=SINCE - SECOND)
    assert not is_trusted(early, authority().issuers, [authority().root], None)


@pytest.mark.parametrize(
    ("content", "count"),
    [
        pytest.param(pem(authority().root), 1, id="one PEM"),
        pytest.param(b"a comment\r\n" + pem(*authority().issuers), 2, id="several PEM"),
        pytest.param(pem(*authority().issuers).replace(b"\n-----BEGIN", b"-----BEGIN"), 2, id="without line feeds"),
        pytest.param(pem(authority().root).replace(b"CERTIFICATE", b"X509 CERTIFICATE"), 1, id="of old"),
        pytest.param(authority().root.public_bytes(Encoding.DER), 1, id="DER"),
    ],
)
def test_certificates_are_read_from_pem_and_der(content: bytes, count: int) -> None:
    assert load_certificates(content)[-1] == authority().root
    assert len(load_certificates(content)) == count


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"no certificate", id="text"),
        pytest.param(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", id="another PEM"),
        pytest.param(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", id="PEM of garbage"),
        pytest.param(authority().root.public_bytes(Encoding.DER)[:-1], id="DER cut short"),
        pytest.param(
            authority().root.public_bytes(Encoding.DER).replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07"),
            id="version 8",
        ),
    ],
)
def test_other_content_is_refused_with_a_hint(content: bytes) -> None:
    with pytest.raises(CredentialsError, match="no certificate found") as caught:
        load_certificates(content)
    assert caught.value.hint == "use X.509 certificates in PEM, or one certificate in DER"


BOTH = pem(*authority().issuers)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(BOTH[:-200], id="cut in the middle"),
        pytest.param(BOTH[:-2], id="cut at the end"),
        pytest.param(BOTH + b"-----BEGIN CERTIFICATE-----\n", id="one that has just begun"),
        pytest.param(
            BOTH + pem(authority().root).replace(b"CERTIFICATE", b"TRUSTED CERTIFICATE"), id="one with OpenSSL's trust"
        ),
    ],
)
def test_an_unreadable_certificate_is_not_skipped(content: bytes) -> None:
    with pytest.raises(CredentialsError, match=r"only \d of \d certificates") as caught:
        load_certificates(content)
    assert caught.value.hint == "check that the file is complete: each needs a line -----END CERTIFICATE-----"


def test_text_is_refused() -> None:
    with pytest.raises(TypeError, match="content must be bytes, not str"):
        load_certificates(pem(authority().root).decode())  # type: ignore[arg-type]  # what a caller may do


@given(st.data())
def test_no_content_of_a_certificate_raises(data: st.DataObject) -> None:
    encoded = bytearray(authority().issuing.public_bytes(Encoding.DER))
    for place in data.draw(st.lists(st.integers(0, len(encoded) - 1), min_size=1, max_size=3)):
        encoded[place] = data.draw(st.integers(0, 255))
    try:
        (hostile,) = load_certificates(bytes(encoded))
    except CredentialsError:
        return
    list(unsuitability(hostile))
    can_authenticate(hostile)
    leaf = authority().issue()
    assert chain_of(leaf, [hostile, authority().root])[0] == leaf
    assert chain_of(hostile, [hostile, *authority().issuers])[0] == hostile
    is_trusted(hostile, [hostile], [authority().root], MOMENT)
    is_trusted(leaf, [hostile], [hostile], MOMENT)
    was_valid(hostile, MOMENT)


def test_any_serial_number_can_be_written() -> None:
    assert [serial_text(1 << 159), serial_text(-5)] == [str(1 << 159), "-5"]
    assert [serial_text(1 << 511), serial_text(1 << 512)] == [str(1 << 511), f"0x1{'0' * 128}"]
    assert serial_text(1 << 20_000) == f"0x1{'0' * 5_000}"
