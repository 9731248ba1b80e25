"""The command in a message installs what is missing, wherever the project was installed from."""

import shlex
import sys
from importlib import metadata
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from signature_model.console import extras
from signature_model.console.extras import install_command

PIP = f"{shlex.quote(sys.executable)} -m pip install"


@pytest.mark.parametrize(
    ("extra", "packages"),
    [
        ("requests", '"requests>=2.32.4" "urllib3>=2.6"'),
        ("httpx", '"httpx>=0.28"'),
        ("emulator", '"jinja2>=3.1.6" "pyhanko>=0.38"'),
    ],
)
def test_the_packages_of_an_extra_are_named(extra: str, packages: str) -> None:
    assert install_command(extra) == f"{PIP} {packages}"


def test_packages_for_another_system_are_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")

    assert install_command("emulator").endswith('"pyhanko>=0.38" "tzdata"')


def test_in_an_environment_of_pipx_packages_are_injected(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pipx_metadata.json").touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))

    assert install_command("httpx") == 'pipx inject posten-signering "httpx>=0.28"'


def test_in_an_environment_without_pip_uv_installs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _: None)

    assert install_command("httpx") == f'uv pip install --python {shlex.quote(sys.executable)} "httpx>=0.28"'


def test_a_project_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> list[str]:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", missing)

    assert install_command("httpx") == f'{PIP} "posten-signering[httpx]"'
