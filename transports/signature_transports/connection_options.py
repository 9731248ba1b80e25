"""Options of a connection: time limits, a proxy, and an addition to the User-Agent.

Every real transport applies them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from math import isfinite
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from signature_model.api.http import MESSAGE, TOKEN, TRANSFER, Timeouts
from signature_model.masking import Secret, quoted
from signature_model.type_checks import require_type, require_types

if TYPE_CHECKING:
    from signature_model.api.http import Request

_AGENT: Final = "user-agent"
_CLOSE: Final = ("Connection", "close")
_VISIBLE: Final = re.compile(r"[!-~]+(?: [!-~]+)*")
_URL: Final = re.compile("[!-~]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTimeouts:
    """The time limits of calls, by kind of call.

    ``transfers`` are for calls with documents (creations and downloads), ``tokens`` for fetching a token, and
    ``messages`` for all other calls. Each ``Timeouts`` has the seconds for connecting, for each silence after that, and
    for the whole call. Raises ValueError for a limit that is not positive.
    """

    messages: Timeouts = MESSAGE
    transfers: Timeouts = TRANSFER
    tokens: Timeouts = TOKEN

    def __post_init__(self) -> None:
        require_types(self, messages=Timeouts, transfers=Timeouts, tokens=Timeouts)
        for kind in fields(self):
            for limit in fields(Timeouts):
                seconds = getattr(getattr(self, kind.name), limit.name)
                require_type(f"{kind.name}.{limit.name}", seconds, int | float)
                if not (isfinite(seconds) and seconds > 0):
                    msg = f"{kind.name}.{limit.name} must be a positive number of seconds, not {seconds}"
                    raise ValueError(msg)

    @classmethod
    def of(cls, *, connect: float | None = None, read: float | None = None, whole: float | None = None) -> Self:
        """Return the same limits for all calls; None keeps the default of each kind of call.

        ``read`` is the longest silence. If ``whole`` is None, the limit of a whole call is the default, or the sum of
        connecting and one silence if that is longer.
        """

        def changed(default: Timeouts) -> Timeouts:
            opening = default.connect if connect is None else connect
            silence = default.silence if read is None else read
            least = max(default.whole, opening + silence)
            return Timeouts(connect=opening, silence=silence, whole=least if whole is None else whole)

        return cls(messages=changed(MESSAGE), transfers=changed(TRANSFER), tokens=changed(TOKEN))

    def instead_of(self, default: Timeouts) -> Timeouts:
        """Return the limits that replace the default limits of a request.

        If the request has limits of its own, they are kept.
        """
        return {MESSAGE: self.messages, TRANSFER: self.transfers, TOKEN: self.tokens}.get(default, default)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionOptions:
    """How to connect.

    ``proxy`` is the URL of an HTTP proxy such as ``http://proxy.example.com:3128``, perhaps with a user name and a
    password. HTTPS goes through a tunnel, so the proxy sees only the host name; unencrypted HTTP, which is accepted for
    this machine only, does not use the proxy. No proxy is ever taken from the environment. ``user_agent`` is added to
    the User-Agent, for example ``"archive/2.1"``.

    Raises ValueError for a proxy that is not such a URL, and for a text that cannot be sent in a header.
    """

    timeouts: CallTimeouts = field(default_factory=CallTimeouts)
    proxy: str | None = field(default=None, repr=False)
    user_agent: str | None = None

    def __post_init__(self) -> None:
        require_types(self, timeouts=CallTimeouts, proxy=str | None, user_agent=str | None)
        if self.proxy is not None:
            _require_proxy(self.proxy)
            object.__setattr__(self, "proxy", Secret(self.proxy))
        if self.user_agent is not None and not _VISIBLE.fullmatch(self.user_agent):
            msg = (
                f"user_agent must consist of visible ASCII characters and single spaces, not {quoted(self.user_agent)}"
            )
            raise ValueError(msg)

    @property
    def proxy_place(self) -> str | None:
        """The host and the port of the proxy, without user name and password."""
        return None if self.proxy is None else _place(self.proxy)

    def applied_to(self, request: Request) -> Request:
        """Return the request with the time limits, the addition to its User-Agent, and ``Connection: close``."""
        timeouts = self.timeouts.instead_of(request.timeouts)
        headers = request.headers
        if self.user_agent is not None:
            headers = tuple(
                (name, f"{value} {self.user_agent}" if name.lower() == _AGENT else value) for name, value in headers
            )
        return replace(request, timeouts=timeouts, headers=(*headers, _CLOSE))


DEFAULT: Final = ConnectionOptions()


def _require_proxy(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_origin = parts.scheme == "http" and bool(parts.hostname) and parts.port != 0
        is_proxy = is_origin and parts.path in {"", "/"} and not (parts.query or parts.fragment)
    except ValueError:
        is_proxy = False
    if not is_proxy or not _URL.fullmatch(url):
        # Without the user name and the password, which come before the last @.
        msg = f"the proxy must be a URL like http://proxy.example.com:3128, not {quoted(url.rpartition('@')[2])}"
        raise ValueError(msg)


def _place(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]
