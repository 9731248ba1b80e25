"""Configuration files: where they are found, what they may set, and what beats them."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from signature_model.console import configuration
from signature_model.console.configuration import Configuration, found_upwards, option, read, with_source
from signature_model.console.errors import Unusable
from signature_model.console.naming import used_file

PERMITTED = ("size", "codes", "key", "loud")


@click.command(context_settings={"auto_envvar_prefix": "TOOL"})
@click.option("--size", type=int, default=1)
@click.option("--codes", default="")
@click.option("--key", type=click.Path())
@click.option("-l", "--loud", is_flag=True)
@click.option("--output")
@option(lambda: PERMITTED, lambda: found_upwards("tool"), "tool.toml")
@click.pass_context
def tool(context: click.Context, /, **options: object) -> None:
    """Print the options."""
    click.echo(f"{options} {used_file(context)}")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, one below the folder that is returned."""
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    return tmp_path


def run(*arguments: str, **variables: str) -> str:
    result = CliRunner().invoke(tool, arguments, env=variables)
    assert result.exit_code == 0, result.output
    return result.output


def refusal(*arguments: str, **variables: str) -> str:
    result = CliRunner().invoke(tool, arguments, env=variables, standalone_mode=False)
    assert isinstance(result.exception, click.UsageError)
    return with_source(result.exception).format_message()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        pytest.param("tool.toml", "size = 2", id="own file"),
        pytest.param("below/tool.toml", "size = 2", id="own file in the working folder"),
        pytest.param("pyproject.toml", "[tool.tool]\nsize = 2", id="table of the project"),
        pytest.param("pyproject.toml", '[ tool . "tool" ]\nsize = 2', id="its name in quotes"),
        pytest.param("pyproject.toml", "[tool]\ntool.size = 2", id="dotted key"),
        pytest.param("pyproject.toml", "[tool]\n'tool' = {size = 2}", id="table in braces"),
    ],
)
def test_a_file_is_found_upwards(folder: Path, file: str, content: str) -> None:
    (folder / file).write_text(content)

    assert f"'size': 2, 'codes': '', 'key': None, 'loud': False, 'output': None}} {folder / file}" in run()


def test_the_nearest_file_is_the_only_one(folder: Path) -> None:
    (folder / "tool.toml").write_text("loud = true")
    (folder / "below" / "tool.toml").write_text("size = 2")

    assert "'size': 2" in run()
    assert "'loud': False" in run()


@pytest.mark.parametrize("content", ["[project]", "[tool.other]\nsize = 2", "# tool\ntool = 1", "[tool]\ntool = 1"])
def test_the_file_of_a_project_without_the_table_is_passed_over(folder: Path, content: str) -> None:
    (folder / "below" / "pyproject.toml").write_text(content)
    (folder / "tool.toml").write_text("size = 3")

    assert "'size': 3" in run()


def test_without_a_file_the_defaults_apply(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "'size': 1" in run()
    (folder / "below").rmdir()
    monkeypatch.setattr("os.getcwd", _deleted)
    assert "'size': 1" in run()


def _deleted() -> str:
    raise FileNotFoundError


def test_a_typed_option_beats_the_variable_which_beats_the_file(folder: Path) -> None:
    (folder / "tool.toml").write_text("size = 2")

    assert "'size': 2" in run()
    assert "'size': 3" in run(TOOL_SIZE="3")
    assert "'size': 4" in run("--size", "4", TOOL_SIZE="3")


def test_the_file_can_be_named_or_switched_off(folder: Path) -> None:
    (folder / "tool.toml").write_text("size = 2")
    (folder / "other.toml").write_text("size = 5")

    assert "'size': 5" in run("--config", "../other.toml")
    assert "'size': 5" in run(TOOL_CONFIG="../other.toml")
    assert "'size': 1" in run("--config", configuration.NO_FILE)


def test_values_can_be_lists_and_paths_are_relative_to_the_file(folder: Path) -> None:
    (folder / "tool.toml").write_text('codes = ["PSR1", "PSR2"]\nkey = "our.p12"\nloud = true')

    assert f"'codes': 'PSR1,PSR2', 'key': '{folder / 'our.p12'}', 'loud': True" in run()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"size", "tool.toml is not a TOML file: ", id="not TOML"),
        pytest.param(b"\xff", "tool.toml is not a TOML file: it is not UTF-8", id="not text"),
        pytest.param(b"sice = 1", "'sice' cannot be set in a configuration file; did you mean 'size'?", id="misspelt"),
        pytest.param(
            b"output = 'x'", "'output' cannot be set in a configuration file; it can have", id="not permitted"
        ),
        pytest.param(b"size = true", "tool.toml: size must be a text or a number", id="true for a number"),
        pytest.param(b"loud = 1", "tool.toml: loud must be true or false", id="not a flag"),
        pytest.param(b"key = [1]", "tool.toml: key must be a text or a number", id="a list of numbers"),
        pytest.param(b"a = " + b"[" * 20_000, "tool.toml is not a TOML file: nested too deeply", id="too deep"),
        pytest.param(b"#" * 65_537, "tool.toml is too large for a configuration file", id="too large"),
        pytest.param(b"\na" + b".a" * 20_000 + b" = 1", "line 2 has more than 200 dots", id="too many dots"),
        pytest.param(b'key = "a\\u0000b"', "tool.toml: 'a\\x00b' cannot be the name of a file", id="NUL in a path"),
        pytest.param(b"size = 'x'", "'x' is not a valid integer. (in ", id="an unusable value"),
    ],
)
def test_an_unusable_file_is_wrong_usage(folder: Path, content: bytes, message: str) -> None:
    (folder / "tool.toml").write_bytes(content)

    assert message in refusal()


def test_an_unusable_variable_is_named() -> None:
    assert "is not a valid integer. (in the environment variable TOOL_SIZE)" in refusal(TOOL_SIZE="x")
    assert "(in" not in refusal("--size", "x")
    assert "(in" not in refusal("--bogus")


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(Unusable, match=r"missing\.toml cannot be read: No such file"):
        read("missing.toml")


def test_completion_reads_no_file(folder: Path) -> None:
    (folder / "tool.toml").write_text("size")

    assert used_file(tool.make_context("tool", [], resilient_parsing=True)) is None


def test_a_path_is_seen_from_the_working_folder() -> None:
    assert Configuration("a/tool.toml", {}).path("key.pem") == "a/key.pem"
    assert Configuration("a/tool.toml", {}).path("/key.pem") == "/key.pem"
