"""The journal: every call of late, what it asked for and what came of it. No bodies, no whole national id numbers."""

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
    from signature_transports.emulator.faults import Fault
    from signature_transports.emulator.urls import Astray, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One call, numbered from 1 since the last reset.

    ``operation`` is None for a url that asks for nothing, ``status`` for an answer that was dropped; ``code`` is the
    service's error code, ``fault`` what was ordered for the call, if anything.
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
    """The last calls, so many at most."""

    def __init__(self, most: int) -> None:
        self._entries: deque[Entry] = deque(maxlen=most)
        self._numbers = count(1)

    def enter(self, moment: datetime, asked: Call | Astray, answer: Response | None, fault: Fault | None) -> None:
        """Enter a call; the answer is None where it was dropped."""
        words = maybe_refusal(answer.body) if answer is not None and not answer.is_success else None
        entry = Entry(
            number=next(self._numbers),
            moment=moment,
            caller=asked.caller,
            method=asked.request.method,
            url=excerpt(asked.request.url),
            operation=asked.operation if isinstance(asked, Call) else None,
            status=None if answer is None else answer.status,
            code=None if words is None else words.code,
            fault=fault,
        )
        self._entries.append(entry)

    def entries(self) -> tuple[Entry, ...]:
        """The calls, oldest first."""
        return tuple(self._entries)
