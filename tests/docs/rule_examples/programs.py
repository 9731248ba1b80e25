"""Examples in Python that make a document, a seal or a bundle, and examples of commands that validate a bundle."""

import io
import json
import shlex
from contextlib import chdir, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from signature_model import Finding, Report, Severity, build_bundle, validate_bundle, validate_job
from signature_model.cli import main
from tests.docs.rule_examples.example import Example
from tests.kits import pdfs
from tests.kits.bundles import SEAL, changed, taken_apart
from tests.kits.certificates import MOMENT, authority, pem
from tests.kits.commands import signals_as_before
from tests.kits.jobs import a_bundle, a_job, credentials

_IMPORTS: Final = """
import base64, io, zipfile
from dataclasses import replace
from datetime import timedelta
import pikepdf
from lxml import etree
from signature_model import *
"""


def made_by(example: Example, text: str) -> Report:
    """Validate the result of the code: ``content`` of a bundle, a ``seal``, a ``document`` or ``documents``."""
    names = _names()
    exec(compile(_IMPORTS + text, "example.py", "exec"), names)  # noqa: S102 - our own code
    if "content" in names:
        return validate_bundle(names["content"], example.context)
    if "document" in names or "documents" in names:
        documents = names.get("documents") or [names["document"]]
        return validate_job(a_job(documents=documents), example.context)
    return validate_bundle(changed(seal=names["seal"]), example.context)


def _names() -> dict[str, Any]:
    """Return the names that the code uses."""
    return {
        "arriving": io.BytesIO(pdfs.paper()),
        "another_pdfa": pdfs.claiming_pdfa("3"),
        "bundle": build_bundle(a_job(), credentials(), signing_time=MOMENT),
        "credentials": credentials(),
        "job": a_job(),
        "page": b"<p>Thank you.</p>",
        "pdf": pdfs.paper(),
        "pdfa": pdfs.claiming_pdfa(),
        "seal": taken_apart()[SEAL],
    }


def found_by(_: Example, text: str) -> Report:
    """Validate a valid bundle with the command."""
    (command,) = text.strip().splitlines()
    prompt, program, *arguments = shlex.split(command)
    assert (prompt, program) == ("$", "validate-bundle")
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "contract.asice").write_bytes(a_bundle())
        for environment, title in (("test", "Skogen"), ("production", "Fjellet")):
            root = folder / "roots" / environment / "root.pem"
            root.parent.mkdir(parents=True)
            root.write_bytes(pem(authority(title).root))
        report = folder / "report.json"
        with chdir(folder), signals_as_before(), suppress(SystemExit):
            main(["--format", "json", "--output", str(report), *arguments])
        (result,) = json.loads(report.read_bytes())["results"]
    return Report(findings=tuple(map(_finding, result["findings"])))


def _finding(result: dict[str, Any]) -> Finding:
    return Finding(**result | {"severity": Severity(result["severity"])})
