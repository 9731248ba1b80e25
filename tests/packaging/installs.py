"""Install a new clone and a wheel with pip, uv and pipx, each in an empty environment, and run the first job.

``make installs`` runs this. It needs PyPI. Each way has its own home folder with an empty cache, and only the variables
that say how to reach the network. Each prints a line with its packages, its size and its time.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.kits.processes import ROOT
from tests.packaging.first_job import play

TOOLS: Final = ("uv==0.13.9", "pipx==1.18.4")
EXTRAS: Final = "[requests,emulator]"
_NETWORK: Final = ("PIP_", "REQUESTS_", "SSL_", "UV_", "http", "HTTP")
"""How the variables begin that say how to reach the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to install: the commands, and the folder with our commands, relative to the home folder.

    ``{source}`` in a command stands for a clone or a wheel.
    """

    name: str
    steps: tuple[str, ...]
    commands: str


WAYS: Final = (
    Way(name="pip", steps=("{python} -m venv env", "env/bin/pip install -q {source}"), commands="env/bin"),
    Way(name="uv pip", steps=("{uv} venv -q env", "{uv} pip install -q -p env {source}"), commands="env/bin"),
    Way(name="uv tool", steps=("{uv} tool install -q {source}",), commands=".local/bin"),
    Way(name="pipx", steps=("{pipx} install {source}",), commands=".local/bin"),
)


def main() -> int:
    """Try all ways and return the exit status."""
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        tools = _tools(folder)
        for source, path in _sources(folder):
            for way in WAYS:
                home = folder / f"{way.name} {source}".replace(" ", "-")
                home.mkdir()
                try:
                    print(f"{way.name}, from {source}: {_tried(way, path, home, tools)}", flush=True)
                except (AssertionError, OSError, ValueError, subprocess.SubprocessError) as error:
                    failed += 1
                    print(f"{way.name}, from {source}: FAILED\n{error}", flush=True)
                shutil.rmtree(home)
    return 1 if failed else 0


def _tried(way: Way, source: Path, home: Path, tools: dict[str, str]) -> str:
    """Install and run the first job, and return the figures."""
    began = time.monotonic()
    network = {name: value for name, value in os.environ.items() if name.startswith(_NETWORK)}
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", **network}
    for step in way.steps:
        command = [word.format(**tools, source=f"{source}{EXTRAS}") for word in step.split()]
        ended = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout + ended.stderr
    seconds = time.monotonic() - began
    (home / "work").mkdir()
    play(home / way.commands, home / "work", {"HOME": str(home), "PATH": "/usr/bin:/bin"})
    (packages,) = {each.parents[1] for each in home.rglob("site-packages/posten_signering-*.dist-info/RECORD")}
    size = sum(each.stat().st_size for each in packages.rglob("*") if each.is_file())
    return f"{len([*packages.glob('*.dist-info')])} packages, {size / 1e6:.0f} MB, {seconds:.0f} s"


def _tools(folder: Path) -> dict[str, str]:
    """Install uv and pipx, and return what stands for each tool in a command."""
    subprocess.run([sys.executable, "-m", "venv", folder / "tools"], check=True)
    found = folder / "tools" / "bin"
    subprocess.run([found / "python", "-m", "pip", "install", "-q", *TOOLS], check=True)
    return {"python": sys.executable, "uv": str(found / "uv"), "pipx": str(found / "pipx")}


def _sources(folder: Path) -> Iterator[tuple[str, Path]]:
    """Make a clone of the last commit, and a wheel from the clone."""
    clone = folder / "posten-signering"
    subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)  # noqa: S607 - git is on the PATH
    yield "a clone", clone
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(clone)]
    subprocess.run(command, capture_output=True, check=True)
    (wheel,) = folder.glob("*.whl")
    yield "a wheel", wheel


if __name__ == "__main__":
    sys.exit(main())
