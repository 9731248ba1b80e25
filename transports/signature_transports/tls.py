"""TLS for the service: the client's certificate, the service's own trust anchors, the server's organisation.

The server's certificate is an enterprise certificate without a host name. Instead, the organisation number in it is
checked at the end of the handshake, before anything of a request is sent.
"""

from __future__ import annotations

import os
import secrets
import ssl
import tempfile
from base64 import encodebytes
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.x509 import Certificate

from signature_model.api.services import POSTEN
from signature_model.credentials.certificates import maybe_certificate, organization_number
from signature_model.errors import CredentialsError
from signature_model.jobs.identifiers import has_nine_digits
from signature_model.masking import quoted
from signature_model.type_checks import require_type
from signature_transports import calls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signature_model.credentials.enterprise import Credentials

_FOR_SERVERS: Final = bytes.fromhex("300c 300a 0608 2b06010505070301")
"""OpenSSL's suffix for a certificate that is trusted for servers: CertAux with the purpose serverAuth."""
_REFUSED_BY_US: Final = 50
"""X509_V_ERR_APPLICATION_VERIFICATION."""


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
    context = _Context(ssl.PROTOCOL_TLS_CLIENT)
    context.server_organization = server_organization
    context.check_hostname = False
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
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
        cast("_Context", context).accepts_host = True
        return context
    web = _WebContext(ssl.PROTOCOL_TLS_CLIENT)  # checks the host name by default
    web.minimum_version = ssl.TLSVersion.TLSv1_2
    _trust_authorities(web)
    _present(web, credentials)
    return web


class _Socket(ssl.SSLSocket):
    """A connection to the service, within the time limits of the current call.

    Libraries limit each wait, so a server that sends a byte now and then could hold them forever. The call limits the
    whole.
    """

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 - the signature of the standard library
        if call := calls.current():
            self.settimeout(call.note_handshake(self.gettimeout()))
        self.suppress_ragged_eofs = False
        super().do_handshake(block)
        _require_organization(self)

    def recv(self, *args: Any, **kwargs: Any) -> bytes:  # noqa: ANN401 - the signature of the standard library
        with self._receiving():
            return super().recv(*args, **kwargs)
        return b""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 - the signature of the standard library
        with self._receiving():
            return super().recv_into(*args, **kwargs)
        return 0

    def send(self, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 - the signature of the standard library
        if call := calls.current():
            self.settimeout(call.note_sending())
        return super().send(*args, **kwargs)

    @contextmanager
    def _receiving(self) -> Iterator[None]:
        call = calls.current()
        if call:
            self.settimeout(call.remaining_silence())
        try:
            yield
        except ssl.SSLEOFError:
            if call:
                call.note_unclean_end()


class _Object(ssl.SSLObject):
    """``_Socket`` for asynchronous libraries. The transport limits the time of the call."""

    def do_handshake(self) -> None:
        if call := calls.current():
            call.note_handshake(None)
        super().do_handshake()
        _require_organization(self)

    def read(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the signature of the standard library
        try:
            return super().read(*args, **kwargs)
        except ssl.SSLEOFError:
            if call := calls.current():
                call.note_unclean_end()
            raise

    def write(self, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 - the signature of the standard library
        if call := calls.current():
            call.note_sending()
        return super().write(*args, **kwargs)


class _Context(ssl.SSLContext):
    """A context whose trust cannot be changed. Libraries such as requests try to add public authorities."""

    reports_to_calls = True
    sslsocket_class = _Socket
    sslobject_class = _Object
    server_organization: str | None = None
    accepts_host = False

    def load_verify_locations(self, *_: object, **__: object) -> None:
        """Ignore other certificates."""

    def set_default_verify_paths(self) -> None:
        """Ignore other certificates."""

    @property
    def verify_mode(self) -> ssl.VerifyMode:
        """Always verify the server."""
        return super().verify_mode

    @verify_mode.setter
    def verify_mode(self, _: object) -> None: ...


class _WebContext(_Context):
    """A context that always checks the host name. Libraries try to leave that out if they have a context."""

    @property
    def check_hostname(self) -> bool:
        """Always check the host name."""
        return super().check_hostname

    @check_hostname.setter
    def check_hostname(self, _: object) -> None: ...


def _require_organization(tls: ssl.SSLSocket | ssl.SSLObject) -> None:
    context = cast("_Context", tls.context)
    if context.server_organization is None or (context.accepts_host and _is_for_host(tls)):
        return
    certificate = maybe_certificate(tls.getpeercert(binary_form=True) or b"")
    number = certificate and organization_number(certificate)
    expected = context.server_organization
    if number == expected:
        return
    error = ssl.SSLCertVerificationError(ssl.SSL_ERROR_SSL, "wrong organisation")
    error.verify_code = _REFUSED_BY_US
    if number is None:
        error.verify_message = f"it has no organisation number; the service has {expected}"
    else:
        error.verify_message = f"it is issued to organisation {number}, not to {expected}"
    raise error


def _is_for_host(tls: ssl.SSLSocket | ssl.SSLObject) -> bool:
    """Return whether the certificate names the host: its name, perhaps with a star as first label, or its address."""
    host = (tls.server_hostname or "").lower()
    names = cast("dict[str, Any]", tls.getpeercert() or {}).get("subjectAltName", ())
    address = _maybe_address(host)
    if address is not None:
        return address in {_maybe_address(name) for kind, name in names if kind == "IP Address"}
    _, _, parent = host.partition(".")
    accepted = {host, f"*.{parent}"} if "." in parent else {host}  # a star for all of ".com" does not count
    return any(kind == "DNS" and name.lower() in accepted for kind, name in names)


def _maybe_address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _trust(context: ssl.SSLContext, anchors: tuple[Certificate, ...]) -> None:
    """Trust the anchors for servers, whatever their key usages: OpenSSL would require these of issuers too."""
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
