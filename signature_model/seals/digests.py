"""The digests that a seal holds of the files of a bundle: those of large files are begun before they are needed.

To hash a document takes as long as half of the judging around it, and leaves the interpreter to others meanwhile. So a
second thread does it while the first goes on. Nothing rests on that thread: a digest that it has not begun when it is
asked for is worked out by whoever asks.
"""

from __future__ import annotations

from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from signature_model.seals.algorithms import DIGESTS, SHA256

if TYPE_CHECKING:
    from collections.abc import Callable

WORTH_BEGINNING: Final = 256 * 1024
"""Bytes. To hand a content over takes as long as to hash a quarter of this."""

_IDLE: Final = 1.0
"""Seconds without work after which the thread ends."""


class PendingDigest:
    """The digest of a content, worked out once, by whoever comes first; it keeps the content, whose id is its own."""

    def __init__(self, content: bytes, function: Callable[[bytes], bytes]) -> None:
        self._content = content
        self._function = function
        self._lock = Lock()
        self._value: bytes | None = None

    def value(self) -> bytes:
        """The digest; waits where another thread is at it."""
        with self._lock:
            if self._value is None:
                self._value = self._function(self._content)
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
    """The digests of the files of one bundle, each worked out once. ``helper`` works out those that are begun."""

    def __init__(self, helper: Helper = _HELPER) -> None:
        self._helper = helper
        self._pending: dict[tuple[int, str], PendingDigest] = {}

    def begin(self, content: bytes) -> None:
        """Have the SHA-256 digest of a content worked out meanwhile, if it is large enough for that.

        That is begun when the caller next lets go of the interpreter; a CRC-32 of the same content is long enough.
        """
        if len(content) >= WORTH_BEGINNING:
            with suppress(RuntimeError):  # there are too many threads, or the interpreter is about to end
                self._helper.give(self._of(content, SHA256))

    def sha256(self, content: bytes) -> bytes:
        """The SHA-256 digest, 32 bytes."""
        return self._of(content, SHA256).value()

    def maybe_of(self, content: bytes, algorithm: str) -> bytes | None:
        """The digest by an algorithm of XML Signature; None if that is not known."""
        return self._of(content, algorithm).value() if algorithm in DIGESTS else None

    def _of(self, content: bytes, algorithm: str) -> PendingDigest:
        key = id(content), algorithm
        if key not in self._pending:
            self._pending[key] = PendingDigest(content, DIGESTS[algorithm])
        return self._pending[key]
