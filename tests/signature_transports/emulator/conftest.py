"""Tests of the emulator start no process for merging documents, unless they have the fixture ``sandboxed``."""

import pytest


@pytest.fixture
def sandboxed() -> None:
    """Merge documents in a process of its own, as the emulator does."""


@pytest.fixture(autouse=True)
def _merged_here(request: pytest.FixtureRequest) -> None:
    if "sandboxed" not in request.fixturenames:
        request.getfixturevalue("merged_here")
