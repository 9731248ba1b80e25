"""The control path: programs read and change the emulator with JSON over HTTP.

Responses contain no whole national id number, except in the exit URLs that a sender has given. ``site`` refuses the
pages of other sites.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from signature_model.api.http import Response
from signature_model.jobs.context import SigningFlow
from signature_model.masking import excerpt, masked
from signature_transports.emulator.errors import NotPossible, UnknownJob

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signature_model.api.http import Request
    from signature_transports.emulator.service import Emulator
    from signature_transports.emulator.settings import MovableClock

    Body = dict[str, Any]

PATH: Final = "/_emulator"
MAX_BODY: Final = 64 * 1024
"""The maximum size of the body of a call, in bytes."""
LAST_MOMENT: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""The last time of the clock. Python's ``datetime`` goes on for centuries after it."""
_LONGEST_STEP: Final = 100 * 366 * 24 * 60 * 60
"""The longest step of the clock in seconds: a hundred years."""


class _Invalid(Exception):
    """A call that is invalid, for the reason in the message."""

    def __init__(self, reason: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Answers the calls to the control path of one emulator."""

    emulator: Emulator
    clock: MovableClock

    def answer(self, request: Request) -> Response:
        """Return the response to a request below ``PATH``. An invalid call gets a 4xx with the reason."""
        try:
            return _json(self._perform(request, request.url.removeprefix(PATH)))
        except _Invalid as error:
            return _json({"error": masked(str(error))}, error.status)
        except UnknownJob as error:
            return _json({"error": str(error.args[0])}, HTTPStatus.NOT_FOUND)
        except NotPossible as error:
            return _json({"error": masked(str(error))}, HTTPStatus.CONFLICT)

    def _perform(self, request: Request, path: str) -> object:
        permitted = []
        for method, pattern, call in _CALLS:
            if found := pattern.fullmatch(path):
                permitted.append(method)
                if method == request.method:
                    return call(self, _body_of(request) if method == "POST" else {}, *found.groups())
        if permitted:
            reason = f"this path does not allow {request.method}; use {' or '.join(permitted)}"
            raise _Invalid(reason, HTTPStatus.METHOD_NOT_ALLOWED)
        if "?" in path:
            reason = "the only query is /jobs?latest=NUMBER"
            raise _Invalid(reason)
        reason = f"there is nothing at {excerpt(PATH + path)}"
        raise _Invalid(reason, HTTPStatus.NOT_FOUND)


def _jobs(control: Control, _: Body, latest: str | None) -> object:
    """Return all jobs, or the given number of the latest."""
    return {"jobs": control.emulator.jobs(None if latest is None else int(latest))}


def _job(control: Control, _: Body, number: str) -> object:
    return control.emulator.job(int(number))


def _act(control: Control, body: Body, number: str, signer: str, event: str) -> object:
    _require_only(body, "method")
    method = body.get("method")
    if method is not None and not isinstance(method, str):
        reason = "`method` must be a string"
        raise _Invalid(reason)
    job = control.emulator.act(int(number), int(signer), event, method)
    if job.flow is SigningFlow.PORTAL:
        return job
    return _plain(job) | {"exit_url": job.signers[int(signer)].exit_url}


def _time(control: Control, _: Body) -> object:
    return {"now": control.clock.now()}


def _move_clock(control: Control, body: Body) -> object:
    _require_only(body, "advance", "set")
    if len(body) != 1:
        reason = 'the body must be {"advance": seconds} or {"set": "2030-01-31T12:00:00+01:00"}'
        raise _Invalid(reason)
    seconds = _seconds(body["advance"] if "advance" in body else _seconds_until(control, body["set"]))
    if control.clock.now() > LAST_MOMENT - timedelta(seconds=seconds):
        reason = f"the clock ends at {LAST_MOMENT.isoformat()}"
        raise _Invalid(reason)
    control.clock.advance(seconds)
    return _time(control, body)


def _seconds_until(control: Control, text: object) -> float:
    try:
        moment = datetime.fromisoformat(text if isinstance(text, str) else "")
        seconds = (moment - control.clock.now()).total_seconds()
    except (ValueError, TypeError) as error:  # TypeError: a time without a zone
        reason = "`set` must be a time with a zone, like 2030-01-31T12:00:00+01:00"
        raise _Invalid(reason) from error
    if seconds < 0:
        reason = f"the clock cannot go back; it shows {control.clock.now().isoformat()}"
        raise _Invalid(reason)
    return seconds


def _faults(control: Control, _: Body) -> object:
    return {"faults": control.emulator.faults.injected()}


def _add_fault(control: Control, body: Body) -> object:
    _require_only(body, "operation", "fault", "times", "seconds")
    times = body.get("times", 1)
    if times is not None and (not isinstance(times, int) or isinstance(times, bool)):
        reason = "`times` must be a whole number, or null for all calls"
        raise _Invalid(reason)
    more = {"seconds": _seconds(body["seconds"])} if "seconds" in body else {}
    try:
        control.emulator.faults.add(str(body.get("operation")), str(body.get("fault")), times=times, **more)
    except ValueError as error:
        raise _Invalid(str(error)) from error
    return _faults(control, body)


def _clear_faults(control: Control, body: Body) -> object:
    control.emulator.faults.clear()
    return _faults(control, body)


def _tokens(control: Control, _: Body) -> object:
    return control.emulator.tokens()


def _revoke_tokens(control: Control, body: Body) -> object:
    control.emulator.revoke_tokens()
    return _tokens(control, body)


def _journal(control: Control, _: Body) -> object:
    return {"journal": control.emulator.journal()}


def _reset(control: Control, body: Body) -> object:
    _require_only(body)
    control.emulator.reset()
    return {"jobs": ()}


def _health(_control: Control, _: Body) -> object:
    return {"status": "ready"}


def _body_of(request: Request) -> Body:
    """Return the JSON object in the body; an empty body is an empty object."""
    content = b"".join(request.body)
    if len(content) > MAX_BODY:
        reason = f"the body has {len(content):,} bytes; the maximum is {MAX_BODY:,}"
        raise _Invalid(reason, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        body = json.loads(content or b"{}")
    except (ValueError, RecursionError) as error:
        reason = f"the body is not JSON: {excerpt(str(error))}"
        raise _Invalid(reason) from error
    if not isinstance(body, dict):
        reason = "the body must be a JSON object"
        raise _Invalid(reason)
    return body


def _require_only(body: Mapping[str, object], *names: str) -> None:
    if unknown := body.keys() - set(names):
        known = f"use {', '.join(names)}" if names else "this call takes none"
        reason = f"unknown: {', '.join(sorted(map(excerpt, unknown)))}; {known}"
        raise _Invalid(reason)


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LONGEST_STEP:
        reason = f"seconds must be a number from 0 to {_LONGEST_STEP:,} (a hundred years), not {excerpt(repr(value))}"
        raise _Invalid(reason)
    return value


_CALLS: Final[tuple[tuple[str, re.Pattern[str], Callable[..., object]], ...]] = tuple(
    (method, re.compile(path, re.ASCII), call)
    for method, path, call in (
        ("GET", r"/jobs(?:\?latest=(\d{1,9}))?", _jobs),
        ("GET", r"/jobs/(\d{1,18})", _job),
        ("POST", r"/jobs/(\d{1,18})/signers/(\d{1,2})/([a-z-]{1,40})", _act),
        ("GET", "/clock", _time),
        ("POST", "/clock", _move_clock),
        ("GET", "/faults", _faults),
        ("POST", "/faults", _add_fault),
        ("DELETE", "/faults", _clear_faults),
        ("GET", "/tokens", _tokens),
        ("DELETE", "/tokens", _revoke_tokens),
        ("GET", "/journal", _journal),
        ("POST", "/reset", _reset),
        ("GET", "/health", _health),
    )
)


def _json(value: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    # Half a surrogate pair, which JSON can name but UTF-8 cannot encode, is written as it was in the body.
    body = json.dumps(_plain(value), ensure_ascii=False).encode(errors="backslashreplace")
    headers = {
        "content-type": "application/json",
        "cache-control": "no-store",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
    }
    return Response(status=int(status), headers=headers, body=body + b"\n")


def _plain(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Return a value as JSON allows it: frozen values as objects, times in ISO 8601."""
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, dict):
        return {name: _plain(held) for name, held in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value
