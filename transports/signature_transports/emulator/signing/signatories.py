"""What the signers leave: each their own signature (XAdES), and one signed document of all (PAdES).

How those are made is open: ``Signatories`` is all that the emulator knows of it.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final, Protocol

from signature_transports.emulator.signing.pades import pades
from signature_transports.emulator.signing.xades import xades

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_transports.emulator.jobs.signed_jobs import SignedJob

MOST_KEPT: Final = 64 * 1024 * 1024
"""Bytes of signed documents and signatures, which can be made again at any time."""


class Signatories(Protocol):
    """Those who sign. The same job always gives the same bytes."""

    def xades(self, job: SignedJob, place: int) -> bytes:
        """The signature of one who has signed, as XML."""

    def pades(self, job: SignedJob) -> bytes:
        """The signed document with all who have signed so far, as PDF."""


class Worthless:
    """Signatories whose signatures verify, by certificates that nobody but the emulator's own authority vouches for."""

    def xades(self, job: SignedJob, place: int) -> bytes:
        """One made by ``xades``."""
        return xades(job, place)

    def pades(self, job: SignedJob) -> bytes:
        """One made by ``pades``."""
        return pades(job)


@dataclass(slots=True, eq=False)
class _Given:
    """What the signatories gave of one job. ``turn`` is held by whoever asks them for more."""

    turn: Lock = field(default_factory=Lock)
    made: dict[tuple[SignedJob, int | None], bytes] = field(default_factory=dict)


class Kept:
    """Signatories who are asked once: what they gave of late is kept, so many bytes, until the job is forgotten.

    Whoever asks for what is being made waits for it; other jobs do not.
    """

    def __init__(self, signatories: Signatories, most: int = MOST_KEPT) -> None:
        self._signatories = signatories
        self._lock = Lock()
        self._room = most
        self._jobs: OrderedDict[int, _Given] = OrderedDict()
        """By the numbers of jobs, the one that was asked for last at the end."""

    def xades(self, job: SignedJob, place: int) -> bytes:
        """What was kept, or what the signatories give now."""
        return self._given(job, place, lambda: self._signatories.xades(job, place))

    def pades(self, job: SignedJob) -> bytes:
        """Likewise."""
        return self._given(job, None, lambda: self._signatories.pades(job))

    def forget(self, number: int) -> None:
        """Keep nothing of a job any more, nor what is being made for it now."""
        with self._lock:
            self._drop(number)

    def forget_all(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            for number in tuple(self._jobs):
                self._drop(number)

    def _given(self, job: SignedJob, place: int | None, make: Callable[[], bytes]) -> bytes:
        with self._lock:
            given = self._jobs.setdefault(job.id, _Given())
            self._jobs.move_to_end(job.id)
        with given.turn:
            found = given.made.get((job, place))
            if found is None:
                found = make()
                with self._lock:
                    self._keep(given, job, place, found)
            return found

    def _keep(self, given: _Given, job: SignedJob, place: int | None, made: bytes) -> None:
        """Keep what was made, unless its job was forgotten meanwhile, in place of what was not asked for of late."""
        if self._jobs.get(job.id) is not given:
            return
        given.made[job, place] = made
        self._room -= len(made)
        while self._room < 0:
            self._drop(next(iter(self._jobs)))

    def _drop(self, number: int) -> None:
        self._room += sum(map(len, self._jobs.pop(number, _Given()).made.values()))
