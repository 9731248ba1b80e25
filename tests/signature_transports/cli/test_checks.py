"""The configuration is checked part by part, without a call."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from cryptography.x509 import Certificate

from signature_model import Credentials
from signature_model.jobs.context import Environment
from signature_model.jobs.norwegian_time import in_words
from signature_transports.anchors import Anchor, fingerprint
from signature_transports.cli import checks
from signature_transports.cli.checks import MADE, Check, Health
from tests.kits.certificates import (
    AUTHORITY,
    ISSUING,
    MOMENT,
    NUMBER,
    UNTIL,
    authority,
    certificate,
    changed,
    key_usage,
    pem,
    pem_key,
    rsa_key,
)
from tests.kits.jobs import credentials

OURS: Final = authority()
STRANGER: Final = authority("Fjellet")


NAMED: Final = f"{OURS.root.subject.rfc4514_string()} (SHA-256 "
UNKNOWN: Final = f"{STRANGER.issuing.subject.rfc4514_string()} (SHA-256 {fingerprint(STRANGER.issuing)})"


def an_anchor(certificate: Certificate, name: str, environment: Environment) -> Anchor:
    return Anchor(name=name, environment=environment, expires=date(2034, 1, 1), sha256=fingerprint(certificate))


TABLE: Final = (
    an_anchor(OURS.root, "Skogen Root CA", Environment.TEST),
    an_anchor(OURS.issuing, "Skogen Class 3 CA", Environment.TEST),
    an_anchor(STRANGER.root, "Fjellet Root CA", Environment.PRODUCTION),
)


def results(found: Iterable[Check]) -> list[tuple[Health, str]]:
    return [(each.health, each.message) for each in found]


def issued(certificate: Certificate, *others: Certificate) -> Credentials:
    return Credentials.from_pem(pem(certificate, *others), pem_key(rsa_key("enterprise")))


def test_a_plausible_clock_is_ok() -> None:
    found = list(checks.check_clock(MOMENT, {"our.p12": MOMENT + timedelta(minutes=1)}))

    assert results(found) == [(Health.OK, "2026-06-01 12:00:00 UTC")]


def test_a_clock_earlier_than_this_program_is_an_error() -> None:
    (found,) = checks.check_clock(MADE - timedelta(seconds=1), {})

    assert found.health is Health.ERROR
    assert found.message == "it shows 2024-12-31 23:59 UTC, which is before the release of this program"


def test_a_clock_earlier_than_a_file_is_a_warning() -> None:
    (found,) = checks.check_clock(MOMENT, {"our.p12": MOMENT + timedelta(days=1), "root.pem": MOMENT})

    assert (found.health, found.message) == (
        Health.WARNING,
        "it shows 2026-06-01 12:00 UTC, but our.p12 was changed later",
    )


def test_a_valid_certificate_is_ok() -> None:
    found = list(checks.check_certificate(credentials(), Environment.TEST, MOMENT, TABLE))

    assert [each.health for each in found] == [Health.OK]
    assert found[0].message.startswith(f"organisation {NUMBER} (")
    assert found[0].message.endswith(", valid to 2034-01-01")


@pytest.mark.parametrize(
    ("certificate", "now", "health", "beginning"),
    [
        pytest.param(OURS.issue(), UNTIL - timedelta(days=3), Health.WARNING, "the certificate expires at", id="soon"),
        pytest.param(OURS.issue(), UNTIL + timedelta(days=1), Health.ERROR, "the certificate expired at", id="late"),
        pytest.param(OURS.issue(), MADE - timedelta(days=999), Health.ERROR, "the certificate is not val", id="early"),
        pytest.param(
            OURS.issue(usage=key_usage("content_commitment")),
            MOMENT,
            Health.ERROR,
            "its key usage permits sealing but not authentication",
            id="for sealing alone",
        ),
        pytest.param(
            OURS.issue(usage=key_usage("key_encipherment")),
            MOMENT,
            Health.ERROR,
            "its key usage permits no signatures",
            id="for encryption",
        ),
    ],
)
def test_the_problems_of_a_certificate(certificate: Certificate, now: datetime, health: Health, beginning: str) -> None:
    (found,) = checks.check_certificate(issued(certificate, *OURS.issuers), Environment.TEST, now, TABLE)

    assert found.health is health
    assert found.message.startswith(beginning)


def test_an_issuer_that_has_expired_is_a_warning() -> None:
    issuing = certificate(
        OURS.issuing.subject,
        OURS.root.subject,
        rsa_key("Skogen issuing"),
        OURS.root_key,
        until=MOMENT - timedelta(days=1),
        extensions=(AUTHORITY, ISSUING),
    )
    (found,) = checks.check_certificate(issued(OURS.issue(), issuing, OURS.root), None, MOMENT)

    assert found.health is Health.WARNING
    assert found.message.startswith("its issuer expired at Sun 31 May 2026 14:00:00 CEST: ")


@pytest.mark.parametrize("table", [TABLE, None], ids=["known issuers", "unknown issuers"])
def test_an_incomplete_chain_is_a_warning(table: tuple[Anchor, ...] | None) -> None:
    (found,) = checks.check_certificate(issued(OURS.issue(), OURS.issuing), Environment.TEST, MOMENT, table)

    assert found.health is Health.WARNING
    assert found.message.startswith("the chain is incomplete")


def test_a_certificate_for_the_other_environment_is_an_error() -> None:
    (found,) = checks.check_certificate(credentials(), Environment.PRODUCTION, MOMENT, TABLE)

    assert (found.health, found.message) == (
        Health.ERROR,
        "it was issued by Skogen Class 3 CA, for the test environment",
    )


def test_unknown_issuers_are_a_warning() -> None:
    (found,) = checks.check_certificate(credentials(), Environment.PRODUCTION, MOMENT)

    assert (found.health, found.message) == (
        Health.WARNING,
        "none of its issuers is a trust anchor of the production environment",
    )


def test_without_an_environment_issuers_are_not_checked() -> None:
    assert [each.health for each in checks.check_certificate(credentials(), None, MOMENT)] == [Health.OK]


def test_complete_trust_anchors_are_ok() -> None:
    found = list(checks.check_anchors(OURS.issuers, Environment.TEST, MOMENT, TABLE))

    assert results(found) == [
        (Health.OK, "Skogen Root CA, valid to 2034-01-01"),
        (Health.OK, "Skogen Class 3 CA, valid to 2034-01-01"),
    ]


def test_an_anchor_that_expires_soon_is_a_warning() -> None:
    found = list(checks.check_anchors([OURS.root], Environment.TEST, datetime(2033, 12, 20, tzinfo=UTC), TABLE[:1]))

    assert results(found) == [(Health.WARNING, "expires on 2034-01-01: Skogen Root CA")]


def test_missing_expired_and_foreign_anchors_are_warnings() -> None:
    late = datetime(2035, 1, 1, tzinfo=UTC)
    table = (*TABLE[:1], replace(TABLE[1], expires=date(2040, 1, 1)), *TABLE[2:])
    given = [OURS.root, STRANGER.root, STRANGER.issuing]

    assert results(checks.check_anchors(given, Environment.TEST, late, table)) == [
        (Health.WARNING, "expired on 2034-01-01: Skogen Root CA"),
        (Health.WARNING, f"missing: Skogen Class 3 CA (SHA-256 {fingerprint(OURS.issuing)})"),
        (Health.WARNING, "a trust anchor of the production environment: Fjellet Root CA"),
        (Health.WARNING, f"not a trust anchor of the service: {UNKNOWN}"),
    ]


def test_no_trust_anchor_of_the_environment_is_an_error() -> None:
    found = list(checks.check_anchors([STRANGER.root], Environment.TEST, MOMENT, TABLE[:1]))

    assert results(found)[0] == (Health.ERROR, "no certificate in --trust is a trust anchor of the test environment")


END = in_words(UNTIL)


@pytest.mark.parametrize(
    ("now", "health", "beginning"),
    [
        pytest.param(MOMENT, Health.OK, NAMED, id="now"),
        pytest.param(
            UNTIL - timedelta(days=3), Health.WARNING, f"expires at {in_words(UNTIL)}, in 3 days: {NAMED}", id="soon"
        ),
        pytest.param(UNTIL + timedelta(days=3), Health.WARNING, f"expired at {END}: {NAMED}", id="late"),
        pytest.param(MADE - timedelta(days=999), Health.WARNING, "is not valid before ", id="early"),
    ],
)
def test_without_an_environment_anchors_are_listed(now: datetime, health: Health, beginning: str) -> None:
    (found,) = checks.check_anchors([OURS.root], None, now)

    assert found.health is health
    assert found.message.startswith(beginning)
    assert fingerprint(OURS.root) in found.message


def test_an_anchor_of_an_unreadable_date_is_a_warning() -> None:
    late = OURS.issue(since=datetime(2050, 1, 1, tzinfo=UTC), until=datetime(2051, 1, 1, tzinfo=UTC))
    timeless = changed(late, b"20500101000000Z", b"00000101000000Z")
    (found,) = checks.check_anchors([timeless], None, MOMENT)

    assert found.message.startswith("has no readable validity, so it counts as not valid: ")


@pytest.mark.parametrize(
    ("sender", "certified", "health", "message"),
    [
        pytest.param(NUMBER, NUMBER, Health.OK, NUMBER, id="the certificate's"),
        pytest.param(NUMBER, None, Health.OK, NUMBER, id="without certificate"),
        pytest.param(NUMBER, "999999999", Health.OK, f"{NUMBER}; 999999999 sends for it as a broker", id="a broker's"),
        pytest.param("984661186", None, Health.WARNING, "984661186 has a wrong check digit", id="a wrong digit"),
        pytest.param(None, None, Health.ERROR, "it is unknown", id="nobody"),
    ],
)
def test_the_number_of_the_sender(sender: str | None, certified: str | None, health: Health, message: str) -> None:
    assert results(checks.check_sender(sender, certified)) == [(health, message)]
