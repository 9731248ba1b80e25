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
