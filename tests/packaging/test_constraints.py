"""The packages for development have the versions of the constraints, and a digest for each of their files."""

import re

from packaging.utils import canonicalize_name

from tests.kits.processes import ROOT

ELSEWHERE = {"httpx2-jsfetch"}
"""Packages that only other systems need."""


def pinned(name: str) -> dict[str, str]:
    found = re.findall(r"(?m)^([\w.-]+)==([^ ;\n]+)", (ROOT / name).read_text())
    return {canonicalize_name(package): version for package, version in found}


def test_digests_are_known_for_the_versions_of_the_constraints() -> None:
    versions, hashed = pinned("constraints.txt"), pinned("constraints.hashes.txt")

    assert {name: version for name, version in hashed.items() if name not in ELSEWHERE} == versions


def test_every_package_has_digests() -> None:
    entries = re.split(r"(?m)^(?=[\w.-]+==)", (ROOT / "constraints.hashes.txt").read_text())[1:]
    assert all("--hash=sha256:" in each for each in entries)
