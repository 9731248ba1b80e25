"""Build a release in ``dist``: ``make release``. It uploads nothing, and says at the end what is left for a person.

Wheel and sdist are built twice and must be identical, so that anybody can build them again from the same commit. Beside
them are a software bill of materials (CycloneDX 1.6) with the versions that the tests ran with, and checksums.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections import deque
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid5

from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[1]
PROJECT: Final = "posten-signering"
EXTRAS: Final = ("requests", "httpx", "httpx2", "emulator", "signed", "pictures", "hypothesis", "dask")
"""The extras for users."""
_LEFT: Final = """\
Left for a person:
  1. CHANGELOG.md: replace "Unreleased" by the version and the date, and commit.
  2. git tag -s v{version} && git push --tags
  3. Compare dist/SHA256SUMS with those of a second machine.
  4. Upload the wheel and the sdist to the index, with attestations, and attach all files to the release page.
"""


def main() -> int:
    """Build everything in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "dist")
    folder = parser.parse_args().output.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    moment = _commit_time()
    say("1. Build the wheel and the sdist")
    wheel, sdist = build(folder, moment)
    say("2. Build them again and compare")
    with TemporaryDirectory() as again:
        for first, second in zip((wheel, sdist), build(Path(again), moment), strict=True):
            if first.read_bytes() != second.read_bytes():
                return failed(f"{first.name} is not reproducible")
    say("3. Check the metadata")
    metadata = checked_metadata(wheel, sdist)
    say("4. Write the bill of materials and the checksums")
    bill = folder / f"{wheel.name.partition('-')[0]}-{metadata.version}.cdx.json"
    bill.write_text(json.dumps(bill_of_materials(str(metadata.version), wheel, moment), indent=2) + "\n")
    files = sorted((wheel, sdist, bill, man_pages(folder, str(metadata.version), moment)))
    sums = "".join(f"{sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files)
    (folder / "SHA256SUMS").write_text(sums)
    say(sums + _LEFT.format(version=metadata.version))
    return 0


def build(folder: Path, moment: int) -> tuple[Path, Path]:
    """Build the sdist, and the wheel from the sdist."""
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(moment)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


def man_pages(folder: Path, version: str, moment: int) -> Path:
    """Pack the manual pages of the commands."""
    archive = folder / f"posten_signering-{version}-man.tar.gz"
    with TemporaryDirectory() as pages:
        subprocess.run([sys.executable, ROOT / "docs" / "man_pages.py", pages], stdout=subprocess.DEVNULL, check=True)
        with (
            archive.open("wb") as file,
            gzip.GzipFile("", "wb", fileobj=file, mtime=moment) as packed,
            tarfile.open(fileobj=packed, mode="w") as tar,
        ):
            for each in sorted(Path(pages, "man1").iterdir()):
                member = tarfile.TarInfo(f"man1/{each.name}")
                member.size, member.mtime = each.stat().st_size, moment
                tar.addfile(member, each.open("rb"))
    return archive


def checked_metadata(wheel: Path, sdist: Path) -> Metadata:
    """Return the metadata of the wheel, which must be valid and the same in the sdist."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        content = archive.read(name)
    with tarfile.open(sdist) as archive:
        (member,) = (each for each in archive if each.name.count("/") == 1 and each.name.endswith("/PKG-INFO"))
        file = archive.extractfile(member)
        is_same = file is not None and file.read() == content
    if not is_same:
        msg = "the wheel and the sdist have different metadata"
        raise SystemExit(msg)
    return Metadata.from_email(content, validate=True)


def bill_of_materials(version: str, wheel: Path, moment: int) -> dict[str, Any]:
    """Return the CycloneDX document: the wheel, and every package that it or one of its extras needs."""
    required = dict(_closure(()))
    everything = dict(_closure(EXTRAS))
    graph = [{"ref": _purl(name), "dependsOn": sorted(map(_purl, needs))} for name, needs in sorted(everything.items())]
    ours = {
        "type": "library",
        "bom-ref": _purl(PROJECT),
        "name": PROJECT,
        "version": version,
        "purl": _purl(PROJECT),
        "licenses": [{"expression": "Apache-2.0"}],
        "hashes": [{"alg": "SHA-256", "content": sha256(wheel.read_bytes()).hexdigest()}],
    }
    components = [_component(name, is_required=name in required) for name in sorted(everything) if name != PROJECT]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps([ours, components], sort_keys=True))}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(moment, UTC).isoformat(),
            "component": ours,
        },
        "components": components,
        "dependencies": graph,
    }


def _closure(extras: tuple[str, ...]) -> Iterator[tuple[str, set[str]]]:
    """Yield each package that the project needs, the project first, with the packages that it needs itself."""
    waiting, seen = deque([(PROJECT, frozenset(extras))]), set[tuple[str, frozenset[str]]]()
    needs: dict[str, set[str]] = {}
    while waiting:
        name, wanted = waiting.popleft()
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        direct = needs.setdefault(name, set())
        for each in map(Requirement, distribution(name).requires or []):
            marker = each.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in wanted or {""}):
                needed = canonicalize_name(each.name)
                direct.add(needed)
                waiting.append((needed, frozenset(each.extras)))
    yield from needs.items()


def _component(name: str, *, is_required: bool) -> dict[str, Any]:
    found = distribution(name)
    licence = found.metadata.get("License-Expression") or found.metadata.get("License") or ""
    named = {"licenses": [{"license": {"name": licence.splitlines()[0][:80]}}]} if licence.strip() else {}
    return {
        "type": "library",
        "bom-ref": _purl(name),
        "name": name,
        "version": found.version,
        "scope": "required" if is_required else "optional",
        "purl": _purl(name),
        **named,
    }


def _purl(name: str) -> str:
    return f"pkg:pypi/{name}@{distribution(name).version}"


def _commit_time() -> int:
    """Return when the last commit was made, so that files of the same commit have the same times."""
    shown = subprocess.run(
        ["git", "-C", ROOT, "log", "-1", "--format=%ct"],  # noqa: S607 - the git of the user
        capture_output=True,
        text=True,
        check=True,
    )
    return int(shown.stdout)


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def failed(reason: str) -> int:
    """Print why there is no release."""
    sys.stderr.write(f"Error: {reason}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
