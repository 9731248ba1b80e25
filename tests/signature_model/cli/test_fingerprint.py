"""Two runs have the same fingerprint if their verdicts are the same."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signature_model import Sector, SigningFlow
from signature_model.cli.fingerprint import differences, fingerprint_of
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


def test_files_count_by_their_content(anchors: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for each in anchors.iterdir():
        (elsewhere / each.name).write_bytes(each.read_bytes())
    fingerprint = fingerprint_of(Settings(sector=Sector.PUBLIC, trust=(anchors,)))

    assert fingerprint_of(Settings(sector=Sector.PUBLIC, trust=(elsewhere,))) == fingerprint
    (elsewhere / "2.der").write_bytes(authority("Fjellet").root.public_bytes(Encoding.DER))
    assert differences(fingerprint_of(Settings(trust=(elsewhere,))), fingerprint).startswith(
        'sector is null, not "public", trust is "'
    )


def test_the_flow_counts() -> None:
    expected = fingerprint_of(Settings(flow=SigningFlow.DIRECT))

    assert differences(fingerprint_of(Settings()), expected) == 'flow is null, not "direct"'


def test_all_schemas_in_the_folder_count(tmp_path: Path) -> None:
    for each in PORTAL.parent.glob("*.xsd"):
        (tmp_path / each.name).write_bytes(each.read_bytes())
    before = fingerprint_of(Settings(schema=tmp_path / PORTAL.name))

    assert fingerprint_of(Settings(schema=Path(PORTAL))) == before
    (tmp_path / "more.xsd").touch()
    assert fingerprint_of(Settings(schema=tmp_path / PORTAL.name)) != before


def test_only_regular_files_count(tmp_path: Path) -> None:
    (tmp_path / "a.xsd").touch()
    before = fingerprint_of(Settings(schema=tmp_path / "a.xsd"))
    (tmp_path / "folder.xsd").mkdir()
    os.mkfifo(tmp_path / "pipe.xsd")

    assert fingerprint_of(Settings(schema=tmp_path / "a.xsd")) == before


def test_a_missing_file_is_reported_by_name(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"missing\.xsd cannot be read: No such file"):
        fingerprint_of(Settings(schema=tmp_path / "missing.xsd"))
