"""TLS for the service: contexts with the client's certificate and the service's own trust anchors.

``tls_connections`` checks the server's organisation.
"""

from __future__ import annotations

import os
import secrets
import ssl
import tempfile
from base64 import encodebytes
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.x509 import Certificate

from signature_model.api.services import POSTEN
from signature_model.errors import CredentialsError
from signature_model.jobs.identifiers import has_nine_digits
from signature_model.masking import quoted
from signature_model.type_checks import require_type
from signature_transports.tls_connections import ServiceContext, WebContext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signature_model.credentials.enterprise import Credentials

_FOR_SERVERS: Final = bytes.fromhex("300c 300a 0608 2b06010505070301")
"""OpenSSL's suffix for a certificate that is trusted for servers: CertAux with the purpose serverAuth."""


def client_context(
    credentials: Credentials | None, trust_anchors: Iterable[Certificate], *, server_organization: str = POSTEN
) -> ssl.SSLContext:
    """Return a context for any HTTP library that presents the credentials and connects only to the service.

    Credentials of None present no certificate: calls then authenticate by token.

    The server's chain must end at one of the anchors (roots, issuing certificates, or the server's own certificate),
    and its certificate must be issued to ``server_organization`` (nine digits). If it has an extended key usage, that
    must permit servers: OpenSSL requires this, as does Java in the official client. Neither environment variables nor
    later changes by a library make the context trust other certificates.

    Raises CredentialsError if the credentials do not have the key itself, if OpenSSL refuses the certificates, or if
    there are no anchors.
    """
    if not has_nine_digits(server_organization):
        msg = f"the server's organisation number must be nine digits, not {quoted(server_organization)}"
        raise ValueError(msg)
    anchors = tuple(trust_anchors)
    for index, each in enumerate(anchors):
        require_type(f"trust_anchors[{index}]", each, Certificate)
    context = ServiceContext(ssl.PROTOCOL_TLS_CLIENT)
    context.server_organization = server_organization
    context.check_hostname = False
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    # The first releases of Python 3.11 set it: the end of a connection that an attacker has cut would look regular.
    context.options &= ~getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
    _trust(context, anchors)
    if credentials is not None:
        _present(context, credentials)
    return context


def token_context(
    credentials: Credentials,
    trust_anchors: Iterable[Certificate] | None = None,
    *,
    server_organization: str = POSTEN,
) -> ssl.SSLContext:
    """Return a context for the token endpoint that presents the credentials.

    Without anchors, the server is checked as on the web: public authorities and the host name. With anchors, its chain
    must end at one of them, and its certificate must be for the host or issued to ``server_organization``. Raises what
    ``client_context`` raises.
    """
    if trust_anchors is not None:
        context = client_context(credentials, trust_anchors, server_organization=server_organization)
        cast("ServiceContext", context).accepts_host = True
        return context
    web = WebContext(ssl.PROTOCOL_TLS_CLIENT)  # checks the host name by default
    web.minimum_version = ssl.TLSVersion.TLSv1_2
    _trust_authorities(web)
    _present(web, credentials)
    return web


def _trust(context: ssl.SSLContext, anchors: tuple[Certificate, ...]) -> None:
    """Trust the anchors for servers with any key usage. Otherwise, OpenSSL would require key usages of issuers too."""
    if not anchors:
        msg = "there are no trust anchors"
        raise CredentialsError(msg, "give the certificates of the issuers of the service's certificate")
    encoded = (encodebytes(each.public_bytes(Encoding.DER) + _FOR_SERVERS) for each in anchors)
    lines = (b"-----BEGIN TRUSTED CERTIFICATE-----\n%b-----END TRUSTED CERTIFICATE-----\n" % each for each in encoded)
    with _file(b"".join(lines)) as path:
        ssl.SSLContext.load_verify_locations(context, path)


def _trust_authorities(context: ssl.SSLContext) -> None:
    """Trust the public authorities that the HTTP libraries trust, or else those of the system."""
    try:
        import certifi  # noqa: PLC0415 - installed with the HTTP libraries
    except ImportError:  # pragma: no cover - a library without it
        context.load_default_certs()
    else:
        ssl.SSLContext.load_verify_locations(context, certifi.where())


def _present(context: ssl.SSLContext, credentials: Credentials) -> None:
    """Present the certificate with its chain. OpenSSL reads the key from a file, in which it is encrypted."""
    if credentials.private_key is None:
        msg = "the credentials have a signing function instead of the key, but TLS needs the key itself"
        raise CredentialsError(msg, "use Credentials.from_pkcs12 or Credentials.from_pem")
    password = secrets.token_bytes(32)
    key = credentials.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password))
    chain = (each.public_bytes(Encoding.PEM) for each in credentials.chain)
    with _file(b"".join((key, *chain))) as path:
        try:
            context.load_cert_chain(path, password=password)
        except ssl.SSLError as error:
            msg = f"OpenSSL does not accept the certificate and its key: {error.reason}"
            raise CredentialsError(msg, "get another certificate from the issuer") from error


@contextmanager
def _file(content: bytes) -> Iterator[str]:
    """Write a file for OpenSSL, which reads only files. On Linux it is in memory."""
    if hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir():
        with open(os.memfd_create("certificates"), "wb", buffering=0) as file:  # noqa: PTH123 - a descriptor
            file.write(content)
            yield f"/proc/self/fd/{file.fileno()}"
        return
    descriptor, path = tempfile.mkstemp()
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
            file.write(content)
        yield path
    finally:
        Path(path).unlink()
