"""Tests of the MkDocs hooks: pages about commands, pages about rules, docstrings."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from griffe import Class, Docstring
from mkdocs.config.defaults import MkDocsConfig

from docs.hooks import COMMANDS, on_config, page
from docs.literal_blocks import LiteralBlocks


def _all(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield found


@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_about_a_command_has_all_options(name: str) -> None:
    text = page(name, COMMANDS[name])

    options = [each for command in _all(COMMANDS[name]) for each in command.params if isinstance(each, click.Option)]
    assert len(options) > 10
    for option in options:
        assert option.name == "version" or f"`{option.opts[-1]}`" in text, option.opts


def test_shared_options_are_documented_once() -> None:
    text = page("signering", COMMANDS["signering"])

    assert text.count("| `--trust` `FILE_OR_FOLDER` |") == 1
    assert text.count("[shared](#shared)") > 5


@click.command(epilog="\b\nExamples:\n  try --it\n\nNot a\nlist.")
@click.option("--many", metavar="A|B", default=4, show_default=True, help="As <many> as --it takes | or more.")
@click.option("--quick/--slow", help="How.")
def command() -> None:
    """Try it, or see --many of them."""


def test_help_becomes_markdown() -> None:
    _, usage, prose, table, examples, words = page("try", command).strip().split("\n\n")

    assert usage == "```text\ntry [OPTIONS]\n```"
    assert prose == "Try it, or see `--many` of them."
    assert table.splitlines()[2:] == [
        "| `--many` `A|B` | As &lt;many> as `--it` takes \\| or more. Default: `4`. |",
        "| `--quick`, `--slow` | How. |",
    ]
    assert (examples, words) == ("```text\nExamples:\n  try --it\n```", "Not a list.")


def test_the_rules_are_in_the_navigation_after_their_index(tmp_path: Path) -> None:
    config = _config(tmp_path, nav=[{"Start": "index.md"}, {"Rules": []}])
    for name in ("PSR001.md", "index.md", "PSR002.md"):
        (tmp_path / "rules").mkdir(exist_ok=True)
        (tmp_path / "rules" / name).touch()

    nav = on_config(config).nav
    assert nav == [{"Start": "index.md"}, {"Rules": ["rules/index.md", "rules/PSR001.md", "rules/PSR002.md"]}]


def test_without_pages_about_rules_the_section_is_left_out(tmp_path: Path) -> None:
    assert on_config(_config(tmp_path, nav=[{"Start": "index.md"}, {"Rules": []}])).nav == [{"Start": "index.md"}]


def _config(folder: Path, *, nav: list[dict[str, object]]) -> MkDocsConfig:
    config = MkDocsConfig()
    config.docs_dir = str(folder)
    config.nav = nav
    return config


@pytest.mark.parametrize(
    ("docstring", "markdown"),
    [
        pytest.param("Try\nthis::\n\n    it()\n\nNow.", "Try\nthis:\n\n    it()\n\nNow.", id="after words"),
        pytest.param("Errors.\n\n::\n\n    Root", "Errors.\n\n\n\n    Root", id="alone"),
        pytest.param("As:\n\n>>> a\n1\n>>> b\n2", "As:\n\n```pycon\n>>> a\n1\n>>> b\n2\n```\n", id="a session"),
        pytest.param("a::b", "a::b", id="within a line"),
    ],
)
def test_literal_blocks_become_markdown(docstring: str, markdown: str) -> None:
    documented = Class("Documented", docstring=Docstring(docstring))
    LiteralBlocks().on_object(obj=documented)
    LiteralBlocks().on_object(obj=Class("Undocumented"))

    assert documented.docstring is not None
    assert documented.docstring.value == markdown
