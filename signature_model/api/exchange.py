"""Send a request to the service within the limit on calls, and repeat it if that is safe."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple

from signature_model.api.flow import clock, prepare, send, wait
from signature_model.api.http import maybe_retry_after
from signature_model.api.rate_limit import BLOCKED_FOR, CallLimit
from signature_model.api.retries import Retries
from signature_model.errors import NoAnswer, UntrustedServer
from signature_model.masking import masked

if TYPE_CHECKING:
    from signature_model.api.flow import Flow
    from signature_model.api.http import Request, Response
    from signature_model.api.rate_limit import Limit

LOGGER: Final = __name__
"""The name of the logger that says why and when a call is repeated (level INFO)."""
_log = logging.getLogger(LOGGER)

POLL_TIME: Final = "x-next-permitted-poll-time"
TOO_MANY_CALLS: Final = "dosfilter"
LONGEST_RETRY_AFTER: Final = 300.0
"""The longest wait in seconds. If the service asks for a longer one, the call is not repeated automatically."""

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
"""Statuses of temporary faults."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """The call policy: the limit on calls and the retries."""

    limit: Limit = field(default_factory=CallLimit)
    retries: Retries = field(default_factory=Retries)


def is_too_early(response: Response) -> bool:
    """Whether a poll was refused because it came too early. The response says when the next poll is permitted."""
    return response.status == HTTPStatus.TOO_MANY_REQUESTS and POLL_TIME in response.headers


def is_blocked(response: Response) -> bool:
    """Whether the organisation called too often, so that the service refuses its calls for a while."""
    return response.status == HTTPStatus.TOO_MANY_REQUESTS and TOO_MANY_CALLS in response.headers


def is_temporary(response: Response) -> bool:
    """Whether the same request may succeed later. A poll that came too early has its own rule."""
    return response.status in _PASSING and not is_too_early(response)


class ExchangeResult(NamedTuple):
    """A response, and whether the service may have carried out an earlier attempt whose response was lost."""

    response: Response
    was_repeated: bool


def exchange(request: Request, manner: Manner) -> Flow[ExchangeResult]:
    """Send a request that is safe to repeat. Raises NoAnswer if the last retry brings no response."""
    was_repeated = False
    sink = request.sink
    for retry in range(1, manner.retries.times + 1) if sink is None or sink.can_rewind else ():
        asked = 0.0
        try:
            response = yield from send_once(request, manner)
            asked = maybe_retry_after(response) or asked
            if not is_temporary(response) or asked > LONGEST_RETRY_AFTER:
                return ExchangeResult(response, was_repeated)
            reason, was_sent = f"status {response.status}", response.status != HTTPStatus.TOO_MANY_REQUESTS
        except UntrustedServer:
            raise
        except NoAnswer as error:
            reason, was_sent = error.message, error.was_sent
        was_repeated = was_repeated or was_sent
        seconds = max(manner.retries.wait_before(retry), asked)
        _log.info("%s %s: %s; next attempt in %.1f s", request.method, masked(request.url), reason, seconds)
        yield from wait(seconds)
        if sink is not None:
            sink.rewind()
    return ExchangeResult((yield from send_once(request, manner)), was_repeated)


def send_once(request: Request, manner: Manner) -> Flow[Response]:
    """Send a request once, as soon as the limit permits it. Send it again only if the service refused its token."""
    yield from wait_for_turn(manner.limit)
    response = yield from send_now(request, manner.limit)
    if not response.is_token_refused:
        return response
    yield from wait_for_turn(manner.limit)
    return (yield from send_now(request, manner.limit))


def wait_for_turn(limit: Limit) -> Flow[float]:
    """Prepare to send, and wait until the limit permits a call. Returns the seconds that this took."""
    began = yield from clock()
    yield from prepare()
    before, waited = -1, (yield from clock()) - began
    while before != limit.times_blocked:  # the organisation may be blocked during the wait
        before = limit.times_blocked
        seconds = limit.reserve((yield from clock()))
        yield from wait(seconds)
        waited += seconds
    return waited


def send_now(request: Request, limit: Limit) -> Flow[Response]:
    """Send a request now: ``wait_for_turn`` has already waited."""
    response = yield from send(request)
    _log.debug("%s %s: status %d", request.method, masked(request.url), response.status)
    if is_blocked(response):
        _log.warning("the organisation called too often: the service refuses its calls for %d s", BLOCKED_FOR)
        limit.block((yield from clock()))
    return response
