"""What an emulator was told, kept in a file, so that the next one goes on where this one ends, however it ends.

The file is a log of deeds: what was created, done, cancelled, polled, confirmed and deleted, and when. Each is written
before it is done, and so before it is answered. Whoever opens the file has a new ledger do all of it again, without
judging uploads anew. That is sound because a ledger depends on nothing else: it reads no clock, its chance is seeded,
and what falls due happens at its own moment whoever looks. So nothing of its insides has to be written, and nothing
can be forgotten there. The price: a start takes as long as the deeds took, and the log grows until a reset.

A document is kept once, and goes when no job holds it. Of faults that are ordered, the journal, and the calls of the
last seconds nothing is kept. Settings decide what deeds come to, so deeds are for those that they were done with.

SQLite writes ahead and does not wait for the disk (``synchronous=NORMAL``): what was answered survives the process,
however it is killed. Of a machine that loses power the last calls may be lost, but never the file.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Collection, Mapping
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, assert_never

from signature_model.errors import UnreadableInput
from signature_model.manifests.reading import read_manifest
from signature_model.manifests.requests import parse_request, write_request
from signature_model.manifests.writing import write_manifest
from signature_model.xml.trees import parse
from signature_transports.emulator.events import Event
from signature_transports.emulator.jobs.command_log import Deed
from signature_transports.emulator.state.database import UnusableState, opened, telling
from signature_transports.emulator.uploads import Upload

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from signature_transports.emulator.jobs.ledger import Ledger
    from signature_transports.emulator.settings import MovableClock, Settings

_log = logging.getLogger(__name__)

_LOOK: Final = "look"
"""No deed: time had passed, and something had fallen due that cannot happen again."""
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
"""Those that decide what deeds come to."""
_DAMAGE: Final = (sqlite3.Error, ArithmeticError, LookupError, RecursionError, TypeError, UnreadableInput, ValueError)
"""What can be raised by a file that we have not written, or not to its end."""


class State:
    """A state in a file, which is made where there is none, for one emulator at a time. Safe to share among threads."""

    def __init__(self, path: Path) -> None:
        """Open the file, which nobody else can while this is open. Raises UnusableState."""
        self._path = path
        self._lock = Lock()
        self._numbers: dict[bytes, int] = {}
        """Those of the documents that jobs hold."""
        self._is_reviving = False
        self._database = opened(path)

    def close(self) -> None:
        """Close the file; nothing can be noted any more."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def clock(self, clock: MovableClock) -> KeptClock:
        """The clock, put forward as far as the last one was, and kept so. Raises UnusableState."""
        self._require_same({"clock": repr(getattr(clock, "is_true", True))})
        with telling(self._path, "is damaged", *_DAMAGE):
            for (seconds,) in self._database.execute("SELECT seconds FROM steps ORDER BY number"):
                clock.advance(seconds)
        return KeptClock(clock, self)

    def step(self, seconds: float) -> None:
        """Note that the clock was put forward. Raises UnusableState."""
        with self._lock, telling(self._path, "cannot be written", sqlite3.Error), self._database:
            self._database.execute("INSERT INTO steps (seconds) VALUES (?)", (seconds,))

    def note(self, moment: datetime, deed: Deed, *details: Any) -> None:  # noqa: ANN401 - as the deed has them
        """Write down what is about to be done. Raises UnusableState; then it is not to be done."""
        if self._is_reviving:
            return
        fresh: dict[bytes, int] = {}
        with self._lock, telling(self._path, "cannot be written", sqlite3.Error), self._database:
            self._insert(moment, deed, self._taken_in(details[0], fresh) if deed is Deed.CREATE else details)
        self._numbers |= fresh

    def forget(self, moment: datetime, content: bytes) -> None:
        """Remove a document. Where that fails the next start removes it."""
        number = self._numbers.pop(content)
        if self._is_reviving:
            return
        try:
            with self._lock, self._database:
                self._insert(moment, _LOOK, ())
                self._database.execute("DELETE FROM documents WHERE number = ?", (number,))
        except sqlite3.Error as error:
            _log.warning("a document that no job holds stays in %s for now: %s", self._path, error)

    def clear(self) -> None:
        """Forget all deeds and documents, but not what the clock shows. Raises UnusableState."""
        with self._lock, telling(self._path, "cannot be written", sqlite3.Error), self._database:
            self._database.execute("DELETE FROM deeds")
            self._database.execute("DELETE FROM documents")
        self._numbers.clear()

    def revive(self, ledger: Ledger, settings: Settings) -> None:
        """Have a new ledger do all that was noted. Raises UnusableState."""
        self._require_same({each: _told(getattr(settings, each)) for each in _SETTINGS})
        self._is_reviving = True
        with telling(self._path, "is damaged", *_DAMAGE):
            for moment, deed, details in self._database.execute(
                "SELECT moment, deed, details FROM deeds ORDER BY number"
            ):
                ledger.look(datetime.fromisoformat(moment))
                if deed != _LOOK:
                    self._do(ledger, Deed(deed), json.loads(details))
            _require_whole(ledger)
            self._remove_leftovers()
        self._is_reviving = False

    def _do(self, ledger: Ledger, deed: Deed, details: list[Any]) -> None:
        now = ledger.latest
        match deed:
            case Deed.CREATE:
                ledger.create(self._upload(*details), now)
            case Deed.ACT:
                number, place, event = details
                ledger.act(number, place, Event(event), now)
            case Deed.CANCEL:
                ledger.cancel(ledger.job(*details), now)
            case Deed.POLL:
                sender, name = details
                ledger.poll(sender, name, now)
            case Deed.CONFIRM:
                number, change = details
                ledger.confirm(ledger.job(number), change)
            case Deed.DELETE_DOCUMENTS:
                ledger.delete_documents(ledger.job(*details))
            case _:
                assert_never(deed)

    def _taken_in(self, upload: Upload, fresh: dict[bytes, int]) -> tuple[str, str, dict[str | None, int]]:
        """The request, the manifest, and the numbers of the documents by their names; new ones are written."""
        numbers = {}
        for each in upload.job.documents:
            content = each.content or b""
            number = self._numbers.get(content) or fresh.get(content)
            if number is None:
                inserted = self._database.execute("INSERT INTO documents (content) VALUES (?)", (content,))
                number = fresh[content] = inserted.lastrowid or 0
            numbers[each.href] = number
        return write_request(upload.request).decode(), write_manifest(upload.job).decode(), numbers

    def _upload(self, request: str, manifest: str, numbers: dict[str, int]) -> Upload:
        job, _ = read_manifest(parse(manifest.encode()), lambda href: self._maybe_content(numbers[href]))
        return Upload(request=parse_request(request.encode()), job=job)

    def _maybe_content(self, number: int) -> bytes | None:
        """A document; None for one that is gone, because the job that held it will have gone."""
        row = self._database.execute("SELECT content FROM documents WHERE number = ?", (number,)).fetchone()
        if row is None:
            return None
        content = bytes(row[0])
        self._numbers[content] = number
        return content

    def _insert(self, moment: datetime, deed: str, details: tuple[object, ...]) -> None:
        row = moment.isoformat(), deed, json.dumps(details)
        self._database.execute("INSERT INTO deeds (moment, deed, details) VALUES (?, ?, ?)", row)

    def _require_same(self, facts: dict[str, str]) -> None:
        """Take down what the deeds to come depend on, where there are none yet; else it has to be as it was."""
        with telling(self._path, "is damaged", *_DAMAGE), self._database:
            if self._database.execute("SELECT number FROM deeds").fetchone() is None:
                self._database.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())
            kept = dict(self._database.execute("SELECT name, value FROM facts"))
        others = [name.replace("_", " ") for name, value in facts.items() if kept.get(name) != value]
        if others:
            msg = f"{self._path} was made with another {', another '.join(others)}"
            raise UnusableState(msg, "start with what it was made with, or name another file")

    def _remove_leftovers(self) -> None:
        """Remove the documents that no job holds."""
        numbers = {number for (number,) in self._database.execute("SELECT number FROM documents")}
        with self._database:
            for number in numbers - set(self._numbers.values()):
                self._database.execute("DELETE FROM documents WHERE number = ?", (number,))


class KeptClock:
    """A clock whose steps are kept."""

    def __init__(self, clock: MovableClock, state: State) -> None:
        self._clock = clock
        self._state = state

    def now(self) -> datetime:
        """The moment it shows, aware."""
        return self._clock.now()

    @property
    def is_true(self) -> bool:
        """Whether it shows the time that others have."""
        return getattr(self._clock, "is_true", True)

    def advance(self, seconds: float) -> None:
        """Put it forward. Raises ValueError for a step back, and UnusableState."""
        self._clock.advance(seconds)
        self._state.step(seconds)


def _told(value: object) -> str:
    """A setting as a text that is the same for equal ones."""
    if isinstance(value, Mapping):
        return repr(sorted(value.items()))
    return repr(sorted(value)) if isinstance(value, Collection) and not isinstance(value, str) else repr(value)


def _require_whole(ledger: Ledger) -> None:
    for job in ledger.jobs():
        if job.has_documents and any(each.content is None for each in job.content.documents):
            msg = f"a document of job {job.id} is missing"
            raise LookupError(msg)
