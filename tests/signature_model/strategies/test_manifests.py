"""Tests that generated manifests and bundles are valid in every style, and identical in every process."""

import hashlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model import Sector, Severity, parse_manifest, validate_bundle, validate_manifest
from signature_model.strategies import bundles, context, manifests
from signature_model.strategies.manifests import Style, written
from tests.kits.jobs import a_job
from tests.signature_model.strategies.examples import examples, fewer
from tests.signature_model.strategies.test_jobs import worst_of


@pytest.mark.parametrize("sector", [None, *Sector])
@given(data=st.data())
def test_a_manifest_has_no_error_and_no_warning(sector: Sector | None, data: st.DataObject) -> None:
    content = data.draw(manifests(sector=sector))
    assert worst_of(validate_manifest(content, context(sector=sector))) in {None, Severity.NOTE}


@pytest.mark.parametrize("sector", [None, *Sector])
@fewer(10)
@given(data=st.data())
def test_a_bundle_has_no_error_and_no_warning(sector: Sector | None, data: st.DataObject) -> None:
    content = data.draw(bundles(sector=sector))
    assert worst_of(validate_bundle(content, context(sector=sector))) in {None, Severity.NOTE}


@pytest.mark.parametrize("sector", [None, *Sector])
@fewer(10)
@given(data=st.data())
def test_with_warnings_there_is_no_error(sector: Sector | None, data: st.DataObject) -> None:
    assert validate_manifest(data.draw(manifests(sector=sector, warnings=True)), context(sector=sector)).is_valid
    assert validate_bundle(data.draw(bundles(sector=sector, warnings=True)), context(sector=sector)).is_valid


@pytest.mark.parametrize(
    "style",
    [
        pytest.param(Style(prefix="ns4:"), id="prefix"),
        pytest.param(Style(between="<!-- a < b -->"), id="comments between elements"),
        pytest.param(Style(inside="<?noise here?>"), id="instructions inside texts"),
        pytest.param(Style(number=" {}\n"), id="blanks around numbers"),
        pytest.param(Style(moment=" {}"), id="blanks around moments"),
        pytest.param(Style(has_cdata=True), id="CDATA"),
    ],
)
def test_a_style_does_not_change_the_meaning(style: Style) -> None:
    job = a_job(description="a ]]> b\r")
    assert written(job, style) != written(job)
    assert parse_manifest(written(job, style)) == parse_manifest(written(job))


_SIMPLEST = """
from hashlib import sha256
from hypothesis import Phase, find, settings
from signature_model.strategies import bundles
once = settings(database=None, derandomize=True, phases=[Phase.generate])
found = find(bundles(organization_number="984661185"), lambda _: True, settings=once)
digest = sha256(found).hexdigest()
"""


def test_a_bundle_is_the_same_in_every_process() -> None:
    here: dict[str, str] = {}
    exec(_SIMPLEST, here)  # noqa: S102 - the same code as in the other process
    there = subprocess.run(
        [sys.executable, "-c", f"{_SIMPLEST}\nprint(digest)"], check=True, capture_output=True, text=True
    )
    assert there.stdout.strip() == here["digest"]


def test_bundles_differ() -> None:
    assert len({hashlib.sha256(each).digest() for each in examples(bundles(), 20)}) > 10
