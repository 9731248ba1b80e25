"""What verdicts rest on is the same where the verdicts are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signature_model import Sector
from signature_model.cli.fingerprint import basis_of, differences
from signature_model.cli.settings import Settings
from signature_model.console.errors import Unusable
from signature_schema import PORTAL
from tests.kits.certificates import authority, pem


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    """A folder with a root as PEM, and its issuing authority as DER."""
    (tmp_path / "1.pem").write_bytes(pem(authority().root))
    (tmp_path / "2.der").write_bytes(authority().issuing.public_bytes(Encoding.DER))
    return tmp_path


def test_a_basis_is_the_same_where_the_verdicts_are(anchors: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for each in anchors.iterdir():
        (elsewhere / each.name).write_bytes(each.read_bytes())
    basis = basis_of(Settings(sector=Sector.PUBLIC, trust=anchors))

    assert basis_of(Settings(sector=Sector.PUBLIC, trust=elsewhere)) == basis
    (elsewhere / "2.der").write_bytes(authority("Fjellet").root.public_bytes(Encoding.DER))
    assert differences(basis_of(Settings(trust=elsewhere)), basis).startswith('sector null and not "public", trust "')


def test_a_basis_has_the_schema_and_what_lies_beside_it(tmp_path: Path) -> None:
    for each in PORTAL.parent.glob("*.xsd"):
        (tmp_path / each.name).write_bytes(each.read_bytes())
    before = basis_of(Settings(schema=tmp_path / PORTAL.name))

    assert basis_of(Settings(schema=Path(PORTAL))) == before
    (tmp_path / "more.xsd").touch()
    assert basis_of(Settings(schema=tmp_path / PORTAL.name)) != before


def test_a_basis_has_only_what_can_be_included(tmp_path: Path) -> None:
    (tmp_path / "a.xsd").touch()
    before = basis_of(Settings(schema=tmp_path / "a.xsd"))
    (tmp_path / "folder.xsd").mkdir()
    os.mkfifo(tmp_path / "pipe.xsd")

    assert basis_of(Settings(schema=tmp_path / "a.xsd")) == before


def test_a_file_that_a_basis_lacks_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"missing\.xsd cannot be read: No such file"):
        basis_of(Settings(schema=tmp_path / "missing.xsd"))
