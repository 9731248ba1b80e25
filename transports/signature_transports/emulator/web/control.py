"""The control path: what the emulator's owner asks and orders over HTTP, in JSON.

What it answers holds no whole national id number. Keeping pages of other sites out is for ``application``.
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
from signature_model.masking import excerpt, masked
from signature_transports.emulator.errors import NotPossible, UnknownJob

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signature_model.api.http import Request
    from signature_transports.emulator.service import Emulator
    from signature_transports.emulator.settings import MovableClock

    Order = dict[str, Any]

PATH: Final = "/_emulator"
MAX_ORDER: Final = 64 * 1024
"""Bytes."""
LAST_MOMENT: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""Some centuries before Python's own."""
_LONGEST_STEP: Final = 100 * 366 * 24 * 60 * 60
"""Seconds: a hundred years."""


class _Nonsense(Exception):
    """An order that cannot be carried out, and why."""

    def __init__(self, reason: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Answers the control path of one emulator."""

    emulator: Emulator
    clock: MovableClock

    def answer(self, request: Request) -> Response:
        """The answer to a request below ``PATH``; nonsense is a 4xx with its reason."""
        try:
            return _json(self._carried_out(request, request.url.removeprefix(PATH)))
        except _Nonsense as nonsense:
            return _json({"error": masked(str(nonsense))}, nonsense.status)
        except UnknownJob as error:
            return _json({"error": str(error.args[0])}, HTTPStatus.NOT_FOUND)
        except NotPossible as error:
            return _json({"error": masked(str(error))}, HTTPStatus.CONFLICT)

    def _carried_out(self, request: Request, path: str) -> object:
        permitted = []
        for method, pattern, order in _ORDERS:
            if found := pattern.fullmatch(path):
                permitted.append(method)
                if method == request.method:
                    return order(self, _order_in(request) if method == "POST" else {}, *found.groups())
        if permitted:
            reason = f"{request.method} means nothing here: use {' or '.join(permitted)}"
            raise _Nonsense(reason, HTTPStatus.METHOD_NOT_ALLOWED)
        if "?" in path:
            reason = "there is nothing to ask for behind a question mark, but for /jobs?latest=NUMBER"
            raise _Nonsense(reason)
        reason = f"there is no {excerpt(PATH + path)}"
        raise _Nonsense(reason, HTTPStatus.NOT_FOUND)


def _jobs(control: Control, _: Order, latest: str | None) -> object:
    """All jobs, or so many of the latest."""
    return {"jobs": control.emulator.jobs(None if latest is None else int(latest))}


def _job(control: Control, _: Order, number: str) -> object:
    return control.emulator.job(int(number))


def _act(control: Control, order: Order, number: str, signer: str, event: str) -> object:
    _require_only(order)
    return control.emulator.act(int(number), int(signer), event)


def _time(control: Control, _: Order) -> object:
    return {"now": control.clock.now()}


def _move_clock(control: Control, order: Order) -> object:
    _require_only(order, "advance", "set")
    if len(order) != 1:
        reason = 'say how: {"advance": seconds} or {"set": "2030-01-31T12:00:00+01:00"}'
        raise _Nonsense(reason)
    seconds = _seconds(order["advance"] if "advance" in order else _seconds_until(control, order["set"]))
    if control.clock.now() > LAST_MOMENT - timedelta(seconds=seconds):
        reason = f"the clock runs to {LAST_MOMENT.isoformat()} and no further"
        raise _Nonsense(reason)
    control.clock.advance(seconds)
    return _time(control, order)


def _seconds_until(control: Control, text: object) -> float:
    try:
        moment = datetime.fromisoformat(text if isinstance(text, str) else "")
        return (moment - control.clock.now()).total_seconds()
    except (ValueError, TypeError) as error:  # TypeError: a moment without a zone
        reason = "`set` is a moment with a zone, like 2030-01-31T12:00:00+01:00"
        raise _Nonsense(reason) from error


def _faults(control: Control, _: Order) -> object:
    return {"faults": control.emulator.faults.orders()}


def _add_fault(control: Control, order: Order) -> object:
    _require_only(order, "operation", "fault", "times", "seconds")
    times = order.get("times", 1)
    if times is not None and (not isinstance(times, int) or isinstance(times, bool)):
        reason = "`times` is a whole number, or null for all calls to come"
        raise _Nonsense(reason)
    more = {"seconds": _seconds(order["seconds"])} if "seconds" in order else {}
    try:
        control.emulator.faults.add(str(order.get("operation")), str(order.get("fault")), times=times, **more)
    except ValueError as error:
        raise _Nonsense(str(error)) from error
    return _faults(control, order)


def _clear_faults(control: Control, order: Order) -> object:
    control.emulator.faults.clear()
    return _faults(control, order)


def _journal(control: Control, _: Order) -> object:
    return {"journal": control.emulator.journal()}


def _reset(control: Control, order: Order) -> object:
    _require_only(order)
    control.emulator.reset()
    return {"jobs": ()}


def _health(_control: Control, _: Order) -> object:
    return {"status": "ready"}


def _order_in(request: Request) -> Order:
    """What the body says; nothing where it is empty."""
    body = b"".join(request.body)
    if len(body) > MAX_ORDER:
        reason = f"an order has at most {MAX_ORDER:,} bytes"
        raise _Nonsense(reason, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        order = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        reason = f"the body is no JSON: {excerpt(str(error))}"
        raise _Nonsense(reason) from error
    if not isinstance(order, dict):
        reason = "an order is a JSON object"
        raise _Nonsense(reason)
    return order


def _require_only(order: Mapping[str, object], *names: str) -> None:
    if unknown := order.keys() - set(names):
        known = f"there are {', '.join(names)}" if names else "this takes none"
        reason = f"unknown: {', '.join(sorted(map(excerpt, unknown)))}; {known}"
        raise _Nonsense(reason)


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LONGEST_STEP:
        reason = f"seconds are a number from 0 to {_LONGEST_STEP:,} (a hundred years), not {excerpt(repr(value))}"
        raise _Nonsense(reason)
    return value


_ORDERS: Final[tuple[tuple[str, re.Pattern[str], Callable[..., object]], ...]] = tuple(
    (method, re.compile(path, re.ASCII), order)
    for method, path, order in (
        ("GET", r"/jobs(?:\?latest=(\d{1,9}))?", _jobs),
        ("GET", r"/jobs/(\d{1,18})", _job),
        ("POST", r"/jobs/(\d{1,18})/signers/(\d{1,2})/([a-z-]{1,40})", _act),
        ("GET", "/clock", _time),
        ("POST", "/clock", _move_clock),
        ("GET", "/faults", _faults),
        ("POST", "/faults", _add_fault),
        ("DELETE", "/faults", _clear_faults),
        ("GET", "/journal", _journal),
        ("POST", "/reset", _reset),
        ("GET", "/health", _health),
    )
)


def _json(value: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    # Half a surrogate pair, which JSON can name and UTF-8 cannot hold, is named as it was in the order.
    body = json.dumps(_plain(value), ensure_ascii=False).encode(errors="backslashreplace")
    headers = {
        "content-type": "application/json",
        "cache-control": "no-store",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
    }
    return Response(status=int(status), headers=headers, body=body + b"\n")


def _plain(value: object) -> object:
    """A value as JSON has it: frozen values as objects, moments in ISO 8601."""
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, dict):
        return {name: _plain(held) for name, held in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value
