"""The environments of the service: their URLs, and which other URLs belong to them.

Source: the service's documentation, environments and endpoints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Final
from urllib.parse import quote, urlsplit

from signature_model.api.environments import ENVIRONMENT_NAMES
from signature_model.errors import ForeignUrl, SigningError
from signature_model.jobs.context import Environment
from signature_model.jobs.identifiers import has_nine_digits
from signature_model.masking import quoted
from signature_model.type_checks import require_types

POSTEN: Final = "984661185"
"""The organisation number in the server's certificate: Posten Bring AS."""

_PORTS: Final = {"https": 443, "http": 80}
_LONGEST: Final = 2_000
"""The maximum length of a URL; the schema permits 500 characters."""
_SUSPICIOUS: Final = re.compile(r"[^!-~]|[\\#@]|%2e|%2f|%5c|%(?![0-9a-f]{2})|/\.\.?(?:[/?;]|$)", re.IGNORECASE)
"""Characters and forms that clients and servers read differently, and ``..``."""
_SITE: Final = "signering.posten.no"
"""The host of the pages for signers in production. The hosts of other environments are its subdomains."""
_SUSPICIOUS_IN_PAGE: Final = re.compile(r"[^!-~]|\\")
"""Characters that browsers and this library read differently."""


_EXAMPLE: Final = "https://api.signering.posten.no/api"


class NoSender(SigningError, ValueError):
    """The sender is not known: neither the call nor the certificate names an organisation."""

    default_hint = "give an organisation number to the call or to the client"

    def __init__(self, message: str = "the sender is not known", hint: str | None = None) -> None:
        super().__init__(message, hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One environment of the service.

    ``root`` is the URL that all others begin with. Unencrypted HTTP is accepted for this machine only, for an emulator.
    ``token_endpoint`` is the URL where tokens for it are issued, if it is known.

    Raises ValueError for a root that is not a URL, or that is unencrypted on another machine.
    """

    root: str
    environment: Environment
    token_endpoint: str | None = None

    def __post_init__(self) -> None:
        require_types(self, root=str, environment=Environment, token_endpoint=str | None)
        if self.token_endpoint is not None:
            checked_token_endpoint(self.token_endpoint)
        object.__setattr__(self, "root", self.root.rstrip("/"))
        if _maybe_origin(self.root) is None or "?" in self.root or _SUSPICIOUS.search(self.root):
            msg = f"root must be a URL like {_EXAMPLE}, not {quoted(self.root)}{_url_advice(self.root)}"
            raise ValueError(msg)
        if self.is_plain and not _is_here(urlsplit(self.root).hostname or ""):
            msg = f"{self.root} is unencrypted HTTP to another machine; it is accepted for this machine only: write https://"
            raise ValueError(msg)

    @property
    def is_plain(self) -> bool:
        """Whether calls are unencrypted, and need neither a certificate nor trust anchors."""
        return urlsplit(self.root).scheme == "http"

    @property
    def empty_queue_wait(self) -> timedelta:
        """The wait after a poll of an empty queue, if the response does not state it."""
        return timedelta(minutes=10) if self.environment is Environment.PRODUCTION else timedelta(seconds=30)

    def sender_url(self, sender: str) -> str:
        """Return the URL of a sender, by organisation number: the URL for a ping."""
        if not has_nine_digits(sender):
            msg = f"the sender's organisation number must be nine digits, not {quoted(sender)}"
            raise ValueError(msg)
        return f"{self.root}/{sender}"

    def jobs_url(self, sender: str) -> str:
        """Return the URL for creating jobs."""
        return f"{self.sender_url(sender)}/portal/signature-jobs"

    def direct_jobs_url(self, sender: str) -> str:
        """Return the URL for creating jobs in the direct flow."""
        return f"{self.sender_url(sender)}/direct/signature-jobs"

    def poll_url(self, sender: str, polling_queue: str | None) -> str:
        """Return the URL for polling a queue; None is the default queue."""
        return self.jobs_url(sender) + _query(polling_queue)

    def direct_poll_url(self, sender: str, polling_queue: str | None) -> str:
        """Return the URL for polling a queue of the direct flow. The queues of the two flows are separate."""
        return self.direct_jobs_url(sender) + _query(polling_queue)

    def archived_pades_url(self, sender: str, document_id: str) -> str:
        """Return the URL of a document in long-term storage."""
        return f"{self.sender_url(sender)}/archive/documents/{quote(document_id, safe='')}/pades"

    def require_own(self, url: str) -> str:
        """Return the URL if it belongs to this service. Raises ForeignUrl, so that nothing is sent anywhere else."""
        if len(url) > _LONGEST or _SUSPICIOUS.search(url) or not self._has(url):
            msg = f"the URL {quoted(url)} does not belong to the service at {self.root}; nothing was sent to it"
            raise ForeignUrl(msg)
        return url

    def has_page(self, url: str) -> bool:
        """Whether a URL, such as a redirect URL, leads a browser to this service.

        It has the origin of the root, as with an emulator, or it is a page of Posten's signing service with HTTPS.
        """
        origin = _maybe_origin(url)
        if origin is None or len(url) > _LONGEST or _SUSPICIOUS_IN_PAGE.search(url) or "@" in urlsplit(url).netloc:
            return False
        scheme, host, port = origin
        is_postens = host == _SITE or host.endswith(f".{_SITE}")
        return origin == _maybe_origin(self.root) or (is_postens and (scheme, port) == ("https", _PORTS["https"]))

    def _has(self, url: str) -> bool:
        is_at_home = _maybe_origin(url) == _maybe_origin(self.root)
        return is_at_home and urlsplit(url).path.startswith(f"{urlsplit(self.root).path}/")


def _query(polling_queue: str | None) -> str:
    return "" if polling_queue is None else f"?polling_queue={quote(polling_queue, safe='')}"


def checked_token_endpoint(url: str) -> str:
    """Return the URL of a token endpoint. Raises ValueError for other texts and for unencrypted HTTP."""
    parts = urlsplit(url) if not _SUSPICIOUS.search(url) else urlsplit("")
    is_clear = parts.scheme == "https" or _is_here(parts.hostname or "")
    if _maybe_origin(url) is None or not parts.hostname or parts.query or not is_clear:
        msg = f"the token endpoint must be a URL like https://midp.digipost.no/oauth2/token, not {quoted(url)}"
        raise ValueError(msg)
    return url


def _url_advice(root: str) -> str:
    """Say what to change in a root that is not a URL of a service; nothing if that is not clear."""
    if "://" not in root:
        return ": write https:// before it, or http:// for an emulator on this machine"
    return ": remove the ? and what follows" if "?" in root else ""


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _maybe_origin(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port, or None if the URL has none."""
    try:
        parts = urlsplit(url)
        port = _PORTS.get(parts.scheme) if parts.port is None else parts.port
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.scheme in _PORTS and parts.hostname and port else None


PRODUCTION: Final = Service(
    root="https://api.signering.posten.no/api",
    environment=Environment.PRODUCTION,
    token_endpoint="https://midp.digipost.no/oauth2/token",  # noqa: S106 - a URL
)
DIFITEST: Final = Service(
    root="https://api.difitest.signering.posten.no/api",
    environment=Environment.TEST,
    token_endpoint="https://midp.difitest.digipost.no/oauth2/token",  # noqa: S106 - a URL
)
DIFIQA: Final = Service(root="https://api.difiqa.signering.posten.no/api", environment=Environment.TEST)
"""An environment that Posten no longer uses."""

SERVICES: Final = dict(zip(ENVIRONMENT_NAMES, (PRODUCTION, DIFITEST, DIFIQA), strict=True))
"""The environments by name."""
