"""The first job of a new user, with the commands of an installation: send, validate, poll, download and confirm."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

LIMIT: Final = 120
"""The limit for a command, in seconds."""
_JOB: Final = """\
title = "Employment contract"
documents = [{ path = "contract.txt", title = "Contract" }]
sender = { sector = "public" }
signers = [{ email = "kari@example.com" }]
"""
_EMULATOR: Final = (
    "--tls",
    "--port",
    "0",
    "--certificates",
    "emulator",
    "--signers",
    "sign",
    "--poll-wait",
    "0",
    "--json",
)


def play(commands: Path, folder: Path, environment: Mapping[str, str]) -> None:
    """Run all commands, which are in the folder ``commands``, and require that they succeed.

    The emulator serves until it returns. The files are written to ``folder``.
    """
    (folder / "job.toml").write_text(_JOB)
    (folder / "contract.txt").write_text("This is a contract.\n")
    with subprocess.Popen(
        [commands / "signering", "emulator", *_EMULATOR], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as emulator:
        try:
            assert emulator.stdout is not None
            settings = {
                "SIGNERING_SERVICE": f"{json.loads(emulator.stdout.readline())['url']}/api",
                "SIGNERING_CREDENTIALS": "emulator/client.p12",
                "SIGNERING_PASSWORD": "emulator",
                "SIGNERING_TRUST": "emulator/trust-anchors",
            }
            for command in (
                "signering send job.toml --yes --output sent.asice",
                "validate-bundle --sector public sent.asice",
                "signering poll --save change.json",
                "signering download change.json --pades",
                "signering confirm change.json",
                "validate-signed --job sent.asice --trust emulator/signers-anchors job-1.pades.pdf",
            ):
                program, *arguments = command.split()
                ended = subprocess.run(
                    [commands / program, *arguments],
                    cwd=folder,
                    env={**environment, **settings},
                    capture_output=True,
                    text=True,
                    check=False,
                    timeout=LIMIT,
                )
                assert ended.returncode == 0, f"{command}\n{ended.stdout}{ended.stderr}"
        finally:
            emulator.terminate()
    assert (folder / "job-1.pades.pdf").read_bytes().startswith(b"%PDF-")
