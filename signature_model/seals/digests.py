"""The digests that a seal holds of the files of a bundle: those of large files are begun before they are needed.

To hash a document takes as long as half of the judging around it, and leaves the interpreter to others meanwhile. So a
second thread does it while the first goes on. Nothing rests on that thread: a digest that it has not begun when it is
asked for is worked out by whoever asks.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Final

WORTH_BEGINNING: Final = 256 * 1024
"""Bytes. To hand a content over takes as long as to hash a quarter of this."""

_IDLE: Final = 1.0
"""Seconds without work after which the thread ends."""


class PendingDigest:
    """The SHA-256 digest of a content, worked out once, by whoever comes first."""

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
    """Works out what is put into its queue, and ends when that has been empty for so many seconds."""

    def __init__(self, idle: float) -> None:
        super().__init__(name="signature_model.digests", daemon=True)
        self._idle = idle
        self.queue: SimpleQueue[PendingDigest] = SimpleQueue()

    def run(self) -> None:
        with suppress(Empty):
            while True:
                self.queue.get(timeout=self._idle).value()


class Helper:
    """A thread that works out digests; started when there is one, and again after a fork, or when it has ended."""

    def __init__(self, idle: float = _IDLE) -> None:
        self._idle = idle
        self._worker: _Worker | None = None

    def give(self, digest: PendingDigest) -> None:
        """Have a digest worked out, as soon as all other threads let go of the interpreter for a while.

        Raises RuntimeError where no thread can be started.
        """
        worker = self._worker
        if worker is None or not worker.is_alive():  # what was left to one that has ended is worked out by who asks
            worker = _Worker(self._idle)
            worker.start()
            self._worker = worker
        worker.queue.put(digest)


_HELPER: Final = Helper()


class Digests:
    """The SHA-256 digests of the files of one bundle. ``helper`` works out those that are begun."""

    def __init__(self, helper: Helper = _HELPER) -> None:
        self._helper = helper
        self._begun: dict[int, tuple[bytes, PendingDigest]] = {}

    def begin(self, content: bytes) -> None:
        """Have the digest of a content worked out meanwhile, if it is large enough for that.

        That is begun when the caller next lets go of the interpreter; a CRC-32 of the same content is long enough.
        """
        if len(content) < WORTH_BEGINNING:
            return
        digest = PendingDigest(content)
        try:
            self._helper.give(digest)
        except RuntimeError:  # there are too many threads, or the interpreter is about to end
            return
        self._begun[id(content)] = content, digest  # the content too, so that its id stays its own

    def sha256(self, content: bytes) -> bytes:
        """The digest, 32 bytes."""
        _, digest = self._begun.get(id(content)) or (content, PendingDigest(content))
        return digest.value()
