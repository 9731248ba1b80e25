"""What the README shows is so: its Python runs, its commands are right, its links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from signature_model import Credentials
from signature_model.rules.catalogue import CATALOGUE
from signature_transports.clocks import RealClock
from signature_transports.emulator import SIGNS, Emulator, Settings
from signature_transports.emulator.certificate_folder import PASSWORD, CertificateFolder
from signature_transports.emulator.server import Server, server_context
from tests.processes import COMMAND, ENVIRONMENT, ROOT
from tests.signature_model.authority import MOMENT
from tests.signature_model.breaking import MANIFEST, edited, sealed, taken_apart
from tests.signature_model.samples import a_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON: Final = re.findall(r"^```python\n(.+?)^```", README, re.MULTILINE | re.DOTALL)
CONSOLE: Final = re.findall(r"^```console\n(.+?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS: Final = [line[2:] for block in CONSOLE for line in block.splitlines() if "validate-bundle" in line]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> CertificateFolder:
    """The certificates that the emulator makes."""
    made = CertificateFolder(path=tmp_path_factory.mktemp("certificates") / "emulator")
    made.fill(MOMENT)
    return made


@pytest.fixture
def folder(tmp_path: Path, certificates: CertificateFolder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with what the README takes for granted and what its first block of Python writes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "contract.pdf").write_bytes(a_pdf())
    (tmp_path / "client.p12").write_bytes(certificates.client.read_bytes())
    (tmp_path / "emulator").symlink_to(certificates.path)
    exec(compile(PYTHON[0], "README.md", "exec"), {})  # noqa: S102 - our own words
    (tmp_path / "manifest.xml").write_bytes(taken_apart((tmp_path / "contract.asice").read_bytes())[MANIFEST])
    for name in ("anchors", "outbox"):
        (tmp_path / name).mkdir()
    (tmp_path / "anchors" / "root.pem").write_bytes(certificates.anchor.read_bytes())
    (tmp_path / "outbox" / "contract.asice").symlink_to("../contract.asice")
    return tmp_path


@pytest.fixture
def server(certificates: CertificateFolder) -> Iterator[Server]:
    """What `signering emulator --tls` would serve, if all of the README's signers signed at once."""
    with Server(tls=server_context(certificates)) as served:
        emulator = Emulator(
            Settings(root=f"{served.url}/api", persona=SIGNS, empty_queue_wait=timedelta()), clock=RealClock()
        )
        served.start(emulator.handle)
        yield served


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


def test_the_python_builds_sends_and_validates(
    folder: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "contract.asice").unlink()
    names: dict[str, object] = {}
    for block in PYTHON:
        exec(compile(block.replace("https://127.0.0.1:8443", server.url), "README.md", "exec"), names)  # noqa: S102 - our own words

    lines = capsys.readouterr().out.splitlines()
    told = [line for line in lines if line.startswith("job 1: ")]
    assert told == ["job 1: IN_PROGRESS", "job 1: COMPLETED_SUCCESSFULLY"]
    (tested,) = [line for line in lines if line.startswith("StatusChange(")]
    assert "status='SIGNED'" in tested
    # The report of the bundle just built; the one of the finished bundle has nothing to say.
    assert all(line.startswith("not judged: ") for line in lines if line not in {*told, tested})
    assert (folder / "contract.asice").exists()
    assert (folder / "1.pdf").read_bytes().startswith(b"%PDF-")
    assert len(PYTHON) == 4


def test_the_finding_shown_first_is_found(folder: Path) -> None:
    members = taken_apart((folder / "contract.asice").read_bytes())
    manifest = edited(members[MANIFEST], "864000", "7862400")
    credentials = Credentials.from_pkcs12(folder / "client.p12", PASSWORD)
    (folder / "contract.asice").write_bytes(sealed(members | {MANIFEST: manifest}, by=credentials))

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
