"""What the README shows is so: its Python runs, its commands are right, its links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from typing import TYPE_CHECKING, Final

import pytest

from signature_model.rules.catalogue import CATALOGUE
from tests.processes import COMMAND, ENVIRONMENT, ROOT
from tests.signature_model.authority import authority, container, pem, rsa_key
from tests.signature_model.breaking import MANIFEST, edited, sealed, taken_apart
from tests.signature_model.samples import a_pdf

if TYPE_CHECKING:
    from pathlib import Path

README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON: Final = re.findall(r"^```python\n(.+?)^```", README, re.MULTILINE | re.DOTALL)
CONSOLE: Final = re.findall(r"^```console\n(.+?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS: Final = [line[2:] for block in CONSOLE for line in block.splitlines() if "validate-bundle" in line]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with what the README takes for granted and what its first block of Python writes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "contract.pdf").write_bytes(a_pdf())
    enterprise = container(authority().issue(), authority().issuers, key=rsa_key("enterprise"), password="secret")
    (tmp_path / "enterprise.p12").write_bytes(enterprise)
    exec(compile(PYTHON[0], "README.md", "exec"), {})  # noqa: S102 - our own words
    (tmp_path / "manifest.xml").write_bytes(taken_apart((tmp_path / "contract.asice").read_bytes())[MANIFEST])
    for name in ("anchors", "outbox"):
        (tmp_path / name).mkdir()
    (tmp_path / "anchors" / "root.pem").write_bytes(pem(authority().root))
    (tmp_path / "outbox" / "contract.asice").symlink_to("../contract.asice")
    return tmp_path


def in_shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program = folder / "bin" / "validate-bundle"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.join(COMMAND)} "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["/bin/sh", "-c", line],
        env={**ENVIRONMENT, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_python_builds_a_bundle_and_finds_nothing_wrong_with_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "contract.asice").unlink()
    names: dict[str, object] = {}
    for block in PYTHON:
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - our own words

    # The report of the bundle just built; the one of the finished bundle has nothing to say.
    assert all(line.startswith("not judged: ") for line in capsys.readouterr().out.splitlines())
    assert (folder / "contract.asice").exists()
    assert isinstance(request := names["request"], bytes)
    assert b"portal-signature-job-request" in request
    assert len(PYTHON) == 3


def test_the_finding_shown_first_is_found(folder: Path) -> None:
    members = taken_apart((folder / "contract.asice").read_bytes())
    manifest = edited(members[MANIFEST], "864000", "7862400")
    (folder / "contract.asice").write_bytes(sealed(members | {MANIFEST: manifest}))

    command, _, output = CONSOLE[0].partition("\n")
    ended = in_shell(command.removeprefix("$ "), folder)
    assert (ended.stdout, ended.returncode) == (output, 1)


@pytest.mark.parametrize("line", COMMANDS[1:])
def test_the_commands_are_right(folder: Path, line: str) -> None:
    ended = in_shell(line, folder)

    # A private sender may not use lookup, and the job of the README does.
    assert ended.returncode == ("private" in line), ended.stdout + ended.stderr
    assert ended.stderr == ""


def test_the_targets_of_make_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    named = set(re.findall(r"`make (\w+)`|^\$ make (\w+)", README, re.MULTILINE))
    assert len(named) > 3
    assert all(f"\n{first or second}:" in makefile for first, second in named)


@pytest.mark.parametrize("page", ["README.md", "docs/json-report.md", "docs/architecture.md"])
def test_links_lead_to_files(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")

    for target in re.findall(r"\]\(([^):#]+)\)", text):
        assert (ROOT / page).parent.joinpath(target).exists(), target


def test_there_are_as_many_rules_as_it_says() -> None:
    assert "more than seventy rules" in README
    assert 70 < len(CATALOGUE) < 80
