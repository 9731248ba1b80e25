"""Handle a request: authentication, the limit on calls, injected faults, and the operation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from signature_transports.emulator.faults import too_many_calls
from signature_transports.emulator.replies import Refused, refusal
from signature_transports.emulator.throttle import Throttle
from signature_transports.emulator.tokens import TOKEN_PATH, TokenIssuer
from signature_transports.emulator.urls import Call, Operation, Unmatched

if TYPE_CHECKING:
    from signature_model.api.http import Request, Response
    from signature_transports.emulator.fault_names import Fault
    from signature_transports.emulator.faults import Faults
    from signature_transports.emulator.operations import Operations
    from signature_transports.emulator.settings import Settings

_NO_CALLER: Final = ""


@dataclass(slots=True, kw_only=True)
class Handler:
    """Handles the requests to one service. Threads can share it."""

    settings: Settings
    operations: Operations
    faults: Faults
    throttle: Throttle = field(init=False)
    tokens: TokenIssuer = field(init=False)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget recent calls and all tokens."""
        self.throttle = Throttle(self.settings.calls_per_second)
        self.tokens = TokenIssuer(self.settings)

    def handle(
        self, request: Request, caller: str | None, thumbprint: str | None
    ) -> tuple[Call | Unmatched, Response | None, Fault | None]:
        """Return the call, its response, and the fault that was injected. The response is None if it is dropped.

        ``caller`` and ``thumbprint`` are as for ``Emulator.handle``.
        """
        asked, refused = self._call_of(request, caller, thumbprint)
        return (asked, *self._respond(asked, refused))

    def _respond(self, asked: Call | Unmatched, refused: Refused | None) -> tuple[Response | None, Fault | None]:
        """Return the response, or None if it is dropped, and the fault that was injected."""
        if isinstance(asked, Call) and asked.operation is Operation.TOKEN:
            return self._issue(asked)
        with self.operations.now() as now:
            is_blocked = self.throttle.is_blocked(asked.caller or _NO_CALLER, now)
        if is_blocked:
            return too_many_calls(), None
        if isinstance(asked, Unmatched):
            return refusal(_not_found(asked)), None
        response, fault = self.faults.before(asked.operation)
        if fault is not None:
            return response, fault
        if refused is not None:
            return self.faults.after(asked.operation, refusal(refused))
        call = replace(asked, fault=self.faults.in_document(asked.operation))
        return self.faults.after(asked.operation, self._perform(call))

    def _call_of(
        self, request: Request, caller: str | None, thumbprint: str | None
    ) -> tuple[Call | Unmatched, Refused | None]:
        """Return the call of a request, and the refusal if authentication fails."""
        if request.method == "POST" and urlsplit(request.url).path == TOKEN_PATH:
            call = Call(
                request=request,
                caller=caller or "",
                operation=Operation.TOKEN,
                sender="",
                query="",
                parts={},
                peer=caller,
                thumbprint=thumbprint,
            )
            return call, None
        try:
            with self.operations.now() as now:
                caller = self.tokens.caller(request, caller, now)
        except Refused as refused:
            return self.operations.urls.match(request, caller), refused
        return self.operations.urls.match(request, caller), None

    def _issue(self, asked: Call) -> tuple[Response | None, Fault | None]:
        response, fault = self.faults.before(asked.operation)
        if fault is not None:
            return response, fault
        with self.operations.now() as now:
            issued = self.tokens.issue(asked.request, asked.peer, asked.thumbprint, now)
        return self.faults.after(asked.operation, issued)

    def _perform(self, call: Call) -> Response:
        try:
            self._require_authorised(call)
            return self.operations.perform(call)
        except Refused as refused:
            return refusal(refused)

    def _require_authorised(self, call: Call) -> None:
        sender, caller = call.sender, call.caller
        if not caller:
            raise Refused(HTTPStatus.FORBIDDEN, "NOT_AUTHORIZED", "the call has no certificate of an organisation")
        if self.settings.senders is not None and sender not in self.settings.senders:
            raise Refused(HTTPStatus.FORBIDDEN, "NOT_AUTHORIZED", f"organisation {sender} has no agreement")
        if caller != sender and caller not in self.settings.brokers.get(sender, ()):
            message = f"organisation {caller} may not send for {sender}"
            raise Refused(HTTPStatus.FORBIDDEN, "BROKER_NOT_AUTHORIZED", message)


def _not_found(unmatched: Unmatched) -> Refused:
    if not unmatched.permitted:
        return Refused(HTTPStatus.NOT_FOUND, "NOT_FOUND", "there is nothing at this URL")
    headers = {"allow": ", ".join(unmatched.permitted)}
    message = f"this URL does not allow {unmatched.request.method}; use {headers['allow']}"
    return Refused(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message, headers)
