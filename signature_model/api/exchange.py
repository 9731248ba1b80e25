"""One exchange with the service: within the organisation's limit, and tried again where that is harmless."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple

from signature_model.api.flow import clock, send, wait
from signature_model.api.rate_limit import SHUT_OUT, CallLimit
from signature_model.errors import NoAnswer, UntrustedServer
from signature_model.masking import masked

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_model.api.flow import Flow
    from signature_model.api.http import Request, Response

LOGGER: Final = __name__
"""The name of the logger that says why a call is repeated, and when (level INFO)."""
_log = logging.getLogger(LOGGER)

POLL_TIME: Final = "x-next-permitted-poll-time"
TOO_MANY_CALLS: Final = "dosfilter"

_PASSING: Final = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""Statuses of faults that may pass."""
_MOST_DOUBLINGS: Final = 100
"""More of them would be beyond a float some day, and none is waited for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How a harmless request is tried again: at most so many times, after growing waits of random length.

    Waits are in seconds; each is between half and all of twice the one before, and ``longest`` at most.
    """

    times: int = 4
    first: float = 1.0
    longest: float = 30.0
    random: Callable[[], float] = field(default=random.random, repr=False)

    def wait_before(self, retry: int) -> float:
        """The seconds to wait before the first, second, ... retry."""
        full = min(self.longest, self.first * 2.0 ** min(retry - 1, _MOST_DOUBLINGS))
        return full * (1 + self.random()) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the service is called: within which limit, and how often again."""

    limit: CallLimit = field(default_factory=CallLimit)
    retries: Retries = field(default_factory=Retries)


def is_too_early(response: Response) -> bool:
    """Whether a poll was refused for coming too early, in which case it is told when it may come."""
    return response.status == HTTPStatus.TOO_MANY_REQUESTS and POLL_TIME in response.headers


def is_passing(response: Response) -> bool:
    """Whether the same request may succeed later; a poll that came too early is told when."""
    return response.status in _PASSING and not is_too_early(response)


class Exchanged(NamedTuple):
    """An answer, and whether an earlier attempt may have been carried out although its answer was lost."""

    response: Response
    was_repeated: bool


def exchange(request: Request, manner: Manner) -> Flow[Exchanged]:
    """The answer to a request that is harmless to repeat. Raises NoAnswer where none has come after the last retry."""
    was_repeated = False
    sink = request.sink
    for retry in range(1, manner.retries.times + 1) if sink is None or sink.can_rewind else ():
        try:
            response = yield from once(request, manner)
            if not is_passing(response):
                return Exchanged(response, was_repeated)
            reason, was_sent = f"status {response.status}", response.status != HTTPStatus.TOO_MANY_REQUESTS
        except UntrustedServer:
            raise
        except NoAnswer as error:
            reason, was_sent = error.message, error.was_sent
        was_repeated = was_repeated or was_sent
        seconds = manner.retries.wait_before(retry)
        _log.info("%s %s: %s; again in %.1f s", request.method, masked(request.url), reason, seconds)
        yield from wait(seconds)
        if sink is not None:
            sink.rewind()
    return Exchanged((yield from once(request, manner)), was_repeated)


def once(request: Request, manner: Manner) -> Flow[Response]:
    """The answer to a request that is sent once."""
    yield from _turn(manner.limit)
    response = yield from send(request)
    _log.debug("%s %s: status %d", request.method, masked(request.url), response.status)
    if response.status == HTTPStatus.TOO_MANY_REQUESTS and TOO_MANY_CALLS in response.headers:
        _log.warning("the organisation called too often: the service answers none of its calls for %d s", SHUT_OUT)
        manner.limit.shut_out((yield from clock()))
    return response


def _turn(limit: CallLimit) -> Flow[None]:
    """Wait until a call may leave, and anew where the organisation was shut out meanwhile."""
    before = -1
    while before != limit.times_shut_out:
        before = limit.times_shut_out
        yield from wait(limit.reserve((yield from clock())))
