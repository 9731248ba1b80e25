"""A request is sent only to the service."""

import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address
from typing import Final

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signature_model import NoAnswer, UntrustedServer
from signature_model.api.http import Request, Response, Timeouts
from signature_transports.tls import client_context
from tests.kits.certificates import NUMBER, certificate, name, rsa_key, seid1, seid2
from tests.kits.tls import DAY, NOW, credentials, issued, issuers, server_context
from tests.signature_transports.callers import each_library, transport
from tests.signature_transports.servers import Server, answer, answering

OTHER: Final = "999999999"
TIMES: Final = Timeouts(connect=10, silence=10, whole=20)
FINE: Final = answering(answer(body=b"fine"))

CLIENTS_ONLY: Final = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION])
SERVERS: Final = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
HERE: Final = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])

NO_NUMBER = "it has no organisation number"


def ask(kind: str, server: Server, anchors: Sequence[x509.Certificate] = ()) -> Response:
    """A call with what must not leak."""
    tls = client_context(credentials(), anchors or [issuers().root])
    with transport(kind, tls) as real:
        return real.send(
            Request(
                method="POST",
                url=f"{server.url}/api",
                headers=(("Content-Length", "6"),),
                body=(b"secret",),
                timeouts=TIMES,
            )
        )


def holder(*attributes: tuple[x509.ObjectIdentifier, str]) -> ssl.SSLContext:
    """The server of a holder of this name, by the right authority."""
    return server_context(issued(name((NameOID.COUNTRY_NAME, "NO"), *attributes)))


@pytest.mark.parametrize(
    ("server", "anchors"),
    [
        pytest.param(lambda: server_context(issued(seid1())), lambda: [issuers().root], id="SEID 1"),
        pytest.param(lambda: server_context(issued(seid2())), lambda: [issuers().root], id="SEID 2"),
        pytest.param(
            lambda: holder((NameOID.ORGANIZATION_IDENTIFIER, NUMBER)), lambda: [issuers().root], id="the bare number"
        ),
        pytest.param(
            lambda: holder((NameOID.COMMON_NAME, f"{NUMBER} Posten")), lambda: [issuers().root], id="a common name"
        ),
        pytest.param(
            lambda: server_context(issued(), issuers().issuers[:1]), lambda: [issuers().root], id="no root in the chain"
        ),
        pytest.param(server_context, lambda: [issuers().issuing], id="an issuing anchor"),
        pytest.param(lambda: server_context(issued(), ()), lambda: [issuers().issuing], id="no chain"),
        pytest.param(
            lambda: server_context(issued(), ()), lambda: [issued(), issuers("Andre").root], id="its own as the anchor"
        ),
        pytest.param(
            server_context,
            lambda: [issuers("Andre").root, issuers().root, issuers().root],
            id="several anchors, one twice",
        ),
        pytest.param(lambda: server_context(issued(None, SERVERS)), lambda: [issuers().root], id="a purpose: servers"),
        pytest.param(
            lambda: server_context(issued(None, CLIENTS_ONLY), ()),
            lambda: [issued(None, CLIENTS_ONLY)],
            id="other purposes, its own as the anchor",
        ),
        pytest.param(
            lambda: server_context(
                issued(by=issuers("Tilliten", CLIENTS_ONLY)), issuers("Tilliten", CLIENTS_ONLY).issuers
            ),
            lambda: issuers("Tilliten", CLIENTS_ONLY).issuers,
            id="an issuing anchor with other purposes",
        ),
        pytest.param(lambda: server_context(version=ssl.TLSVersion.TLSv1_2), lambda: [issuers().root], id="TLS 1.2"),
        pytest.param(lambda: server_context(version=ssl.TLSVersion.TLSv1_3), lambda: [issuers().root], id="TLS 1.3"),
        pytest.param(
            lambda: server_context(mode=ssl.CERT_NONE), lambda: [issuers().root], id="it asks for no certificate"
        ),
    ],
)
@each_library
def test_a_request_is_sent_to_the_service(
    kind: str, server: Callable[[], ssl.SSLContext], anchors: Callable[[], Sequence[x509.Certificate]]
) -> None:
    with Server(FINE, server()) as served:
        assert ask(kind, served, anchors()).body == b"fine"

    assert bytes(served.received).endswith(b"secret")


@pytest.mark.parametrize(
    ("server", "message"),
    [
        pytest.param(
            lambda: server_context(issued(seid2(OTHER))), f"organisation {OTHER}, not to {NUMBER}", id="another holder"
        ),
        pytest.param(
            lambda: server_context(issued(seid2(OTHER), HERE)),
            f"organisation {OTHER}, not to {NUMBER}",
            id="another holder of this host name",
        ),
        pytest.param(
            lambda: holder(
                (NameOID.ORGANIZATION_IDENTIFIER, f"NTRNO-{OTHER}"),
                (NameOID.SERIAL_NUMBER, NUMBER),
                (NameOID.COMMON_NAME, NUMBER),
            ),
            f"organisation {OTHER}, not",
            id="the number where a better place has another",
        ),
        pytest.param(
            lambda: holder((NameOID.SERIAL_NUMBER, OTHER), (NameOID.COMMON_NAME, NUMBER)),
            f"organisation {OTHER}, not",
            id="a common name beside another serial number",
        ),
        pytest.param(
            lambda: holder(
                (NameOID.ORGANIZATION_IDENTIFIER, f"NTRNO-{NUMBER}"),
                (NameOID.ORGANIZATION_IDENTIFIER, f"NTRNO-{OTHER}"),
            ),
            NO_NUMBER,
            id="two numbers",
        ),
        pytest.param(lambda: holder((NameOID.ORGANIZATIONAL_UNIT_NAME, NUMBER)), NO_NUMBER, id="in the unit's name"),
        pytest.param(lambda: holder((NameOID.ORGANIZATION_NAME, f"NTRNO-{NUMBER}")), NO_NUMBER, id="in the name"),
        pytest.param(
            lambda: holder((NameOID.COMMON_NAME, f"Posten {NUMBER}")), NO_NUMBER, id="later in the common name"
        ),
        pytest.param(lambda: holder((NameOID.COMMON_NAME, f"{NUMBER}0")), NO_NUMBER, id="a longer number"),
        pytest.param(lambda: holder((NameOID.COMMON_NAME, f"serialNumber={NUMBER}")), NO_NUMBER, id="as it is printed"),
        pytest.param(
            lambda: holder((NameOID.ORGANIZATION_IDENTIFIER, f"NTRSE-{NUMBER}")), NO_NUMBER, id="another country"
        ),
        pytest.param(
            lambda: server_context(issued(since=NOW - 2 * DAY, until=NOW - timedelta(hours=1))), "expired", id="expired"
        ),
        pytest.param(
            lambda: server_context(issued(since=NOW + DAY, until=NOW + 2 * DAY)),
            "not yet valid",
            id="not yet valid",
        ),
        pytest.param(
            lambda: server_context(issued(by=issuers("Andre")), issuers("Andre").issuers),
            "self-signed certificate in certificate chain",
            id="another authority",
        ),
        pytest.param(
            lambda: server_context(issued(by=issuers("Kundene")), issuers("Kundene").issuers),
            "self-signed certificate in certificate chain",
            id="the client's own authority",
        ),
        pytest.param(
            lambda: server_context(
                certificate(seid2(), seid2(), rsa_key("server"), rsa_key("server"), since=NOW - DAY, until=NOW + DAY),
                (),
            ),
            "self-signed certificate",
            id="self-signed",
        ),
        pytest.param(lambda: server_context(issued(), ()), "unable to get local issuer", id="no chain to the anchor"),
        pytest.param(
            lambda: server_context(issued(None, CLIENTS_ONLY)), "certificate purpose", id="for other purposes alone"
        ),
    ],
)
@each_library
def test_nothing_is_sent_to_another_server(kind: str, server: Callable[[], ssl.SSLContext], message: str) -> None:
    with Server(FINE, server()) as served, pytest.raises(UntrustedServer, match=message) as refusal:
        ask(kind, served)

    assert bytes(served.received) == b""
    assert served.connections == 1
    assert refusal.value.hint
    assert not refusal.value.was_sent


@each_library
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_an_old_version_of_tls_is_refused(kind: str) -> None:
    old = server_context(version=ssl.TLSVersion.TLSv1_1)
    old.set_ciphers("ALL:@SECLEVEL=0")
    with Server(FINE, old) as served:
        with pytest.raises(NoAnswer) as refusal:
            ask(kind, served)
        lenient = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        lenient.check_hostname, lenient.verify_mode = False, ssl.CERT_NONE
        lenient.minimum_version = ssl.TLSVersion.TLSv1_1
        lenient.set_ciphers("ALL:@SECLEVEL=0")
        with suppress(OSError), socket.create_connection(("127.0.0.1", served.server_address[1])) as bare:
            lenient.wrap_socket(bare).close()

    assert bytes(served.received) == b""
    assert not refusal.value.was_sent
    assert "peer did not return a certificate" in served.refusals[1].lower()  # which is to say: others get that far
