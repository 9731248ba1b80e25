"""TLS as the service wants it: the client's certificate, the service's own trust anchors, the server's organisation.

The server's certificate is an enterprise certificate and names no host. Whose it is, is told by the organisation number
in it, which is looked at when the handshake is over: nothing of a request leaves before that.
"""

from __future__ import annotations

import os
import secrets
import ssl
import tempfile
from base64 import encodebytes
from contextlib import contextmanager
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
"""What OpenSSL adds to a certificate that is trusted for servers: CertAux with the purpose serverAuth."""
_REFUSED_BY_US: Final = 50
"""X509_V_ERR_APPLICATION_VERIFICATION."""


def client_context(
    credentials: Credentials, trust_anchors: Iterable[Certificate], *, server_organization: str = POSTEN
) -> ssl.SSLContext:
    """A context for any HTTP library: it presents the credentials, and opens connections to the service alone.

    The server's chain has to end at one of the anchors, which may be roots, issuing certificates or the server's own,
    and its certificate has to be issued to ``server_organization`` (nine digits). An extended key usage, where there
    is one, has to permit servers: OpenSSL insists on that, as Java does, on which the official client relies. Neither
    the environment nor what a library sets in the context later makes it trust anybody else.

    Raises CredentialsError for credentials without the key itself, certificates that OpenSSL refuses, or no anchors.
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
    _present(context, credentials)
    return context


class _Socket(ssl.SSLSocket):
    """A connection that is the service's, and that is bounded by the call it works for.

    Libraries bound each wait, so that a server which sends a byte now and then keeps them for ever; the call bounds
    all of it.
    """

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 - as the standard library has it
        if call := calls.current():
            self.settimeout(call.begins_handshake(self.gettimeout()))
        self.suppress_ragged_eofs = False
        super().do_handshake(block)
        _require_organization(self)

    def recv(self, *args: Any, **kwargs: Any) -> bytes:  # noqa: ANN401 - as the standard library has it
        with self._receiving():
            return super().recv(*args, **kwargs)
        return b""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 - as the standard library has it
        with self._receiving():
            return super().recv_into(*args, **kwargs)
        return 0

    def send(self, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 - as the standard library has it
        if call := calls.current():
            self.settimeout(call.sends())
        return super().send(*args, **kwargs)

    @contextmanager
    def _receiving(self) -> Iterator[None]:
        call = calls.current()
        if call:
            self.settimeout(call.waits())
        try:
            yield
        except ssl.SSLEOFError:
            if call:
                call.tears()


class _Object(ssl.SSLObject):
    """What ``_Socket`` is, for libraries that await: these bound the call themselves."""

    def do_handshake(self) -> None:
        if call := calls.current():
            call.begins_handshake(None)
        super().do_handshake()
        _require_organization(self)

    def read(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the standard library has it
        try:
            return super().read(*args, **kwargs)
        except ssl.SSLEOFError:
            if call := calls.current():
                call.tears()
            raise

    def write(self, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 - as the standard library has it
        if call := calls.current():
            call.sends()
        return super().write(*args, **kwargs)


class _Context(ssl.SSLContext):
    """A context whose trust is settled. Libraries, requests for one, add public authorities to those they are given."""

    sslsocket_class = _Socket
    sslobject_class = _Object
    server_organization: str

    def load_verify_locations(self, *_: object, **__: object) -> None:
        """Trust nobody else."""

    def set_default_verify_paths(self) -> None:
        """Trust nobody else."""

    @property
    def verify_mode(self) -> ssl.VerifyMode:
        """That the server is verified, whatever is set."""
        return super().verify_mode

    @verify_mode.setter
    def verify_mode(self, _: object) -> None: ...


def _require_organization(tls: ssl.SSLSocket | ssl.SSLObject) -> None:
    certificate = maybe_certificate(tls.getpeercert(binary_form=True) or b"")
    number = certificate and organization_number(certificate)
    expected = cast("_Context", tls.context).server_organization
    if number == expected:
        return
    holder = "nobody with an organisation number" if number is None else f"organisation {number}"
    error = ssl.SSLCertVerificationError(ssl.SSL_ERROR_SSL, "wrong organisation")
    error.verify_code = _REFUSED_BY_US
    error.verify_message = f"it is issued to {holder}, not to {expected}"
    raise error


def _trust(context: ssl.SSLContext, anchors: tuple[Certificate, ...]) -> None:
    """Trust the anchors for servers, whatever purposes they name: OpenSSL would have issuers permit servers too."""
    if not anchors:
        msg = "there are no trust anchors, so that no server could be trusted"
        raise CredentialsError(msg, "give the certificates that the service's is issued by")
    encoded = (encodebytes(each.public_bytes(Encoding.DER) + _FOR_SERVERS) for each in anchors)
    lines = (b"-----BEGIN TRUSTED CERTIFICATE-----\n%b-----END TRUSTED CERTIFICATE-----\n" % each for each in encoded)
    with _file(b"".join(lines)) as path:
        ssl.SSLContext.load_verify_locations(context, path)


def _present(context: ssl.SSLContext, credentials: Credentials) -> None:
    """Present the certificate with its chain. The key is written down encrypted only, for OpenSSL to read."""
    if credentials.private_key is None:
        msg = "the credentials reach the key by a signer, and a connection needs the key itself"
        raise CredentialsError(msg, "make them of the key: Credentials.from_pkcs12 or from_pem")
    password = secrets.token_bytes(32)
    key = credentials.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password))
    chain = (each.public_bytes(Encoding.PEM) for each in credentials.chain)
    with _file(b"".join((key, *chain))) as path:
        try:
            context.load_cert_chain(path, password=password)
        except ssl.SSLError as error:
            msg = f"OpenSSL does not take the certificate and its key: {error.reason}"
            raise CredentialsError(msg, "have the issuer make another certificate") from error


@contextmanager
def _file(content: bytes) -> Iterator[str]:
    """A file of this content, for OpenSSL reads nothing else: in memory where the system has such files."""
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
