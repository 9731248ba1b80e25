"""What the emulator takes for a creation, beside judging the same bundle alone, and for its start."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from signature_model import Context, Sector, build_bundle, validate_bundle
from tests.bench.measuring import ENVIRONMENT, quickest, run, show
from tests.kits.jobs import credentials
from tests.signature_transports.emulator.counter import an_emulator, creation

if TYPE_CHECKING:
    from signature_model import PortalJob
    from signature_transports.emulator import Emulator

FEW: Final = 1_000
MANY: Final = 20_000
STARTS: Final = 10

IMPORTS: Final = "import click, lxml.etree, cryptography.x509, pikepdf, http.server, ssl"
_COMMAND: Final = ("-m", "signature_transports", "emulator", "--json")


def show_all(job: PortalJob) -> None:
    """The lines of the table; ``job`` has the document that is sent."""
    bundle = build_bundle(job, credentials()).content
    few, many = _holding(FEW, bundle), _holding(MANY, bundle)
    request, context = creation(bundle=bundle), Context(sector=Sector.PUBLIC)
    show(
        "emulator: create, one PDF of 22,000 bytes, beside judging",
        *quickest(lambda: few.handle(request), lambda: validate_bundle(bundle, context)),
        aim=2.0,
    )
    show(
        f"emulator: create with {MANY:,} jobs held, beside {FEW:,}",
        *quickest(lambda: many.handle(request), lambda: few.handle(request)),
        aim=1.1,
    )
    show("emulator: start until it accepts", *quickest(_start, lambda: run("-c", IMPORTS), rounds=STARTS), aim=2.0)


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
