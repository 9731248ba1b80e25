"""The options: what they are, and those that only tell something."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from signature_model import __version__
from signature_model.cli.command import command
from signature_model.rules.catalogue import CATALOGUE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.signature_model.cli.conftest import Validate


def test_every_rule_can_be_explained_in_whatever_case(validate: Validate) -> None:
    for code, rule in CATALOGUE.items():
        told = validate("--explain", code.lower())
        assert told.status == 0
        assert told.out.startswith(f"{code} {rule.name} ({rule.severity})\n")


def test_an_unknown_rule_cannot_be_explained(validate: Validate) -> None:
    told = validate("--explain", "PSR999")

    assert told.status == 2
    assert "there is no rule 'PSR999'; --rules lists them" in told.err


def test_all_rules_are_listed(validate: Validate) -> None:
    told = validate("--rules")

    assert told.status == 0
    assert [line[:6] for line in told.out.splitlines()] == list(CATALOGUE)


@pytest.mark.parametrize("arguments", [["--rules", "--format", "json"], ["--format", "json", "--rules"]])
def test_all_rules_are_listed_for_programs(validate: Validate, arguments: list[str]) -> None:
    told = validate(*arguments)

    assert told.status == 0
    assert [each["code"] for each in json.loads(told.out)["rules"]] == list(CATALOGUE)


@pytest.mark.usefixtures("folder")
def test_the_list_of_rules_can_go_to_a_file(validate: Validate, folder: Path) -> None:
    told = validate("--rules", "--output", "rules.txt")

    assert (told.status, told.out) == (0, "")
    assert (folder / "rules.txt").read_text() == validate("--rules").out


def test_completing_a_command_line_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    command.make_context("validate-bundle", ["--rules", "--explain", "PSR401"], resilient_parsing=True)

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_names_every_option_and_the_exit_statuses(validate: Validate, option: str) -> None:
    told = validate(option)

    assert told.status == 0
    assert "Usage: validate-bundle [OPTIONS] PATH..." in told.out
    assert "0 all valid, 1 some invalid, 2 wrong usage, 3 some could not" in told.out
    assert "_VALIDATE_BUNDLE_COMPLETE=bash_source validate-bundle" in told.out
    for each in command.params[1:]:
        assert all(name in told.out for name in each.opts)


def test_the_version_is_told(validate: Validate) -> None:
    assert __version__ in validate("--version").out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param([], "name at least one bundle, manifest or folder", id="nothing"),
        pytest.param([""], "a path is empty", id="an empty path"),
        pytest.param(["--recursive", "good.asice", ""], "a path is empty", id="an empty path among others"),
        pytest.param(["-", "-"], "standard input can be read once only", id="standard input twice"),
        pytest.param(["-", "--files-from", "-"], "standard input can be read once only", id="twice, once as a list"),
        pytest.param(["--files-from"], "--files-from", id="no name of a list"),
        pytest.param(["--files-from", "", "good.asice"], "a path is empty", id="an empty name of a list"),
        pytest.param(["--files-from=", "good.asice"], "a path is empty", id="another empty name of a list"),
        pytest.param(["--files-from", "missing"], "missing: No such file", id="no list"),
        pytest.param(["--files-from", "/dev/null"], "no bundle below /dev/null", id="an empty list"),
        pytest.param(["--rules", "--format", "sarif"], "the rules come as text or json", id="rules as a report"),
        pytest.param(["--resume", "good.asice"], "--resume needs --output", id="nothing to resume"),
        pytest.param(["--resume", "--output", "report", "good.asice"], "--format jsonl", id="a report without lines"),
        pytest.param(["--executor", "odd", "good.asice"], "odd is neither like dask://host", id="no executor"),
        pytest.param(["outbox"], "outbox is a folder of bundles: give --recursive", id="a folder of bundles"),
        pytest.param(["--bogus", "good.asice"], "No such option", id="an unknown option"),
        pytest.param(["-good.asice"], "No such option", id="a path like an option"),
        pytest.param(["--sector", "none", "good.asice"], "--sector", id="an unknown sector"),
        pytest.param(["--environment", "x", "good.asice"], "--environment", id="an unknown environment"),
        pytest.param(["--now", "then", "good.asice"], "--now", id="no moment"),
        pytest.param(["--select", "X", "good.asice"], "no rule's code begins with 'X'", id="an unknown code"),
        pytest.param(["--ignore", "X", "good.asice"], "no rule's code begins with 'X'", id="an unknown code ignored"),
        pytest.param(["--fail-on", "never", "good.asice"], "--fail-on", id="an unknown severity"),
        pytest.param(["--format", "xml", "good.asice"], "--format", id="an unknown format"),
        pytest.param(["--jobs", "0", "good.asice"], "--jobs", id="no worker"),
        pytest.param(["--trust", "missing", "good.asice"], "missing", id="no trust anchors"),
        pytest.param(["--trust", "good.asice", "good.asice"], "good.asice: no certificate found", id="no anchor"),
        pytest.param(["--schema", "missing", "good.asice"], "missing", id="no schema"),
        pytest.param(["--schema", "good.asice", "good.asice"], "good.asice is not an XML Schema", id="another schema"),
        pytest.param(["--output", ".", "good.asice"], "is a directory", id="a folder for a report"),
        pytest.param(["--output", "", "good.asice"], "Could not open file", id="no name for a report"),
        pytest.param(["--output", "x/y", "good.asice"], "Could not open file", id="a report in no folder"),
        pytest.param(
            ["--output", "good.asice", "good.asice"], "overwrite or change good.asice", id="a report as input"
        ),
    ],
)
def test_wrong_usage_gets_one_complaint_and_no_report(
    validate: Validate, folder: Path, arguments: list[str], complaint: str
) -> None:
    (folder / "outbox").mkdir()
    (folder / "outbox" / "a.asice").touch()

    told = validate(*arguments)

    assert (told.status, told.out) == (2, "")
    assert complaint in told.err
    assert told.err.count("Error:") == 1


def test_behind_two_dashes_everything_is_a_path(validate: Validate, folder: Path) -> None:
    (folder / "good.asice").rename(folder / "-good.asice")

    assert validate("--sector", "public", "--", "-good.asice").status == 0
