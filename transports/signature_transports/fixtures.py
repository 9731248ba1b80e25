"""The objects of the fixtures in ``pytest_plugin``: the emulator in the process, and as a server."""

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
from signature_model.clients.direct import DirectClient
from signature_model.clients.portal import AsyncPortalClient, PortalClient
from signature_model.credentials.enterprise import Credentials
from signature_transports.emulator.service import Emulator
from signature_transports.emulator.settings import Settings
from signature_transports.emulator.web.certificate_folder import PASSWORD, CertificateFolder
from signature_transports.emulator.web.server import Server
from signature_transports.emulator.web.site import ROOT, Site
from signature_transports.fake import AsyncFakeTransport, FakeTransport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_transports.clocks import ManualClock

UNLIMITED: Final = Settings(calls_per_second=None, empty_queue_wait=timedelta())
"""The default settings of the server. Its clock does not move, so a limit on calls or polls would never end."""


@cache
def credentials() -> Credentials:
    """Return test credentials of the organisation 999999999. Each call in a process returns the same ones."""
    with TemporaryDirectory() as path:
        folder = CertificateFolder(path=Path(path))
        folder.fill(datetime.now(UTC))
        return Credentials.from_pkcs12(folder.client, PASSWORD)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningService:
    """The service in the process. When a client waits, its ``clock`` advances."""

    emulator: Emulator
    clock: ManualClock
    transport: FakeTransport
    _manner: Manner = field(default_factory=Manner, repr=False)

    @property
    def service(self) -> Service:
        """The service, for a client of your own."""
        return _service(self.emulator)

    def client(self, given: Credentials | None = None, *, sender: str | None = None) -> PortalClient:
        """Return a client of the service, by default with test credentials of the organisation 999999999.

        ``sender`` is the organisation that the client sends for, by default the one in the credentials.
        """
        return PortalClient(
            self.transport, self.service, credentials=given or credentials(), sender=sender, manner=self._manner
        )

    def async_client(self, given: Credentials | None = None, *, sender: str | None = None) -> AsyncPortalClient:
        """Return a client for asyncio, with the arguments of ``client``."""
        return AsyncPortalClient(
            AsyncFakeTransport(self.transport),
            self.service,
            credentials=given or credentials(),
            sender=sender,
            manner=self._manner,
        )

    def direct_client(self, given: Credentials | None = None, *, sender: str | None = None) -> DirectClient:
        """Return a client of the direct flow, with the arguments of ``client``."""
        return DirectClient(
            self.transport, self.service, credentials=given or credentials(), sender=sender, manner=self._manner
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningServer:
    """The service as an HTTP server on the loopback interface, with pages and control path. Its clock does not move."""

    url: str
    emulator: Emulator
    clock: ManualClock

    @property
    def root(self) -> str:
        """The root URL of the service."""
        return self.url + ROOT

    @property
    def service(self) -> Service:
        """The service, for clients."""
        return _service(self.emulator)


def in_process(settings: Settings | None, clock: ManualClock) -> SigningService:
    """Return a service in this process."""
    emulator = Emulator(settings, clock=clock)
    return SigningService(emulator=emulator, clock=clock, transport=FakeTransport(emulator.handle, clock=clock))


@contextmanager
def running_server(settings: Settings | None, clock: ManualClock) -> Iterator[SigningServer]:
    """Run a service as a server."""
    with Server() as server:
        emulator = Emulator(replace(settings or UNLIMITED, root=server.url + ROOT), clock=clock)
        server.start(Site(emulator, clock))
        yield SigningServer(url=server.url, emulator=emulator, clock=clock)


def _service(emulator: Emulator) -> Service:
    return Service(root=emulator.settings.root, environment=emulator.settings.environment)
