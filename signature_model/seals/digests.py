"""The SHA-256 digests of the files of a bundle, of which those of large files are begun before they are needed.

Hashing needs no lock of the interpreter, so a second thread does it while the first goes on judging. What that thread
has not begun when it is asked for is worked out by whoever asks; what it has begun is waited for.
"""

from __future__ import annotations

import atexit
import hashlib
import sys
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Final
from weakref import ref

WORTH_BEGINNING: Final = 256 * 1024
"""Bytes. To hand a content over takes as long as to hash a quarter of this."""

_IDLE: Final = 1.0
"""Seconds without work after which the thread ends."""


class PendingDigest:
    """The digest of a content, worked out once, by whoever comes first."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._lock = Lock()
        self._value: bytes | None = None

    def value(self) -> bytes:
        """32 bytes; waits where another thread is at it."""
        with self._lock:
            if self._value is None:
                self._value = hashlib.sha256(self._content).digest()
            return self._value


class _Worker(Thread):
    """Works out what is put into its queue, up to a None, or until that has been empty for so many seconds."""

    def __init__(self, idle: float) -> None:
        super().__init__(name="signature_model.digests", daemon=True)
        self._idle = idle
        self.queue: SimpleQueue[ref[PendingDigest] | None] = SimpleQueue()

    def run(self) -> None:
        with suppress(Empty):
            while (waiting := self.queue.get(timeout=self._idle)) is not None:
                _work_out(waiting)  # there and not here, so that no variable keeps a content while this waits


def _work_out(waiting: ref[PendingDigest]) -> None:
    digest = waiting()
    if digest is not None:
        digest.value()


class Helper:
    """A thread that works out digests, started when there is one to work out and none is running.

    Callers who come at once may start one each. None is left over from before a fork.
    """

    def __init__(self, idle: float = _IDLE) -> None:
        self._idle = idle
        self._worker: _Worker | None = None

    def give(self, digest: PendingDigest) -> None:
        """Have a digest worked out, if it is still there when its turn comes: it is not kept for that.

        Raises RuntimeError where no thread can be started.
        """
        worker = self._worker
        if worker is None or not worker.is_alive():
            worker = _Worker(self._idle)
            worker.start()
            self._worker = worker
        worker.queue.put(ref(digest))

    def end(self) -> None:
        """End the thread, as soon as it has done what it was given."""
        if self._worker is not None and self._worker.is_alive():
            self._worker.queue.put(None)
            self._worker.join()


HELPER: Final = Helper()
"""The one that all share."""

atexit.register(HELPER.end)  # an interpreter inside of another one, as servers have, must not end before its threads


class Digests:
    """The digests of contents, for as long as one bundle is at work."""

    def __init__(self, helper: Helper = HELPER) -> None:
        self._helper = helper
        self._begun: dict[int, PendingDigest] = {}

    def begin(self, content: bytes) -> None:
        """Have the digest of a content worked out meanwhile, if it is large enough for that.

        The other thread needs the interpreter once to begin. So the caller should next do something that does not, for
        a twentieth of a millisecond or more; a CRC-32 of the same content is long enough.
        """
        if len(content) < WORTH_BEGINNING or sys.is_finalizing():  # when it is too late, Python 3.11 waits for ever
            return
        digest = PendingDigest(content)
        with suppress(RuntimeError):  # there can be no more threads
            self._helper.give(digest)
            self._begun[id(content)] = digest  # which keeps the content, so that nothing else gets its id

    def sha256(self, content: bytes) -> bytes:
        """The digest, 32 bytes."""
        return (self._begun.get(id(content)) or PendingDigest(content)).value()
