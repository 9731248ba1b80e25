"""Transports for ``signature_model``: ``connect``, adapters for HTTP libraries, TLS, an emulator, and ``signering``.

Each name is imported when it is first used, so that an adapter does not need the library of another one.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __all__: list[str]

    from signature_model.api.http import Timeouts as Timeouts
    from signature_transports.connection_options import CallTimeouts as CallTimeouts
    from signature_transports.connection_options import ConnectionOptions as ConnectionOptions
    from signature_transports.connections import AsyncConnection as AsyncConnection
    from signature_transports.connections import Connection as Connection
    from signature_transports.connections import connect as connect
    from signature_transports.connections import connect_async as connect_async
    from signature_transports.connections import connect_from_environment as connect_from_environment
    from signature_transports.settings import SettingsError as SettingsError
    from signature_transports.shared_limit import SharedCallLimit as SharedCallLimit

if not TYPE_CHECKING:  # pragma: no branch
    _MODULES = {
        "AsyncConnection": "connections",
        "CallTimeouts": "connection_options",
        "Connection": "connections",
        "ConnectionOptions": "connection_options",
        "SettingsError": "settings",
        "SharedCallLimit": "shared_limit",
        "Timeouts": "connection_options",
        "connect": "connections",
        "connect_async": "connections",
        "connect_from_environment": "connections",
    }
    __all__ = [*_MODULES]  # noqa: PLE0604 - all are strings

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
