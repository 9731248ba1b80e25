"""Each command and subcommand has a manual page with all its options, which troff accepts."""

import importlib.util
import re
import shutil
import subprocess
from functools import cache
from typing import Any, Final

import click
import pytest

from signature_transports.cli.summaries import SUMMARIES
from tests.kits.processes import ROOT


def _loaded() -> Any:  # noqa: ANN401 - a module
    specification = importlib.util.spec_from_file_location("man_pages", ROOT / "docs" / "man_pages.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


MAN_PAGES: Final = _loaded()


@cache
def pages() -> dict[str, str]:
    return dict(MAN_PAGES.pages())


def test_every_command_has_a_page() -> None:
    subcommands = {f"signering-{each}" for each in SUMMARIES}
    assert set(pages()) == {"signering", "validate-bundle", "validate-signed"} | subcommands


def test_a_page_has_every_option() -> None:
    command: click.Command = MAN_PAGES.COMMANDS["validate-bundle"]
    page = pages()["validate-bundle"].replace("\\-", "-")

    for each in command.params[1:]:
        assert all(name in page for name in each.opts)
    assert ".SH DESCRIPTION" in page


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff")
@pytest.mark.parametrize("name", ["signering", "signering-send", "validate-bundle"])
def test_troff_has_no_complaints(name: str) -> None:
    ended = subprocess.run(
        [shutil.which("groff") or "", "-ww", "-man", "-Tutf8", "-k"],
        input=pages()[name],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stderr == ""
    assert "OPTIONS" in re.sub(".\\x08", "", ended.stdout)
