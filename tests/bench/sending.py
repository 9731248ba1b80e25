"""What creating a job costs through each transport, compared with the HTTP library alone sending the same bytes."""

import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
import httpx2
import requests
from requests.adapters import HTTPAdapter

from signature_model import CallLimit, Credentials, Environment, JobRequest, Manner, PortalClient, Service, build_bundle
from signature_model.api.flow import Transport
from signature_model.api.messages.multipart import frame_parts
from signature_model.credentials.certificates import load_certificates
from signature_model.manifests.requests import write_request
from signature_transports.emulator.web.certificate_folder import CLIENT, PASSWORD, CertificateFolder
from signature_transports.httpx import HttpxTransport
from signature_transports.requests import RequestsTransport
from signature_transports.tls import client_context
from tests.bench.documents import MEDIUM, a_job, a_pdf
from tests.bench.measuring import quickest, show, show_heading, show_peak
from tests.kits.jobs import credentials as enterprise_credentials

Post = Callable[[str, bytes, dict[str, str]], object]


ROUNDS: Final = 100


@contextmanager
def server(folder: CertificateFolder) -> Iterator[str]:
    """Start a server in another process, with the folder's certificates, and give its URL."""
    command = [sys.executable, "-m", "tests.bench.canned", str(folder.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        assert process.stdin is not None
        process.stdin.close()


def pairs(bundle: bytes, folder: CertificateFolder, url: str, stack: ExitStack) -> Iterator[tuple[str, Any, Any]]:
    """Yield each transport's name, a creation through it, and a call of its library with the same bytes."""
    credentials = Credentials.from_pkcs12(folder.client, PASSWORD)
    anchors = load_certificates(folder.anchor.read_bytes())
    service = Service(root=f"{url}/api", environment=Environment.TEST)
    request = write_request(JobRequest())
    body, address = b"".join(frame_parts(request, bundle).pieces), service.jobs_url(CLIENT)
    for name, transport, post in _libraries(lambda: client_context(credentials, anchors), stack):
        manner = Manner(limit=CallLimit(calls=1_000_000))
        client = PortalClient(transport, service, credentials=credentials, manner=manner)
        yield (
            name,
            lambda client=client: client.create_from(bundle, sender=CLIENT, validate=False),
            # A new boundary for each call: the server is faster with one that it has seen before.
            # A new connection for each call, as here.
            lambda post=post: post(
                address,
                body,
                {
                    "Content-Type": frame_parts(request, b"").content_type,
                    "Accept": "application/xml",
                    "Connection": "close",
                },
            ),
        )


def _libraries(context: Callable[[], ssl.SSLContext], stack: ExitStack) -> Iterator[tuple[str, Transport, Post]]:
    session = stack.enter_context(requests.Session())
    session.trust_env = False
    session.mount("https://", _Adapter(context()))
    yield (
        "requests",
        stack.enter_context(RequestsTransport(context())),
        lambda url, body, headers: session.post(url, data=body, headers=headers).content,
    )
    for library in (httpx, httpx2):
        bare: Any = stack.enter_context(library.Client(verify=context(), trust_env=False))
        transport = stack.enter_context(HttpxTransport(context(), library=library.__name__))
        yield library.__name__, transport, partial(_posted, bare)


def _posted(client: Any, url: str, body: bytes, headers: dict[str, str]) -> object:  # noqa: ANN401 - httpx's or httpx2's
    return client.post(url, content=body, headers=headers).content


class _Adapter(HTTPAdapter):
    """The least that makes requests use a TLS context."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - the library's own
        """Pass the context to the pool."""
        super().init_poolmanager(*arguments, **named, ssl_context=self._context, assert_hostname=False)


def show_all(folder: Path) -> None:
    """Print the lines of the table; ``folder`` is empty."""
    certificates = CertificateFolder(path=folder)
    bundle = build_bundle(a_job(a_pdf(MEDIUM)), enterprise_credentials()).content
    with ExitStack() as stack:
        url = stack.enter_context(server(certificates))
        show_heading("create a job over TLS (elapsed time; floor: the HTTP library alone)")
        for name, ours, bare in pairs(bundle, certificates, url, stack):
            show(
                f"{name}, one PDF of {MEDIUM:,} bytes",
                *quickest(ours, bare, rounds=ROUNDS, clock=time.perf_counter),
                aim=1.1,
            )
        show_heading("send a bundle of 10 MiB (peak memory; floor: its size)")
        for name in ("requests", "httpx", "httpx2"):
            before = _BEFORE.format(folder=str(folder), url=url, transport=_TRANSPORTS[name])
            show_peak(name, _IMPORTS + before, "client.create_from(large, validate=False)", 10, aim=0.5)


_TRANSPORTS: Final = {
    "requests": "RequestsTransport(tls)",
    "httpx": "HttpxTransport(tls, library='httpx')",
    "httpx2": "HttpxTransport(tls, library='httpx2')",
}
_IMPORTS: Final = "import os\nfrom pathlib import Path\nfrom tests.bench.sending import *\n"
_BEFORE: Final = """
folder = CertificateFolder(path=Path({folder!r}))
credentials = Credentials.from_pkcs12(folder.client, PASSWORD)
tls = client_context(credentials, load_certificates(folder.anchor.read_bytes()))
service = Service(root={url!r} + "/api", environment=Environment.TEST)
client = PortalClient({transport}, service, credentials=credentials)
client.create_from(b"small", validate=False)
large = os.urandom(10 * 1024 * 1024)
"""
"""Runs before the peak is measured."""
