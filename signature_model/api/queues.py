"""The status changes in a polling queue of either flow: fetched, waited for, and confirmed.

A change that was fetched leaves the queue. It returns after ten minutes unless it is confirmed. ``polling`` calculates
when the next poll is permitted.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from signature_model.api.calls import EMPTY, GONE, read, request_to
from signature_model.api.exchange import exchange, is_too_early
from signature_model.api.flow import wait
from signature_model.api.http import now
from signature_model.api.messages.reading import maybe_refusal
from signature_model.api.polling import poll_of
from signature_model.api.refusals import require_success

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from signature_model.api.exchange import Manner
    from signature_model.api.flow import Flow
    from signature_model.api.responses import Poll
    from signature_model.api.services import Service

    Change = TypeVar("Change")

_log = logging.getLogger(__name__)


def poll(url: str, parse: Callable[[bytes], Change], service: Service, manner: Manner) -> Flow[Poll[Change]]:
    """Fetch the next status change of the queue at a URL, if there is one."""
    answer = yield from exchange(request_to("GET", url), manner)
    response = answer.response
    if is_too_early(response):
        return poll_of(response, None, service, now())
    response = require_success(response, "the poll")
    is_empty = response.status == HTTPStatus.NO_CONTENT
    change = None if is_empty else read(response, parse)
    return poll_of(response, change, service, now())


def next_change(
    poll: Callable[[], Flow[Poll[Change]]], after: float, *, until_empty: bool
) -> Flow[tuple[Change, float] | None]:
    """Poll in ``after`` seconds, and then whenever it is permitted, until there is a status change.

    Returns the change and the seconds to wait before the next poll. With ``until_empty``, returns None if the queue is
    empty.
    """
    yield from wait(after)
    while True:
        polled = yield from poll()
        if polled.change is not None:
            return polled.change, polled.wait.total_seconds()
        if until_empty and not polled.was_too_early:
            return None
        yield from wait(polled.wait.total_seconds())


def confirm(url: str, signature_job_id: int, service: Service, manner: Manner) -> Flow[None]:
    """Confirm that a status change was processed, so that the service does not deliver it again.

    If the service no longer has the change, this is logged as a warning: another program has confirmed it, or the
    response to an earlier confirmation was lost. In both cases the change is not delivered again.
    """
    answer = yield from exchange(request_to("POST", service.require_own(url), EMPTY), manner)
    if answer.response.status in GONE and (answer.was_repeated or maybe_refusal(answer.response.body)):
        _log.warning("the status change of job %d was already confirmed", signature_job_id)
        return
    require_success(answer.response, "the confirmation")
