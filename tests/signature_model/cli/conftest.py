"""The command in this process, and a bundle and a manifest for it."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from signature_model.cli import main
from signature_model.cli.signals import ENDING
from tests.signature_model.breaking import MANIFEST, taken_apart
from tests.signature_model.samples import a_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Validate = Callable[..., "Outcome"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The exit status of the command, and what it wrote."""

    status: int
    out: str
    err: str


@pytest.fixture
def validate(capsys: pytest.CaptureFixture[str]) -> Iterator[Validate]:
    """Run the command in this process."""

    def run(*arguments: str | Path) -> Outcome:
        with pytest.raises(SystemExit) as leaving:
            main([str(each) for each in arguments])
        captured = capsys.readouterr()
        assert isinstance(leaving.value.code, int)
        return Outcome(status=leaving.value.code, out=captured.out, err=captured.err)

    before = {each: signal.getsignal(each) for each in ENDING}
    yield run
    for each, handler in before.items():
        signal.signal(each, handler)


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
