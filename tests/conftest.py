"""What all tests share: the Hypothesis profiles, and the folder of reference vectors."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more about the machine than about the code: the first one loads a schema.
_UNTIMED = settings(deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("quick", _UNTIMED)
settings.register_profile("ci", _UNTIMED, derandomize=True, database=None)
settings.register_profile("night", _UNTIMED, max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of reference vectors; a test that asks for it is skipped where there is none."""
    folder = os.environ.get("SIGNATURE_VECTORS")
    if not folder:
        pytest.skip("SIGNATURE_VECTORS names no folder of reference vectors")
    return Path(folder)
