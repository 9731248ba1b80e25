"""``signering doctor`` prints the checks of the configuration."""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from signature_model.api.services import DIFIQA, DIFITEST
from signature_model.jobs.context import Environment
from signature_transports.anchors import ANCHORS
from tests.kits.certificates import NUMBER
from tests.signature_transports.cli.conftest import Signering
from tests.signature_transports.cli.service import Service, refusal


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
    hints = [each["hint"] for each in document["diagnoses"] if each["message"].startswith("missing: ")]
    assert all("publishes it under this name" in each for each in hints)


@pytest.mark.usefixtures("folder")
def test_all_problems_are_reported_together(signering: Signering) -> None:
    outcome = signering("doctor", "--credentials", "missing.p12", "--trust", "missing")

    assert outcome.status == 1
    assert "service: error: not given\n" in outcome.out
    assert "trust: error: missing (--trust) cannot be read: No such file or directory\n" in outcome.out
    assert "certificate: error: missing.p12 (--credentials) cannot be read: No such file or directory\n" in outcome.out
    assert "sender: error: it is unknown\n" in outcome.out


@pytest.mark.usefixtures("folder")
def test_a_missing_password_is_reported(signering: Signering) -> None:
    outcome = signering("doctor", "--environment", "difitest", "--credentials", "our.p12")

    assert outcome.status == 1
    assert "certificate: error: our.p12: the PKCS#12 container does not open without a password\n" in outcome.out
    assert "--password-file" in outcome.out
    assert "trust: error: not given, but every call needs it\n    give it with --trust\n" in outcome.out


@pytest.mark.usefixtures("bare")
def test_a_missing_library_is_reported(signering: Signering) -> None:
    assert "transport: error: requests is not installed: " in signering("doctor").out


def test_an_emulator_needs_no_certificates(signering: Signering) -> None:
    outcome = signering("doctor", "--service", "http://127.0.0.1:8080/api", "--sender", NUMBER)

    assert outcome.status == 0
    assert "trust: ok: not given with --trust; unencrypted HTTP does not need it\n" in outcome.out


@pytest.mark.parametrize(
    ("variables", "options", "line"),
    [
        pytest.param(
            {"SIGNERING_SERVICE": "https://a.example/api"},
            ("--environment", "difitest"),
            f"{DIFITEST.root}\n    SIGNERING_SERVICE is not used: a typed --environment overrides it\n",
            id="typed",
        ),
        pytest.param(
            {"SIGNERING_ENVIRONMENT": "difitest", "SIGNERING_CONFIG": "ours.toml"},
            (),
            f"{DIFITEST.root}\n    the service in the configuration file is not used: SIGNERING_ENVIRONMENT overrides",
            id="a file",
        ),
        pytest.param(
            {"SIGNERING_SERVICE": "https://a.example/api", "SIGNERING_ENVIRONMENT": "difitest"},
            (),
            "https://a.example/api\n    calls go to this URL; the environment difitest is used only to validate",
            id="both",
        ),
    ],
)
@pytest.mark.usefixtures("folder")
def test_the_service_that_is_used_is_explained(
    signering: Signering,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    options: tuple[str, ...],
    line: str,
) -> None:
    Path("ours.toml").write_text('service = "https://b.example/api"\n')
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert f"service: ok: {line}" in signering("doctor", *options).out


def test_without_trust_anchors_those_of_the_environment_are_named(signering: Signering) -> None:
    out = signering("doctor", "--environment", "difitest").out

    assert (
        "trust: error: not given, but every call needs it\n    give it with --trust\ntrust: warning: missing: " in out
    )


def test_an_invalid_service_is_wrong_usage(signering: Signering) -> None:
    assert signering("doctor", "--service", "http://gateway.example/api").status == 2


def test_a_file_from_the_future_is_a_warning_about_the_clock(
    signering: Signering, folder: Path, sealing: list[str]
) -> None:
    later = (datetime.now(UTC) + timedelta(days=2)).timestamp()
    os.utime(folder / "our.p12", (later, later))

    assert "our.p12 was changed later\n" in signering("doctor", *sealing).out


def test_an_environment_that_is_no_longer_used_is_a_warning(signering: Signering) -> None:
    out = signering("doctor", "--environment", "difiqa").out

    assert f"service: warning: {DIFIQA.root}: Posten no longer uses this environment\n" in out
    assert "    use --environment difitest\n" in out


TOKENS: Final = ("--client-id", "ours", "--broker-id", "555444")


@pytest.mark.parametrize(
    ("options", "line"),
    [
        pytest.param(
            ("--environment", "difitest", *TOKENS),
            f"ok: client ours, from {DIFITEST.token_endpoint}, which is checked by public authorities and",
            id="known",
        ),
        pytest.param(
            ("--environment", "difiqa", *TOKENS, "--token-endpoint", "https://a/t", "--token-trust", "anchors"),
            "ok: client ours, from https://a/t, which is checked by 1 trust anchor",
            id="given",
        ),
        pytest.param(("--client-id", "ours"), "error: give both --client-id and --broker-id", id="half"),
        pytest.param(("--environment", "difiqa", *TOKENS), "error: where are tokens for", id="no endpoint"),
        pytest.param(
            ("--environment", "difitest", *TOKENS, "--token-trust", "missing"),
            "error: missing (--token-trust) cannot be read: No such file or directory",
            id="no file",
        ),
    ],
)
@pytest.mark.usefixtures("folder")
def test_the_token_options_are_checked(signering: Signering, options: tuple[str, ...], line: str) -> None:
    assert f"token: {line}" in signering("doctor", *options).out


@pytest.mark.parametrize(
    ("options", "line"),
    [
        pytest.param(("--proxy", "http://proxy.example:1"), "proxy: ok: proxy.example:1\n", id="given"),
        pytest.param(("--proxy", "proxy.example"), "connection: error: the proxy must be a URL like", id="wrong"),
        pytest.param((), "proxy: ok: no proxy: ALL_PROXY is set, but not used\n    if you need", id="a variable"),
    ],
)
def test_the_proxy_is_checked(
    signering: Signering, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], line: str
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALL_PROXY", "http://elsewhere.example")

    assert line in signering("doctor", *options).out


def test_the_service_is_called_if_asked(signering: Signering, calling: list[str], service: Service) -> None:
    assert f"call: ok: the service says: {NUMBER} for {NUMBER}\n" in signering("doctor", "--connect", *calling).out
    assert service.calls("ping") == 1

    service.instead["ping"].append(refusal(403, "NOT_AUTHORIZED"))
    outcome = signering("doctor", "--connect", *calling)

    assert outcome.status == 1
    assert "call: error: " in outcome.out
    assert "NOT_AUTHORIZED" in outcome.out


def test_the_service_is_not_called_if_there_is_an_error(signering: Signering) -> None:
    assert "call: warning: not tried, because of the errors above\n" in signering("doctor", "--connect").out


def test_a_terminal_gets_columns(signering: Signering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    lines = signering("doctor").out.splitlines()
    assert "error   service      not given" in lines
    assert "                     give an --environment, or the URL of a" in lines
    assert max(map(len, lines)) <= 60
