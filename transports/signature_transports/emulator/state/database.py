"""The file that a state is kept in: an SQLite database of our own, private to its owner and open once at a time.

A file that is anything else is told from ours before a byte of it could change.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from signature_model.errors import SigningError
from signature_model.jobs.identifiers import without_ids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APPLICATION: Final = 0x5349474E
"""Whose file it is, as SQLite keeps it: ``SIGN``."""
VERSION: Final = 1
"""To be raised when the tables change, or when the same deeds come to something else than before."""
_TABLES: Final = (
    "CREATE TABLE deeds (number INTEGER PRIMARY KEY, moment TEXT NOT NULL, deed TEXT NOT NULL, details TEXT NOT NULL)",
    "CREATE TABLE documents (number INTEGER PRIMARY KEY AUTOINCREMENT, content BLOB NOT NULL)",
    "CREATE TABLE steps (number INTEGER PRIMARY KEY, seconds REAL NOT NULL)",
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)
REFUSALS: Final = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite's refusals become; the latter where they quote a damaged file."""

_PAGE: Final = 16_384
"""Bytes: four times the usual, as most of what is written is documents."""
_MODE: Final = 0o600


class UnusableState(SigningError):
    """A file that is no state of an emulator, or cannot be used as one now. It is as it was."""


def opened(path: Path) -> sqlite3.Connection:
    """The database in the file, which is made where there is none. Raises UnusableState."""
    with telling(path, "cannot be used", OSError, *REFUSALS):
        if not _is_made(path):
            _require_ours(path)
        path.chmod(path.stat().st_mode & _MODE)
        connection = _connected(path, "mode=rw")
        try:
            _prepare(connection)
        except REFUSALS:
            connection.close()
            raise
    return connection


@contextmanager
def telling(path: Path, what: str, *kinds: type[Exception]) -> Iterator[None]:
    """Raise UnusableState in place of errors of those kinds: what is the matter with the file."""
    try:
        yield
    except kinds as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise _unusable(path, "is in use by another emulator") from error
        reason = getattr(error, "strerror", None) or error
        raise _unusable(path, f"{what}: {reason}") from error


def _is_made(path: Path) -> bool:
    """Whether there was no file; now there is one, with nothing in it."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE))
    except FileExistsError:
        return False
    return True


def _require_ours(path: Path) -> None:
    if not path.is_file():
        raise _unusable(path, "is no file")
    if not path.stat().st_size:
        return
    with closing(_connected(path, "mode=ro&immutable=1")) as connection:  # this looks at nothing beside the file
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (page,) = connection.execute("PRAGMA page_size").fetchone()
    if application != APPLICATION:
        raise _unusable(path, "is no state of an emulator")
    if version != VERSION:
        raise _unusable(path, f"is a state of version {version}, where this emulator reads {VERSION}")
    if path.stat().st_size % page and not path.with_name(f"{path.name}-wal").exists():
        raise _unusable(path, "is cut short")  # SQLite would take the rest of the page for zeros


def _connected(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=0, check_same_thread=False)


def _prepare(connection: sqlite3.Connection) -> None:
    """Lock the file as long as it is open, and make the tables in one that is empty."""
    connection.execute(f"PRAGMA page_size = {_PAGE}")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    if connection.execute("PRAGMA user_version").fetchone() == (0,):
        for each in _TABLES:
            connection.execute(each)
    connection.commit()
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _unusable(path: Path, what: str) -> UnusableState:
    message = f"{without_ids(str(path))} {what}"
    return UnusableState(message, "nothing in it was changed; name another file, or none")
