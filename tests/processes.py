"""Processes of our own making, for tests of what only a process has: an exit status, a terminal, signals."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]

COMMAND: Final = (sys.executable, "-m", "signature_model")

ENVIRONMENT: Final = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join(str(ROOT / root) for root in (".", "schema", "transports")),
}
"""An environment in which a Python finds this tree, installed or not."""
