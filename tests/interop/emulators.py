"""The emulators for these tests: the command in a separate process."""

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

import httpx

from signature_model import Credentials, Environment, Service
from signature_model.credentials.certificates import load_certificates
from signature_transports.emulator.web.certificate_folder import CLIENT, PASSWORD, CertificateFolder
from signature_transports.emulator.web.control import PATH
from signature_transports.emulator.web.site import ROOT
from signature_transports.tls import client_context
from tests.kits.processes import ENVIRONMENT

WAIT: Final = 20
"""Seconds to wait after polling an empty queue."""
BROKERED: Final = "974760673"
"""A sender that the client's organisation may send for, and that has long-term storage."""
_CLEAN: Final = {name: value for name, value in ENVIRONMENT.items() if not name.startswith("SIGNERING_")}


class Party:
    """What a client needs: the address of the service, its certificate, its trust anchors, and the control path."""

    def __init__(self, url: str, folder: CertificateFolder) -> None:
        self.url = url
        self.folder = folder
        self.service = Service(root=url + ROOT, environment=Environment.TEST)
        self.credentials = Credentials.from_pkcs12(folder.client, PASSWORD)
        self._anchors = load_certificates(folder.anchor.read_bytes())

    def tls(self) -> ssl.SSLContext:
        """Return a TLS context for calls of the service."""
        return client_context(self.credentials, self._anchors)

    def order(self, path: str, **order: object) -> Any:  # noqa: ANN401 - any JSON
        """Make the emulator do something. Raises httpx.HTTPStatusError if it refuses."""
        with self._control() as control:
            return control.post(path, json=order).raise_for_status().json()

    def asked(self, path: str) -> Any:  # noqa: ANN401 - any JSON
        """Return the emulator's answer to a question."""
        with self._control() as control:
            return control.get(path).raise_for_status().json()

    def _control(self) -> httpx.Client:
        return httpx.Client(base_url=self.url + PATH, verify=self.tls(), trust_env=False)


@contextmanager
def command(folder: CertificateFolder, *options: str) -> Iterator[Party]:
    """Run ``signering emulator`` with TLS, stop it as a user does, and require success."""
    options = ("--tls", "--json", "--certificates", os.fspath(folder.path), "--poll-wait", str(WAIT), *options)
    arguments = (sys.executable, "-m", "signature_transports", "emulator", *options)
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=_CLEAN) as process:
        assert process.stdout is not None
        try:
            yield Party(json.loads(process.stdout.readline())["url"], folder)
        finally:
            process.terminate()
    assert process.returncode == 0, f"the emulator has ended with status {process.returncode}"


def with_broker(folder: CertificateFolder) -> AbstractContextManager[Party]:
    """Run the command; the client is a broker for a sender with long-term storage."""
    return command(folder, "--broker", f"{CLIENT}:{BROKERED}", "--long-term-storage", BROKERED)
