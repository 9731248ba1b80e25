"""Archived documents are saved completely or not at all."""

import json
from pathlib import Path

import pytest

from signature_transports.clocks import RealClock
from signature_transports.emulator import SIGNS, Emulator, Settings
from signature_transports.emulator.web.server import Server
from signature_transports.emulator.web.site import Site
from tests.kits.certificates import NUMBER
from tests.signature_transports.cli.conftest import Signering
from tests.signature_transports.emulator.calls import a_change, call, create


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_document_is_saved_once(signering: Signering, folder: Path, options: tuple[str, ...]) -> None:
    with Server() as server:
        clock = RealClock()
        root = f"{server.url}/api"
        settings = Settings(root=root, long_term_storage=[NUMBER], persona=SIGNS, is_seal_timed=False)
        emulator = Emulator(settings, clock=clock)
        number = create(emulator)
        while (change := a_change(emulator)).pades_url is None or "COMPLETED" not in change.status:
            call(emulator, "POST", change.confirmation_url)
        call(emulator, "POST", change.confirmation_url)
        server.start(Site(emulator, clock))
        arguments = ("archive", str(number), "--output", "a.pdf", "--service", root, "--sender", NUMBER, *options)
        saved, again, forced = signering(*arguments), signering(*arguments), signering(*arguments, "--force")
        missing = signering("archive", "no/such", *arguments[2:3], "b.pdf", *arguments[4:])
    content = (folder / "a.pdf").read_bytes()
    shown = json.dumps({"file": "a.pdf", "bytes": len(content)}) if options else f"a.pdf: {len(content):,} bytes"
    assert content.startswith(b"%PDF")
    assert (saved.status, saved.out) == (0, f"{shown}\n")
    assert (again.status, forced.status) == (3, 0)
    assert missing.status == 1
    assert "ARCHIVED_DOCUMENT_NOT_FOUND" in missing.err
    assert not (folder / "b.pdf").exists()
