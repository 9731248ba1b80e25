"""From the arguments to the exit status."""

import io
import json
import logging
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from pkgutil import iter_modules
from typing import NoReturn

import click
import pytest

from signature_model import __version__
from signature_model.console.signals import mask
from signature_transports.cli import subcommands
from signature_transports.cli.command import group
from signature_transports.cli.summaries import SUMMARIES
from signature_transports.settings import Settings
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI
from tests.signature_transports.cli.conftest import Signering
from tests.signature_transports.cli.service import Answer, Service

NAMES = (
    "archive",
    "cancel",
    "completion",
    "confirm",
    "delete-documents",
    "doctor",
    "download",
    "emulator",
    "evidence",
    "ping",
    "poll",
    "redirect",
    "send",
    "show",
    "status",
)


@pytest.fixture(autouse=True)
def _unblocked() -> Iterator[None]:
    """Signals come through again for other tests, also where one has ended the command."""
    yield
    mask(signal.SIG_UNBLOCK)


def test_all_subcommands_are_listed(signering: Signering) -> None:
    result = signering("--help")

    listed = [line.split()[0] for line in result.out.splitlines() if line.startswith("  ") and line.strip()]
    assert result.status == 0
    assert {each.name.replace("_", "-") for each in iter_modules(subcommands.__path__)} <= set(listed)
    assert set(NAMES) <= set(listed)


def test_the_summary_of_a_subcommand_is_the_first_sentence_of_its_help() -> None:
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in NAMES}

    assert group.list_commands(context) == list(NAMES)
    assert {name: each and each.get_short_help_str(200) for name, each in found.items()} == SUMMARIES


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_every_subcommand_has_an_example(signering: Signering, name: str) -> None:
    result = signering(name, "--help")

    assert result.status == 0
    assert f"  signering {name}" in result.out.partition("Example")[2]
    assert "--json" in result.out


def test_the_version_is_printed(signering: Signering) -> None:
    assert signering("--version").out == f"signering, version {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param([], "Missing command.", id="nothing"),
        pytest.param(["snd"], "No such command 'snd'. Did you mean 'send'?", id="a misspelt subcommand"),
        pytest.param(["x"], "No such command 'x'.", id="an unknown subcommand"),
        pytest.param(["--snd"], "No such option", id="an option in place of a subcommand"),
        pytest.param(["confirm"], "Missing argument 'RECORD'.", id="no record"),
        pytest.param(["ping", "--bogus"], "No such option", id="an unknown option"),
        pytest.param(
            ["ping", "--sender", KARI], "is not an organisation number, which has nine digits", id="an odd sender"
        ),
        pytest.param(["ping", KARI], "unexpected extra argument (018180*****)", id="too much"),
    ],
)
def test_wrong_usage_is_reported_with_the_usage(signering: Signering, arguments: list[str], complaint: str) -> None:
    result = signering(*arguments)

    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("Usage: signering ")
    assert complaint in result.err
    assert KARI not in result.err
    assert signering(*arguments, "--json").status == 2


@pytest.mark.parametrize("value", ["1", "true", "ON"])
def test_wrong_usage_is_reported_as_json(signering: Signering, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    by_option = signering("ping", "--json")
    monkeypatch.setenv("SIGNERING_JSON", value)
    by_environment = signering("ping")

    assert by_option.error == by_environment.error
    assert by_option.error == {
        "status": 2,
        "kind": "usage",
        "message": "which service? Give --environment, or its URL with --service",
        "hint": None,
    }


def test_arguments_after_two_hyphens_are_not_options(signering: Signering, calling: list[str]) -> None:
    assert signering("poll", *calling, "--", "--json").err.startswith("Usage: ")


def test_every_option_has_an_environment_variable(
    signering: Signering, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.put(service.change(7), queue="hr")
    settings = {"SERVICE": service.root, "SENDER": NUMBER, "QUEUE": "hr", "CONFIRM": "1", "JSON": "1", "RETRIES": "0"}
    for name, value in settings.items():
        monkeypatch.setenv(f"SIGNERING_{name}", value)

    assert json.loads(signering("poll").out)["signature_job_id"] == 7
    assert service.confirmed == [7]


@pytest.mark.parametrize(
    ("arguments", "logged"),
    [
        pytest.param([], ["warning"], id="warnings"),
        pytest.param(["-q"], [], id="quietly"),
        pytest.param(["-v"], ["info", "warning"], id="more"),
        pytest.param(["-vv"], ["debug", "info", "warning"], id="all"),
    ],
)
def test_the_verbosity_decides_which_logs_are_shown(
    signering: Signering, service: Service, calling: list[str], arguments: list[str], logged: list[str]
) -> None:
    service.instead["poll"].append(Answer(status=204))
    result = signering("poll", "--json", *arguments, *calling)

    lines = [json.loads(line) for line in result.err.splitlines()]
    assert sorted({line["log"]["level"] for line in lines if "log" in line}) == logged
    assert logging.getLogger("signature_model").handlers == []


def test_logs_show_no_whole_id_number(signering: Signering, calling: list[str], service: Service) -> None:
    service.instead["poll"].append(Answer(status=204, headers={"X-Next-permitted-poll-time": KARI}))
    result = signering("poll", "-vv", *calling)

    assert "Info: X-Next-permitted-poll-time is not a time with a zone: '018180*****'\n" in result.err
    assert KARI not in result.err


def test_warnings_of_libraries_are_not_shown(
    signering: Signering, calling: list[str], record: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Odd:
        def fileno(self) -> int:
            warnings.warn("odd certificate", UserWarning, stacklevel=1)
            return file.fileno()

    with record().open() as file:
        monkeypatch.setattr(sys, "stdin", Odd())
        result = signering("confirm", "-", *calling)

    assert (result.status, result.err) == (0, "")


class Waiting:
    """Standard input that brings a signal."""

    def __init__(self, name: str) -> None:
        self._name = name

    def fileno(self) -> NoReturn:
        signal.raise_signal(getattr(signal, self._name))
        pytest.fail("the signal comes first")


@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)])
def test_a_signal_ends_the_command(
    signering: Signering, monkeypatch: pytest.MonkeyPatch, name: str, status: int
) -> None:
    monkeypatch.setattr(sys, "stdin", Waiting(name))
    result = signering("confirm", "-")

    assert (result.status, result.out) == (status, "")
    assert result.err.strip() == ("Error: interrupted" if name == "SIGINT" else "")


def test_an_ignored_signal_stays_ignored(signering: Signering) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signering("--version")

    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_an_internal_error_is_one_line(signering: Signering, monkeypatch: pytest.MonkeyPatch) -> None:
    class Odd:
        def fileno(self) -> NoReturn:
            message = f"never seen {KARI} before"
            raise RuntimeError(message)

    monkeypatch.setattr(sys, "stdin", Odd())
    result = signering("confirm", "-")

    assert result.status == 3
    assert result.err == "Error: internal error, please report it: RuntimeError: never seen 018180***** before\n"
    assert signering("confirm", "-", "--json").error["kind"] == "internal"


def test_an_error_of_the_system_names_the_file(signering: Signering, service: Service, folder: Path) -> None:
    service.put(service.change(7))
    result = signering("poll", "--service", service.root, "--sender", NUMBER, "--json", "--save", folder / "a" / "b")

    assert (result.status, result.error["kind"]) == (3, "system")
    assert result.error["message"].endswith("No such file or directory")


@pytest.mark.parametrize("arguments", [["ping"], ["confirm", "missing"], ["--version"]])
def test_the_standard_streams_may_be_closed(
    signering: Signering, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    expected = signering(*arguments).status
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)

    assert signering(*arguments).status == expected


def test_names_are_escaped_for_the_terminal(signering: Signering) -> None:
    assert signering("confirm", "red\x1b[31m").err.startswith(
        "Error: red\\x1b[31m cannot be read: No such file or directory\n"
    )


def test_responses_are_escaped_for_the_terminal(signering: Signering, service: Service, calling: list[str]) -> None:
    service.instead["ping"].append(Answer(body=b"red\x1b[31m\n", kind="text/plain"))

    assert signering("ping", *calling).out == "red\\x1b[31m\n"


def test_a_closed_pipe_ends_the_command_quietly(
    signering: Signering, service: Service, calling: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert signering("ping", *calling).status == 0
    assert service.calls("ping") == 1


def test_the_help_describes_the_connection_options_once_and_last(signering: Signering) -> None:
    own, shared = signering("poll", "--help").out, signering("--help").out

    assert own.index("\nOptions:") < own.index("\nOutput:") < own.index("\nConnection:")
    assert "--token-trust" in own.partition("\nConnection:")[2]
    assert "The trust anchors for the token endpoint." not in own
    assert "The trust anchors for the token endpoint." in " ".join(shared.split())
    assert f"never retried. [default: {Settings().retries}]" in " ".join(shared.split())
    assert "Connection:" not in signering("show", "--help").out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_completes_all_commands(signering: Signering, shell: str) -> None:
    result = signering("completion", shell)

    for name in ("SIGNERING", "VALIDATE_BUNDLE", "VALIDATE_SIGNED"):
        assert f"_{name}_COMPLETE={shell}_complete" in result.out
    assert json.loads(signering("completion", shell, "--json").out)["script"].split() == result.out.split()


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_accepts_the_script(signering: Signering) -> None:
    script = f"{signering('completion', 'bash').out}\ncomplete -p signering validate-bundle validate-signed"
    subprocess.run([shutil.which("bash") or "", "-ec", script], check=True, capture_output=True)
