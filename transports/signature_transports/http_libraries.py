"""The HTTP libraries that a connection can use, and which of them are installed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from signature_model.console.extras import install_command
from signature_model.masking import quoted

if TYPE_CHECKING:
    import ssl
    from contextlib import AbstractContextManager

    from signature_model.api.flow import Transport
    from signature_transports.connection_options import ConnectionOptions

LIBRARIES: Final = ("requests", "httpx", "httpx2")
"""The HTTP libraries that can be used, the default first."""


def installed() -> list[str]:
    """Return the HTTP libraries that are installed."""
    return [name for name in LIBRARIES if find_spec(name)]


def library_named(name: str | None, choices: tuple[str, ...] = LIBRARIES) -> str:
    """Return the HTTP library to use. Raises ImportError if it is not installed, ValueError for another name."""
    if name is not None and name not in choices:
        msg = f"transport must be one of {', '.join(choices)}, not {quoted(name)}"
        raise ValueError(msg)
    names = [each for each in installed() if each in choices]
    wanted = name or next(iter(names), choices[0])
    if wanted not in names:
        needed = "" if name is not None or choices == LIBRARIES else f"asyncio needs {' or '.join(choices)}: "
        msg = f"{needed}{wanted} is not installed: {install_command(wanted)}"
        raise ImportError(msg)
    return wanted


def transport_over(
    library: str, tls: ssl.SSLContext | None, options: ConnectionOptions
) -> AbstractContextManager[Transport]:
    """Return a transport that uses this HTTP library."""
    if library == "requests":
        from signature_transports.requests import RequestsTransport  # noqa: PLC0415 - may not be installed

        return RequestsTransport(tls, options=options)
    from signature_transports.httpx import HttpxTransport  # noqa: PLC0415 - may not be installed

    return HttpxTransport(tls, library=library, options=options)
