"""What the fixtures of ``pytest_plugin`` hand to tests: the emulator within the process, and behind a server."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from signature_model.api.exchange import Manner
from signature_model.api.services import Service
from signature_model.clients.portal import PortalClient
from signature_model.credentials.enterprise import Credentials
from signature_transports.emulator.service import Emulator
from signature_transports.emulator.settings import Settings
from signature_transports.emulator.web.certificate_folder import PASSWORD, CertificateFolder
from signature_transports.emulator.web.control import Control
from signature_transports.emulator.web.pages import Pages
from signature_transports.emulator.web.server import Server
from signature_transports.emulator.web.site import ROOT, Site
from signature_transports.fake import FakeTransport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_transports.clocks import ManualClock

UNLIMITED: Final = Settings(calls_per_second=None, empty_queue_wait=timedelta())
"""How the service behind a server behaves unless told otherwise: its limits would need time to pass."""


@cache
def credentials() -> Credentials:
    """Throw-away credentials of the organisation 999999999, the same all through a process."""
    with TemporaryDirectory() as path:
        folder = CertificateFolder(path=Path(path))
        folder.fill(datetime.now(UTC))
        return Credentials.from_pkcs12(folder.client, PASSWORD)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningService:
    """The service within the process. Its time is the ``clock``'s, and passes where a client waits."""

    emulator: Emulator
    clock: ManualClock
    transport: FakeTransport
    _manner: Manner = field(default_factory=Manner, repr=False)

    @property
    def service(self) -> Service:
        """The service, for clients of the test's own making."""
        return _service(self.emulator)

    def client(self, given: Credentials | None = None, *, sender: str | None = None) -> PortalClient:
        """A client of the service, with throw-away credentials of organisation 999999999 unless others are given.

        ``sender`` is the organisation that calls are for: the one in the credentials, unless it is named.
        """
        return PortalClient(
            self.transport, self.service, credentials=given or credentials(), sender=sender, manner=self._manner
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningServer:
    """The service behind HTTP on the loopback interface, with its page and its control path. Time stands still."""

    url: str
    emulator: Emulator
    clock: ManualClock

    @property
    def root(self) -> str:
        """The url of the service."""
        return self.url + ROOT

    @property
    def service(self) -> Service:
        """The service, for clients."""
        return _service(self.emulator)


def within(settings: Settings | None, clock: ManualClock) -> SigningService:
    """A service within the process."""
    emulator = Emulator(settings, clock=clock)
    return SigningService(emulator=emulator, clock=clock, transport=FakeTransport(emulator.handle, clock=clock))


@contextmanager
def served(settings: Settings | None, clock: ManualClock) -> Iterator[SigningServer]:
    """A service behind a server, for as long as it is needed."""
    with Server() as server:
        emulator = Emulator(replace(settings or UNLIMITED, root=server.url + ROOT), clock=clock)
        control, pages = Control(emulator=emulator, clock=clock), Pages(emulator=emulator, clock=clock)
        server.start(Site(emulator=emulator, control=control, pages=pages))
        yield SigningServer(url=server.url, emulator=emulator, clock=clock)


def _service(emulator: Emulator) -> Service:
    return Service(root=emulator.settings.root, environment=emulator.settings.environment)
