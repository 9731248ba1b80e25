"""The official client against the emulators, and ``validate-bundle`` on the bundles that the client writes."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any, Final

from signature_transports.emulator.web.certificate_folder import CLIENT
from tests.interop.emulators import BROKERED, Party
from tests.interop.programs import Program
from tests.interop.steps import Steps
from tests.kits.processes import COMMAND, ENVIRONMENT

MAIN: Final = "interop.Main"
_PARTS: Final = ("sealing", "direct", "polling", "direct-polling", "contract", "endings", "refusals", "mishaps")
_BAD: Final = {"bad-days": {"PSR401"}, "bad-pdf": {"PSR202"}, "bad-manifest": {"PSR101"}}
"""The errors of invalid bundles, by the job's reference. All other bundles have none."""
_BUNDLE: Final = re.compile(r"\d+-(?P<reference>.+)-asice\.zip")
_WITH_HEADERS: Final = ("-Dorg.slf4j.simpleLogger.log.org.apache.hc.client5.http.headers=debug",)
_LIKE_THE_SERVICE: Final = ("-Djdk.tls.client.protocols=TLSv1.2",)


def play(program: Program, party: Party, folder: Path, steps: Steps) -> None:
    """Run both flows from end to end. The emulator's clock must not have been moved."""
    _play(program, (*_arguments(party, folder, CLIENT), *_PARTS), _WITH_HEADERS, steps)
    with steps.step("all uploads came in chunks"):
        log = program.log.read_text("utf-8")
        uploads = re.findall(
            r">> POST /api/\d+/(?:portal/signature-jobs|direct/signature-jobs(?:/\d+/signers/\d)?) HTTP", log
        )
        assert len(uploads) == log.count(">> Transfer-Encoding: chunked") > 0
    with steps.step("requests for a redirect url have the content encoding UTF-8"):
        assert log.count(">> Content-Encoding: UTF-8") == len(re.findall(r">> POST \S+/signers/\d HTTP", log)) > 0
    with steps.step("every url that was called is one of the service's"):
        assert all(each["operation"] for each in party.asked("/journal")["journal"])


def play_strangers(program: Program, party: Party, folder: Path, steps: Steps) -> None:
    """Let the wrong client call, and let the right client call the wrong server; nothing may arrive."""
    before = party.asked("/journal")
    _play(program, (*_arguments(party, folder, CLIENT), "strangers"), _LIKE_THE_SERVICE, steps)
    with steps.step("no call of a stranger has arrived"):
        assert party.asked("/journal") == before


def play_broker(program: Program, party: Party, folder: Path, steps: Steps) -> None:
    """Let the client send for another organisation."""
    _play(program, (*_arguments(party, folder, BROKERED), "broker"), _LIKE_THE_SERVICE, steps)


def judge_bundles(party: Party, folder: Path, steps: Steps) -> None:
    """Validate every sent bundle with ``validate-bundle``."""
    paths = sorted((folder / "bundles").iterdir())
    options = ("--sector", "public", "--environment", "test", "--trust", os.fspath(party.folder.anchors))
    command = (*COMMAND, *options, "--format", "json", *map(os.fspath, paths))
    judged = subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.PIPE, check=False)
    codes = {path: _errors(each) for path, each in zip(paths, json.loads(judged.stdout)["results"], strict=True)}
    bad = {_reference(path): found for path, found in codes.items() if _reference(path) in _BAD}
    with steps.step(f"validate-bundle finds the faults of {len(bad)} bundles: {bad}"):
        assert bad == _BAD, f"expected {_BAD}"
    good = {path.name: found for path, found in codes.items() if _reference(path) not in _BAD}
    with steps.step(f"validate-bundle finds no fault in {len(good)} others"):
        assert not any(good.values()), good


def bundle_of(reference: str, folder: Path) -> Path:
    """Return the bundle of the job with this reference."""
    found = [path for path in (folder / "bundles").iterdir() if _reference(path) == reference]
    assert found, f"no bundle of job {reference} is there"
    return found[0]


def _play(program: Program, arguments: tuple[str, ...], settings: tuple[str, ...], steps: Steps) -> None:
    with steps.step("the program came to its end"):
        for line in program.lines(*arguments, settings=settings):
            steps.note(line)


def _errors(result: dict[str, Any]) -> set[str]:
    found = {each["code"] for each in result["findings"] if each["severity"] == "error"}
    assert result["verdict"] == ("invalid" if found else "valid")
    return found


def _reference(path: Path) -> str:
    found = _BUNDLE.fullmatch(path.name)
    assert found is not None, path.name
    return found["reference"]


def _arguments(party: Party, folder: Path, sender: str) -> tuple[str, ...]:
    return (party.url, os.fspath(party.folder.path), os.fspath(folder), sender)
