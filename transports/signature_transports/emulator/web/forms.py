"""The actions of the forms on the pages. Each returns the path of the page that the browser opens next."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from signature_transports.emulator.errors import NotPossible
from signature_transports.emulator.urls import REDIRECT_PATH
from signature_transports.emulator.web.control import LAST_MOMENT
from signature_transports.emulator.web.refusals import Refused
from signature_transports.emulator.web.views.clock import STEPS, seconds_to

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signature_transports.emulator.service import Emulator
    from signature_transports.emulator.settings import MovableClock

    Fields = Mapping[str, str]

LATEST: Final = 200
"""The number of the latest jobs that are searched for the next moments."""
_MAX_TIMES: Final = 1_000
_MAX_SECONDS: Final = 3_600
_FAULTS: Final = "/faults"


def _act(emulator: Emulator, _clock: MovableClock, form: Fields, number: str, signer: str) -> str:
    emulator.act(int(number), int(signer), form.get("event", ""))
    return f"/jobs/{int(number)}#signer-{int(signer)}"


def _cancel(emulator: Emulator, _clock: MovableClock, _form: Fields, number: str) -> str:
    emulator.cancel(int(number))
    return f"/jobs/{int(number)}"


def _reset(emulator: Emulator, _clock: MovableClock, _form: Fields) -> str:
    emulator.reset()
    return "/"


def _redirect(emulator: Emulator, _clock: MovableClock, _form: Fields, number: str, signer: str) -> str:
    """Use a new redirect URL of a signer, as the sender's own page would."""
    if int(signer) >= len(emulator.job(int(number)).signers):
        raise Refused(HTTPStatus.NOT_FOUND)
    return f"{REDIRECT_PATH}{emulator.redirect(int(number), int(signer))}"


def _move_clock(emulator: Emulator, clock: MovableClock, form: Fields) -> str:
    """Advance the clock by a step, or to the next moment at which something falls due."""
    now = clock.now()
    if "to" in form:
        seconds = seconds_to(form["to"], emulator.upcoming(LATEST), now)
    else:
        step = {str(step): step for step, _ in STEPS}.get(form.get("advance", ""))
        if step is None:
            raise Refused(HTTPStatus.BAD_REQUEST)
        seconds = step
    if now > LAST_MOMENT - timedelta(seconds=seconds):
        msg = f"The clock ends at {LAST_MOMENT:%Y-%m-%d}."
        raise NotPossible(msg)
    clock.advance(seconds)
    return form["here"]


def _inject_fault(emulator: Emulator, _clock: MovableClock, form: Fields) -> str:
    times = None if form.get("always") else _whole(form.get("times", "1"), "The number of calls", _MAX_TIMES)
    seconds = _whole(form.get("seconds", "30"), "The number of seconds", _MAX_SECONDS)
    try:
        emulator.faults.add(form.get("operation", ""), form.get("fault", ""), times=times, seconds=seconds)
    except ValueError as error:
        raise NotPossible(str(error)) from error
    return f"{_FAULTS}#injected"


def _cancel_faults(emulator: Emulator, _clock: MovableClock, _form: Fields) -> str:
    emulator.faults.clear()
    return _FAULTS


def _whole(text: str, what: str, maximum: int) -> int:
    number = int(text) if re.fullmatch("[0-9]{1,9}", text) else 0
    if not 1 <= number <= maximum:
        msg = f"{what} must be a whole number from 1 to {maximum:,}."
        raise NotPossible(msg)
    return number


FORMS: Final[tuple[tuple[re.Pattern[str], Callable[..., str]], ...]] = tuple(
    (re.compile(path, re.ASCII), do)
    for path, do in (
        (r"/jobs/(\d{1,18})/signers/(\d{1,2})", _act),
        (r"/jobs/(\d{1,18})/signers/(\d{1,2})/redirect", _redirect),
        (r"/jobs/(\d{1,18})/cancel", _cancel),
        ("/reset", _reset),
        ("/clock", _move_clock),
        ("/faults/injected", _inject_fault),
        ("/faults/cancel", _cancel_faults),
    )
)
"""The forms, by the pattern of their path."""
