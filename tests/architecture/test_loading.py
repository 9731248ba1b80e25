"""Each way into the commands loads only what it needs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kits.bundles import MANIFEST, taken_apart
from tests.kits.processes import ENVIRONMENT, LIMIT

CRYPTOGRAPHY = {"cryptography", "pikepdf", "xmlschema"}
EVERYTHING = CRYPTOGRAPHY | {"lxml", "multiprocessing", "signature_model.rules.catalogue"}

TRIAL = """
import json, sys
from importlib import import_module

_, package, *sys.argv = sys.argv
try:
    import_module(package).main()
finally:
    json.dump(list(sys.modules), sys.stderr)
"""


def loaded_by(package: str, *arguments: str, **settings: str) -> set[str]:
    """Run a command in a fresh interpreter, and return the modules that it has loaded."""
    ended = subprocess.run(
        [sys.executable, "-c", TRIAL, package, "command", *arguments],
        env={**ENVIRONMENT, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    assert ended.returncode in (0, 1), ended.stderr
    return set(json.loads(ended.stderr))


def test_a_manifest_is_validated_without_cryptography(tmp_path: Path) -> None:
    (tmp_path / "manifest.xml").write_bytes(taken_apart()[MANIFEST])
    loaded = loaded_by("signature_model.cli", str(tmp_path / "manifest.xml"))

    assert "signature_model.validation.layers" in loaded
    assert not (CRYPTOGRAPHY | {"difflib", "hashlib", "signature_model.jobs.direct"}) & loaded


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["send", "--help"]])
def test_signering_prints_help_without_what_calls_and_seals(arguments: list[str]) -> None:
    loaded = loaded_by("signature_transports.cli", *arguments)

    assert "signature_transports.cli.command" in loaded
    assert not (CRYPTOGRAPHY | {"httpx", "httpx2", "jinja2", "pyhanko", "requests", "ssl", "urllib3"}) & loaded


def test_the_list_of_subcommands_imports_none_of_them() -> None:
    loaded = loaded_by("signature_transports.cli", "--help")

    assert not {each for each in loaded if each.startswith("signature_transports.cli.subcommands.")}
    assert not {"cryptography", "lxml", "pikepdf", "signature_transports.connections"} & loaded
    assert (
        not {"dataclasses", "difflib", "pathlib", "signature_model.api.services", "signature_transports.settings"}
        & loaded
    )


def test_the_emulator_starts_without_what_makes_and_verifies_signed_documents() -> None:
    loaded = loaded_by("signature_transports.cli", "emulator", "--help")

    assert "signature_transports.emulator.web.server" in loaded
    assert not {"pikepdf", "signature_model.signed", "signature_transports.emulator.signing.sealed.xades"} & loaded


@pytest.mark.parametrize(
    ("argument", "excluded"),
    [("--version", EVERYTHING), ("--help", EVERYTHING), ("--explain=PSR401", CRYPTOGRAPHY), ("--rules", CRYPTOGRAPHY)],
)
def test_information_is_printed_without_validation(argument: str, excluded: set[str]) -> None:
    loaded = loaded_by("signature_model.cli", argument)

    assert not (excluded | {"signature_model.validation.validators"}) & loaded


@pytest.mark.parametrize(
    ("words", "excluded"),
    [("validate-bundle --format js", EVERYTHING), ("validate-bundle --explain PSR4", CRYPTOGRAPHY)],
)
def test_a_shell_completes_without_validation(words: str, excluded: set[str]) -> None:
    asked = {"_VALIDATE_BUNDLE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    loaded = loaded_by("signature_model.cli", **asked)

    assert not (excluded | {"signature_model.validation.validators"}) & loaded
