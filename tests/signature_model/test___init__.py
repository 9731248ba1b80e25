"""What most callers need is here, and those who only validate do not pay for the rest."""

from __future__ import annotations

import subprocess
import sys

import pytest

import signature_model
from signature_model.bundles import Bundle, build_bundle
from signature_model.credentials.enterprise import Credentials

BUILDERS = {"Bundle": Bundle, "Credentials": Credentials, "build_bundle": build_bundle}

VALIDATING = """
import sys
from signature_model import Context, PortalJob, validate_bundle, validate_job, validate_manifest, write_manifest
later = {"bundles", "clients", "credentials.enterprise", "portal", "seals.writing"}
builders = {f"signature_model.{name}" for name in later}
assert not builders & sys.modules.keys(), builders & sys.modules.keys()
from signature_model import PortalClient, build_bundle, Credentials
assert builders <= sys.modules.keys()
"""
EVERYTHING = """
import signature_model
from signature_model import *
assert set(signature_model.__all__) <= globals().keys()
"""


@pytest.mark.parametrize("program", [pytest.param(VALIDATING, id="by name"), pytest.param(EVERYTHING, id="all")])
def test_what_builds_is_imported_when_it_is_asked_for(program: str) -> None:
    environment = {"PYTHONPATH": ":".join(sys.path)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)


@pytest.mark.parametrize("name", BUILDERS)
def test_what_builds_is_what_its_module_has(name: str) -> None:
    assert getattr(signature_model, name) is BUILDERS[name]


def test_every_name_that_is_promised_is_there() -> None:
    assert all(hasattr(signature_model, name) for name in signature_model.__all__)
    assert len(set(signature_model.__all__)) == len(signature_model.__all__)


@pytest.mark.parametrize("name", ["build_bundel", "SealedFile", ""])
def test_any_other_name_is_missing_as_from_any_module(name: str) -> None:
    with pytest.raises(AttributeError, match=f"^module 'signature_model' has no attribute '{name}'$"):
        getattr(signature_model, name)


def test_everything_promised_is_listed() -> None:
    assert set(signature_model.__all__) <= set(dir(signature_model))
