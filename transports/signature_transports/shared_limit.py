"""The service's limit on calls, shared by all processes of one user on this machine.

The service counts the calls of an organisation, whichever process makes them. A file has the times of the last calls; a
lock on it is held while a call reserves its time, never while it waits. The times are those of the system's monotonic
clock, which all processes share. A process that cannot use the file, for example because another process does not
release it, continues with the calls that it has read last, and counts its own.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import stat
import tempfile
import time
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from signature_model.api.rate_limit import CallLimit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from signature_model.api.rate_limit import Limit
    from signature_model.api.services import Service

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment] # Windows has no such locks

_log = logging.getLogger(__name__)

_PRIVATE: Final = 0o700
_LARGEST: Final = 4096
"""The maximum size of the file in bytes; it has the times of at most ten calls."""
_PATIENCE: Final = 2.0
"""Seconds to wait for the lock, which a process that works holds for less than a millisecond."""
_PAUSE: Final = 0.005


class SharedCallLimit:
    """A limit on calls that is shared by all processes that name the same file.

    ``connect`` uses one for each service and organisation. If processes of several users call for one organisation, let
    them share a file that all of them may write: ``Manner(limit=SharedCallLimit("/var/run/signering/calls"))``. The
    first process creates the file with the mode that its umask permits, and no process changes the mode. Therefore, use
    the umask 002, and a folder that gives its files a common group (``chmod 2770``). A process that cannot write the
    file counts only its own calls, and logs a warning.
    """

    def __init__(self, file: str | os.PathLike[str]) -> None:
        self._file = Path(file)
        self._own = CallLimit()
        self._is_lost = fcntl is None

    def reserve(self, now: float) -> float:
        """Return the seconds that a call must wait, counted from ``now`` by the system's monotonic clock."""
        with self._shared(now) as limit:
            return limit.reserve(now)

    def block(self, now: float) -> None:
        """Hold back the calls of all processes until the service accepts calls again."""
        with self._shared(now) as limit:
            limit.block(now)

    @property
    def times_blocked(self) -> int:
        """How often the service has blocked the organisation, because of the calls of any process."""
        with self._shared(time.monotonic()) as limit:
            return limit.times_blocked

    @contextmanager
    def _shared(self, now: float) -> Iterator[CallLimit]:
        """Return the state of all processes, and store it at the end."""
        with ExitStack() as opened:
            before = None if self._is_lost else self._content(opened)
            if before is None:
                yield self._own
                return
            file, content = before
            self._own = limit = _restored(content, now)
            yield limit
            after = json.dumps(limit.as_numbers()).encode()
            if after != content:
                self._store(file, after)

    def _content(self, opened: ExitStack) -> tuple[BinaryIO, bytes] | None:
        """Open, lock and read the file. Closing it ends the lock. None if it cannot be used."""
        try:
            file = opened.enter_context(open(self._file, "a+b", buffering=0, opener=_open_here))  # noqa: SIM115 - closed there
            _lock(file)
            file.seek(0)
            return file, file.read(_LARGEST)
        except OSError as error:
            self._lose(error)
            return None

    def _store(self, file: BinaryIO, content: bytes) -> None:
        try:
            file.seek(0)
            file.write(content)
            file.truncate()
        except OSError as error:
            self._lose(error)

    def _lose(self, error: OSError) -> None:
        self._is_lost = True
        _log.warning("the limit on calls cannot be shared with other processes: %s: %s", self._file, error.strerror)


def limit_of(service: Service, organization_number: str | None) -> Limit:
    """Return the limit for the calls of an organisation to a service.

    Calls over unencrypted HTTP go to an emulator on this machine, and are not counted together.
    """
    if service.is_plain:
        return CallLimit()
    named = sha256(f"{service.root} {organization_number}".encode()).hexdigest()[:32]
    try:
        return SharedCallLimit(_folder() / f"calls-{named}")
    except OSError as error:
        _log.warning("the limit on calls cannot be shared with other processes: %s", error)
        return CallLimit()


def _folder() -> Path:
    """Return a folder of this user that lasts no longer than the system runs. Raises OSError if it is not safe."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    user = os.getuid() if hasattr(os, "getuid") else ""
    folder = Path(runtime, "signering") if runtime else Path(tempfile.gettempdir(), f"signering-{user}")
    folder.mkdir(mode=_PRIVATE, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != user or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        msg = f"{folder} belongs to another user, or others can write to it"
        raise PermissionError(msg)
    return folder


def _lock(file: BinaryIO) -> None:
    """Lock the file. Raises TimeoutError if another process, perhaps a stopped one, does not release it."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= end:
                raise TimeoutError(errno.ETIMEDOUT, "another process does not release its lock") from error
            time.sleep(_PAUSE)
        else:
            return


def _restored(content: bytes, now: float) -> CallLimit:
    """Return the limit in a file; a new one for an empty or damaged file."""
    try:
        return CallLimit.from_numbers(json.loads(content), now)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return CallLimit()


def _open_here(path: str, flags: int) -> int:
    """Open the file for reading and writing anywhere; ``a+`` would write at its end only."""
    return os.open(path, (flags & ~os.O_APPEND) | os.O_NOFOLLOW | os.O_CLOEXEC, 0o660)
