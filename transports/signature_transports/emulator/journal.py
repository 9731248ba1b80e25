"""The journal of the latest calls and their responses, without bodies, tokens and whole national id numbers."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from signature_model.api.messages.reading import maybe_refusal
from signature_model.masking import excerpt
from signature_transports.emulator.urls import Call

if TYPE_CHECKING:
    from datetime import datetime

    from signature_model.api.http import Response
    from signature_transports.emulator.fault_names import Fault
    from signature_transports.emulator.urls import Operation, Unmatched


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One call, numbered from 1 since the last reset.

    ``operation`` is None for a URL of no operation; ``status`` is None for a dropped response. ``code`` is the
    service's error code, and ``fault`` is the injected fault, if any.
    """

    number: int
    moment: datetime
    caller: str | None
    method: str
    url: str
    operation: Operation | None
    status: int | None
    code: str | None
    fault: Fault | None


class Journal:
    """The latest calls, up to a maximum number."""

    def __init__(self, length: int) -> None:
        self._entries: deque[Entry] = deque(maxlen=length)
        self._numbers = count(1)

    def add(self, moment: datetime, asked: Call | Unmatched, response: Response | None, fault: Fault | None) -> None:
        """Add a call. The response is None if it was dropped."""
        words = maybe_refusal(response.body) if response is not None and not response.is_success else None
        entry = Entry(
            number=next(self._numbers),
            moment=moment,
            caller=asked.caller,
            method=asked.request.method,
            url=excerpt(asked.request.url),
            operation=asked.operation if isinstance(asked, Call) else None,
            status=None if response is None else response.status,
            code=None if words is None else words.code,
            fault=fault,
        )
        self._entries.append(entry)

    def entries(self) -> tuple[Entry, ...]:
        """Return the calls, oldest first."""
        return tuple(self._entries)
