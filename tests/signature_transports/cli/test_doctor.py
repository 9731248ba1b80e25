"""What is told of a configuration before anything is called."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from signature_model import Credentials
from signature_model.jobs.context import Environment
from signature_transports.anchors import ANCHORS, Anchor, fingerprint
from signature_transports.cli import checks
from signature_transports.cli.checks import MADE, Check, Health
from tests.kits.certificates import (
    MOMENT,
    NUMBER,
    UNTIL,
    authority,
    key_usage,
    pem,
    pem_key,
    rsa_key,
)
from tests.kits.jobs import credentials

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cryptography.x509 import Certificate

    from tests.signature_transports.cli.conftest import Signering

OURS: Final = authority()
STRANGER: Final = authority("Fjellet")


UNKNOWN: Final = f"{STRANGER.issuing.subject.rfc4514_string()} (SHA-256 {fingerprint(STRANGER.issuing)})"


def an_anchor(certificate: Certificate, name: str, environment: Environment) -> Anchor:
    return Anchor(name=name, environment=environment, expires=date(2034, 1, 1), sha256=fingerprint(certificate))


TABLE: Final = (
    an_anchor(OURS.root, "Skogen Root CA", Environment.TEST),
    an_anchor(OURS.issuing, "Skogen Class 3 CA", Environment.TEST),
    an_anchor(STRANGER.root, "Fjellet Root CA", Environment.PRODUCTION),
)


def result(found: Iterable[Check]) -> list[tuple[Health, str]]:
    return [(each.health, each.message) for each in found]


def issued(certificate: Certificate, *others: Certificate) -> Credentials:
    return Credentials.from_pem(pem(certificate, *others), pem_key(rsa_key("enterprise")))


def test_a_clock_may_be_right() -> None:
    found = list(checks.of_clock(MOMENT, {"our.p12": MOMENT + timedelta(minutes=1)}))

    assert result(found) == [(Health.OK, "2026-06-01 12:00:00 UTC")]


def test_a_clock_that_stands_before_this_program_is_wrong() -> None:
    (found,) = checks.of_clock(MADE - timedelta(seconds=1), {})

    assert found.health is Health.ERROR
    assert found.message == "it shows 2024-12-31 23:59 UTC, which is earlier than this program"


def test_a_clock_that_stands_before_a_file_is_doubtful() -> None:
    (found,) = checks.of_clock(MOMENT, {"our.p12": MOMENT + timedelta(days=1), "root.pem": MOMENT})

    assert (found.health, found.message) == (
        Health.WARNING,
        "it shows 2026-06-01 12:00 UTC, but our.p12 was changed later",
    )


def test_a_certificate_may_be_sound() -> None:
    found = list(checks.of_certificate(credentials(), Environment.TEST, MOMENT, TABLE))

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
def test_a_certificate_may_be_of_no_use(
    certificate: Certificate, now: datetime, health: Health, beginning: str
) -> None:
    (found,) = checks.of_certificate(issued(certificate, *OURS.issuers), Environment.TEST, now, TABLE)

    assert found.health is health
    assert found.message.startswith(beginning)


@pytest.mark.parametrize("table", [TABLE, None], ids=["known issuers", "unknown issuers"])
def test_a_chain_may_lack_certificates(table: tuple[Anchor, ...] | None) -> None:
    (found,) = checks.of_certificate(issued(OURS.issue(), OURS.issuing), Environment.TEST, MOMENT, table)

    assert found.health is Health.WARNING
    assert found.message.startswith("the chain is incomplete")


def test_a_certificate_may_be_of_the_other_environment() -> None:
    (found,) = checks.of_certificate(credentials(), Environment.PRODUCTION, MOMENT, TABLE)

    assert (found.health, found.message) == (
        Health.ERROR,
        "it was issued by Skogen Class 3 CA, for the test environment",
    )


def test_a_certificate_may_be_of_issuers_that_the_service_is_not_known_to_trust() -> None:
    (found,) = checks.of_certificate(credentials(), Environment.PRODUCTION, MOMENT)

    assert (found.health, found.message) == (
        Health.WARNING,
        "none of its issuers is a trust anchor of the production environment",
    )


def test_without_an_environment_issuers_are_not_judged() -> None:
    assert [each.health for each in checks.of_certificate(credentials(), None, MOMENT)] == [Health.OK]


def test_trust_anchors_may_be_complete() -> None:
    found = list(checks.of_anchors(OURS.issuers, Environment.TEST, MOMENT, TABLE))

    assert result(found) == [(Health.OK, "2 of the test anchors: Skogen Root CA, Skogen Class 3 CA")]


def test_trust_anchors_are_told_from_others() -> None:
    late = datetime(2035, 1, 1, tzinfo=UTC)
    table = (*TABLE[:1], replace(TABLE[1], expires=date(2040, 1, 1)), *TABLE[2:])
    given = [OURS.root, STRANGER.root, STRANGER.issuing]

    assert result(checks.of_anchors(given, Environment.TEST, late, table)) == [
        (Health.OK, "1 of the test anchors: Skogen Root CA"),
        (Health.WARNING, f"missing: Skogen Class 3 CA (SHA-256 {fingerprint(OURS.issuing)})"),
        (Health.WARNING, "expired on 2034-01-01: Skogen Root CA"),
        (Health.WARNING, "of the production environment: Fjellet Root CA"),
        (
            Health.WARNING,
            f"not a trust anchor of the service: {UNKNOWN}",
        ),
    ]


def test_without_any_anchor_no_call_succeeds() -> None:
    found = list(checks.of_anchors([STRANGER.root], Environment.TEST, MOMENT, TABLE[:1]))

    assert result(found)[0] == (Health.ERROR, "none of the 1 is a trust anchor of the test environment")


def test_without_an_environment_anchors_are_counted() -> None:
    found = list(checks.of_anchors(OURS.issuers, None, MOMENT))

    assert result(found) == [
        (Health.OK, "2 certificates; give --environment to compare with the service's trust anchors")
    ]


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
def test_a_sender_has_a_number(sender: str | None, certified: str | None, health: Health, message: str) -> None:
    assert result(checks.of_sender(sender, certified)) == [(health, message)]


def test_everything_may_be_well(signering: Signering, folder: Path, sealing: list[str]) -> None:
    outcome = signering("doctor", "--service", "https://gateway.example/api", "--trust", "anchors", *sealing)

    assert outcome.status == 0
    parts = [line.partition(":")[0] for line in outcome.out.splitlines()]
    assert parts == ["transport", "service", "clock", "trust", "certificate", "sender", "6 ok, 0 warnings, 0 errors"]
    assert outcome.err == ""
    assert folder.exists()


def test_programs_are_told_too(signering: Signering, sealing: list[str]) -> None:
    arguments = ("--environment", "production", "--trust", "anchors", "--now", "2026-06-01T12:00:00Z")
    outcome = signering("doctor", "--json", *arguments, *sealing)
    document = json.loads(outcome.out)

    assert outcome.status == 1
    assert (document["format"], document["healthy"]) == (1, False)
    health = {(each["part"], each["health"]) for each in document["diagnoses"]}
    assert {("trust", "error"), ("trust", "warning"), ("certificate", "warning"), ("sender", "ok")} <= health
    missing = [each["message"] for each in document["diagnoses"] if each["message"].startswith("missing: ")]
    assert len(missing) == sum(each.environment is Environment.PRODUCTION for each in ANCHORS)


@pytest.mark.usefixtures("folder")
def test_everything_that_is_wrong_is_told_at_once(signering: Signering) -> None:
    outcome = signering("doctor", "--credentials", "missing.p12", "--trust", "missing")

    assert outcome.status == 1
    assert "service: error: none is given\n" in outcome.out
    assert "trust: error: missing cannot be read: No such file or directory\n" in outcome.out
    assert "certificate: error: missing.p12 cannot be read: No such file or directory\n" in outcome.out
    assert "sender: error: it is unknown\n" in outcome.out


@pytest.mark.usefixtures("folder")
def test_a_password_that_does_not_open_is_told(signering: Signering) -> None:
    outcome = signering("doctor", "--environment", "difitest", "--credentials", "our.p12")

    assert outcome.status == 1
    assert "certificate: error: our.p12: the password does not open the PKCS#12 container\n" in outcome.out
    assert "--password-file" in outcome.out
    assert "trust: error: none is given, and every call needs it\n    give it with --trust\n" in outcome.out


@pytest.mark.usefixtures("bare")
def test_a_library_that_is_missing_is_told(signering: Signering) -> None:
    assert "transport: error: requests is not installed: pip install" in signering("doctor").out


def test_an_emulator_needs_no_certificates(signering: Signering) -> None:
    outcome = signering("doctor", "--service", "http://127.0.0.1:8080/api", "--sender", NUMBER)

    assert outcome.status == 0
    assert "trust: ok: none is given with --trust, and unencrypted HTTP needs none\n" in outcome.out


def test_a_service_that_makes_no_sense_is_wrong_usage(signering: Signering) -> None:
    assert signering("doctor", "--service", "http://gateway.example/api").status == 2


def test_a_file_from_the_future_makes_the_clock_doubtful(
    signering: Signering, folder: Path, sealing: list[str]
) -> None:
    later = (datetime.now(UTC) + timedelta(days=2)).timestamp()
    os.utime(folder / "our.p12", (later, later))

    assert "our.p12 was changed later\n" in signering("doctor", *sealing).out
