"""The page about logging names every module of the library that logs, and only these."""

import re
from pathlib import Path

from tests.kits.processes import ROOT

PAGE = ROOT / "docs" / "pages" / "cookbook" / "logging.md"


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removeprefix("transports.")


def test_every_module_that_logs_is_named() -> None:
    modules = [*(ROOT / "signature_model").rglob("*.py"), *(ROOT / "transports" / "signature_transports").glob("*.py")]
    logging = {_module(path) for path in modules if "_log." in path.read_text()}
    named: set[str] = set()
    for row in re.findall(r"(?m)^\| (`.+?`) \|", PAGE.read_text(encoding="utf-8")):
        first, *others = re.findall(r"`([^`]+)`", row)
        named |= {first, *(each.replace("….", f"{first.rpartition(chr(46))[0]}.") for each in others)}

    assert named == logging
