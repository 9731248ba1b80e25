"""Makes what the signers leave: a signature of each (XAdES), and one signed document (PAdES), and keeps the latest."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Final, Protocol

from signature_model.credentials.enterprise import Credentials
from signature_model.seals.writing import SealedFile, write_seal
from signature_transports.emulator.signing.authority import certificate_of, root, sign
from signature_transports.emulator.signing.pades import pades

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_transports.emulator.jobs.job import SignedJob

MAX_CACHED: Final = 64 * 1024 * 1024
"""Bytes of signed documents and signatures. What is dropped can be made again."""


class Signatories(Protocol):
    """Makes signatures. The same job always gives the same bytes."""

    def xades(self, job: SignedJob, place: int) -> bytes:
        """Return the signature of a signer who has signed, as XML."""

    def pades(self, job: SignedJob) -> bytes:
        """Return the signed document with the signatures so far, as PDF."""


class TestSignatories:
    """Signs with test certificates: the signatures verify, but only with the emulator's own root certificate."""

    def xades(self, job: SignedJob, place: int) -> bytes:
        """Return a signature over the documents, in the form that seals of bundles have."""
        files = [
            SealedFile(name=each.href or each.title, mime=each.mime, digest=sha256(each.content or b"").digest())
            for each in job.content.documents
        ]
        credentials = Credentials.from_signer([certificate_of(job, place), root()], sign)
        return write_seal(files, credentials, dict(job.signed)[place])

    def pades(self, job: SignedJob) -> bytes:
        """Return the signed document. Raises OSError if no process can be started."""
        return pades(job)


@dataclass(slots=True, eq=False)
class _Cached:
    """What was made for one job. The ``lock`` is held while more is made."""

    lock: Lock = field(default_factory=Lock)
    made: dict[tuple[SignedJob, int | None], bytes] = field(default_factory=dict)


class SignatureCache:
    """Signatories that remember what they have made, up to a number of bytes, until the job is forgotten.

    Threads that ask for what is being made wait for it; threads that ask for other jobs do not.
    """

    def __init__(self, signatories: Signatories, size: int = MAX_CACHED) -> None:
        self._signatories = signatories
        self._lock = Lock()
        self._free = size
        self._jobs: OrderedDict[int, _Cached] = OrderedDict()
        """By job number. The job that was asked for last is at the end."""

    def xades(self, job: SignedJob, place: int) -> bytes:
        """Return the signature of a signer who has signed."""
        return self._get(job, place, lambda: self._signatories.xades(job, place))

    def pades(self, job: SignedJob) -> bytes:
        """Return the signed document with the signatures so far."""
        return self._get(job, None, lambda: self._signatories.pades(job))

    def forget(self, number: int) -> None:
        """Drop everything of a job, including what is being made now."""
        with self._lock:
            self._drop(number)

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            for number in tuple(self._jobs):
                self._drop(number)

    def _get(self, job: SignedJob, place: int | None, make: Callable[[], bytes]) -> bytes:
        with self._lock:
            cached = self._jobs.setdefault(job.id, _Cached())
            self._jobs.move_to_end(job.id)
        with cached.lock:
            found = cached.made.get((job, place))
            if found is None:
                found = make()
                with self._lock:
                    self._add(cached, job, place, found)
            return found

    def _add(self, cached: _Cached, job: SignedJob, place: int | None, made: bytes) -> None:
        """Remember what was made, unless its job was forgotten in the meantime. Drop the jobs asked for longest ago."""
        if self._jobs.get(job.id) is not cached:
            return
        cached.made[job, place] = made
        self._free -= len(made)
        while self._free < 0:
            self._drop(next(iter(self._jobs)))

    def _drop(self, number: int) -> None:
        self._free += sum(map(len, self._jobs.pop(number, _Cached()).made.values()))
