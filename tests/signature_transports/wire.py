"""Requests as they must arrive, byte for byte."""

import re
from typing import Final

from signature_model import __version__

BOUNDARY: Final = f"part-{'0' * 40}"


def sent(line: str, accept: str, *headers: str, body: bytes = b"") -> bytes:
    """A request as it must arrive."""
    lines = (
        f"{line} HTTP/1.1",
        "Host: HOST",
        f"Accept: {accept}",
        "Accept-Encoding: identity",
        f"User-Agent: posten-signering/{__version__} (Python)",
        *headers,
        "Connection: close",
        "",
        "",
    )
    return "\r\n".join(lines).encode() + body


def creation(path: str, request: str, bundle: bytes) -> bytes:
    """A creation as it must arrive, with the ``BOUNDARY``."""
    body = (
        f"--{BOUNDARY}\r\nContent-Type: application/xml\r\n\r\n{request}"
        f"\r\n--{BOUNDARY}\r\nContent-Type: application/octet-stream\r\n\r\n"
    ).encode()
    body += bundle + f"\r\n--{BOUNDARY}--\r\n".encode()
    kind = f'multipart/mixed; boundary="{BOUNDARY}"'
    return sent(f"POST {path}", "application/xml", f"Content-Type: {kind}", f"Content-Length: {len(body)}", body=body)


def as_framed(request: bytes, arrived: bytes) -> bytes:
    """The request with the boundary that has arrived, if it has one."""
    boundary = re.search(rb"part-[0-9a-f]{40}", arrived)
    return request if boundary is None else request.replace(BOUNDARY.encode(), boundary[0])
