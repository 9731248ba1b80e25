"""What creating a job costs the emulator, with few and with many jobs, and how long it takes to start."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from signature_model import Context, Sector, build_bundle, validate_bundle
from signature_transports.emulator import Emulator
from tests.bench.documents import SMALL, a_job, a_pdf
from tests.bench.measuring import ENVIRONMENT, of_children, quickest, run, show, show_heading
from tests.kits.jobs import credentials
from tests.signature_transports.emulator.calls import an_emulator, creation

FEW: Final = 200
MANY: Final = 4_000
STARTS: Final = 8

IMPORTS: Final = "import click, lxml.etree, cryptography.x509, pikepdf, http.server, ssl"
_COMMAND: Final = ("-m", "signature_transports", "emulator", "--json")


def show_all(_folder: Path) -> None:
    """Print the lines of the table."""
    bundle = build_bundle(a_job(a_pdf(SMALL)), credentials()).content
    few, many = _holding(FEW, bundle), _holding(MANY, bundle)
    request, context = creation(bundle=bundle), Context(sector=Sector.PUBLIC)
    show_heading("emulator (processor time)")
    show(
        f"create, one PDF of {SMALL:,} bytes (floor: validating the bundle)",
        *quickest(lambda: few.handle(request), lambda: validate_bundle(bundle, context)),
        aim=2.0,
    )
    show(
        f"create, {MANY:,} jobs held (floor: {FEW:,} jobs held)",
        *quickest(lambda: many.handle(request), lambda: few.handle(request)),
        aim=1.1,
    )
    show(
        "start until it accepts (floor: its imports)",
        *quickest(_start, lambda: run("-c", IMPORTS), rounds=STARTS, clock=of_children),
        aim=2.0,
    )


def _holding(jobs: int, bundle: bytes) -> Emulator:
    emulator = an_emulator()
    for _ in range(jobs):
        assert emulator.handle(creation(bundle=bundle)).is_success
    return emulator


def _start() -> None:
    with subprocess.Popen([sys.executable, *_COMMAND], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["url"]
        process.kill()
