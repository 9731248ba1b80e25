"""The command can be interrupted from its start."""

import sys
from importlib.abc import MetaPathFinder
from typing import NoReturn

import pytest

from signature_transports import cli
from signature_transports.cli import main


class Interruption(MetaPathFinder):
    """Somebody presses Ctrl-C while modules are looked for."""

    def find_spec(self, *_: object) -> NoReturn:
        raise KeyboardInterrupt


def test_an_interrupt_during_loading_ends_it_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "signature_transports.cli.command", raising=False)
    monkeypatch.delattr(cli, "command", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interruption(), *sys.meta_path])
    with pytest.raises(SystemExit) as ending:
        main(["--version"])

    assert ending.value.code == 130
