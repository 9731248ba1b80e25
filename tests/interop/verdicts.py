"""DSS, the European Commission's validator, on the seals and signatures that we make.

Two of its findings are expected: the emulators' authorities publish no revocation data, and the service's profile
forbids the ``META-INF/manifest.xml`` that ASiC-E normally has.
"""

import os
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding

from signature_model.containers.names import MANIFEST
from signature_transports.emulator.signing.plain.authority import root
from tests.interop.emulators import Party
from tests.interop.official_client import bundle_of
from tests.interop.programs import Program
from tests.interop.steps import Steps

MAIN: Final = "interop.Witness"
_QUIET: Final = ("-Dorg.slf4j.simpleLogger.defaultLogLevel=error",)
_XADES, _PADES = "XAdES-BASELINE-B", "PAdES-BASELINE-B"
_NO_REVOCATION: Final = frozenset(
    {"The certificate validation is not conclusive!", "No revocation data found for the certificate!"}
)
_NO_MANIFEST: Final = frozenset({"The manifest file is absent!"})
_EXCHANGED: Final = frozenset({"The reference data object is not intact!"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of DSS for one signature; ``intact`` of its ``references`` are intact."""

    level: str
    is_sound: bool
    intact: int
    references: int
    is_trusted: bool
    errors: frozenset[str]


def judge(program: Program, party: Party, folder: Path, bundles: Mapping[Path, int], steps: Steps) -> None:
    """Validate our bundles, one of the official client's bundles, and signed documents with DSS."""
    evidence = folder / "evidence"
    expected = (
        _sealed({**bundles, bundle_of("contract", folder): 3})
        | _signatures(folder, evidence)
        | _papers(folder / "signed")
    )
    found = _verdicts(program, _trusted(party, evidence), expected)
    for path, verdicts in expected.items():
        first = verdicts[0]
        is_so = "sound" if first.is_sound else "not intact"
        with steps.step(f"DSS: {path.name}: {len(verdicts)} x {first.level}, {is_so}"):
            assert found[path.name] == verdicts, f"expected {verdicts}, not {found[path.name]}"


def _sealed(bundles: Mapping[Path, int]) -> dict[Path, list[Verdict]]:
    """Check that a seal covers the documents, the manifest, and its own properties."""
    return {path: [_sound(_XADES, documents + 2, _NO_MANIFEST)] for path, documents in bundles.items()}


def _signatures(folder: Path, evidence: Path) -> dict[Path, list[Verdict]]:
    """Return the signatures in the official client's jobs, and one signature next to a wrong document."""
    expected = {}
    for signature in sorted((folder / "signed").glob("*.xml")):
        place = evidence / signature.stem
        documents = _unpacked(bundle_of(signature.stem.partition("-")[0], folder), place)
        shutil.copy(signature, place / "signature.xml")
        expected[place] = [_sound(_XADES, len(documents) + 1)]
    exchanged = evidence / "exchanged"
    shutil.copytree(evidence / "contract-5-0", exchanged)
    next(exchanged.glob("*.txt")).write_text("something else")
    expected[exchanged] = [
        Verdict(_XADES, is_sound=False, intact=3, references=4, is_trusted=True, errors=_NO_REVOCATION | _EXCHANGED)
    ]
    return expected


def _papers(signed: Path) -> dict[Path, list[Verdict]]:
    """Return the signed documents, each with all signatures so far."""
    signers = {"contract-1": 1, "contract-5": 5, "brokered": 1, "archived": 1}
    signers |= {"direct_one": 1, "direct_two": 2, "direct-archived": 1}
    return {signed / f"{name}.pdf": [_sound(_PADES, 1)] * count for name, count in signers.items()}


def _sound(level: str, references: int, besides: frozenset[str] = frozenset()) -> Verdict:
    return Verdict(
        level, is_sound=True, intact=references, references=references, is_trusted=True, errors=_NO_REVOCATION | besides
    )


def _unpacked(bundle: Path, place: Path) -> list[str]:
    """Unpack only the documents of a bundle into a folder."""
    with zipfile.ZipFile(bundle) as container:
        documents = [name for name in container.namelist() if name != MANIFEST and "/" not in name]
        container.extractall(place, documents)
    return documents


def _trusted(party: Party, evidence: Path) -> Path:
    """Return a folder with the authorities of organisations and people."""
    trusted = shutil.copytree(party.folder.anchors, evidence / "trusted")
    (trusted / "people.pem").write_bytes(root().public_bytes(Encoding.PEM))
    return trusted


def _verdicts(program: Program, trusted: Path, paths: Iterable[Path]) -> dict[str, list[Verdict]]:
    """Return the results of DSS by file name."""
    verdicts = defaultdict(list)
    for line in program.lines(os.fspath(trusted), *map(os.fspath, paths), settings=_QUIET):
        name, level, is_sound, intact, references, is_trusted, errors = line.split("\t")
        verdict = Verdict(
            level,
            is_sound=is_sound == "true",
            intact=int(intact),
            references=int(references),
            is_trusted=is_trusted == "true",
            errors=frozenset(errors.split("|")),
        )
        verdicts[name].append(verdict)
    return verdicts
