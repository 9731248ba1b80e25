from __future__ import annotations

import base64
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from signature_model.credentials.certificates import (
    LONGEST_CHAIN,
    can_authenticate,
    chain_of,
    is_self_issued,
    is_trusted,
    load_certificates,
    maybe_issuer,
    maybe_rsa_key,
    maybe_subject,
    organization_number,
    reaches_root,
    unsuitability,
    was_valid,
)
from signature_model.errors import CredentialsError
from tests.signature_model.authority import (
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
    issuer_name,
    key_usage,
    name,
    pem,
    rsa_key,
    seid1,
    seid2,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SECOND = timedelta(seconds=1)
ORGANIZATION, SERIAL, COMMON = NameOID.ORGANIZATION_IDENTIFIER, NameOID.SERIAL_NUMBER, NameOID.COMMON_NAME


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
    ],
)
def test_the_organisation_number_is_read_from_its_attribute(subject: x509.Name, number: str | None) -> None:
    assert organization_number(authority().issue(subject)) == number


def test_a_value_that_is_no_text_is_no_organisation_number() -> None:
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
            "encryption certificate of the pair",
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
def test_what_cannot_seal_is_told_in_words(unsuited: x509.Certificate, reason: str) -> None:
    reasons = list(unsuitability(unsuited))
    assert [each for each in reasons if reason in each]


def test_one_flaw_is_one_reason() -> None:
    assert len(list(unsuitability(authority().issue(key=elliptic_key())))) == 1


def test_a_key_limited_to_pss_is_no_usable_key() -> None:
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


def test_a_malformed_issuer_is_no_name() -> None:
    malformed = changed(authority().issue(), b"Skogen Class 3", b"Skogen Class \xff")
    assert maybe_issuer(malformed) is None
    assert maybe_subject(malformed) == seid2()


def test_a_chain_leads_from_the_leaf_to_the_root_whatever_the_order() -> None:
    root, issuing, leaf = authority().root, authority().issuing, authority().issue()
    others = [authority("Fjellet").root, root, leaf, issuing, root, authority("Fjellet").issuing]
    chain = chain_of(leaf, others)
    assert chain == (leaf, issuing, root)
    assert reaches_root(chain)


def test_a_chain_ends_where_an_issuer_is_missing() -> None:
    leaf = authority().issue()
    assert chain_of(leaf, [authority().root]) == (leaf,)
    assert not reaches_root([leaf])
    assert not reaches_root([])


def test_a_namesake_with_another_key_is_not_the_issuer() -> None:
    leaf, real = authority().issue(), authority().issuing
    namesake = certificate(real.subject, real.issuer, rsa_key("namesake"), authority().root_key)
    assert chain_of(leaf, [namesake]) == (leaf,)
    assert chain_of(leaf, [namesake, real]) == (leaf, real)


def test_a_crowd_of_namesakes_costs_bounded_time() -> None:
    leaf, real = authority().issue(), authority().issuing
    crowd = [certificate(real.subject, real.issuer, rsa_key("namesake"), authority().root_key) for _ in range(60)]
    assert chain_of(leaf, [*crowd, real]) == (leaf,)


def test_a_root_goes_before_its_cross_certificate() -> None:
    root, stranger = authority().root, authority("Fjellet")
    cross = certificate(root.subject, stranger.root.subject, authority().root_key, stranger.root_key)
    assert chain_of(authority().issuing, [cross, stranger.root, root]) == (authority().issuing, root)
    assert chain_of(authority().issuing, [cross, stranger.root]) == (authority().issuing, cross, stranger.root)


def test_a_loop_of_issuers_ends() -> None:
    here, there = issuer_name("Here"), issuer_name("There")
    one = certificate(here, there, rsa_key("here"), rsa_key("there"))
    other = certificate(there, here, rsa_key("there"), rsa_key("here"))
    assert chain_of(one, [one, other]) == (one, other)


def test_an_endless_chain_is_cut() -> None:
    titles = [issuer_name(f"Number {each}") for each in range(LONGEST_CHAIN + 3)]
    links = [certificate(*pair, rsa_key("here"), rsa_key("here")) for pair in pairwise(titles)]
    assert len(chain_of(links[0], links)) == LONGEST_CHAIN


def test_a_self_issued_certificate_is_known_by_its_names() -> None:
    assert is_self_issued(authority().root)
    assert not is_self_issued(authority().issuing)


def test_a_certificate_with_malformed_names_is_not_self_issued() -> None:
    malformed = changed(authority().root, b"Skogen Root", b"Skogen \xffoot")
    assert not is_self_issued(malformed)
    assert chain_of(malformed, [malformed, authority().root]) == (malformed,)


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


@pytest.mark.parametrize(
    ("others", "anchors"),
    [
        pytest.param(authority().issuers, [authority().root], id="root"),
        pytest.param([authority().issuing], [authority("Fjellet").root, authority().root], id="root not in the chain"),
        pytest.param([], [authority().issuing], id="issuing certificate, leaf alone"),
        pytest.param(authority().issuers, [authority().issuing], id="issuing certificate"),
        pytest.param([], [authority().root, authority().issuing], id="both"),
    ],
)
def test_a_certificate_is_trusted_by_way_of_an_anchor(
    others: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate]
) -> None:
    assert is_trusted(authority().issue(), others, anchors, MOMENT)


def test_an_anchor_may_be_the_certificate_itself() -> None:
    leaf = authority().issue()
    assert is_trusted(leaf, [], [leaf], MOMENT)
    assert not is_trusted(leaf, [], [authority().issue()], MOMENT)


@pytest.mark.parametrize(
    ("others", "anchors"),
    [
        pytest.param(authority().issuers, [authority("Fjellet").root], id="another root"),
        pytest.param(authority().issuers, [], id="no anchors"),
        pytest.param([], [authority().root], id="issuing certificate missing"),
    ],
)
def test_a_certificate_without_a_path_to_an_anchor_is_not_trusted(
    others: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate]
) -> None:
    assert not is_trusted(authority().issue(), others, anchors, MOMENT)


def issuing(*extensions: x509.ExtensionType, critical: bool = True, until: datetime = UNTIL) -> x509.Certificate:
    """The issuing authority with other extensions."""
    usual = authority()
    return certificate(
        usual.issuing.subject,
        usual.root.subject,
        usual.issuing_key,
        usual.root_key,
        extensions=extensions,
        critical=critical,
        until=until,
    )


@pytest.mark.parametrize(
    "older",
    [
        pytest.param(issuing(AUTHORITY), id="no key usage"),
        pytest.param(issuing(AUTHORITY, ISSUING, critical=False), id="nothing critical"),
        pytest.param(
            issuing(AUTHORITY, ISSUING, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False),
            id="for clients",
        ),
    ],
)
def test_authorities_need_not_be_as_strict_as_those_of_the_web(older: x509.Certificate) -> None:
    assert is_trusted(authority().issue(), [older], [authority().root], MOMENT)
    assert is_trusted(authority().issue(), [], [older], MOMENT)


@pytest.mark.parametrize(
    "false",
    [
        pytest.param(issuing(), id="no basic constraints"),
        pytest.param(issuing(x509.BasicConstraints(ca=False, path_length=None), SIGNING), id="an enterprise"),
        pytest.param(issuing(AUTHORITY, SIGNING), id="key usage without certificates"),
        pytest.param(
            issuing(AUTHORITY, ISSUING, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])), id="web servers only"
        ),
        pytest.param(
            issuing(AUTHORITY, x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0")),
            id="something critical that nobody knows",
        ),
        pytest.param(issuing(AUTHORITY, until=MOMENT - SECOND), id="expired"),
        pytest.param(changed(authority().issuing, b"Tillitstjenester", b"Tillitstjeneste\xff"), id="malformed"),
    ],
)
def test_who_is_no_authority_vouches_for_nobody(false: x509.Certificate) -> None:
    assert not is_trusted(authority().issue(), [false], [authority().root], MOMENT)


def test_a_malformed_leaf_is_not_trusted() -> None:
    assert not is_trusted(
        changed(authority().issue(), b"Tillitstjenester", b"Tillitstjeneste\xff"),
        authority().issuers,
        [authority().root],
        MOMENT,
    )


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(datetime(2020, 1, 1, tzinfo=UTC), id="before"),
        pytest.param(datetime(2040, 1, 1, tzinfo=UTC), id="after"),
        pytest.param(datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), id="before the first year"),
        pytest.param(datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))), id="after the last year"),
    ],
)
def test_expiry_is_not_a_matter_of_trust(moment: datetime) -> None:
    leaf = authority().issue(since=MOMENT - SECOND, until=MOMENT)
    assert is_trusted(leaf, authority().issuers, [authority().root], moment)


@pytest.mark.parametrize("algorithm", [SHA384(), SHA512()], ids=lambda each: str(each.name))
def test_issuers_may_sign_with_longer_digests(algorithm: SHA384 | SHA512) -> None:
    usual = authority()
    leaf = certificate(seid1(), usual.issuing.subject, rsa_key("leaf"), usual.issuing_key, algorithm=algorithm)
    assert is_trusted(leaf, usual.issuers, [usual.root], MOMENT)


@pytest.mark.parametrize(
    ("content", "count"),
    [
        pytest.param(pem(authority().root), 1, id="one PEM"),
        pytest.param(b"a comment\r\n" + pem(*authority().issuers), 2, id="several PEM"),
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
def test_what_is_no_certificate_is_refused_with_a_hint(content: bytes) -> None:
    with pytest.raises(CredentialsError, match="no certificate can be read") as caught:
        load_certificates(content)
    assert caught.value.hint


@given(st.data())
def test_no_certificate_raises_whatever_is_in_it(data: st.DataObject) -> None:
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


@pytest.mark.parametrize(
    ("bundle", "root", "other"),
    [
        pytest.param(f"{bundle}.asice", f"{root}-root.pem", f"{other}-root.pem", id=bundle)
        for bundle, root, other in [
            ("full", "seid1", "seid2"),
            ("lookup", "seid2", "seid1"),
            ("minimal", "seid2", "seid1"),
            ("open-91-days", "seid2", "seid1"),
        ]
    ],
)
def test_the_official_clients_chains_end_at_their_roots(vectors: Path, bundle: str, root: str, other: str) -> None:
    folder = vectors / "java-bundles"
    with zipfile.ZipFile(folder / bundle) as archive:
        seal = archive.read("META-INF/signatures.xml")
    encoded = etree.fromstring(seal).iterfind(".//{http://www.w3.org/2000/09/xmldsig#}X509Certificate")
    leaf, *others = (x509.load_der_x509_certificate(base64.b64decode(each.text or "")) for each in encoded)
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    assert chain_of(leaf, others) == (leaf, *others)
    assert not list(unsuitability(leaf))
    assert is_trusted(leaf, others, load_certificates((folder / root).read_bytes()), moment)
    assert not is_trusted(leaf, others, load_certificates((folder / other).read_bytes()), moment)
    assert is_trusted(leaf, [], others[:1], moment)
