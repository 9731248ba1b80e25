"""Messages about files name the option, the variable or the configuration file that they come from."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from signature_model.console.configuration import Configuration, option
from signature_model.console.naming import named

FILE = Path("anchors")


@click.command(context_settings={"auto_envvar_prefix": "OURS"})
@click.option("--trust", type=click.Path(path_type=Path), multiple=True)
@click.option("--schema", type=click.Path(path_type=Path))
@click.argument("path", required=False)
@option(lambda: ["schema"], lambda: Configuration("ours.toml", {}), "nowhere")
def command(**_: object) -> None:
    """Name the file."""
    click.echo(named(FILE), nl=False)


@pytest.mark.parametrize(
    ("arguments", "variables", "name"),
    [
        pytest.param(["--schema", "anchors"], {}, "anchors (--schema)", id="an option"),
        pytest.param(["--trust", "other", "--trust", "anchors"], {}, "anchors (--trust)", id="one of several"),
        pytest.param(["anchors", "--trust", "other"], {}, "anchors", id="an argument"),
        pytest.param(
            [],
            {"OURS_SCHEMA": "anchors"},
            "anchors (--schema, from the environment variable OURS_SCHEMA)",
            id="variable",
        ),
        pytest.param(["--config", "my.toml"], {}, "anchors (--schema, from my.toml)", id="a configuration file"),
    ],
)
def test_a_file_is_named_with_its_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], variables: dict[str, str], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my.toml").write_text('schema = "anchors"\n')
    assert CliRunner().invoke(command, arguments, env=variables).output == name


def test_outside_a_command_there_is_only_the_path() -> None:
    assert named(FILE) == "anchors"
