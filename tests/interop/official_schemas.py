"""The emulator's responses and our bundles against the schemas of the official client."""

import os
import subprocess
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from lxml import etree

from signature_model.api.messages.direct_reading import CREATED as DIRECT_CREATED
from signature_model.api.messages.direct_reading import SIGNER, STATUS
from signature_model.api.messages.reading import CHANGED, CREATED, REFUSED
from tests.interop.programs import Program
from tests.interop.steps import Steps
from tests.kits.processes import COMMAND, ENVIRONMENT

_JAR: Final = "signature-api-specification-3"
_BOTH: Final = "direct-and-portal.xsd"


def unpacked(program: Program, folder: Path) -> Path:
    """Return the schema of both flows, next to the others."""
    jar = next(each for each in program.class_path.split(os.pathsep) if Path(each).name.startswith(_JAR))
    with zipfile.ZipFile(jar) as archive:
        archive.extractall(folder / "schemas", [name for name in archive.namelist() if name.endswith(".xsd")])
    return folder / "schemas" / _BOTH


def judge_answers(path: Path, answers: Iterable[bytes], steps: Steps) -> None:
    """Validate all kinds of responses."""
    schema, faults = etree.XMLSchema(etree.parse(path)), defaultdict(list)
    for answer in answers:
        root = etree.fromstring(answer)
        schema.validate(root)
        faults[etree.QName(root).localname].append([each.message for each in schema.error_log])
    for name in (CREATED, CHANGED, REFUSED, DIRECT_CREATED, SIGNER, STATUS):
        with steps.step(f"official schema: {len(faults[name])} answers {name}"):
            assert faults[name], "there was none"
            assert not any(faults[name]), faults[name]


def judge_bundles(path: Path, bundles: Iterable[Path], steps: Steps) -> None:
    """Validate our bundles against the schema with ``validate-bundle``."""
    with steps.step("official schema: our bundles"):
        options = ("--sector", "public", "--schema", os.fspath(path), "--fail-on", "warning")
        subprocess.run((*COMMAND, *options, *map(os.fspath, bundles)), env=ENVIRONMENT, check=True, capture_output=True)
