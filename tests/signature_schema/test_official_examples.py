"""Tests that the published example messages and the bundles of the official client are valid."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

Verdict = Callable[[str], bool]


@pytest.mark.parametrize(
    "example",
    [
        "manifest",
        "manifest-legacy",
        "manifest-specify-signtype-and-auth",
        "request",
        "response",
        "status-change-response",
    ],
)
def test_a_published_example_is_valid(portal_accepts: Verdict, vectors: Path, example: str) -> None:
    assert portal_accepts((vectors / "official-examples" / f"{example}.xml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("bundle", ["minimal", "full", "lookup", "open-91-days"])
def test_a_bundle_of_the_official_client_is_valid(
    portal_accepts: Verdict, seal_accepts: Verdict, vectors: Path, bundle: str
) -> None:
    with ZipFile(vectors / "java-bundles" / f"{bundle}.asice") as members:
        assert portal_accepts(members.read("manifest.xml").decode())
        assert seal_accepts(members.read("META-INF/signatures.xml").decode())


def test_the_published_examples_of_the_direct_flow_are_valid(direct_accepts: Verdict, vectors: Path) -> None:
    folder = vectors / "direct-examples"
    refused = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.xml")
        if not direct_accepts(path.read_text(encoding="utf-8"))
    }
    assert refused == {"documentation/guide-5-direct-signature-job-request.xml"}  # its exit URLs are elided


@pytest.mark.parametrize("bundle", ["minimal", "full", "number-shown-custom-identifier", "same-identifier-twice"])
def test_a_direct_bundle_of_the_official_client_is_valid(direct_accepts: Verdict, vectors: Path, bundle: str) -> None:
    with ZipFile(vectors / "direct-java-bundles" / f"{bundle}.asice") as members:
        assert direct_accepts(members.read("manifest.xml").decode())
