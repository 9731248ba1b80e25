"""Faults that the emulator's owner orders: for the next calls of an operation, in place of the answer or done to it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar

from lxml import etree

from signature_model.api.http import Response
from signature_model.errors import NoAnswer
from signature_model.masking import quoted
from signature_model.type_checks import maybe_choice
from signature_model.xml.trees import MANIFEST
from signature_transports.emulator.replies import XML, Refused, refusal, reply
from signature_transports.emulator.urls import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from threading import Lock

Name = TypeVar("Name", bound=StrEnum)

SLOW: Final = 30.0
"""Seconds that a slow answer takes, where it is not said."""


class Fault(StrEnum):
    """What can be ordered, by its name."""

    DROP_BEFORE = "drop-before"
    """The connection breaks before the service acts."""
    DROP_AFTER = "drop-after"
    """The service acts, and its answer is lost."""
    TOO_MANY_CALLS = "429"
    """As if the organisation had called too often."""
    INTERNAL_ERROR = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    GATEWAY_TIMEOUT = "504"
    HTML = "html"
    """A gateway answers with a page of its own, before the service acts."""
    SLOW = "slow"
    TRUNCATED = "truncated"
    """Half of the body, where there is one; ``content-length`` tells the whole."""
    UNKNOWN_STATUS = "unknown-status"
    """The first signer's status is one that nobody knows yet; for polls that bring a change."""
    UNKNOWN_ELEMENT = "unknown-element"
    """Elements that nobody knows yet; for answers in XML."""


class Dropped(NoAnswer):
    """The connection broke without an answer, as ordered; whether the service has acted the caller cannot know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow(Response):
    """An answer that is to leave only after so many seconds."""

    seconds: float


@dataclass(slots=True, kw_only=True)
class Order:
    """A fault for the next so many calls of an operation, all of them where ``times`` is None."""

    operation: Operation
    fault: Fault
    times: int | None
    seconds: float


class Faults:
    """The faults that are ordered; for each operation they come in the order in which they were."""

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._orders: dict[Operation, deque[Order]] = {each: deque() for each in Operation}

    def add(self, operation: str, fault: str, *, times: int | None = 1, seconds: float = SLOW) -> None:
        """Order a fault. A slow answer takes so many seconds. Raises ValueError for names that there are not.

        A fault that cannot be done to an answer, such as half a body where there is none, waits for the next.
        """
        if times is not None and times < 1:
            msg = f"times must be at least 1, not {times}"
            raise ValueError(msg)
        order = Order(operation=_named(Operation, operation), fault=_named(Fault, fault), times=times, seconds=seconds)
        with self._lock:
            self._orders[order.operation].append(order)

    def clear(self) -> None:
        """Forget all orders."""
        with self._lock:
            for orders in self._orders.values():
                orders.clear()

    def orders(self) -> tuple[Order, ...]:
        """What is ordered and has not come about yet."""
        with self._lock:
            return tuple(replace(each) for orders in self._orders.values() for each in orders)

    def instead(self, operation: Operation) -> tuple[Response | None, Fault | None]:
        """What is answered in place of the service, None where that is nothing, and the fault, if there is one."""
        with self._lock:
            order = self._next(operation)
            if order is None or order.fault not in _INSTEAD:
                return None, None
            self._count(order)
            return _INSTEAD[order.fault], order.fault

    def afterwards(self, operation: Operation, answer: Response) -> tuple[Response | None, Fault | None]:
        """What is left of the service's answer, None where that is nothing, and the fault, if there is one."""
        with self._lock:
            order = self._next(operation)
            if order is None or order.fault in _INSTEAD:
                return answer, None
            left = None if order.fault is Fault.DROP_AFTER else _SPOILT[order.fault](answer, order.seconds)
            if left is answer:
                return answer, None
            self._count(order)
            return left, order.fault

    def _next(self, operation: Operation) -> Order | None:
        return next(iter(self._orders[operation]), None)

    def _count(self, order: Order) -> None:
        if order.times is not None:
            order.times -= 1
            if not order.times:
                self._orders[order.operation].popleft()


def _named(kind: type[Name], name: str) -> Name:
    found = maybe_choice(kind, name)
    if found is None:
        msg = f"there is no {kind.__name__.lower()} {quoted(name)}; there are {', '.join(kind)}"
        raise ValueError(msg)
    return found


def _by_gateway(status: HTTPStatus) -> Response:
    page = f"<html><head><title>{status} {status.phrase}</title></head><body><h1>{status.phrase}</h1></body></html>"
    return reply(page.encode(), "text/html", status=status)


def shut_out() -> Response:
    """The answer to an organisation that has called too often."""
    return Response(status=int(HTTPStatus.TOO_MANY_REQUESTS), headers={"dosfilter": "unavailable"})


_INSTEAD: Final[Mapping[Fault, Response | None]] = {
    Fault.DROP_BEFORE: None,
    Fault.TOO_MANY_CALLS: shut_out(),
    Fault.INTERNAL_ERROR: refusal(
        Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", "something went wrong, as ordered")
    ),
    Fault.BAD_GATEWAY: Response(status=int(HTTPStatus.BAD_GATEWAY)),
    Fault.UNAVAILABLE: Response(status=int(HTTPStatus.SERVICE_UNAVAILABLE)),
    Fault.GATEWAY_TIMEOUT: Response(status=int(HTTPStatus.GATEWAY_TIMEOUT)),
    Fault.HTML: _by_gateway(HTTPStatus.BAD_GATEWAY),
}
"""What is answered in place of the service; None: nothing."""


def _slow(answer: Response, seconds: float) -> Response:
    return Slow(status=answer.status, headers=answer.headers, body=answer.body, seconds=seconds)


def _truncated(answer: Response, _: float) -> Response:
    if not answer.body:
        return answer
    headers = {**answer.headers, "content-length": str(len(answer.body))}
    return replace(answer, headers=headers, body=answer.body[: len(answer.body) // 2])


def _with_unknown_status(answer: Response, _: float) -> Response:
    root = _maybe_tree(answer)
    status = None if root is None else root.find("{*}signatures/{*}signature/{*}status")
    if root is None or status is None:
        return answer
    status.text = "ADDED_LATER"
    return replace(answer, body=_written(root))


def _with_unknown_elements(answer: Response, _: float) -> Response:
    root = _maybe_tree(answer)
    if root is None:
        return answer
    for parent in (root, *root.iter(f"{{{MANIFEST}}}signatures", f"{{{MANIFEST}}}signature")):
        etree.SubElement(parent, f"{{{MANIFEST}}}added-later").text = "nobody knows this yet"
    return replace(answer, body=_written(root))


def _maybe_tree(answer: Response) -> etree._Element | None:
    is_message = answer.headers.get("content-type") == XML and answer.body
    return etree.fromstring(answer.body) if is_message else None


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


_SPOILT: Final[Mapping[Fault, Callable[[Response, float], Response]]] = {
    Fault.SLOW: _slow,
    Fault.TRUNCATED: _truncated,
    Fault.UNKNOWN_STATUS: _with_unknown_status,
    Fault.UNKNOWN_ELEMENT: _with_unknown_elements,
}
"""What is done to an answer; the answer itself comes back where that cannot be done."""
