"""The state of an emulator in a file, so that the next emulator continues where this one ended, even after a crash.

The file is a log of commands with their times: create, sign, cancel, poll, confirm, delete, and make or use a redirect
URL. A command is written before it runs, and therefore before the response is sent. At the start, a new ledger runs all
commands again. The result is the same ledger, because a ledger depends on nothing else: it reads no clock, its random
numbers have a seed, and due tasks run at their own moments. A start therefore takes as long as the commands took, and
the log grows until a reset. Uploads are not validated again.

A document is stored once, and removed when no job contains it. Injected faults, the journal and the count of recent
calls are not stored. The settings that affect commands are stored, and must be the same at the next start.

SQLite uses a write-ahead log and does not wait for the disk (``synchronous=NORMAL``). Commands whose response was sent
are kept, even if the process is killed. If the machine loses power, the last calls may be lost, but the file stays
usable.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Collection, Mapping
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, assert_never

from signature_model.errors import UnreadableInput
from signature_model.jobs.context import SigningFlow
from signature_model.manifests.reading import read_manifest
from signature_model.manifests.requests import parse_direct_request, parse_request, write_request
from signature_model.manifests.writing import write_manifest
from signature_model.xml.trees import parse
from signature_transports.emulator.events import Event
from signature_transports.emulator.jobs.command_log import Command
from signature_transports.emulator.jobs.queues import QueueName
from signature_transports.emulator.jobs.signing_methods import SigningMethod
from signature_transports.emulator.state.database import UnusableState, open_database, unusable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.requests import AnyJobRequest
    from signature_transports.emulator.jobs.ledger import Ledger
    from signature_transports.emulator.settings import MovableClock, Settings

_log = logging.getLogger(__name__)

_TIME_PASSED: Final = "time-passed"
"""Not a command: a due task ran, and must run in a replay before the commands that follow."""
_PARSERS: Final[Mapping[SigningFlow, Callable[[bytes], AnyJobRequest]]] = {
    SigningFlow.PORTAL: parse_request,
    SigningFlow.DIRECT: parse_direct_request,
}
"""The function that reads a job request, by flow."""
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
"""The settings that change the effect of commands."""
_DAMAGE: Final = (sqlite3.Error, ArithmeticError, LookupError, RecursionError, TypeError, UnreadableInput, ValueError)
"""The exceptions of a replay for a file that this class has not written, or not written completely."""


class State:
    """The state in a file, which is created if it is missing. One emulator at a time can use it.

    Threads can share it.
    """

    def __init__(self, path: Path) -> None:
        """Open the file and lock it. Raises UnusableState."""
        self._path = path
        self._lock = Lock()
        self._documents: dict[bytes, int] = {}
        """The numbers of the documents in jobs."""
        self._database = open_database(path)

    def close(self) -> None:
        """Close the file. Nothing can be recorded after this."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def clock(self, clock: MovableClock) -> RecordedClock:
        """Advance the clock by all recorded steps. Return a clock that records its steps. Raises UnusableState."""
        self._require_same({"clock": repr(getattr(clock, "is_real_time", True))})
        with unusable(self._path, "is damaged", *_DAMAGE):
            for (seconds,) in self._database.execute("SELECT seconds FROM steps ORDER BY number"):
                clock.advance(seconds)
        return RecordedClock(clock, self)

    def record_step(self, seconds: float) -> None:
        """Record that the clock was advanced. Raises UnusableState."""
        with self._transaction():
            self._database.execute("INSERT INTO steps (seconds) VALUES (?)", (seconds,))

    def record(self, moment: datetime, command: Command, *arguments: Any) -> None:  # noqa: ANN401 - each command has its own
        """Write down a command that is about to run. Raises UnusableState."""
        added: dict[bytes, int] = {}
        with self._transaction():
            written = self._with_documents_stored(added, *arguments) if command is Command.CREATE else arguments
            self._insert(moment, command, written)
        self._documents |= added

    def remove_document(self, moment: datetime, content: bytes) -> None:
        """Remove a document. If that fails, the next start removes it."""
        number = self._documents.pop(content)
        try:
            with self._lock, self._database:
                self._insert(moment, _TIME_PASSED, ())
                self._database.execute("DELETE FROM documents WHERE number = ?", (number,))
        except sqlite3.Error as error:
            _log.warning("an unused document stays in %s until the next start: %s", self._path, error)

    def clear(self) -> None:
        """Remove all commands and documents. The steps of the clock stay. Raises UnusableState."""
        with self._transaction():
            self._database.execute("DELETE FROM commands")
            self._database.execute("DELETE FROM documents")
        self._documents.clear()

    def replay(self, ledger: Ledger, settings: Settings) -> None:
        """Run all recorded commands on a new ledger that has no log yet. Raises UnusableState."""
        self._require_same({each: _canonical(getattr(settings, each)) for each in _SETTINGS})
        with unusable(self._path, "is damaged", *_DAMAGE):
            for moment, name, arguments in self._database.execute(
                "SELECT moment, name, arguments FROM commands ORDER BY number"
            ):
                ledger.run_due(datetime.fromisoformat(moment))
                if name != _TIME_PASSED:
                    self._run(ledger, Command(name), json.loads(arguments))
            self._remove_unused(_documents_of(ledger))

    def _run(self, ledger: Ledger, command: Command, arguments: list[Any]) -> None:
        now = ledger.latest
        match command:
            case Command.CREATE:
                request, manifest, numbers = arguments
                job, _ = read_manifest(parse(manifest.encode()), lambda href: self._maybe_document(numbers[href]))
                ledger.create(_PARSERS[job.flow](request.encode()), job, now)
            case Command.ACT:
                number, place, event, *method = arguments
                ledger.act(number, place, Event(event), now, *map(SigningMethod, method))
            case Command.CANCEL:
                ledger.cancel(ledger.job(*arguments), now)
            case Command.POLL:
                sender, queue, flow = arguments
                ledger.poll(QueueName(sender, queue, SigningFlow(flow)), now)
            case Command.CONFIRM:
                number, change = arguments
                ledger.confirm(ledger.job(number), change)
            case Command.DELETE_DOCUMENTS:
                ledger.delete_documents(ledger.job(*arguments))
            case Command.REDIRECT:
                number, place = arguments
                ledger.add_redirect(ledger.job(number), place, now)
            case Command.VISIT:
                token, session = arguments
                ledger.visit(token, None, session, now)
            case _:
                assert_never(command)

    def _with_documents_stored(
        self, added: dict[bytes, int], request: AnyJobRequest, job: AnyJob
    ) -> tuple[str, str, dict[str | None, int]]:
        """Store a job's new documents. Return the request, the manifest, and the documents' numbers by name."""
        numbers = {}
        for each in job.documents:
            content = each.content or b""
            number = self._documents.get(content) or added.get(content)
            if number is None:
                inserted = self._database.execute("INSERT INTO documents (content) VALUES (?)", (content,))
                number = added[content] = inserted.lastrowid or 0
            numbers[each.href] = number
        return write_request(request).decode(), write_manifest(job).decode(), numbers

    def _maybe_document(self, number: int) -> bytes | None:
        """Return a document, or None if it was removed together with all documents of its job."""
        row = self._database.execute("SELECT content FROM documents WHERE number = ?", (number,)).fetchone()
        if row is None:
            return None
        content = bytes(row[0])
        self._documents[content] = number
        return content

    def _insert(self, moment: datetime, name: str, arguments: tuple[object, ...]) -> None:
        row = moment.isoformat(), name, json.dumps(arguments)
        self._database.execute("INSERT INTO commands (moment, name, arguments) VALUES (?, ?, ?)", row)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock, unusable(self._path, "cannot be written", sqlite3.Error), self._database:
            yield

    def _require_same(self, settings: dict[str, str]) -> None:
        """Store the settings that commands depend on, if there are no commands yet.

        Otherwise, require the stored settings.
        """
        with unusable(self._path, "is damaged", *_DAMAGE), self._database:
            if self._database.execute("SELECT number FROM commands").fetchone() is None:
                self._database.executemany("INSERT OR REPLACE INTO settings VALUES (?, ?)", settings.items())
            stored = dict(self._database.execute("SELECT name, value FROM settings"))
        changed = [name.replace("_", " ") for name, value in settings.items() if stored.get(name) != value]
        if changed:
            msg = f"{self._path} was made with another {', another '.join(changed)}"
            raise UnusableState(msg, "start with the same settings, or name another file")

    def _remove_unused(self, held: set[bytes]) -> None:
        """Remove the documents that are in no job."""
        self._documents = {content: number for content, number in self._documents.items() if content in held}
        used = set(self._documents.values())
        numbers = self._database.execute("SELECT number FROM documents").fetchall()
        with self._database:
            self._database.executemany(
                "DELETE FROM documents WHERE number = ?", [row for row in numbers if row[0] not in used]
            )


class RecordedClock:
    """A clock whose steps are recorded in a state."""

    def __init__(self, clock: MovableClock, state: State) -> None:
        self._clock = clock
        self._state = state

    def now(self) -> datetime:
        """Return the moment that the clock shows, aware."""
        return self._clock.now()

    @property
    def is_real_time(self) -> bool:
        """Whether the clock shows the real time."""
        return getattr(self._clock, "is_real_time", True)

    def advance(self, seconds: float) -> None:
        """Advance the clock. Raises ValueError for a step back, and UnusableState."""
        self._clock.advance(seconds)
        self._state.record_step(seconds)


def _canonical(value: object) -> str:
    """Return a setting as a text that is the same for equal values."""
    if isinstance(value, Mapping):
        return repr(sorted(value.items()))
    return repr(sorted(value)) if isinstance(value, Collection) and not isinstance(value, str) else repr(value)


def _documents_of(ledger: Ledger) -> set[bytes]:
    """Return the documents in jobs. Raises LookupError if one of them is missing."""
    documents = set()
    for job in ledger.jobs():
        for each in job.content.documents if job.has_documents else ():
            if each.content is None:
                msg = f"a document of job {job.id} is missing"
                raise LookupError(msg)
            documents.add(each.content)
    return documents
