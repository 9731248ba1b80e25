"""The certificate of the seal must be valid, suited, complete, trusted and that of the sender."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.x509 import Certificate, KeyUsage, Name
from cryptography.x509.oid import NameOID
from lxml import etree

from signature_model import Context, Sector, Sender, validate_job
from signature_model.credentials.usage import CertificateInUse, Chain
from signature_model.rules.certificates import certificate_order, chain_incomplete, untrusted_issuer
from tests.kits.bundles import MANIFEST, credentials_of, resealed, sealed, taken_apart, with_manifest
from tests.kits.certificates import (
    AUTHORITY,
    ISSUING,
    MOMENT,
    SINCE,
    UNTIL,
    authority,
    certificate,
    changed,
    elliptic_key,
    key_usage,
    name,
    seid1,
    seid2,
)
from tests.kits.jobs import a_bundle, a_job
from tests.kits.reports import codes_of, of_bundle
from tests.kits.seals import name_certificates, saying, without

SECOND = timedelta(seconds=1)
OTHER = "991825827"
STRANGER = authority("Fjellet")


def sealed_by(leaf: Certificate, *issuers: Certificate) -> bytes:
    """The valid bundle sealed by another certificate, with these issuers beside it or the usual ones."""
    return sealed(taken_apart(), by=credentials_of(leaf, issuers or authority().issuers))


@pytest.mark.parametrize(
    ("issuers", "codes"),
    [
        pytest.param(authority().issuers, [], id="all"),
        pytest.param(tuple(reversed(authority().issuers)), [], id="all, the other way round"),
        pytest.param((*authority().issuers, *STRANGER.issuers), ["PSR518"], id="more than needed"),
        pytest.param((authority().issuing,), ["PSR511"], id="no root"),
        pytest.param((), ["PSR511"], id="the certificate alone"),
        pytest.param((authority().root,), ["PSR511"], id="none between"),
        pytest.param(STRANGER.issuers, ["PSR511"], id="another authority's"),
    ],
)
def test_the_chain_reaches_the_root(issuers: tuple[Certificate, ...], codes: list[str]) -> None:
    def hold(root: etree._Element) -> None:
        name_certificates(root, leaf, issuers)

    leaf = authority().issue()
    assert codes_of(of_bundle(resealed(hold), trust_anchors=None)) == codes


@pytest.mark.parametrize(
    ("strangers", "message"),
    [
        pytest.param(STRANGER.issuers[:1], "1 certificate does not belong to the chain", id="one"),
        pytest.param(STRANGER.issuers, "2 certificates do not belong to the chain", id="two"),
    ],
)
def test_certificates_outside_the_chain_are_counted(strangers: tuple[Certificate, ...], message: str) -> None:
    chain = (authority().issue(), *authority().issuers)
    use = CertificateInUse(chain=Chain.of(chain), embedded=(*chain, *strangers), signing_time=MOMENT, sender=None)
    assert [what for _, what in certificate_order.check(use, Context())] == [message]


def test_an_incomplete_chain_names_the_missing_certificate() -> None:
    [finding] = of_bundle(sealed_by(authority().issue(), authority().issuing)).findings
    assert finding.message.startswith("the certificate of 'CN=Skogen Root CA,")
    assert finding.message.endswith("' is missing")
    assert finding.where == "/XAdESSignatures/Signature/KeyInfo/X509Data"


def test_an_incomplete_chain_may_have_an_issuer_without_a_readable_name() -> None:
    leaf = changed(authority().issue(), b"Skogen Class 3", b"Skogen Class \xff")
    use = CertificateInUse(chain=Chain.of((leaf,)), embedded=(leaf,), signing_time=MOMENT, sender=None)
    [(_, message)] = chain_incomplete.check(use, Context())
    assert message == "the certificate of an issuer without a readable name is missing"


@pytest.mark.parametrize(
    ("since", "until", "codes"),
    [
        pytest.param(SINCE, UNTIL, [], id="in between"),
        pytest.param(MOMENT, UNTIL, [], id="from this second on"),
        pytest.param(MOMENT + SECOND, UNTIL, ["PSR512"], id="a second too early"),
        pytest.param(SINCE, MOMENT, [], id="until this second"),
        pytest.param(SINCE, MOMENT - SECOND, ["PSR512"], id="a second too late"),
    ],
)
def test_the_signing_time_is_within_the_certificate_s_validity(
    since: datetime, until: datetime, codes: list[str]
) -> None:
    assert codes_of(of_bundle(sealed_by(authority().issue(since=since, until=until)))) == codes


def test_the_message_states_the_validity_of_an_expired_certificate() -> None:
    [finding] = of_bundle(sealed_by(authority().issue(until=datetime(2025, 6, 1, tzinfo=UTC)))).findings
    assert finding.message == (
        "sealed at Mon 1 June 2026 14:00:00 CEST; the certificate's validity: "
        "Mon 1 January 2024 01:00:00 CET to Sun 1 June 2025 02:00:00 CEST"
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("2026-06-01T12:00:00", ["PSR515"], id="without a zone, in UTC just within"),
        pytest.param("2026-06-01T12:00:01", ["PSR512", "PSR515"], id="without a zone, in UTC just without"),
        pytest.param("2026-06-01T12:00:00.0000009Z", [], id="seven decimals, of which six count"),
        pytest.param("2026-06-01T12:00:00.000001999Z", ["PSR512"], id="nine decimals, of which six count"),
        pytest.param("9999-12-31T24:00:00Z", ["PSR512", "PSR515"], id="after all that there are"),
        pytest.param("-2026-06-01T12:00:00Z", ["PSR512", "PSR515"], id="before all that there are"),
    ],
)
def test_a_signing_time_is_compared_as_the_nearest_moment_that_there_is(text: str, codes: list[str]) -> None:
    until_then = authority().issue(until=MOMENT)
    bundle = sealed(taken_apart(), saying("SigningTime", text), by=credentials_of(until_then))
    assert codes_of(of_bundle(bundle)) == codes


@pytest.mark.parametrize("year", [b"2050", b"2051"], ids=["first", "last"])
def test_a_certificate_whose_validity_cannot_be_read_was_never_valid(year: bytes) -> None:
    late = authority().issue(since=datetime(2050, 1, 1, tzinfo=UTC), until=datetime(2051, 1, 1, tzinfo=UTC))
    timeless = changed(late, year + b"0101000000Z", b"00000101000000Z")
    report = of_bundle(sealed_by(timeless))
    assert codes_of(report) == ["PSR511", "PSR512", "PSR517"]
    [finding] = [each for each in report.findings if each.code == "PSR512"]
    assert finding.message == "sealed at Mon 1 June 2026 14:00:00 CEST; the certificate's validity: cannot be read"


def test_without_a_signing_time_no_certificate_is_expired() -> None:
    expired = authority().issue(until=datetime(2025, 6, 1, tzinfo=UTC))
    bundle = sealed(taken_apart(), without("SigningTime"), by=credentials_of(expired))
    assert codes_of(of_bundle(bundle)) == ["PSR515"]


@pytest.mark.parametrize(
    ("usage", "codes"),
    [
        pytest.param(key_usage("digital_signature"), [], id="digital signature"),
        pytest.param(key_usage("digital_signature", "key_encipherment"), [], id="and key encipherment"),
        pytest.param(key_usage("content_commitment"), [], id="content commitment"),
        pytest.param(None, [], id="no key usage"),
        pytest.param(key_usage("key_encipherment", "data_encipherment"), ["PSR513"], id="encipherment only"),
        pytest.param(key_usage("key_agreement"), ["PSR513"], id="key agreement only"),
    ],
)
def test_the_certificate_may_sign(usage: KeyUsage | None, codes: list[str]) -> None:
    assert codes_of(of_bundle(sealed_by(authority().issue(usage=usage)))) == codes


@pytest.mark.parametrize(
    ("permitted", "is_of_a_pair"),
    [("key_encipherment", True), ("data_encipherment", True), ("key_agreement", True), ("crl_sign", False)],
)
def test_only_an_encryption_certificate_is_called_one_of_a_pair(
    permitted: str,
    is_of_a_pair: bool,  # noqa: FBT001 - the expectation
) -> None:
    [finding] = of_bundle(sealed_by(authority().issue(usage=key_usage(permitted)))).findings
    assert finding.message.startswith("its key usage permits no signatures: ")
    assert finding.message.endswith("use the certificate for authentication and signature")
    assert ("the encryption certificate of a pair" in finding.message) is is_of_a_pair


@pytest.mark.parametrize(
    ("subject", "codes"),
    [
        pytest.param(seid2(), [], id="SEID 2"),
        pytest.param(seid1(), [], id="SEID 1"),
        pytest.param(seid2(OTHER), ["PSR514"], id="another organisation"),
        pytest.param(seid1(OTHER), ["PSR514"], id="another organisation, SEID 1"),
        pytest.param(name((NameOID.COUNTRY_NAME, "NO")), ["PSR513"], id="no organisation number"),
    ],
)
def test_the_certificate_is_the_sender_s(subject: Name, codes: list[str]) -> None:
    assert codes_of(of_bundle(sealed_by(authority().issue(subject)))) == codes


def test_a_certificate_with_an_elliptic_key_is_one_fault() -> None:
    def elliptic(root: etree._Element) -> None:
        name_certificates(root, authority().issue(key=elliptic_key()), authority().issuers)

    [finding] = of_bundle(resealed(elliptic)).findings
    assert finding.code == "PSR513"
    assert finding.message.startswith("its key is not a usable RSA key")


def test_the_message_about_another_sender_states_both_numbers() -> None:
    [finding] = of_bundle(sealed_by(authority().issue(seid2(OTHER)))).findings
    assert finding.message == f"sealed by organisation {OTHER} for the sender 984661185"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("<organization-number>984661185</organization-number>", "", id="no number"),
        pytest.param(">984661185<", "><", id="an empty number"),
        pytest.param(">984661185<", ">98466118<", id="eight digits"),
        pytest.param(">984661185<", "> 991825827<", id="another number with a blank"),
    ],
)
def test_without_a_valid_sender_the_organisation_is_not_compared(old: str, new: str) -> None:
    assert codes_of(of_bundle(with_manifest(old, new))) == ["PSR103"]


def test_with_an_unreadable_manifest_the_organisation_is_not_compared() -> None:
    members = taken_apart() | {MANIFEST: b"<x/>"}
    bundle = sealed(members, by=credentials_of(authority().issue(seid2(OTHER))))
    assert codes_of(of_bundle(bundle)) == ["PSR104"]


@pytest.mark.parametrize(
    ("anchors", "codes"),
    [
        pytest.param((authority().root,), [], id="the root"),
        pytest.param((authority().issuing,), [], id="the issuing authority"),
        pytest.param((STRANGER.root, authority().root), [], id="among others"),
        pytest.param(STRANGER.issuers, ["PSR517"], id="another authority"),
        pytest.param((), ["PSR517"], id="no anchors"),
    ],
)
def test_the_chain_ends_at_a_trust_anchor(anchors: tuple[Certificate, ...], codes: list[str]) -> None:
    assert codes_of(of_bundle(a_bundle(), trust_anchors=anchors)) == codes


@pytest.mark.parametrize(
    ("anchors", "count"),
    [((), "no trust anchors"), (STRANGER.issuers[:1], "1 trust anchor"), (STRANGER.issuers, "2 trust anchors")],
)
def test_the_message_about_trust_counts_the_anchors(anchors: tuple[Certificate, ...], count: str) -> None:
    [finding] = of_bundle(a_bundle(), trust_anchors=anchors).findings
    assert (
        finding.message
        == f"the chain does not end at a trust anchor that was valid at the signing time ({count} given)"
    )


def test_without_trust_anchors_trust_is_skipped() -> None:
    report = of_bundle(a_bundle(), trust_anchors=None)
    assert [(each.layer, each.why) for each in report.skipped] == [("trust", "no trust anchors given")]
    assert report.findings == ()


def test_an_incomplete_chain_can_be_trusted_by_the_anchor_that_is_given() -> None:
    leaf = authority().issue()
    assert codes_of(of_bundle(sealed_by(leaf, authority().issuing))) == ["PSR511"]
    assert codes_of(of_bundle(sealed_by(leaf, STRANGER.issuing))) == ["PSR511", "PSR517"]


@pytest.mark.parametrize(
    "moment",
    [pytest.param(MOMENT.astimezone(timezone(timedelta(hours=2))), id="a moment"), pytest.param(None, id="none")],
)
def test_trust_is_checked_with_any_signing_time(moment: datetime | None) -> None:
    use = CertificateInUse(
        chain=Chain.of((authority().issue(),)), embedded=authority().issuers, signing_time=moment, sender=None
    )
    for context, problems in (
        (Context(trust_anchors=(authority().root,)), 0),
        (Context(trust_anchors=STRANGER.issuers), 1),
        (Context(), 1),
    ):
        assert len(list(untrusted_issuer.check(use, context))) == problems


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("2026-06-01T12:00:00", ["PSR515"], id="in UTC just within"),
        pytest.param("2026-06-01T11:59:59", ["PSR515", "PSR517"], id="in UTC just without"),
    ],
)
def test_trust_at_a_signing_time_without_a_zone_is_checked_in_utc(text: str, codes: list[str]) -> None:
    root, key = authority().root, authority().root_key
    anchor = certificate(root.subject, root.subject, key, key, since=MOMENT, extensions=(AUTHORITY, ISSUING))
    bundle = sealed(taken_apart(), saying("SigningTime", text), by=credentials_of(authority().issue()))
    assert codes_of(of_bundle(bundle, trust_anchors=(anchor,))) == codes


def test_a_job_alone_has_no_certificate() -> None:
    job = a_job(sender=Sender(OTHER, sector=Sector.PUBLIC))
    assert codes_of(validate_job(job)) == []
