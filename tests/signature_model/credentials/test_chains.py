"""Chains of certificates are built, and verified against trust anchors."""

import base64
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA384, SHA512
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from lxml import etree

from signature_model.credentials.certificates import is_self_issued, load_certificates, unsuitability
from signature_model.credentials.chains import (
    LONGEST_CHAIN,
    chain_of,
    is_trusted,
    reaches_root,
    trusted_path,
    unrelated_certificates,
)
from tests.kits.certificates import (
    AUTHORITY,
    ISSUING,
    MOMENT,
    SIGNING,
    UNTIL,
    authority,
    certificate,
    changed,
    issuer_name,
    rsa_key,
    seid1,
)

SECOND = timedelta(seconds=1)
ORGANIZATION, SERIAL, COMMON = NameOID.ORGANIZATION_IDENTIFIER, NameOID.SERIAL_NUMBER, NameOID.COMMON_NAME


def test_a_chain_leads_from_the_leaf_to_the_root_in_any_order() -> None:
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


def test_a_chain_ends_at_a_certificate_with_an_unknown_algorithm() -> None:
    known, unknown = (bytes.fromhex(f"06092a864886f70d0101{each}") for each in ("0b", "7f"))
    leaf, strange = authority().issue(), changed(authority().issuing, known, unknown)
    assert chain_of(leaf, [strange, authority().root]) == (leaf, strange)


def test_many_namesakes_cost_a_bounded_time() -> None:
    leaf, real = authority().issue(), authority().issuing
    crowd = [certificate(real.subject, real.issuer, rsa_key("namesake"), authority().root_key) for _ in range(60)]
    assert chain_of(leaf, [*crowd, real]) == (leaf,)
    assert chain_of(leaf, [*crowd[:49], real]) == (leaf, real)


def test_a_root_is_preferred_to_its_cross_certificate() -> None:
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


def test_a_self_issued_certificate_is_recognised_by_its_names() -> None:
    assert is_self_issued(authority().root)
    assert not is_self_issued(authority().issuing)


def test_a_certificate_with_malformed_names_is_not_self_issued() -> None:
    malformed = changed(authority().root, b"Skogen Root", b"Skogen \xffoot")
    assert not is_self_issued(malformed)
    assert chain_of(malformed, [malformed, authority().root]) == (malformed,)


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
def test_a_certificate_with_a_path_to_an_anchor_is_trusted(
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
    """Return the issuing authority's certificate with other extensions."""
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
def test_older_authorities_are_accepted(older: x509.Certificate) -> None:
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
            id="unknown critical extension",
        ),
        pytest.param(issuing(AUTHORITY, until=MOMENT - SECOND), id="expired"),
        pytest.param(changed(authority().issuing, b"Tillitstjenester", b"Tillitstjeneste\xff"), id="malformed"),
    ],
)
def test_an_issuer_that_is_not_an_authority_is_not_trusted(false: x509.Certificate) -> None:
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
def test_an_expired_leaf_is_trusted(moment: datetime) -> None:
    leaf = authority().issue(since=MOMENT - SECOND, until=MOMENT)
    assert is_trusted(leaf, authority().issuers, [authority().root], moment)


@pytest.mark.parametrize("algorithm", [SHA384(), SHA512()], ids=lambda each: str(each.name))
def test_issuers_may_sign_with_longer_digests(algorithm: SHA384 | SHA512) -> None:
    usual = authority()
    leaf = certificate(seid1(), usual.issuing.subject, rsa_key("leaf"), usual.issuing_key, algorithm=algorithm)
    assert is_trusted(leaf, usual.issuers, [usual.root], MOMENT)


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


def test_strangers_are_above_the_leaf_in_no_chain() -> None:
    ours, others = authority(), authority("Fjellet")
    leaf = ours.issue()
    assert unrelated_certificates(leaf, (leaf, *ours.issuers)) == ()
    assert unrelated_certificates(leaf, (ours.root, leaf, ours.issuing)) == ()
    assert unrelated_certificates(leaf, (leaf, *others.issuers)) == others.issuers
    assert unrelated_certificates(leaf, (leaf, ours.root)) == (ours.root,)


def test_a_certificate_with_a_malformed_name_is_a_stranger() -> None:
    malformed = changed(authority().root, b"Skogen Root", b"Skogen Roo\xff")
    assert unrelated_certificates(authority().issue(), (malformed,)) == (malformed,)


def constrained(
    permitted: str | x509.Name | None, excluded: str | None, *, critical: bool
) -> tuple[x509.Certificate, ...]:
    """A leaf under an issuer that permits or excludes a name or those of a country, and their root."""
    one, other = [None if each is None else [directory(each)] for each in (permitted, excluded)]
    above = authority()
    issuing = certificate(
        above.issuing.subject,
        above.root.subject,
        above.issuing_key,
        above.root_key,
        extensions=(AUTHORITY, ISSUING, x509.NameConstraints(one, other)),
        critical=critical,
    )
    return above.issue(), issuing, above.root


def directory(name: str | x509.Name) -> x509.DirectoryName:
    if isinstance(name, str):
        name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, name)])
    return x509.DirectoryName(name)


@pytest.mark.parametrize(
    ("permitted", "excluded", "expected"),
    [
        pytest.param("no", None, True, id="permitted"),
        pytest.param(authority().issue().subject, None, True, id="permitted, unlike the issuer's own"),
        pytest.param("SE", None, False, id="not permitted"),
        pytest.param(None, "SE", True, id="not excluded"),
        pytest.param(None, "NO", False, id="excluded"),
    ],
)
def test_names_are_among_those_that_an_issuer_permits(
    permitted: str | x509.Name | None, excluded: str | None, *, expected: bool
) -> None:
    leaf, *above = constrained(permitted, excluded, critical=False)
    assert is_trusted(leaf, above, above[-1:], MOMENT) is expected


STATEMENTS = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), b"0\0")
POLICIES = x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("2.16.578.1"), None)])
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"5\0")


@pytest.mark.parametrize(
    ("extension", "expected"),
    [(STATEMENTS, True), (POLICIES, True), (x509.InhibitAnyPolicy(0), True), (UNKNOWN, False)],
    ids=["QcStatements", "policies", "any policy", "unknown"],
)
def test_extensions_that_are_known_may_be_critical(extension: x509.ExtensionType, *, expected: bool) -> None:
    above = authority()
    leaf = certificate(
        above.issue().subject, above.issuing.subject, rsa_key("enterprise"), above.issuing_key, extensions=(extension,)
    )
    assert is_trusted(leaf, above.issuers, [above.root], MOMENT) is expected


OTHERS = x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("2.16.578.2"), None)])
ANY = x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("2.5.29.32.0"), None)])
MAPPINGS = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.33"), b"0\0")


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        pytest.param((0, POLICIES), (POLICIES,), True, id="the same"),
        pytest.param((0, ANY), (POLICIES,), True, id="any"),
        pytest.param((0, POLICIES), (OTHERS,), False, id="another"),
        pytest.param((0, POLICIES), (), False, id="none"),
        pytest.param((1, POLICIES), (), False, id="required of the last"),
        pytest.param((2, POLICIES), (), True, id="not required yet"),
        pytest.param((None, POLICIES), (), True, id="not required"),
        pytest.param((0, POLICIES), (OTHERS, MAPPINGS), False, id="mapped"),
    ],
)
def test_a_path_has_a_policy_if_one_is_required(
    above: tuple[int | None, x509.ExtensionType], below: tuple[x509.ExtensionType, ...], *, expected: bool
) -> None:
    ours, (required, policies) = authority(), above
    constraints = x509.PolicyConstraints(required, None if required is not None else 0)
    extensions = (AUTHORITY, ISSUING, policies, constraints)
    issuing = certificate(
        ours.issuing.subject, ours.root.subject, ours.issuing_key, ours.root_key, extensions=extensions, critical=False
    )
    leaf = certificate(
        ours.issue().subject,
        ours.issuing.subject,
        rsa_key("enterprise"),
        ours.issuing_key,
        extensions=below,
        critical=False,
    )
    assert is_trusted(leaf, [issuing], [ours.root], MOMENT) is expected


@pytest.mark.parametrize(
    ("purposes", "expected"),
    [
        pytest.param([ExtendedKeyUsageOID.SERVER_AUTH], False, id="web servers only"),
        pytest.param([ExtendedKeyUsageOID.OCSP_SIGNING, ExtendedKeyUsageOID.TIME_STAMPING], False, id="other services"),
        pytest.param([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH], True, id="also people"),
        pytest.param([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE], True, id="anything"),
    ],
)
def test_an_issuer_is_for_signatures(purposes: list[x509.ObjectIdentifier], *, expected: bool) -> None:
    ours = authority()
    extensions = (AUTHORITY, ISSUING, x509.ExtendedKeyUsage(purposes))
    issuing = certificate(
        ours.issuing.subject, ours.root.subject, ours.issuing_key, ours.root_key, extensions=extensions
    )
    path = trusted_path(ours.issue(), [issuing], [ours.root], MOMENT)
    assert (path is not None) is expected
