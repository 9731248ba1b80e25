"""DSS, the European Commission's validator, on the seals and signatures that we make.

Two of its findings are expected: below the level LT there are no revocation data, and the service's profile forbids the
``META-INF/manifest.xml`` that ASiC-E normally has.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from signature_model import Sector
from signature_model.signed.evaluation.levels import Level
from signature_transports.emulator.fault_names import Fault
from tests.interop import levels
from tests.interop.emulators import Party
from tests.interop.official_client import bundle_of
from tests.interop.programs import Program
from tests.interop.steps import Steps

MAIN: Final = "interop.Witness"
_QUIET: Final = ("-Dorg.slf4j.simpleLogger.defaultLogLevel=error",)
_XADES, _PADES = "XAdES-BASELINE-{}", "PAdES-BASELINE-{}"
_NO_REVOCATION: Final = frozenset(
    {"The certificate validation is not conclusive!", "No revocation data found for the certificate!"}
)
_NO_MANIFEST: Final = frozenset({"The manifest file is absent!"})
_PAST: Final = frozenset(
    {"The certificate validation is not conclusive!", "The past signature validation is not conclusive!"}
)
_OF_FAULTS: Final = {
    Fault.BROKEN_SEAL: frozenset({"The signature is not intact!"}),
    Fault.UNTRUSTED: frozenset(
        {"The certificate chain for signature is not trusted, it does not contain a trust anchor."}
    ),
    Fault.EXPIRED: _PAST
    | {
        "The current time is not in the validity range of the signer's certificate!",
        "The best-signature-time is not before the expiration date of the signing certificate!",
    },
    Fault.REVOKED: _PAST | {"The certificate is revoked!", "The revocation time is not after best-signature-time!"},
}
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
    xades, pades = levels.write(folder / "levels")
    expected = (
        _sealed({**bundles, bundle_of("contract", folder): 3})
        | _evidence(folder)
        | {each: [_sound(_PADES, Level.LT, 1)] for each in sorted((folder / "signed").glob("*.pdf"))}
        | dict(map(_at_level, (*xades, *pades)))
        | {path: [_with_fault(fault)] for fault, path in levels.write_with_faults(folder / "levels").items()}
    )
    found = _verdicts(program, _trusted(party, folder), expected)
    for path, verdicts in expected.items():
        first = verdicts[0]
        is_so = "sound" if first.is_sound else "not intact"
        with steps.step(f"DSS: {path.name}: {len(verdicts)} x {first.level}, {is_so}"):
            assert found[path.name] == verdicts, f"expected {verdicts}, not {found[path.name]}"
    levels.judge(pades, steps)


def _sealed(bundles: Mapping[Path, int]) -> dict[Path, list[Verdict]]:
    """Check that a seal covers the documents, the manifest, and its own properties."""
    return {path: [_sound(_XADES, Level.B, documents + 2, _NO_MANIFEST)] for path, documents in bundles.items()}


def _evidence(folder: Path) -> dict[Path, list[Verdict]]:
    """Return the XAdES in the official client's jobs: the signer's own signature, if there is one, and the seal."""
    expected = {}
    for path in sorted((folder / "signed").glob("*.xml")):
        content = path.read_bytes()
        own = (
            [_sound(_XADES, Level.LT, content.count(b"<sdo:SignedDocument>") + 1)]
            if b"<sdo:NativeSdo>" in content
            else []
        )
        expected[path] = [*own, _sound(_XADES, Level.LT, 2)]
    return expected


def _at_level(path: Path) -> tuple[Path, list[Verdict]]:
    """Return what is expected of a document whose name says its form and its level."""
    sector, _, level = path.stem.partition("-")
    is_pdf = path.suffix == ".pdf"
    if path.stem == "exchanged":
        found = _sound(_XADES, Level.B, levels.DOCUMENTS + 1, _EXCHANGED)
        return path, [replace(found, is_sound=False, intact=levels.DOCUMENTS)]
    if not level:
        return path, [_sound(_PADES, Level.B, 1) if is_pdf else _sound(_XADES, Level.B, levels.DOCUMENTS + 1)]
    if is_pdf:
        return path, [_sound(_PADES, Level(level), 1)]
    own = [_sound(_XADES, Level(level), levels.DOCUMENTS + 1)] if sector == Sector.PRIVATE else []
    return path, [*own, _sound(_XADES, Level(level), 2)]


def _with_fault(fault: Fault) -> Verdict:
    """Return what DSS, which does not know what was sent, says of a XAdES with this fault."""
    found = _sound(_XADES, Level.B if fault in {Fault.EXPIRED, Fault.LEVEL_B} else Level.LTA, 2)
    return replace(
        found,
        is_sound=fault is not Fault.BROKEN_SEAL,
        is_trusted=fault is not Fault.UNTRUSTED,
        errors=_OF_FAULTS.get(fault, found.errors),
    )


def _sound(form: str, level: Level, references: int, besides: frozenset[str] = frozenset()) -> Verdict:
    errors = _NO_REVOCATION if level in {Level.B, Level.T} else frozenset()
    return Verdict(
        form.format(level),
        is_sound=True,
        intact=references,
        references=references,
        is_trusted=True,
        errors=errors | besides,
    )


def _trusted(party: Party, folder: Path) -> Path:
    """Return a folder with the authorities of bundles and of signed documents."""
    trusted = shutil.copytree(party.folder.anchors, folder / "trusted")
    return shutil.copytree(party.folder.signers_anchors, trusted, dirs_exist_ok=True)


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
            errors=frozenset(filter(None, errors.split("|"))),
        )
        verdicts[name].append(verdict)
    return verdicts
