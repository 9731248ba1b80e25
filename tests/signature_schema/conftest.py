"""Validation with lxml in these tests; xmlschema must agree."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from xmlschema import XMLSchema

from signature_schema import DIRECT, PORTAL, SEAL, load_direct, load_portal, load_seal

Verdict = Callable[[str], bool]


@pytest.fixture(scope="session")
def portal_accepts() -> Verdict:
    """Whether a message of the portal flow is valid."""
    return _agreed(load_portal(), PORTAL)


@pytest.fixture(scope="session")
def direct_accepts() -> Verdict:
    """Whether a message of the direct flow is valid."""
    return _agreed(load_direct(), DIRECT)


@pytest.fixture(scope="session")
def seal_accepts() -> Verdict:
    """Whether a seal is valid."""
    return _agreed(load_seal(), SEAL)


def _agreed(fast: etree.XMLSchema, path: Path) -> Verdict:
    second = XMLSchema(path)

    def accepts(message: str) -> bool:
        verdict = fast.validate(etree.fromstring(message.encode()))
        assert second.is_valid(message) is verdict, "lxml and xmlschema disagree"
        return verdict

    return accepts
