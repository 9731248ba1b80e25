"""An HTTP and HTTPS server on the loopback interface, for any application that answers requests.

It uses the standard library's threading server because that gives access to the client's certificate, which no ASGI
server does. ``listener`` accepts the connections, and ``connection`` answers the requests of each.
"""

from __future__ import annotations

import ssl
from threading import Thread
from typing import TYPE_CHECKING

from signature_transports.emulator.web.listener import LOOPBACK, Listener

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from signature_transports.emulator.web.certificate_folder import CertificateFolder
    from signature_transports.emulator.web.connection import Application


class Server:
    """A server that is bound to a port. After ``start`` it answers in its own threads until it is closed."""

    def __init__(self, *, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        """Bind to a port; 0 chooses a free one. Raises OSError if the port is in use."""
        self._listener = Listener((LOOPBACK, port), tls)
        self.port: int = self._listener.server_address[1]
        self.url = f"{'http' if tls is None else 'https'}://{LOOPBACK}:{self.port}"
        self._thread: Thread | None = None

    def start(self, application: Application) -> None:
        """Start to answer."""
        self._listener.application = application
        self._thread = Thread(target=self._listener.serve_forever, args=(0.01,), name="emulator", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close all connections, and wait for the requests that are being answered."""
        if self._thread is not None:
            self._listener.shutdown()
            self._thread.join()
        self._listener.close_connections()
        self._listener.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def server_context(folder: CertificateFolder) -> ssl.SSLContext:
    """Return TLS with the folder's server certificate. Client certificates are optional, but must end at its root."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(folder.server)
    context.load_verify_locations(folder.anchor)
    context.verify_mode = ssl.CERT_OPTIONAL  # the pages and the control path need none
    return context
