"""Let forks wait for running validations, so that a forked process inherits no held lock.

Imports, lxml, qpdf and cryptography lock what they use, some of it only for the first time. A fork copies a held lock,
and nothing in the child process releases it. Therefore no validation is running in another thread during a fork: the
fork waits for validations that have begun, and new ones begin after it.
"""

import logging  # noqa: F401 - imported first, so that its hooks take its lock last before a fork
import os
import sys
from collections.abc import Callable
from functools import wraps
from threading import Condition, Lock, get_ident
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MAX_WAIT: Final = 60.0
"""The maximum number of seconds that a fork waits. No validation should take longer, but the program must not hang."""


class _Gate:
    """The threads that are validating, and the threads that fork or wait to fork. A forked process has its own gate."""

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self._changed = Condition(Lock())
        self._validating: set[int] = set()
        self._forking: set[int] = set()

    def begin(self, thread: int) -> bool:
        """Wait until no thread forks; return False if the thread is validating already."""
        if thread in self._validating:
            return False
        with self._changed:
            self._changed.wait_for(lambda: not self._forking)
            self._validating.add(thread)
        return True

    def end(self, thread: int) -> None:
        """Let a fork that waits for this thread continue."""
        with self._changed:
            self._validating.discard(thread)
            if self._forking:
                self._changed.notify_all()

    def before_fork(self) -> None:
        """Wait until no other thread is validating. No validation begins before the fork is done."""
        self._changed.acquire()
        self._forking.add(get_ident())
        self._changed.wait_for(self._is_free, MAX_WAIT)

    def after_fork(self) -> None:
        """Let the threads of the parent process go on."""
        self._forking.discard(get_ident())
        self._changed.notify_all()
        self._changed.release()

    def in_child(self) -> None:
        """Reset the gate for the only thread of the child process."""
        left = self._validating & {get_ident()}
        self._reset()
        self._validating = left

    def _is_free(self) -> bool:
        alive = sys._current_frames()  # noqa: SLF001 - a thread may have ended within a validation
        return not any(each in alive for each in self._validating if each != get_ident())


_GATE: Final = _Gate()

if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    os.register_at_fork(before=_GATE.before_fork, after_in_parent=_GATE.after_fork, after_in_child=_GATE.in_child)


def delaying_forks(function: Callable[P, T]) -> Callable[P, T]:
    """Let forks wait for the calls of a function that validates."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        thread = get_ident()
        if not _GATE.begin(thread):
            return function(*args, **kwargs)
        try:
            return function(*args, **kwargs)
        finally:
            _GATE.end(thread)

    return call
