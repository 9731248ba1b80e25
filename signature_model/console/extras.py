"""How to install the packages of an extra, however the project was installed.

The project may come from a clone, a wheel or an index. The command therefore names the packages, not the project.
"""

from __future__ import annotations

import shlex
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROJECT: Final = "posten-signering"


def install_command(extra: str) -> str:
    """Return the command that installs the packages of an extra into the environment of this interpreter."""
    packages = " ".join(f'"{each}"' for each in _packages(extra)) or f'"{_PROJECT}[{extra}]"'
    return f"{_installer()} {packages}"


def _installer() -> str:
    if Path(sys.prefix, "pipx_metadata.json").is_file():
        return f"pipx inject {_PROJECT}"
    python = shlex.quote(sys.executable)
    return f"uv pip install --python {python}" if find_spec("pip") is None else f"{python} -m pip install"


def _packages(extra: str) -> Iterator[str]:
    """Yield the requirements of an extra on this system; nothing if the project is not installed."""
    from importlib.metadata import PackageNotFoundError, requires  # noqa: PLC0415 - slow, and only for an error

    try:
        requirements = requires(_PROJECT) or []
    except PackageNotFoundError:
        return
    for each in requirements:
        requirement, _, marker = each.partition(";")
        is_for_us = "sys_platform" not in marker or f"'{sys.platform}'" in marker
        if f"extra == '{extra}'" in marker and is_for_us:
            yield requirement.strip()
