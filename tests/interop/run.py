"""Programs that others wrote, against ours: the official Java client, and DSS. Run by ``make interop``.

The official client plays its whole portal flow against the emulator, as do our own clients over each transport;
``validate-bundle`` judges the bundles that the official client writes, and DSS what is sealed and signed here. A line
tells of each step; the exit status is 1 where one has failed. Without a JDK and Maven only our own clients play.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from signature_transports.emulator.certificate_folder import CertificateFolder
from tests.bench.bench import a_pdf
from tests.interop import emulators, official_client, own_clients, programs, verdicts
from tests.interop.steps import Steps, tell

LARGE, SMALL = 600_000, 20_000


def main() -> int:
    """Play everything; the exit status."""
    steps = Steps()
    with tempfile.TemporaryDirectory(prefix="interop-", delete=False) as name:
        folder = Path(name)
        missing = programs.missing()
        if missing:
            play_ours(folder, steps)
            tell(f"Left out: the official client and DSS, as there is no {' and no '.join(missing)} on this machine.")
        else:
            play_all(folder, steps)
    tell(f"{steps.passed} steps went well, {steps.failed} failed.")
    return 1 if steps.failed else 0
