"""Settings give a context, and can be sent to workers."""

import pickle
from pathlib import Path

import pytest

from signature_model import Sector, SigningFlow
from signature_model.cli.settings import Settings
from signature_model.xml.schemas import Schema
from signature_schema import PORTAL
from tests.kits.certificates import authority, pem


def test_without_options_the_context_is_empty() -> None:
    context = Settings().context()

    assert (context.sector, context.environment, context.now) == (None, None, None)
    assert (context.trust_anchors, context.schema) == (None, None)


def test_settings_can_be_pickled() -> None:
    settings = Settings(sector=Sector.PUBLIC, schema=Path(PORTAL), flow=SigningFlow.DIRECT)

    assert pickle.loads(pickle.dumps(settings)) == settings
    assert settings.context().schema == Schema(Path(PORTAL))
    assert settings.context().flow is SigningFlow.DIRECT


def test_settings_can_have_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(trust=(Path("2.der"),)).absolute()

    assert Settings().absolute() == Settings()
    assert settings == Settings(trust=(tmp_path / "2.der",))


def test_the_context_has_the_trust_anchors_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_bytes(pem(authority().root))
    settings = Settings(trust=(tmp_path / "root.pem",), schema=Path(PORTAL))

    assert settings.context().trust_anchors == (authority().root,)
    assert settings.files == [tmp_path / "root.pem", Path(PORTAL)]
