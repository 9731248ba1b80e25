"""The emulators that are played against: the command in a process of its own, and one with settings that it lacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import httpx

from signature_model import Credentials, Environment, Service
from signature_model.credentials.certificates import load_certificates
from signature_transports.clocks import RealClock
from signature_transports.emulator import Emulator, Settings
from signature_transports.emulator.web.certificate_folder import CLIENT, PASSWORD, CertificateFolder
from signature_transports.emulator.web.control import PATH
from signature_transports.emulator.web.server import Server, server_context
from signature_transports.emulator.web.site import ROOT, Site
from signature_transports.tls import client_context
from tests.kits.processes import ENVIRONMENT

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

WAIT: Final = 20
"""Seconds that an empty queue has to be left alone."""
BROKERED: Final = "974760673"
"""A sender whom the client's organisation may send for, and who has long-term storage."""
_CLEAN: Final = {name: value for name, value in ENVIRONMENT.items() if not name.startswith("SIGNERING_")}


class Party:
    """What a client has: where the service is, its certificate, whom it trusts; and the control path."""

    def __init__(self, url: str, folder: CertificateFolder) -> None:
        self.url = url
        self.folder = folder
        self.service = Service(root=url + ROOT, environment=Environment.TEST)
        self.credentials = Credentials.from_pkcs12(folder.client, PASSWORD)
        self._anchors = load_certificates(folder.anchor.read_bytes())

    def tls(self) -> ssl.SSLContext:
        """A context for calls of the service."""
        return client_context(self.credentials, self._anchors)

    def order(self, path: str, **order: object) -> Any:  # noqa: ANN401 - any JSON
        """Have the emulator do something. Raises httpx.HTTPStatusError where it does not."""
        with self._control() as control:
            return control.post(path, json=order).raise_for_status().json()

    def asked(self, path: str) -> Any:  # noqa: ANN401 - any JSON
        """What the emulator tells."""
        with self._control() as control:
            return control.get(path).raise_for_status().json()

    def _control(self) -> httpx.Client:
        return httpx.Client(base_url=self.url + PATH, verify=self.tls(), trust_env=False)


@contextmanager
def command(folder: CertificateFolder) -> Iterator[Party]:
    """``signering emulator`` with TLS; ended as a user ends it, which has to succeed."""
    options = ("--tls", "--json", "--certificates", os.fspath(folder.path), "--poll-wait", str(WAIT))
    arguments = (sys.executable, "-m", "signature_transports", "emulator", *options)
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=_CLEAN) as process:
        assert process.stdout is not None
        try:
            yield Party(json.loads(process.stdout.readline())["url"], folder)
        finally:
            process.terminate()
    assert process.returncode == 0, f"the emulator has ended with status {process.returncode}"


@contextmanager
def with_broker(folder: CertificateFolder) -> Iterator[Party]:
    """An emulator in this process, where the client is a broker."""
    with Server(tls=server_context(folder)) as server:
        settings = Settings(
            root=server.url + ROOT,
            trust_anchors=load_certificates(folder.anchor.read_bytes()),
            brokers={BROKERED: {CLIENT}},
            long_term_storage={BROKERED},
        )
        clock = RealClock()
        emulator = Emulator(settings, clock=clock)
        server.start(Site(emulator, clock))
        yield Party(server.url, folder)
