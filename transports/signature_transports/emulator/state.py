"""What an emulator was told, kept in a file, so that the next one goes on where this one ends, however it ends.

The file is a log of deeds: what was created, done, cancelled, polled, confirmed and deleted, and when. Each is written
before it is done, and so before it is answered. Whoever opens the file has a new ledger do all of it again, without
judging uploads anew. That is sound because a ledger depends on nothing else: it reads no clock, its chance is seeded,
and what falls due happens at its own moment whoever looks. So nothing of its insides has to be written, and nothing
can be forgotten there. The price: a start takes as long as the deeds took, and the log grows until a reset.

A document is kept once, and goes when no job holds it. Of faults that are ordered, the journal, and the calls of the
last seconds nothing is kept. Settings decide what deeds come to, so a file is for those that it was made with.

SQLite writes ahead and does not wait for the disk (``synchronous=NORMAL``): what was answered survives the process,
however it is killed. Of a machine that loses power the last calls may be lost, but never the file.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections.abc import Collection, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from signature_model.errors import SigningError, UnreadableInput
from signature_model.identifiers import without_ids
from signature_model.manifests.reading import read_manifest
from signature_model.manifests.writing import write_manifest
from signature_model.messages.requests import parse_request, write_request
from signature_model.xml.trees import parse
from signature_transports.emulator.errors import NotPossible
from signature_transports.emulator.lifecycle import Event
from signature_transports.emulator.log import Deed
from signature_transports.emulator.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from signature_transports.emulator.ledger import Ledger
    from signature_transports.emulator.settings import MovableClock, Settings

_log = logging.getLogger(__name__)

APPLICATION: Final = 0x5349474E
"""What SQLite calls the application's id: ``SIGN``."""
VERSION: Final = 1
"""To be raised whenever the same deeds come to something else than before."""
_TABLES: Final = (
    "CREATE TABLE deeds (number INTEGER PRIMARY KEY, moment TEXT NOT NULL, deed TEXT NOT NULL, details TEXT NOT NULL)",
    "CREATE TABLE documents (number INTEGER PRIMARY KEY, content BLOB NOT NULL)",
    "CREATE TABLE steps (number INTEGER PRIMARY KEY, seconds REAL NOT NULL)",
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)
_LOOK: Final = "look"
"""Not a deed, but time that has passed."""
_SETTINGS: Final = (
    "environment",
    "sector",
    "sectors",
    "long_term_storage",
    "empty_queue_wait",
    "persona",
    "personas",
    "seed",
)
"""The settings that decide what deeds come to."""
_DAMAGE: Final = (sqlite3.Error, ArithmeticError, LookupError, NotPossible, TypeError, UnreadableInput, ValueError)
"""What reading a file can raise that was not written by this module, or not to its end."""


class UnusableState(SigningError):
    """A file that cannot be used as a state, or no longer. It was not changed."""


class State:
    """A state in a file, which is made where there is none, for one emulator at a time. Safe to share among threads."""

    def __init__(self, path: Path) -> None:
        """Open the file, which nobody else can while this is open. Raises UnusableState."""
        self._path = path
        self._lock = Lock()
        self._numbers: dict[bytes, int] = {}
        self._is_reviving = False
        _require_ours(path)
        with self._telling("cannot be used as a state"):
            self._connection = _opened(path)

    def close(self) -> None:
        """Close the file; nothing can be noted any more."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def clock(self, clock: MovableClock) -> KeptClock:
        """The clock, put as far forward as the one before was, and kept so. Raises UnusableState."""
        self._require_same({"clock": repr(getattr(clock, "is_true", True))})
        with self._telling("is damaged"):
            for (seconds,) in self._connection.execute("SELECT seconds FROM steps ORDER BY number"):
                clock.advance(seconds)
        return KeptClock(_clock=clock, _state=self)

    def step(self, seconds: float) -> None:
        """Note that the clock was put forward."""
        self._write("INSERT INTO steps (seconds) VALUES (?)", seconds)

    def note(self, moment: datetime, deed: Deed, *details: Any) -> None:  # noqa: ANN401 - as the deed has them
        """Write down what is about to be done. Raises UnusableState, and then it is not to be done."""
        if self._is_reviving:
            return
        with self._lock, self._telling("cannot be written"), self._connection:
            fresh: dict[bytes, int] = {}
            if deed is Deed.CREATE:
                details = self._taken_in(details[0], fresh)
            self._insert(moment, deed, *details)
        self._numbers |= fresh

    def forget(self, moment: datetime, content: bytes) -> None:
        """Remove a document. Where that fails it only takes room: the next start removes it."""
        number = self._numbers.pop(content)
        if self._is_reviving:
            return
        try:
            with self._lock, self._connection:
                self._insert(moment, _LOOK)
                self._connection.execute("DELETE FROM documents WHERE number = ?", (number,))
        except sqlite3.Error as error:
            _log.warning("a document that no job holds was not removed from %s: %s", self._path, error)

    def clear(self) -> None:
        """Forget all deeds and documents, but not what the clock shows. Raises UnusableState."""
        with self._lock, self._telling("cannot be written"), self._connection:
            self._connection.execute("DELETE FROM deeds")
            self._connection.execute("DELETE FROM documents")
        self._numbers.clear()

    def revive(self, ledger: Ledger, settings: Settings) -> None:
        """Have a new ledger do all that was noted. Raises UnusableState."""
        self._require_same({name: _told(getattr(settings, name)) for name in _SETTINGS})
        self._is_reviving = True
        with self._telling("is damaged"):
            for moment, deed, details in self._rows("SELECT moment, deed, details FROM deeds ORDER BY number"):
                ledger.look(datetime.fromisoformat(moment))
                if deed != _LOOK:
                    self._do(ledger, Deed(deed), json.loads(details))
            _require_whole(ledger)
            self._remove_all_but(set(self._numbers.values()))
        self._is_reviving = False
