"""The URLs of signers of direct jobs: redirect URLs, which work once, and exit URLs with a status query token.

Source: direct flow, "Redirects". Tokens are made from the job and a number: the same calls give the same tokens.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from signature_model.api.statuses import SignerStatus
from signature_transports.emulator.errors import UnknownJob

if TYPE_CHECKING:
    from signature_model.jobs.direct import ExitUrls
    from signature_transports.emulator.jobs.job import Job
    from signature_transports.emulator.jobs.lifecycle import AnyStatus

PARAMETER: Final = "status_query_token"
"""The query parameter with the token that a returning signer brings."""
_LEGAL: Final = "!#$%&'()*+,/:;=?@[]~"


@dataclass(slots=True, kw_only=True, eq=False)
class Redirect:
    """A redirect URL for a signer of a job. ``session`` identifies the browser that has used it; empty if none has."""

    job: int
    place: int
    session: str = ""


class Redirects:
    """All redirect URLs, by token. ``seed`` makes the tokens of one emulator differ from those of another."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._redirects: dict[str, Redirect] = {}

    def add(self, job: Job, place: int) -> str:
        """Return the token of a new redirect URL."""
        token = self._token(job, place, "redirect", len(self._redirects))
        self._redirects[token] = Redirect(job=job.id, place=place)
        return token

    def redirect(self, token: str) -> Redirect:
        """Return what a token leads to. Raises UnknownJob."""
        try:
            return self._redirects[token]
        except KeyError as error:
            msg = "this redirect URL does not exist"
            raise UnknownJob(msg) from error

    def status_query_token(self, job: Job, place: int) -> str:
        """Return the token that a signer brings back. It is always the same."""
        return self._token(job, place, PARAMETER, 0)

    def _token(self, job: Job, place: int, *more: object) -> str:
        source = repr((self._seed, job.id, job.created.isoformat(), place, *more))
        return urlsafe_b64encode(sha256(source.encode()).digest()).decode().rstrip("=")


def maybe_exit_url(job: Job, place: int) -> str | None:
    """Return the URL to which the service sends a signer's browser after they have acted; None before that."""
    token = job.returned.get(place)
    exit_urls = job.exit_urls
    if token is None or exit_urls is None:
        return None
    return with_token(_exit(exit_urls, job.progress.states[place].status), token)


def with_token(url: str, token: str) -> str:
    """Return an exit URL with the token appended to its query, before any fragment, as ASCII without white space.

    The sources do not say where the token goes if the URL has a fragment.
    """
    page, mark, fragment = url.strip().partition("#")
    joint = "&" if "?" in page else "?"
    return quote(f"{page}{joint}{PARAMETER}={token}{mark}{fragment}", safe=_LEGAL)


def _exit(urls: ExitUrls, status: AnyStatus) -> str:
    if status is SignerStatus.SIGNED:
        return urls.completion_url
    return urls.rejection_url if status is SignerStatus.REJECTED else urls.error_url
