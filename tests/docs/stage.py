"""A folder, a shell and a Python session in which the blocks of a page run one after another."""

import csv
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any, Final

import pytest
import yaml  # type: ignore[import-untyped] # comes with MkDocs, and without types
from lxml import etree

from tests.docs.blocks import Block
from tests.kits.processes import ENVIRONMENT

PYTHON: Final = sys.executable
PYTEST_PLUGIN: Final = "signature_transports.pytest_plugin"
PROGRAMS: Final = {
    "python": (PYTHON,),
    "validate-bundle": (PYTHON, "-m", "signature_model"),
    "validate-signed": (PYTHON, "-c", "from signature_model.cli.signed_documents.command import main; main()"),
    "signering": (PYTHON, "-m", "signature_transports"),
    "dask": (PYTHON, "-m", "dask"),
    "pytest": ("env", "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1", PYTHON, "-m", "pytest", "-p", PYTEST_PLUGIN),
}
"""The commands, which need not be on the PATH, and the plugin, which need not be installed."""
SERVERS: Final = {
    "signering emulator": "Ctrl-C",
    "python app.py": "Ctrl-C",
    "dask scheduler": "Scheduler at",
    "dask worker": "Registered to",
}
"""Commands that run until they are stopped, and the text that they print when they are ready."""
PORTS: Final = ("8443", "8786", "8765")
"""Ports in the pages, which are replaced by free ones."""
_OPTIONAL: Final = {"java", "node"}
"""Programs that a machine may lack; what they would do is then not checked."""
LIMIT: Final = 60
"""The limit for a command, in seconds."""

_PARSERS: Final[Mapping[str, Callable[[str], object]]] = {
    "csv": lambda text: [*csv.DictReader(text.splitlines(), strict=True)],
    "json": json.loads,
    "toml": tomllib.loads,
    "xml": etree.fromstring,
    "yaml": yaml.safe_load,
}
_VALIDATION: Final = re.compile(r"(?m)^.*?\b(validate-bundle -[^'\"\n]*)")
"""Commands in the configuration of pipelines."""


class Stage:
    """The stage of one page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, Any] = {"__name__": "page"}
        self._ports = dict(zip(PORTS, _free_ports(len(PORTS)), strict=True))
        self._servers: list[subprocess.Popen[str]] = []
        path = os.pathsep.join([str(_programs(folder.parent)), os.environ["PATH"]])
        self._environment = {**ENVIRONMENT, "PATH": path, "CI": "1"}  # makes Hypothesis tolerate slow machines

    def play(self, block: Block) -> None:
        """Do what a reader does with a block: save it as a file, run it, or at least parse it."""
        text = self._ported(block.text)
        if block.title is not None:
            self._keep(block.title, text)
        if block.language == "console":
            self._type(block)
        elif block.language == "python" and block.title is None:
            exec(_compiled(block, text), self.names)  # noqa: S102 - our own code
        elif block.language == "python":
            _compiled(block, text)
        elif block.language == "sh":
            self.run(f"sh -n <<'END'\n{text}END")
        elif block.language in _PARSERS:
            _PARSERS[block.language](text)
        elif block.language not in {"groovy", "java", "javascript"}:
            pytest.fail(f"line {block.line}: nothing is known of {block.language!r}; say why it is not run")
        if block.language in {"yaml", "groovy"}:
            for command in _VALIDATION.findall(text):
                self.run(command)

    def run(self, command: str, status: int = 0) -> str:
        """Run a command, require its exit status, and return its output."""
        ended = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # without a terminal, which a command could ask for a password
            capture_output=True,
            text=True,
            check=False,
            timeout=LIMIT,
        )
        assert ended.returncode == status, f"{command}\n{ended.stdout}{ended.stderr}"
        return ended.stdout + ended.stderr

    def stop(self) -> None:
        """Stop the servers."""
        for each in reversed(self._servers):
            each.terminate()
            each.communicate(timeout=LIMIT)

    def _type(self, block: Block) -> None:
        *_, (last, _) = typed = list(block.commands())
        for command, shown in typed:
            self._do(self._ported(command), self._ported(shown), block.exit_status if command == last else 0)

    def _do(self, command: str, shown: str, status: int) -> None:
        if command.startswith("export "):
            self._environment |= dict(each.split("=", 1) for each in shlex.split(command)[1:])
            return
        if command.partition(" ")[0] in _OPTIONAL and not shutil.which(command.partition(" ")[0]):
            return
        ready = _maybe_ready(command)
        output = self.run(command, status) if ready is None else self.serve(command)
        if shown.strip():
            assert _pattern(shown).fullmatch(output), f"$ {command}\n{output}"

    def serve(self, command: str) -> str:
        """Start a server and return its output until it is ready; ``stop`` ends it."""
        ready, command = _maybe_ready(command) or "", self._ported(command)
        server = subprocess.Popen(
            shlex.split(command),
            cwd=self.folder,
            env=self._environment | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._servers.append(server)
        assert server.stdout is not None
        said = ""
        for line in server.stdout:
            said += line
            if ready in line:
                return said
        pytest.fail(f"{command}\n{said}")

    def _keep(self, title: str, text: str) -> None:
        file = self.folder / title
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        if text.startswith("#!"):
            file.chmod(0o755)

    def _ported(self, text: str) -> str:
        for shown, free in self._ports.items():
            text = text.replace(shown, free)
        return text


@contextmanager
def staged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A stage in a folder, which is the current folder during the test."""
    monkeypatch.chdir(folder)
    stage = Stage(folder)
    try:
        yield stage
    finally:
        stage.stop()


def _compiled(block: Block, text: str) -> CodeType:
    """Compile the code with its line numbers in the page, so that a traceback shows them."""
    return compile("\n" * block.line + text, str(block.page), "exec", dont_inherit=True)


def _maybe_ready(command: str) -> str | None:
    return next((sign for server, sign in SERVERS.items() if command.startswith(server)), None)


def _pattern(shown: str) -> re.Pattern[str]:
    """Return the pattern of the output in the page; an ellipsis stands for any text, on its own line for any lines."""
    lines = ["(?:.*\n)*?" if line == "…" else f"{re.escape(line).replace('…', '.*')}\n" for line in shown.splitlines()]
    return re.compile("".join(lines))


def _programs(folder: Path) -> Path:
    """Return a folder with the commands of this tree."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    for name, command in PROGRAMS.items():
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
        program.chmod(0o755)
    return programs


def _free_ports(count: int) -> list[str]:
    """Return free ports from a range of this process, below the range from which systems assign ports."""
    first = 20_000 + os.getpid() * 10 % 10_000
    return [str(port) for port in range(first, first + 10) if _is_free(port)][:count]


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
