"""When the next poll is permitted.

The service tells it by its own clock in ``X-Next-permitted-poll-time``, on every answer to a poll; the ``Date`` of the
same answer says what that clock shows, so that ours need not agree with it. Source: portal flow, step 2.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from signature_model.api.exchange import POLL_TIME, is_too_early
from signature_model.api.responses import Poll
from signature_model.masking import quoted

if TYPE_CHECKING:
    from signature_model.api.http import Response
    from signature_model.api.responses import StatusChange
    from signature_model.api.services import Service

_log = logging.getLogger(__name__)

LONGEST_WAIT: Final = timedelta(hours=1)
"""A poll is put off no longer, whatever an answer says: one that is too early is merely told so."""
ROUNDING: Final = timedelta(seconds=1)
"""``Date`` leaves out the parts of a second: a wait that is shorter may be none, as after every change."""
LEAST_WAIT: Final = timedelta(seconds=1)
"""After a poll that was too early."""


def poll_of(response: Response, change: StatusChange | None, service: Service) -> Poll:
    """What a poll has brought, and when the next one is permitted."""
    permitted = _maybe_permitted(response)
    was_too_early = is_too_early(response)
    wait = _wait(response, permitted)
    if wait is None:
        wait = timedelta() if change else service.empty_queue_wait
        if not change:
            _log.warning("the answer to the poll does not tell when the next is permitted: waiting for %s", wait)
    elif was_too_early:
        wait = max(wait, LEAST_WAIT)
    elif change is not None and wait < ROUNDING:
        wait = timedelta()
    return Poll(change=change, next_permitted_poll_time=permitted, wait=wait, was_too_early=was_too_early)


def _maybe_permitted(response: Response) -> datetime | None:
    text = response.headers.get(POLL_TIME, "")
    moment = _maybe_moment(text.partition("[")[0].strip())  # Java may add the zone's name in brackets
    if moment is None or moment.tzinfo is None:
        _log.info("no time with a zone in X-Next-permitted-poll-time: %s", quoted(text))
        return None
    return moment


def _maybe_moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _wait(response: Response, permitted: datetime | None) -> timedelta | None:
    sent = _maybe_date(response)
    if permitted is None or sent is None:
        return None
    return min(max(permitted - sent, timedelta()), LONGEST_WAIT)


def _maybe_date(response: Response) -> datetime | None:
    try:
        moment = parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)
