"""The options: their values, their help, their errors, and how a shell completes them."""

import json
import os
from pathlib import Path

import click
import pytest

from signature_model import __version__
from signature_model.cli import options
from signature_model.cli.codes import Codes
from signature_model.cli.command import command
from signature_model.cli.inputs.file_lists import FileList
from signature_model.reports.tools import VALIDATE_BUNDLE, VALIDATE_SIGNED
from signature_model.rules.catalogue import CATALOGUE
from signature_model.signed.rules.catalogue import CATALOGUE as SIGNED
from tests.kits.preloaded import run_command
from tests.kits.processes import COMMAND, ENVIRONMENT
from tests.signature_model.cli.conftest import Validate

CONTEXT = click.Context(command)
OPTION = click.Option(["--option"])
CODES = Codes(VALIDATE_BUNDLE.catalogue, VALIDATE_SIGNED.catalogue)


def test_every_rule_can_be_explained_in_any_case(validate: Validate) -> None:
    for code, rule in {**CATALOGUE, **SIGNED}.items():
        outcome = validate("--explain", code.lower())
        assert outcome.status == 0
        assert outcome.out.startswith(f"{code} {rule.name} ({rule.severity})\n")


@pytest.mark.parametrize("given", ["401", " psr401 ", "available-too-long", "Available-Too-Long"])
def test_a_rule_can_be_named_in_several_ways(validate: Validate, given: str) -> None:
    assert validate("--explain", given).out == validate("--explain", "PSR401").out
    assert validate("--ignore", given, "--rules").status == 0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("PSR999", "there is no rule 'PSR999'; --rules lists all"),
        ("available-to-long", "there is no rule 'available-to-long'. Did you mean 'available-too-long'? --rules"),
    ],
)
def test_an_unknown_rule_cannot_be_explained(validate: Validate, given: str, message: str) -> None:
    outcome = validate("--explain", given)

    assert outcome.status == 2
    assert message in outcome.err


def test_all_rules_are_listed(validate: Validate) -> None:
    outcome = validate("--rules")

    assert outcome.status == 0
    assert [line[:6] for line in outcome.out.splitlines()] == list(CATALOGUE)


@pytest.mark.parametrize("arguments", [["--rules", "--format", "json"], ["--format", "json", "--rules"]])
def test_all_rules_are_listed_as_json(validate: Validate, arguments: list[str]) -> None:
    outcome = validate(*arguments)

    assert outcome.status == 0
    assert [each["code"] for each in json.loads(outcome.out)["rules"]] == list(CATALOGUE)


@pytest.mark.usefixtures("folder")
def test_the_list_of_rules_can_be_written_to_a_file(validate: Validate, folder: Path) -> None:
    outcome = validate("--rules", "--output", "rules.txt")

    assert (outcome.status, outcome.out) == (0, "")
    assert (folder / "rules.txt").read_text() == validate("--rules").out


def test_completing_a_command_line_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    command.make_context("validate-bundle", ["--rules", "--explain", "PSR401"], resilient_parsing=True)

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_names_every_option_and_the_exit_statuses(validate: Validate, option: str) -> None:
    outcome = validate(option)

    assert outcome.status == 0
    assert "Usage: validate-bundle [OPTIONS] PATH..." in outcome.out
    statuses = "0 all inputs are valid, 1 some are invalid, 2 wrong usage, 3 some could not be validated."
    assert statuses in " ".join(outcome.out.split())
    assert "_VALIDATE_BUNDLE_COMPLETE=bash_source validate-bundle" in outcome.out
    for each in command.params[1:]:
        assert all(name in outcome.out for name in each.opts)


def test_the_version_is_printed(validate: Validate) -> None:
    assert __version__ in validate("--version").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param([], "name at least one bundle, manifest or folder", id="nothing"),
        pytest.param([""], "a path is empty", id="an empty path"),
        pytest.param(["--recursive", "good.asice", ""], "a path is empty", id="an empty path among others"),
        pytest.param(["-", "-"], "standard input can be read only once", id="standard input twice"),
        pytest.param(["-", "--files-from", "-"], "standard input can be read only once", id="twice, once as a list"),
        pytest.param(["--files-from"], "--files-from", id="a list without a name"),
        pytest.param(["--files-from", "", "good.asice"], "a path is empty", id="an empty name of a list"),
        pytest.param(["--files-from=", "good.asice"], "a path is empty", id="another empty name of a list"),
        pytest.param(["--files-from", "missing"], "missing: No such file", id="a missing list"),
        pytest.param(["--files-from", "/dev/null"], "no bundle (*.asice) found in /dev/null", id="an empty list"),
        pytest.param(["--rules", "--format", "sarif"], "--rules supports --format text and json", id="rules as SARIF"),
        pytest.param(["--resume", "good.asice"], "--resume needs --output", id="nothing to resume"),
        pytest.param(["--resume", "--output", "report", "good.asice"], "--format jsonl", id="a report without lines"),
        pytest.param(["--executor", "odd", "good.asice"], "odd is neither like dask://host", id="not an executor"),
        pytest.param(["outbox"], "outbox is a folder of bundles; add --recursive", id="a folder of bundles"),
        pytest.param(["--bogus", "good.asice"], "No such option", id="an unknown option"),
        pytest.param(["-good.asice"], "No such option", id="a path that begins with a hyphen"),
        pytest.param(["--sector", "none", "good.asice"], "--sector", id="an unknown sector"),
        pytest.param(["--environment", "x", "good.asice"], "--environment", id="an unknown environment"),
        pytest.param(["--flow", "x", "good.asice"], "--flow", id="an unknown flow"),
        pytest.param(["--now", "then", "good.asice"], "'then' is neither `now` nor a moment", id="not a moment"),
        pytest.param(["--select", "X", "good.asice"], "no rule has a code that begins with 'X'", id="unknown code"),
        pytest.param(["--ignore", "X", "good.asice"], "no rule has a code that begins with 'X'", id="ignored code"),
        pytest.param(["--fail-on", "never", "good.asice"], "--fail-on", id="an unknown severity"),
        pytest.param(["--format", "xml", "good.asice"], "--format", id="an unknown format"),
        pytest.param(["--jobs", "0", "good.asice"], "--jobs", id="no worker"),
        pytest.param(["--trust", "missing", "good.asice"], "missing", id="missing trust anchors"),
        pytest.param(
            ["--trust", "good.asice", "good.asice"],
            "good.asice is a document bundle, not a file of certificates; ",
            id="not a certificate",
        ),
        pytest.param(["--schema", "missing", "good.asice"], "missing", id="a missing schema"),
        pytest.param(["--schema", "good.asice", "good.asice"], "good.asice is not an XML Schema", id="not a schema"),
        pytest.param(["--output", ".", "good.asice"], "is a directory", id="a folder as report"),
        pytest.param(["--output", "", "good.asice"], "Could not open file", id="a report without a name"),
        pytest.param(["--output", "x/y", "good.asice"], "Could not open file", id="a report in a missing folder"),
        pytest.param(["--output", "good.asice", "good.asice"], "overwrite or change good.asice", id="the input"),
    ],
)
def test_wrong_usage_gives_one_error_and_no_report(
    validate: Validate, folder: Path, arguments: list[str], message: str
) -> None:
    (folder / "outbox").mkdir()
    (folder / "outbox" / "a.asice").touch()

    outcome = validate(*arguments)

    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert outcome.err.count("Error:") == 1


def test_everything_after_two_hyphens_is_a_path(validate: Validate, folder: Path) -> None:
    (folder / "good.asice").rename(folder / "-good.asice")

    assert validate("--sector", "public", "--", "-good.asice").status == 0


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        (["a", "--files-from", "b", "c"], ("a", FileList(file="b"), "c")),
        (["--files-from=a", "--recursive", "b"], (FileList(file="a"), "b")),
        (["--", "--files-from", "a"], ("--files-from", "a")),
    ],
)
def test_paths_and_lists_keep_their_order(arguments: list[str], paths: tuple[str | FileList, ...]) -> None:
    assert command.make_context("validate-bundle", arguments).params["paths"] == paths


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        pytest.param(None, (), id="none"),
        pytest.param("PSR401", ("PSR401",), id="one"),
        pytest.param("psr4, PSR401 ,P", ("PSR4", "PSR401", "P"), id="several"),
    ],
)
def test_codes_are_comma_separated_prefixes(value: str | None, codes: tuple[str, ...]) -> None:
    assert CODES.prefixes(CONTEXT, OPTION, value) == codes


@pytest.mark.parametrize("value", ["", ",", "PSR401,", "X", "PSR4010", "4010", "PSR401;PSR402"])
def test_unknown_codes_are_refused(value: str) -> None:
    with pytest.raises(click.BadParameter, match="no rule has a code that begins with"):
        CODES.prefixes(CONTEXT, OPTION, value)


@pytest.mark.parametrize(
    ("begun", "completed"),
    [
        pytest.param("PSR401", ["PSR401"], id="one"),
        pytest.param("psr40", [code for code in CATALOGUE if code.startswith("PSR40")], id="in any case"),
        pytest.param("PSR1,PSR401", ["PSR1,PSR401"], id="the last of several"),
        pytest.param("X", [], id="none"),
        pytest.param("", [*CATALOGUE], id="all"),
    ],
)
def test_codes_are_completed(begun: str, completed: list[str]) -> None:
    found = CODES.completed(CONTEXT, OPTION, begun)

    assert [each.value for each in found] == completed


def test_the_shell_completes_files() -> None:
    assert [each.type for each in options.completed_files(CONTEXT, OPTION, "good")] == ["file"]


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        pytest.param("validate-bundle --format js", ["plain,json", "plain,jsonl"], id="formats"),
        pytest.param("validate-bundle --explain psr401", ["plain,PSR401"], id="codes"),
        pytest.param("validate-bundle --files", ["plain,--files-from"], id="options"),
        pytest.param("validate-bundle --files-from good.a", ["file,"], id="lists"),
        pytest.param("validate-bundle --files-from list good.a", ["file,"], id="paths"),
    ],
)
def test_a_shell_completes(words: str, completed: list[str]) -> None:
    asked = {"_VALIDATE_BUNDLE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    ended = run_command(COMMAND, env={**ENVIRONMENT, **asked}, text=True)

    assert [line.rstrip(os.linesep) for line in ended.stdout.splitlines()] == completed


def test_a_file_sets_options_and_a_variable_beats_it(
    validate: Validate, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "validate-bundle.toml").write_text('ignore = ["PSR4"]\nformat = "jsonl"')

    assert json.loads(validate("late.xml").out)["verdict"] == "valid"
    monkeypatch.setenv("VALIDATE_BUNDLE_FORMAT", "text")
    assert "1 checked: 1 valid" in validate("late.xml").out
    assert validate("late.xml", "--ignore", "PSR5").status == 1
    assert validate("late.xml", "--config", os.devnull).status == 1


def test_the_file_that_was_found_is_said_unless_the_user_is_quiet(validate: Validate, folder: Path) -> None:
    file = folder / "validate-bundle.toml"
    file.write_text("quiet = true")

    assert validate("good.asice").err == f"options from {file}\n"
    assert validate("good.asice", "--quiet").err == ""
    assert validate("good.asice", "--config", str(file)).err == ""


def test_the_file_that_was_found_is_said_on_one_line(
    validate: Validate, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = folder / "a\nb"
    odd.mkdir()
    (odd / "validate-bundle.toml").write_text("verbose = true")
    monkeypatch.chdir(odd)

    assert validate("../good.asice").err.count("\n") == 1


@pytest.mark.parametrize("name", ["output", "executor", "resume"])
def test_a_file_cannot_decide_what_is_overwritten_or_run(validate: Validate, folder: Path, name: str) -> None:
    (folder / "validate-bundle.toml").write_text(f'{name} = "x"')
    outcome = validate("good.asice")

    assert outcome.status == 2
    assert f"validate-bundle.toml: '{name}' cannot be set in a configuration file" in outcome.err


def test_variables_do_not_explain_rules(validate: Validate, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EXPLAIN", "RULES", "VERSION", "FILES_FROM"):
        monkeypatch.setenv(f"VALIDATE_BUNDLE_{name}", "1")

    assert "1 checked: 1 valid" in validate(folder / "good.asice").out
