"""requests 2.32.2 makes connections without our TLS context. Nothing is sent over them. Run by ``make lowest``."""

import ssl
from ipaddress import ip_address

import pytest
import requests
from cryptography import x509

from signature_model import UntrustedServer
from signature_transports.requests import RequestsTransport
from tests.kits.certificates import pem, seid2
from tests.kits.tls import issued, issuers, server_context, trusting
from tests.signature_transports.mischief import FINE, ask
from tests.signature_transports.servers import Server, answering

pytestmark = pytest.mark.skipif(
    requests.__version__ != "2.32.2", reason="requests 2.32.2 is not installed; `make lowest` installs it"
)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_is_sent_to_a_server_that_a_public_authority_vouches_for(method: str) -> None:
    public: ssl.SSLContext = vars(requests.adapters)["_preloaded_ssl_context"]
    public.load_verify_locations(cadata=pem(issuers("Public").root).decode())
    host = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    stranger = issued(seid2("999999999"), host, by=issuers("Public"))
    tls = server_context(stranger, issuers("Public").issuers, mode=ssl.CERT_NONE)
    body = (b"job",) if method == "POST" else ()
    length = ("Content-Length", str(len(b"".join(body))))
    with (
        Server(answering(FINE), tls) as server,
        RequestsTransport(trusting()) as real,
        pytest.raises(UntrustedServer, match="without the given TLS context; nothing was sent"),
    ):
        ask(real, server.url, method=method, headers=(length,), body=body)

    assert server.received == b""
