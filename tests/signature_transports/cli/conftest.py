"""The command in this process, a service for it, and the files that it is given."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from signature_model.api.records import to_json
from signature_transports.cli import main
from signature_transports.http_libraries import LIBRARIES
from tests.kits import commands
from tests.kits.certificates import NUMBER, PASSWORD, authority, container, pem, rsa_key
from tests.kits.jobs import KARI, a_pdf
from tests.signature_transports.cli.service import Service

Signering = Callable[..., "Outcome"]

JOB: Final = f"""\
title = "Employment contract"
nonsensitive-title = "A contract"
reference = "2030-117"
documents = [{{ path = "contract.pdf", title = "Contract", href = "contract.pdf" }}]
availability = {{ available-days = 10 }}

[sender]
organization-number = "{NUMBER}"
sector = "public"
polling-queue = "hr"

[[signers]]
personal-identification-number = "{KARI}"
notify = {{ lookup = true, sms = true }}
order = 1

[[signers]]
email = "ola@example.com"
order = 2
"""


class Outcome(commands.Outcome):
    """What came of the command."""

    @property
    def error(self) -> dict[str, Any]:
        """The error as JSON, in the last line."""
        result: dict[str, Any] = json.loads(self.err.splitlines()[-1])["error"]
        return result


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of the environment have a say."""
    for name in [each for each in os.environ if each.startswith("SIGNERING_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def signering(capfd: pytest.CaptureFixture[str]) -> Iterator[Signering]:
    """Run the command in this process."""
    with commands.signals_as_before():
        yield lambda *arguments: commands.outcome_of(main, arguments, capfd, Outcome)


@pytest.fixture
def service() -> Iterator[Service]:
    """A service that runs."""
    with Service() as running:
        yield running


@pytest.fixture
def calling(service: Service) -> list[str]:
    """The options of a call of the service."""
    return ["--service", service.root, "--sender", NUMBER, "--retries", "0"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with ``job.toml``, its document, and ``our.p12`` with its password in ``password``."""
    monkeypatch.chdir(tmp_path)
    issuers = authority()
    store = container(issuers.issue(), issuers.issuers, key=rsa_key("enterprise"))
    (tmp_path / "job.toml").write_text(JOB)
    (tmp_path / "contract.pdf").write_bytes(a_pdf())
    (tmp_path / "our.p12").write_bytes(store)
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    (tmp_path / "anchors").mkdir()
    (tmp_path / "anchors" / "root.pem").write_bytes(pem(issuers.root))
    return tmp_path


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interpreter in which no HTTP library is installed."""
    for name in LIBRARIES:
        monkeypatch.setitem(sys.modules, name, None)  # import and find_spec treat it as missing


@pytest.fixture
def sealing(folder: Path) -> list[str]:
    """The options of sealing."""
    return ["--credentials", str(folder / "our.p12"), "--password-file", str(folder / "password")]


@pytest.fixture
def record(folder: Path, service: Service) -> Callable[..., Path]:
    """Keep a status change of job 7 in ``change.json``."""

    def keep(status: str = "IN_PROGRESS", *, signed: int = 1, deletable: bool = False) -> Path:
        path = folder / "change.json"
        path.write_text(to_json(service.change(7, status, signed=signed, deletable=deletable)))
        return path

    return keep
