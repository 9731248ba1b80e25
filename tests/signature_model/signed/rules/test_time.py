"""PSR830 to PSR832, PSR850 to PSR852: when a document was signed, and for how long that can be verified."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from lxml import etree

from signature_model import Severity
from signature_model.signed import validate_pades, validate_xades
from tests.kits.authorities import DAY, NOW, SIGNED_AT, kari, organization, people, person, stamper, time_stamp, times
from tests.kits.authorities import root as authority
from tests.kits.jobs import KARI
from tests.kits.pades import pades, pages
from tests.kits.seals import EXCLUSIVE, canonical
from tests.kits.xades import (
    CONTEXT,
    DS,
    SENT,
    XADES,
    Edit,
    _base64,
    added,
    archived,
    first,
    found,
    plan,
    xades,
)


def token(encoded: bytes) -> Edit:
    def edit(root: etree._Element) -> None:
        first(root, "EncapsulatedTimeStamp").text = _base64(encoded)

    return edit


def untimed(root: etree._Element) -> None:
    time = first(root, "SigningTime")
    time.getparent().remove(time)  # type: ignore[union-attr]


def test_without_a_signing_time_the_chain_must_be_trusted_now() -> None:
    stranger = person(issuer=authority("Fremmed"))
    assert found(xades(by=stranger, level="B", before=untimed)) == ["PSR830", "PSR840", "PSR850", "invalid"]
    assert found(xades(level="B", before=untimed)) == ["PSR830", "PSR845", "PSR850", "undecided"]


def test_a_signature_must_state_its_time() -> None:
    report = validate_xades(xades(before=untimed), SENT, CONTEXT)
    assert [each.layer for each in report.undecided] == ["time"]


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(time_stamp(b"something else"), id="of something else"),
        pytest.param(time_stamp(b"", with_certificate=False), id="without a certificate"),
        pytest.param(time_stamp(b"", named=kari()), id="naming another certificate"),
        pytest.param(time_stamp(b"", content_type="data"), id="of another type"),
        pytest.param(b"0\0", id="not a token"),
        pytest.param(time_stamp(b"x")[:-3] + b"abc", id="with another signature"),
    ],
)
def test_a_time_stamp_must_verify(encoded: bytes) -> None:
    codes = found(xades(level="T", after=token(encoded)))
    assert [each for each in codes if each in {"PSR830", "PSR831"}][-1] == "PSR831"
    assert codes[-1] == "invalid"


def test_the_certificate_of_a_time_stamp_may_be_beside_it() -> None:
    def surgery(root: etree._Element) -> None:
        value = canonical(first(root, "SignatureValue"), EXCLUSIVE)
        token(time_stamp(value, with_certificate=False))(root)
        values = added(first(root, "UnsignedSignatureProperties"), f"{XADES}CertificateValues")
        added(values, f"{XADES}EncapsulatedX509Certificate", _base64(stamper().der))

    assert found(xades(level="LT", after=surgery)) == ["valid"]


@pytest.mark.parametrize("at", ["20261320120000Z", "00000101000000Z", "99991231235959Z"])
def test_a_time_stamp_has_a_time(at: str) -> None:
    encoded = time_stamp(b"").replace(b"20261120120000Z", at.encode())
    report = validate_xades(xades(level="T", after=token(encoded)), SENT, CONTEXT)
    assert [each.code for each in report.errors] == ["PSR831"]


def test_a_time_stamp_must_be_by_an_authority_that_is_trusted() -> None:
    anchors = [each for each in CONTEXT.trust_anchors or () if each != stamper().issuer.certificate]
    assert found(xades(), context=replace(CONTEXT, trust_anchors=tuple(anchors)))[0] == "PSR840"


@pytest.mark.parametrize(
    ("late", "codes"),
    [
        pytest.param(timedelta(minutes=4), ["valid"], id="within the tolerance"),
        pytest.param(timedelta(minutes=6), ["PSR832", "valid"], id="later than the time-stamp"),
        pytest.param(-timedelta(hours=23), ["valid"], id="hours before it"),
        pytest.param(-timedelta(hours=25), ["PSR832", "valid"], id="long before it"),
    ],
)
def test_the_claimed_time_is_shortly_before_the_proved_one(late: timedelta, codes: list[str]) -> None:
    assert found(xades(level="LT", claimed_at=SIGNED_AT + late)) == codes


@pytest.mark.parametrize(
    ("early", "count"),
    [
        pytest.param(timedelta(minutes=4), 0, id="within the tolerance"),
        pytest.param(timedelta(minutes=6), 2, id="claimed and proved later"),
    ],
)
def test_no_time_is_later_than_that_of_validation(early: timedelta, count: int) -> None:
    report = validate_xades(xades(), SENT, replace(CONTEXT, now=SIGNED_AT - early))
    late = [each for each in report.findings if each.code == "PSR832"]
    assert [each.message.rpartition("which is ")[2] for each in late] == ["later than the time of validation"] * count


@pytest.mark.parametrize("now", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_any_time_of_validation_has_a_verdict(now: datetime) -> None:
    assert validate_xades(xades(), SENT, replace(CONTEXT, now=now)).verdict == "undecided"


def test_a_time_after_that_of_validation_proves_nothing_yet() -> None:
    report = validate_xades(xades(), SENT, replace(CONTEXT, now=SIGNED_AT - timedelta(days=1)))
    assert [each.layer for each in report.undecided] == ["years"]


@pytest.mark.parametrize(
    ("after", "codes"),
    [
        pytest.param(timedelta(hours=23), ["valid"], id="clocks differ"),
        pytest.param(timedelta(hours=25), ["PSR832", "valid"], id="of an earlier job"),
    ],
)
def test_evidence_is_not_older_than_the_bundle(after: timedelta, codes: list[str]) -> None:
    assert found(xades(), replace(SENT, sealed_at=SIGNED_AT + after)) == codes


PACKAGER = "989584022"


def stated_by_packager() -> bytes:
    about = f"<SignerNationalId>{KARI}</SignerNationalId><SigningTime>{SIGNED_AT.isoformat()}</SigningTime>"
    return xades(by=organization(), content=f"<Sdo><SignerDescription>{about}</SignerDescription></Sdo>")


@pytest.mark.parametrize(
    ("after", "codes"),
    [
        pytest.param(timedelta(hours=-23), ["valid"], id="a day before"),
        pytest.param(timedelta(hours=23), ["valid"], id="a day after"),
        pytest.param(timedelta(hours=-25), ["PSR832", "valid"], id="long before"),
        pytest.param(timedelta(hours=25), ["PSR832", "valid"], id="long after"),
    ],
)
@pytest.mark.parametrize("document", [xades, stated_by_packager])
def test_the_signing_time_is_near_that_of_the_status(
    document: Callable[[], bytes], after: timedelta, codes: list[str]
) -> None:
    sent = replace(SENT, signed=(KARI,), signed_at=(SIGNED_AT + after,))
    assert found(document(), sent, replace(CONTEXT, packagers=(PACKAGER,))) == codes


LATER = SIGNED_AT + 5 * DAY
CEASED, STOLEN = x509.ReasonFlags.cessation_of_operation, x509.ReasonFlags.key_compromise


@pytest.mark.parametrize(
    ("reason", "verdict"),
    [
        pytest.param(CEASED, "valid", id="ceased"),
        pytest.param(STOLEN, "undecided", id="stolen"),
        pytest.param(None, "undecided", id="for an unknown reason"),
    ],
)
@pytest.mark.parametrize("is_list", [True, False])
def test_an_authority_may_be_revoked_later(reason: x509.ReasonFlags | None, verdict: str, *, is_list: bool) -> None:
    made = times().crl((stamper(), LATER), at=LATER, reason=reason)
    response = times().response(stamper(), at=LATER, revoked=LATER, reason=reason)
    signer = people().response(kari())
    data = {"responses": (signer,), "crls": (made,)} if is_list else {"responses": (signer, response)}
    report = validate_xades(xades(level="LT", **data), SENT, CONTEXT)
    assert report.verdict == verdict
    assert [each.layer for each in report.undecided] == ([] if verdict == "valid" else ["time"])


@pytest.mark.parametrize(
    ("earlier", "layers"),
    [
        pytest.param(timedelta(minutes=4), [], id="clocks differ"),
        pytest.param(timedelta(minutes=6), ["time"], id="before what it covers"),
    ],
)
def test_a_time_stamp_is_not_older_than_what_it_covers(earlier: timedelta, layers: list[str]) -> None:
    report = validate_xades(xades(level="LT", after=lambda root: renew(root, SIGNED_AT - earlier)), SENT, CONTEXT)
    assert [each.layer for each in report.undecided] == layers


@pytest.mark.parametrize(
    ("days", "verdict"), [pytest.param(1, "valid", id="in time"), pytest.param(9, "undecided", id="too late")]
)
def test_a_later_time_stamp_proves_that_the_first_one_is_older(days: int, verdict: str) -> None:
    """The authority of the first time-stamp is revoked, that of the archive time-stamp is another one."""
    first_one = times().response(stamper(), at=LATER, revoked=LATER)
    made = xades(
        level="LT",
        responses=(people().response(kari()), first_one),
        after=lambda root: renew(root, SIGNED_AT + timedelta(days=days)),
    )
    assert validate_xades(made, SENT, CONTEXT).verdict == verdict


@pytest.mark.parametrize(
    ("keep_until", "severity"),
    [
        pytest.param(datetime(2031, 1, 1, tzinfo=UTC), Severity.NOTE, id="until its end"),
        pytest.param(datetime(2031, 1, 1, 0, 0, 1, tzinfo=UTC), Severity.WARNING, id="a second longer"),
    ],
)
def test_it_is_a_warning_if_evidence_ends_too_early(keep_until: datetime, severity: Severity) -> None:
    report = validate_xades(xades(), SENT, replace(CONTEXT, keep_until=keep_until))
    assert [(each.code, each.severity) for each in report.findings] == [("PSR851", severity)]


@pytest.mark.parametrize(
    ("now", "codes"),
    [
        pytest.param(NOW, ["valid"], id="soon"),
        pytest.param(NOW + timedelta(days=3 * 365), ["PSR852", "valid"], id="after three years"),
        pytest.param(datetime(2030, 6, 1, tzinfo=UTC), ["PSR852", "valid"], id="less than a year left"),
        pytest.param(datetime(2031, 1, 2, tzinfo=UTC), ["PSR852", "undecided"], id="too late"),
    ],
)
def test_evidence_is_renewed_in_time(now: datetime, codes: list[str]) -> None:
    assert found(xades(), context=replace(CONTEXT, now=now)) == codes


def test_a_renewed_archive_lasts_as_long_as_its_last_time_stamp() -> None:
    later = datetime(2030, 6, 1, tzinfo=UTC)
    unit = stamper(datetime(2040, 1, 1, tzinfo=UTC))
    renewed = xades(after=lambda root: renew(root, later))
    context = replace(CONTEXT, now=datetime(2035, 1, 1, tzinfo=UTC))

    report = validate_xades(renewed, SENT, context)
    assert str(report.signatures[0].verifiable_until) == str(unit.certificate.not_valid_after_utc)


@pytest.mark.parametrize(
    ("at", "is_first"),
    [
        pytest.param(datetime(2031, 6, 1, tzinfo=UTC), False, id="too late"),
        pytest.param(datetime(2030, 6, 1, tzinfo=UTC), True, id="before the other time-stamps, so not of them"),
    ],
)
def test_a_renewal_extends_only_what_it_covers_and_what_has_not_ended(*, at: datetime, is_first: bool) -> None:
    renewed = xades(level="LT", after=lambda root: renew(root, at, is_first=is_first))
    report = validate_xades(renewed, SENT, replace(CONTEXT, now=datetime(2035, 1, 1, tzinfo=UTC)))
    assert (report.verdict, str(report.verifiable_until)) == ("undecided", "2031-01-01 00:00:00+00:00")


@pytest.mark.parametrize("level", ["B", "T"])
def test_a_time_stamp_in_a_pdf_covers_what_is_attached(level: str) -> None:
    attached = pages(attachments={"a.xml": xades(level=level)})
    report = validate_pades(pades(attached), SENT, CONTEXT, revocation=[people().response(kari())])
    assert [each.code for each in report.findings if each.member and each.code != "PSR851"] == ["PSR850"]
    assert report.is_valid


def renew(root: etree._Element, at: datetime, *, is_first: bool = False) -> None:
    """Add revocation data for a second unit, and an archive time-stamp by it."""
    unit = stamper(datetime(2040, 1, 1, tzinfo=UTC))
    unsigned = first(root, "UnsignedSignatureProperties")
    values = added(added(unsigned, f"{XADES}RevocationValues"), f"{XADES}OCSPValues")
    added(values, f"{XADES}EncapsulatedOCSPValue", _base64(unit.issuer.response(unit, at=at)))
    octets = archived(root, etree.Element("nothing") if is_first else unsigned, plan())
    stamp = added(unsigned, "{http://uri.etsi.org/01903/v1.4.1#}ArchiveTimeStamp")
    added(stamp, f"{DS}CanonicalizationMethod", Algorithm=EXCLUSIVE)
    added(stamp, f"{XADES}EncapsulatedTimeStamp", _base64(time_stamp(octets, at=at, by=unit)))
    if is_first:
        unsigned.insert(0, stamp)


def test_an_archive_time_stamp_canonicalises_what_has_no_canonical_form() -> None:
    def surgery(root: etree._Element) -> None:
        reference = next(each for each in root.iter(f"{DS}Reference") if each.get("URI") == "#content")
        reference.remove(reference[0])

    assert found(xades(content="<More/>", before=surgery)) == ["valid"]


def test_a_time_stamp_by_an_unknown_canonical_form_cannot_be_compared() -> None:
    def edit(root: etree._Element) -> None:
        first(first(root, "SignatureTimeStamp"), "CanonicalizationMethod").set("Algorithm", "urn:unknown")

    report = validate_xades(xades(level="T", after=edit), SENT, CONTEXT)
    assert (report.verdict, report.signatures[0].level) == ("undecided", "B")
    assert "time" in {each.layer for each in report.skipped}
