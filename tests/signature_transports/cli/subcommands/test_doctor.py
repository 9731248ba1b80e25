"""``signering doctor`` prints the checks of the configuration."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signature_model.jobs.context import Environment
from signature_transports.anchors import ANCHORS
from tests.kits.certificates import NUMBER
from tests.signature_transports.cli.conftest import Signering


def test_a_healthy_configuration(signering: Signering, folder: Path, sealing: list[str]) -> None:
    outcome = signering("doctor", "--service", "https://gateway.example/api", "--trust", "anchors", *sealing)

    assert outcome.status == 0
    parts = [line.partition(":")[0] for line in outcome.out.splitlines()]
    assert parts == ["transport", "service", "clock", "trust", "certificate", "sender", "6 ok, 0 warnings, 0 errors"]
    assert outcome.err == ""
    assert folder.exists()


def test_the_checks_are_printed_as_json(signering: Signering, sealing: list[str]) -> None:
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
def test_all_problems_are_reported_together(signering: Signering) -> None:
    outcome = signering("doctor", "--credentials", "missing.p12", "--trust", "missing")

    assert outcome.status == 1
    assert "service: error: none is given\n" in outcome.out
    assert "trust: error: missing cannot be read: No such file or directory\n" in outcome.out
    assert "certificate: error: missing.p12 cannot be read: No such file or directory\n" in outcome.out
    assert "sender: error: it is unknown\n" in outcome.out


@pytest.mark.usefixtures("folder")
def test_a_wrong_password_is_reported(signering: Signering) -> None:
    outcome = signering("doctor", "--environment", "difitest", "--credentials", "our.p12")

    assert outcome.status == 1
    assert "certificate: error: our.p12: the password does not open the PKCS#12 container\n" in outcome.out
    assert "--password-file" in outcome.out
    assert "trust: error: none is given, and every call needs it\n    give it with --trust\n" in outcome.out


@pytest.mark.usefixtures("bare")
def test_a_missing_library_is_reported(signering: Signering) -> None:
    assert "transport: error: requests is not installed: pip install" in signering("doctor").out


def test_an_emulator_needs_no_certificates(signering: Signering) -> None:
    outcome = signering("doctor", "--service", "http://127.0.0.1:8080/api", "--sender", NUMBER)

    assert outcome.status == 0
    assert "trust: ok: none is given with --trust, and unencrypted HTTP needs none\n" in outcome.out


def test_an_invalid_service_is_wrong_usage(signering: Signering) -> None:
    assert signering("doctor", "--service", "http://gateway.example/api").status == 2


def test_a_file_from_the_future_is_a_warning_about_the_clock(
    signering: Signering, folder: Path, sealing: list[str]
) -> None:
    later = (datetime.now(UTC) + timedelta(days=2)).timestamp()
    os.utime(folder / "our.p12", (later, later))

    assert "our.p12 was changed later\n" in signering("doctor", *sealing).out
