"""The command in this process, and a bundle and a manifest for it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from signature_model.cli import main
from tests.kits.bundles import MANIFEST, taken_apart
from tests.kits.commands import Outcome, outcome_of, signals_as_before
from tests.kits.jobs import a_bundle

Validate = Callable[..., Outcome]


@pytest.fixture
def validate(capsys: pytest.CaptureFixture[str]) -> Iterator[Validate]:
    """Run the command in this process."""
    with signals_as_before():
        yield lambda *arguments: outcome_of(main, arguments, capsys, Outcome)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with ``good.asice``, its ``manifest.xml``, and ``late.xml``, which is open for 91 days."""
    monkeypatch.chdir(tmp_path)
    manifest = taken_apart()[MANIFEST]
    (tmp_path / "good.asice").write_bytes(a_bundle())
    (tmp_path / "manifest.xml").write_bytes(manifest)
    (tmp_path / "late.xml").write_bytes(manifest.replace(b"864000", b"7862400"))
    return tmp_path


@pytest.fixture
def unpacked(folder: Path) -> Path:
    """The good bundle, unpacked into a folder."""
    for name, content in taken_apart().items():
        path = folder / "unpacked" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "unpacked"
