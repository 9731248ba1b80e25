"""The state file: an SQLite database that only its owner can read, and that one emulator at a time can open.

A file of another kind is recognised before anything in it can change.
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
"""``SIGN``, as SQLite's application id."""
VERSION: Final = 3
"""Increase this when the tables change, or when the same commands have a different effect."""
_TABLES: Final = (
    "CREATE TABLE commands (number INTEGER PRIMARY KEY, moment TEXT NOT NULL, name TEXT NOT NULL, arguments TEXT)",
    "CREATE TABLE documents (number INTEGER PRIMARY KEY AUTOINCREMENT, content BLOB NOT NULL)",
    "CREATE TABLE steps (number INTEGER PRIMARY KEY, seconds REAL NOT NULL)",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)
SQLITE_ERRORS: Final = (sqlite3.Error, UnicodeDecodeError)
"""The exceptions of SQLite. UnicodeDecodeError occurs when a message quotes a damaged file."""

_PAGE: Final = 16_384
"""The size of a page in bytes: four times the default, because most of the file is documents."""
_MODE: Final = 0o600


class UnusableState(SigningError):
    """The file is not a state file, or it cannot be used now. It has not been changed."""

    default_hint = "give another --state file; the emulator creates it if it does not exist"


def open_database(path: Path) -> sqlite3.Connection:
    """Open the database in the file. Create the file if there is none. Raises UnusableState."""
    with unusable(path, "cannot be used", OSError, *SQLITE_ERRORS):
        if not _is_made(path):
            _require_ours(path)
        path.chmod(path.stat().st_mode & _MODE)
        connection = _connected(path, "mode=rw")
        try:
            _prepare(connection)
        except SQLITE_ERRORS:
            connection.close()
            raise
    return connection


@contextmanager
def unusable(path: Path, what: str, *kinds: type[Exception]) -> Iterator[None]:
    """Turn such errors into UnusableState. ``what`` describes what failed."""
    try:
        yield
    except kinds as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise _unusable(path, "is in use by another emulator") from error
        reason = getattr(error, "strerror", None) or error
        raise _unusable(path, f"{what}: {reason}") from error


def _is_made(path: Path) -> bool:
    """Create an empty file. Return False if there is a file already."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE))
    except FileExistsError:
        return False
    return True


def _require_ours(path: Path) -> None:
    if not path.is_file():
        raise _unusable(path, "is not a regular file")
    if not path.stat().st_size:
        return
    with closing(_connected(path, "mode=ro&immutable=1")) as connection:  # reads no other file beside it
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (page,) = connection.execute("PRAGMA page_size").fetchone()
    if application != APPLICATION:
        raise _unusable(path, "is not the state of an emulator")
    if version != VERSION:
        raise _unusable(path, f"has format version {version}; this emulator reads version {VERSION}")
    if path.stat().st_size % page and not path.with_name(f"{path.name}-wal").exists():
        raise _unusable(path, "is cut short")  # SQLite would read the rest of the page as zeros


def _connected(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=0, check_same_thread=False)


def _prepare(connection: sqlite3.Connection) -> None:
    """Lock the file until it is closed, and create the tables if it is empty."""
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
    return UnusableState(message, "the file was not changed; name another file, or omit --state")
