"""The options become a context."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signature_model import Sector
from signature_model.cli.settings import Settings
from signature_model.xml.schemas import Schema
from signature_schema import PORTAL
from tests.kits.certificates import authority, pem, pem_key, rsa_key


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    """A folder with a root as PEM among other things, and its issuing authority as DER."""
    (tmp_path / "1.PEM").write_bytes(b"A comment\n" + pem_key(rsa_key("x")) + pem(authority().root))
    (tmp_path / "2.der").write_bytes(authority().issuing.public_bytes(Encoding.DER))
    (tmp_path / "notes.txt").write_text("no certificate")
    return tmp_path


def test_without_options_nothing_is_known() -> None:
    context = Settings().context()

    assert (context.sector, context.environment, context.now) == (None, None, None)
    assert (context.trust_anchors, context.schema) == (None, None)


def test_settings_can_be_handed_to_workers() -> None:
    settings = Settings(sector=Sector.PUBLIC, schema=Path(PORTAL))

    assert pickle.loads(pickle.dumps(settings)) == settings
    assert settings.context().schema == Schema(Path(PORTAL))


def test_settings_can_be_taken_to_another_folder(anchors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(anchors)
    settings = Settings(trust=Path("2.der")).absolute()

    assert Settings().absolute() == Settings()
    assert settings == Settings(trust=anchors / "2.der")
