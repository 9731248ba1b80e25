"""A transport over ``requests``."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Self

from signature_model.api.http import Receiver
from signature_model.console.extras import install_command
from signature_model.errors import NoAnswer, UntrustedServer
from signature_transports.calls import open_call
from signature_transports.connection_options import DEFAULT
from signature_transports.framing import FinalResponse

try:
    import requests
    from requests.adapters import HTTPAdapter
    from requests.structures import CaseInsensitiveDict
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.exceptions import ClosedPoolError, ConnectTimeoutError, HTTPError, NewConnectionError, ProxyError
except ImportError as error:
    msg = f"this transport needs requests: {install_command('requests')}"
    raise ImportError(msg) from error

if TYPE_CHECKING:
    import ssl

    from signature_model.api.flow import Stop
    from signature_model.api.http import Request, Response
    from signature_transports.connection_options import ConnectionOptions

_FAILURES: Final = (requests.RequestException, HTTPError, UnicodeError)
_UNSENT: Final = (ClosedPoolError, ConnectTimeoutError, NewConnectionError, ProxyError)
_MOST_AT_ONCE: Final = 64 * 1024


class RequestsTransport:
    """A transport with the context of ``tls.client_context``, or with a session of yours.

    The transport uses the session's adapters (which must not repeat requests), ``verify``, ``cert`` and ``proxies``.
    Close your session yourself, and use it for nothing else: a call could get a connection that another use left open.
    Without context and session, HTTPS works as on the web: it checks the host name, trusts public authorities, and
    presents no certificate.
    """

    def __init__(
        self,
        tls: ssl.SSLContext | None = None,
        *,
        session: Any = None,  # noqa: ANN401 - a session
        options: ConnectionOptions = DEFAULT,
    ) -> None:
        if session is not None and (tls is not None or options.proxy is not None):
            msg = "omit context and proxy if you give a session: a session has its own"
            raise TypeError(msg)
        self._tls, self._options = tls, options
        self._is_ours = session is None
        self._session: Any = _session(tls, options.proxy) if session is None else session

    def send(self, request: Request) -> Response:
        """Send a request and return the response. Raises NoAnswer, UntrustedServer."""
        request = self._options.applied_to(request)
        with open_call(request, failures=_FAILURES, unsent=_UNSENT, options=self._options, tls=self._tls) as call:
            response = self._response(request, call.pieces() if request.body else None)
            try:
                _close_after(response)
                _require_final(response)
                receiver = Receiver(request, response.status_code, response.raw.headers.items())
                while (piece := response.raw.read1(_MOST_AT_ONCE, decode_content=False)) and receiver.takes(piece):
                    call.remaining_silence()
            finally:
                response.close()
        return call.complete(receiver.response())

    def wait(self, seconds: float, stop: Stop | None = None) -> None:
        """Wait, or return earlier if ``stop`` is set."""
        if stop is None:
            time.sleep(seconds)
        else:
            stop.wait(seconds)

    def clock(self) -> float:
        """Return the seconds of a monotonic clock."""
        return time.monotonic()

    def close(self) -> None:
        """Close the session, unless it is yours."""
        if self._is_ours:
            self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _response(self, request: Request, body: Any) -> requests.Response:  # noqa: ANN401 - any iterable
        # The session neither prepares nor sends it: it would rewrite the URL, add headers and cookies, obey environment
        # variables, and read the body of a redirect to its end, decompressed, even if it does not follow the redirect.
        prepared = requests.PreparedRequest()
        prepared.method, prepared.url, prepared.body = request.method, request.url, body
        prepared.headers = CaseInsensitiveDict(request.headers)
        session = self._session
        response: requests.Response = session.get_adapter(request.url).send(
            prepared,
            stream=True,
            timeout=(request.timeouts.connect, request.timeouts.silence),
            verify=session.verify,
            cert=session.cert,
            proxies=session.proxies,
        )
        return response


def _close_after(response: requests.Response) -> None:
    """Let the end of the response close its connection, which the library would keep for another call.

    The response gets the socket, as ``http.client`` arranges it if the server wants to close the connection.
    """
    connection = response.raw.connection
    if connection is not None and connection.sock is not None:
        connection.sock.close()  # in effect when the response is closed too
        connection.sock = None


def _require_final(response: requests.Response) -> None:
    """Raise NoAnswer for an interim response, which a session of yours may mistake for the final response."""
    if response.status_code < HTTPStatus.OK:
        msg = f"the connection failed: requests treated an interim response ({response.status_code}) as the final one"
        raise NoAnswer(msg)


class _PlainConnection(HTTPConnection):
    response_class = FinalResponse


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _WebConnection(HTTPSConnection):
    response_class = FinalResponse


class _WebPool(HTTPSConnectionPool):
    ConnectionCls = _WebConnection


def _pool_of(tls: ssl.SSLContext) -> type[HTTPSConnectionPool]:
    """Return a pool that sends nothing over a connection that was made with another context.

    Releases of the library differ in which hooks they call. If they ignore ours, the connection is refused.
    """

    class Connection(_WebConnection):
        def connect(self) -> None:
            super().connect()
            if getattr(self.sock, "context", None) is not tls:
                self.close()
                msg = "requests made the connection without the given TLS context; nothing was sent"
                raise UntrustedServer(msg, "install requests 2.32.4 or later")

    class Pool(HTTPSConnectionPool):
        ConnectionCls = Connection

    return Pool


class _Adapter(HTTPAdapter):
    """Opens connections with the unchanged context, or as on the web without a context. Never repeats a request."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        super().__init__(max_retries=0)
        pools = {"http": _PlainPool, "https": _WebPool if tls is None else _pool_of(tls)}
        self.poolmanager.pool_classes_by_scheme = pools

    def build_connection_pool_key_attributes(
        self,
        request: requests.PreparedRequest,
        verify: Any,  # noqa: ANN401 - the signature of the library
        cert: Any = None,  # noqa: ANN401 - the signature of the library
    ) -> tuple[Any, Any]:
        """Return the host and only the context: by default the library adds a bundle of public authorities."""
        if self._tls is None:
            return super().build_connection_pool_key_attributes(request, verify, cert)
        del verify, cert
        place, _ = super().build_connection_pool_key_attributes(request, verify=True)
        return place, {"ssl_context": self._tls, "assert_hostname": False}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:  # noqa: ANN401 - as the library's
        """Leave the connection unchanged: its TLS context already decides which certificates to trust."""
        if self._tls is None:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]  # the library's

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:  # noqa: ANN401 - as the library's
        """Return the manager of the connections through a proxy. It makes connections of the same classes."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self.poolmanager.pool_classes_by_scheme
        return manager


def _session(tls: ssl.SSLContext | None, proxy: str | None) -> requests.Session:
    session = requests.Session()
    session.mount("http://", _Adapter())
    session.mount("https://", _Adapter(tls))
    session.proxies = {} if proxy is None else {"https": proxy}
    return session
