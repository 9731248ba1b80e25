"""The public names are all here, and each is imported on first use."""

import subprocess
import sys

import pytest

import signature_model
from signature_model.bundles import Bundle, build_bundle
from signature_model.credentials.enterprise import Credentials

BUILDERS = {"Bundle": Bundle, "Credentials": Credentials, "build_bundle": build_bundle}

LAZY = """
import sys
import signature_model
loaded = {name for name in sys.modules if name.startswith("signature_")}
assert loaded == {"signature_model"}, loaded
from signature_model import Context, PortalJob
assert not {"click", "cryptography", "lxml", "pikepdf"} & sys.modules.keys()
from signature_model import validate_job, validate_manifest
assert not {"signature_model.api", "signature_model.bundles", "signature_model.clients"} & sys.modules.keys()
"""
EVERYTHING = """
import signature_model
from signature_model import *
assert set(signature_model.__all__) <= globals().keys()
"""


@pytest.mark.parametrize("program", [pytest.param(LAZY, id="by name"), pytest.param(EVERYTHING, id="all")])
def test_each_name_is_imported_on_first_use(program: str) -> None:
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
