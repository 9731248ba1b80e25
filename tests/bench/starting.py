"""How long the commands take to start, compared with the imports that they cannot do without."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from signature_model import build_bundle
from signature_model.containers.names import MANIFEST
from signature_model.containers.reading import open_container
from tests.bench.documents import SMALL, a_job, a_pdf
from tests.bench.measuring import of_children, quickest, run, run_command, show, show_heading
from tests.kits.jobs import credentials

ROUNDS: Final = 12

_SCRIPTS: Final = Path(sys.executable).parent


def show_all(folder: Path) -> None:
    """Print the lines of the table; ``folder`` is empty."""
    bundle = build_bundle(a_job(a_pdf(SMALL)), credentials()).content
    good, manifest = folder / "good.asice", folder / MANIFEST
    good.write_bytes(bundle)
    manifest.write_bytes(open_container(bundle).members[MANIFEST])
    validate = "validate-bundle", "--sector", "public"
    show_heading("start (processor time of a new process; floor: its imports)")
    for what, subject, imports, aim in (
        ("validate-bundle --version", _script("validate-bundle", "--version"), "click", 1.4),
        ("signering --help", _script("signering", "--help"), "click", 1.5),
        ("import signature_model", _import("signature_model"), "dataclasses, enum, datetime, typing", 1.8),
        ("validate-bundle manifest.xml", _script(*validate, str(manifest)), "click, lxml.etree, dataclasses", 1.7),
        (
            "validate-bundle good.asice",
            _script(*validate, str(good)),
            "click, lxml.etree, cryptography.x509, zipfile, pikepdf",
            1.3,
        ),
    ):
        show(what, *quickest(subject, _import(imports), rounds=ROUNDS, clock=of_children), aim=aim)


def _script(name: str, *arguments: str) -> Callable[[], str]:
    return lambda: run_command(str(_SCRIPTS / name), *arguments)


def _import(modules: str) -> Callable[[], str]:
    return lambda: run("-c", f"import {modules}")
