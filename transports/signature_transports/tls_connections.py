"""TLS connections to the service: they check the server's organisation, and keep the time limits of a call.

The server's certificate is an enterprise certificate without a host name. Instead, the organisation number in it is
checked at the end of the handshake, before anything of a request is sent.
"""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, Any, Final, cast

from signature_model.credentials.certificates import maybe_certificate, organization_number
from signature_transports import calls

if TYPE_CHECKING:
    from collections.abc import Iterator


_REFUSED_BY_US: Final = 50
"""X509_V_ERR_APPLICATION_VERIFICATION."""


def _is_unclean_end(error: ssl.SSLError) -> bool:
    """Whether the connection was cut. The first releases of Python 3.11 have no separate exception for this."""
    return isinstance(error, ssl.SSLEOFError) or error.reason == "UNEXPECTED_EOF_WHILE_READING"


class _Socket(ssl.SSLSocket):
    """A connection to the service, within the time limits of the current call.

    Libraries limit each wait, so a server that sends single bytes at intervals could keep them waiting forever. The
    call limits the total time.
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
        except ssl.SSLError as error:
            if not _is_unclean_end(error):
                raise
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
        except ssl.SSLError as error:
            if _is_unclean_end(error) and (call := calls.current()):
                call.note_unclean_end()
            raise

    def write(self, *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 - the signature of the standard library
        if call := calls.current():
            call.note_sending()
        return super().write(*args, **kwargs)


class ServiceContext(ssl.SSLContext):
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


class WebContext(ServiceContext):
    """A context that always checks the host name. Libraries try to turn that check off if they get a context."""

    @property
    def check_hostname(self) -> bool:
        """Always check the host name."""
        return super().check_hostname

    @check_hostname.setter
    def check_hostname(self, _: object) -> None: ...


def _require_organization(tls: ssl.SSLSocket | ssl.SSLObject) -> None:
    context = cast("ServiceContext", tls.context)
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
