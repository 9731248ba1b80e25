"""What the values of options may be, and how a shell completes them."""

from __future__ import annotations

import os
import subprocess

import click
import pytest

from signature_model.cli import options
from signature_model.cli.command import command
from signature_model.rules.catalogue import CATALOGUE
from tests.kits.processes import COMMAND, ENVIRONMENT

CONTEXT = click.Context(command)
OPTION = click.Option(["--option"])


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        pytest.param(None, (), id="none"),
        pytest.param("PSR401", ("PSR401",), id="one"),
        pytest.param("psr4, PSR401 ,P", ("PSR4", "PSR401", "P"), id="several"),
    ],
)
def test_codes_are_prefixes_between_commas(value: str | None, codes: tuple[str, ...]) -> None:
    assert options.code_prefixes(CONTEXT, OPTION, value) == codes


@pytest.mark.parametrize("value", ["", ",", "PSR401,", "X", "PSR4010", "401", "PSR401;PSR402"])
def test_unknown_codes_are_refused(value: str) -> None:
    with pytest.raises(click.BadParameter, match="no rule's code begins with"):
        options.code_prefixes(CONTEXT, OPTION, value)


@pytest.mark.parametrize(
    ("begun", "completed"),
    [
        pytest.param("PSR401", ["PSR401"], id="one"),
        pytest.param("psr40", [code for code in CATALOGUE if code.startswith("PSR40")], id="in whatever case"),
        pytest.param("PSR1,PSR401", ["PSR1,PSR401"], id="the last of several"),
        pytest.param("X", [], id="none"),
        pytest.param("", [*CATALOGUE], id="all"),
    ],
)
def test_codes_are_completed(begun: str, completed: list[str]) -> None:
    found = options.codes(CONTEXT, OPTION, begun)

    assert [each.value for each in found] == completed


def test_files_are_completed_by_the_shell() -> None:
    assert [each.type for each in options.files(CONTEXT, OPTION, "good")] == ["file"]


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
    asked = {
        "_VALIDATE_BUNDLE_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    ended = subprocess.run(
        COMMAND, env={**ENVIRONMENT, **asked}, capture_output=True, text=True, check=True, timeout=60
    )

    assert [line.rstrip(os.linesep) for line in ended.stdout.splitlines()] == completed
