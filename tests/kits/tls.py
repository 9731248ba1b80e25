"""Certificates for TLS servers and clients, valid today, because OpenSSL uses the real clock."""

import ssl
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from tempfile import NamedTemporaryFile
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from signature_model import Credentials
from signature_transports.tls import client_context
from tests.kits.certificates import (
    AUTHORITY,
    ISSUING,
    SIGNING,
    Authority,
    certificate,
    issuer_name,
    pem,
    pem_key,
    rsa_key,
    seid2,
)

NOW: Final = datetime.now(UTC)
DAY: Final = timedelta(days=1)


@cache
def issuers(title: str = "Tilliten", *purposes: x509.ExtensionType) -> Authority:
    """Return the authority with this title; its issuing certificate may have additional extensions."""
    root_key, issuing_key = rsa_key(f"{title} root"), rsa_key(f"{title} issuing")
    root_name, issuing_name = issuer_name(f"{title} Root CA"), issuer_name(f"{title} Class 3 CA")
    made = partial(certificate, since=NOW - DAY, until=NOW + DAY)
    own, by_root = x509.SubjectKeyIdentifier.from_public_key, _signed_with(root_key)
    root = (AUTHORITY, ISSUING, own(root_key.public_key()))
    issuing = (AUTHORITY, ISSUING, own(issuing_key.public_key()), by_root, *purposes)
    return Authority(
        root=made(root_name, root_name, root_key, root_key, extensions=root),
        issuing=made(issuing_name, root_name, issuing_key, root_key, extensions=issuing),
        root_key=root_key,
        issuing_key=issuing_key,
    )


@cache
def issued(
    subject: x509.Name | None = None,
    *extensions: x509.ExtensionType,
    by: Authority | None = None,
    since: datetime = NOW - DAY,
    until: datetime = NOW + DAY,
    key: str = "server",
) -> x509.Certificate:
    """Return an enterprise certificate, by default Posten's, with the usual key usage and additional extensions."""
    issuer = by or issuers()
    return certificate(
        subject or seid2(),
        issuer.issuing.subject,
        rsa_key(key),
        issuer.issuing_key,
        since=since,
        until=until,
        extensions=(SIGNING, _signed_with(issuer.issuing_key), *extensions),
    )


def _signed_with(key: RSAPrivateKey) -> x509.AuthorityKeyIdentifier:
    """Return the authority key identifier, which Python 3.13 and later require."""
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


@cache
def credentials() -> Credentials:
    """Return the client's credentials, from another authority than the server's."""
    clients = issuers("Kundene")
    leaf = issued(seid2("999999999"), by=clients, key="client")
    return Credentials.from_pem(pem(leaf, *clients.issuers), pem_key(rsa_key("client")))


@cache
def trusting() -> ssl.SSLContext:
    """Return the client's context, which trusts the authority of Posten's certificate."""
    return client_context(credentials(), [issuers().root])


@cache
def server_context(
    leaf: x509.Certificate | None = None,
    chain: tuple[x509.Certificate, ...] | None = None,
    *,
    version: ssl.TLSVersion | None = None,
    mode: ssl.VerifyMode = ssl.CERT_REQUIRED,
    clients: str = "Kundene",
) -> ssl.SSLContext:
    """Return a server's context, by default with Posten's certificate; it requires a client certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    sent = (leaf or issued(), *(issuers().issuers if chain is None else chain))
    with NamedTemporaryFile() as file:
        file.write(pem(*sent) + pem_key(rsa_key("server")))
        file.flush()
        context.load_cert_chain(file.name)
    context.load_verify_locations(cadata=pem(issuers(clients).root).decode())
    context.verify_mode = mode
    if version is not None:
        context.minimum_version = context.maximum_version = version
    return context
