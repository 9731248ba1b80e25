"""Faults that are injected into the next calls of an operation.

A fault replaces the response, changes it, or is in the signed document that the response contains.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, replace
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeVar

from lxml import etree

from signature_model.api.http import Response
from signature_model.api.messages.direct_reading import STATUS
from signature_model.api.messages.reading import CHANGED
from signature_model.errors import NoAnswer
from signature_model.masking import quoted
from signature_model.type_checks import maybe_choice
from signature_model.xml.trees import MANIFEST, local_name
from signature_transports.emulator.fault_names import IN_SIGNED_DOCUMENTS, Fault
from signature_transports.emulator.replies import XML, Refused, refusal, reply
from signature_transports.emulator.settings import SignedForm
from signature_transports.emulator.urls import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum

Name = TypeVar("Name", bound="StrEnum")

_FIRST_STATUS: Final = {CHANGED: "{*}signatures/{*}signature/{*}status", STATUS: "{*}status"}
"""The path of the first signer's status, by the name of the message's root element."""

SLOW: Final = 30.0
"""The default delay of a slow response, in seconds."""
_DOWNLOADS: Final = (Operation.XADES, Operation.PADES, Operation.ARCHIVE)
"""The operations that return signed documents."""


class Dropped(NoAnswer):
    """The connection broke without a response, as injected. The caller cannot know whether the service has acted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow(Response):
    """A response that is sent after a number of seconds."""

    seconds: float


@dataclass(slots=True, kw_only=True)
class InjectedFault:
    """A fault for a number of calls of an operation, or for all calls if ``times`` is None."""

    operation: Operation
    fault: Fault
    times: int | None
    seconds: float


class Faults:
    """The injected faults. The faults of one operation happen in the order in which they were injected."""

    def __init__(self, signed_form: SignedForm = SignedForm.SEALED) -> None:
        self._signed_form = signed_form
        self._lock = Lock()
        self._by_operation: dict[Operation, deque[InjectedFault]] = {each: deque() for each in Operation}

    def add(self, operation: str, fault: str, *, times: int | None = 1, seconds: float = SLOW) -> None:
        """Inject a fault; ``seconds`` is for slow responses. Raises ValueError for unknown or unsuitable names.

        If a fault is not possible for a response, it waits for the next call. An example is half a body for a response
        without a body.
        """
        if times is not None and times < 1:
            msg = f"times is {times}; the minimum is 1"
            raise ValueError(msg)
        injected = InjectedFault(
            operation=_named(Operation, operation), fault=_named(Fault, fault), times=times, seconds=seconds
        )
        if injected.fault in IN_SIGNED_DOCUMENTS:
            self._require_documents(injected)
        with self._lock:
            self._by_operation[injected.operation].append(injected)

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            for faults in self._by_operation.values():
                faults.clear()

    def injected(self) -> tuple[InjectedFault, ...]:
        """Return the faults that have not happened yet."""
        with self._lock:
            return tuple(replace(each) for faults in self._by_operation.values() for each in faults)

    def before(self, operation: Operation) -> tuple[Response | None, Fault | None]:
        """Return the response that replaces the service's, and the fault; both are None if there is no such fault.

        A response of None means that the connection breaks.
        """
        with self._lock:
            injected = self._next(operation)
            if injected is None or injected.fault not in _REPLACEMENTS:
                return None, None
            self._count(injected)
            return _REPLACEMENTS[injected.fault], injected.fault

    def in_document(self, operation: Operation) -> Fault | None:
        """Return the fault that the signed document must have, or None."""
        with self._lock:
            injected = self._next(operation)
            return injected.fault if injected is not None and injected.fault in IN_SIGNED_DOCUMENTS else None

    def after(self, operation: Operation, response: Response) -> tuple[Response | None, Fault | None]:
        """Return the service's response after the injected fault has changed it, and the fault, or None.

        A response of None means that the connection breaks.
        """
        with self._lock:
            injected = self._next(operation)
            if injected is None or injected.fault in _REPLACEMENTS:
                return response, None
            if injected.fault in IN_SIGNED_DOCUMENTS and not response.is_success:
                return response, None
            changed = None if injected.fault is Fault.DROP_AFTER else response
            if injected.fault in _CHANGES:
                changed = _CHANGES[injected.fault](response, injected.seconds)
                if changed is response:
                    return response, None
            self._count(injected)
            return changed, injected.fault

    def _require_documents(self, injected: InjectedFault) -> None:
        if injected.operation not in _DOWNLOADS:
            msg = f"{injected.fault} is for {', '.join(_DOWNLOADS)}, not for {injected.operation}"
            raise ValueError(msg)
        if self._signed_form is SignedForm.PLAIN:
            msg = f"{injected.fault} needs signed documents in the sealed form; the emulator makes plain ones"
            raise ValueError(msg)

    def _next(self, operation: Operation) -> InjectedFault | None:
        return next(iter(self._by_operation[operation]), None)

    def _count(self, injected: InjectedFault) -> None:
        if injected.times is not None:
            injected.times -= 1
            if not injected.times:
                self._by_operation[injected.operation].popleft()


def _named(kind: type[Name], name: str) -> Name:
    found = maybe_choice(kind, name)
    if found is None:
        msg = f"{quoted(name)} is not a known {kind.__name__.lower()}; use one of {', '.join(kind)}"
        raise ValueError(msg)
    return found


def _gateway_page(status: HTTPStatus) -> Response:
    page = f"<html><head><title>{status} {status.phrase}</title></head><body><h1>{status.phrase}</h1></body></html>"
    return reply(page.encode(), "text/html", status=status)


def too_many_calls() -> Response:
    """Return the response to an organisation that is blocked because it has made too many calls."""
    return Response(status=int(HTTPStatus.TOO_MANY_REQUESTS), headers={"dosfilter": "unavailable"})


_REPLACEMENTS: Final[Mapping[Fault, Response | None]] = {
    Fault.DROP_BEFORE: None,
    Fault.TOO_MANY_CALLS: too_many_calls(),
    Fault.UNAUTHORIZED: refusal(Refused(HTTPStatus.UNAUTHORIZED, "NOT_AUTHORIZED", "refused, as injected")),
    Fault.INTERNAL_ERROR: refusal(
        Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", "internal error, as injected")
    ),
    Fault.BAD_GATEWAY: Response(status=int(HTTPStatus.BAD_GATEWAY)),
    Fault.UNAVAILABLE: Response(status=int(HTTPStatus.SERVICE_UNAVAILABLE)),
    Fault.GATEWAY_TIMEOUT: Response(status=int(HTTPStatus.GATEWAY_TIMEOUT)),
    Fault.HTML: _gateway_page(HTTPStatus.BAD_GATEWAY),
}
"""The responses that replace the service's. None means that the connection breaks."""


def _slow(response: Response, seconds: float) -> Response:
    return Slow(status=response.status, headers=response.headers, body=response.body, seconds=seconds)


def _truncated(response: Response, _: float) -> Response:
    if not response.body:
        return response
    headers = {**response.headers, "content-length": str(len(response.body))}
    return replace(response, headers=headers, body=response.body[: len(response.body) // 2])


def _with_unknown_status(response: Response, _: float) -> Response:
    root = _maybe_tree(response)
    status = None if root is None else root.find(_FIRST_STATUS.get(local_name(root), ".//unknown"))
    if root is None or status is None:
        return response
    status.text = "ADDED_LATER"
    return replace(response, body=_written(root))


def _with_unknown_elements(response: Response, _: float) -> Response:
    root = _maybe_tree(response)
    if root is None:
        return response
    for parent in (root, *root.iter(*(f"{{{MANIFEST}}}{each}" for each in ("signatures", "signature", "signer")))):
        etree.SubElement(parent, f"{{{MANIFEST}}}added-later").text = "clients do not know this yet"
    return replace(response, body=_written(root))


def _with_lifetime_as_text(response: Response, _: float) -> Response:
    return _with_lifetime(response, str)


def _with_short_lifetime(response: Response, _: float) -> Response:
    return _with_lifetime(response, lambda _: 10)


def _with_lifetime(response: Response, changed: Callable[[int], object]) -> Response:
    if not response.is_success or response.headers.get("content-type") != "application/json":
        return response
    content = json.loads(response.body)
    return replace(response, body=json.dumps({**content, "expires_in": changed(content["expires_in"])}).encode())


def _maybe_tree(response: Response) -> etree._Element | None:
    is_message = response.headers.get("content-type") == XML and response.body
    return etree.fromstring(response.body) if is_message else None


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


_CHANGES: Final[Mapping[Fault, Callable[[Response, float], Response]]] = {
    Fault.SLOW: _slow,
    Fault.TRUNCATED: _truncated,
    Fault.UNKNOWN_STATUS: _with_unknown_status,
    Fault.UNKNOWN_ELEMENT: _with_unknown_elements,
    Fault.EXPIRES_IN_TEXT: _with_lifetime_as_text,
    Fault.EXPIRES_SOON: _with_short_lifetime,
}
"""The functions with which faults change a response. If that is not possible, they return the response unchanged."""
