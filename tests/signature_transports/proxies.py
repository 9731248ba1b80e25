"""An HTTP proxy on the loopback interface that opens tunnels (RFC 9110, 9.3.6), or refuses to."""

import socket
from contextlib import suppress
from functools import partial
from threading import Thread

from tests.signature_transports.servers import PATIENCE, Server, Visit, answer

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"


def proxy(response: bytes = ESTABLISHED) -> Server:
    """A proxy that answers each CONNECT like this, and then passes bytes on if that permits the tunnel."""
    return Server(partial(_serve, response))


refusing = partial(proxy, answer("407 Proxy Authentication Required"))
"""A proxy that wants another name or password."""


def _serve(response: bytes, visit: Visit) -> bool:
    visit.write(response)
    if response is not ESTABLISHED:
        return False
    host, _, port = visit.line.split()[1].decode().rpartition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as onward:
        back = Thread(target=_pass_on, args=(onward, visit))
        back.start()
        with suppress(OSError):
            while piece := visit.skim():
                onward.sendall(piece)
        with suppress(OSError):
            onward.shutdown(socket.SHUT_WR)
        back.join()
    return False


def _pass_on(onward: socket.socket, visit: Visit) -> None:
    with suppress(OSError):
        while piece := onward.recv(65536):
            visit.write(piece)
    visit.end()
