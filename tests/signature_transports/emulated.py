"""An emulator behind TLS, called with a client certificate or with a token."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from signature_model import Credentials, Environment, Service, TokenAuthentication, load_certificates
from signature_model.api.flow import Transport
from signature_model.api.http import Request, Response
from signature_model.masking import Secret
from signature_transports.clocks import RealClock
from signature_transports.emulator import Emulator, Settings
from signature_transports.emulator.web.certificate_folder import PASSWORD, CertificateFolder
from signature_transports.emulator.web.server import Server, server_context
from signature_transports.emulator.web.site import ROOT, Site
from signature_transports.tokens import AsyncTokenTransport, TokenTransport
from tests.signature_transports.callers import Blocking


class Watched(Emulator):
    """An emulator that remembers its tokens, and the organisations in the certificates of its callers."""

    def __init__(self, settings: Settings, clock: RealClock) -> None:
        super().__init__(settings, clock=clock)
        self.callers: list[str | None] = []
        self.issued: list[Secret] = []

    def handle(self, request: Request, caller: str | None = None, thumbprint: str | None = None) -> Response:
        self.callers.append(caller)
        response = super().handle(request, caller, thumbprint)
        if "oauth2" in request.url:
            self.issued.append(Secret(json.loads(response.body)["access_token"]))
        return response


@dataclass(frozen=True)
class Served:
    """An emulator behind TLS, and what its clients need."""

    emulator: Watched
    url: str
    folder: CertificateFolder

    @property
    def service(self) -> Service:
        return Service(root=self.url + ROOT, environment=Environment.TEST)

    @property
    def credentials(self) -> Credentials:
        return Credentials.from_pkcs12(self.folder.client, PASSWORD)

    @property
    def anchors(self) -> tuple[Any, ...]:
        return load_certificates(self.folder.anchor.read_bytes())


@contextmanager
def serving(folder: CertificateFolder, **settings: Any) -> Iterator[Served]:  # noqa: ANN401 - any setting
    """Serve an emulator with the certificates in a folder."""
    with Server(tls=server_context(folder)) as server:
        clock = RealClock()
        chosen = Settings(root=server.url + ROOT, token_thumbprint=folder.thumbprint, **settings)
        emulator = Watched(chosen, clock=clock)
        server.start(Site(emulator, clock))
        yield Served(emulator, server.url, folder)


def filled(folder: CertificateFolder) -> CertificateFolder:
    """Return the folder with certificates in it."""
    folder.fill(datetime.now(UTC))
    return folder


def joined(calls: Transport, tokens: Transport, service: Service, endpoint: str) -> Any:  # noqa: ANN401 - either kind
    """Return a transport that authenticates by token."""
    ours = TokenAuthentication(client_id="emulator", broker_id="555444", token_endpoint=endpoint)
    if isinstance(calls, Blocking) and isinstance(tokens, Blocking):
        joint = AsyncTokenTransport(calls.awaited, authentication=ours, service=service, token_transport=tokens.awaited)
        return Blocking(joint, calls.runner)
    return TokenTransport(calls, authentication=ours, service=service, token_transport=tokens)
