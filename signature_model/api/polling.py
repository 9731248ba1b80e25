"""The time when the next poll is permitted.

The header ``X-Next-permitted-poll-time`` of every response to a poll states it, by the service's clock. ``Date`` in the
same response shows the time of that clock, so this machine's clock is used only if there is no ``Date``. Source: portal
flow, step 2.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from signature_model.api.exchange import POLL_TIME, is_too_early
from signature_model.api.http import maybe_date, maybe_retry_after
from signature_model.api.responses import Poll
from signature_model.masking import quoted

if TYPE_CHECKING:
    from typing import TypeVar

    from signature_model.api.http import Response
    from signature_model.api.services import Service

    Change = TypeVar("Change")

_log = logging.getLogger(__name__)

LONGEST_WAIT: Final = timedelta(hours=1)
"""The longest wait, even if a response states a later time. If the next poll is then too early, the service says so."""
ROUNDING: Final = timedelta(seconds=1)
"""``Date`` has no fractions of a second. A shorter wait after a change may be due to rounding, so it is ignored."""
LEAST_WAIT: Final = timedelta(seconds=1)
"""The shortest wait after a poll without a change, because the poll was too early or the queue empty."""


def poll_of(response: Response, change: Change | None, service: Service, now: datetime) -> Poll[Change]:
    """Return the result of a poll: the change, if there is one, and the wait before the next poll.

    ``now`` is this machine's time. It replaces a missing ``Date``.
    """
    permitted = _maybe_permitted(response)
    was_too_early = is_too_early(response)
    wait = _maybe_wait(response, permitted, now)
    if wait is None:
        wait = timedelta() if change else service.empty_queue_wait
        if not change:
            _log.warning("the response to the poll does not say when the next poll is permitted: waiting for %s", wait)
    elif change is None:
        asked = timedelta(seconds=(was_too_early and maybe_retry_after(response)) or 0)
        wait = min(max(wait, asked, LEAST_WAIT), LONGEST_WAIT)
    elif wait < ROUNDING:
        wait = timedelta()
    return Poll(change=change, next_permitted_poll_time=permitted, wait=wait, was_too_early=was_too_early)


def _maybe_permitted(response: Response) -> datetime | None:
    text = response.headers.get(POLL_TIME, "")
    moment = _maybe_moment(text.partition("[")[0].strip())  # Java may add the zone's name in brackets
    if moment is None or moment.tzinfo is None:
        _log.info("X-Next-permitted-poll-time is not a time with a zone: %s", quoted(text))
        return None
    return moment


def _maybe_moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _maybe_wait(response: Response, permitted: datetime | None, now: datetime) -> timedelta | None:
    """Return the wait until the permitted time, or None if that cannot be known."""
    if permitted is None:
        return None
    sent = maybe_date(response.headers.get("date", ""))
    if sent is None and permitted <= now:  # the two clocks differ, or the time has passed
        return None
    return min(max(permitted - (sent or now), timedelta()), LONGEST_WAIT)
