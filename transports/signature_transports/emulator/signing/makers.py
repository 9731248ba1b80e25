"""Make the signed documents in the chosen form: a XAdES for each signer and a PAdES for all. Keep the latest.

The modules that make them are imported when the first signer has signed: an emulator that starts needs neither pikepdf
nor seals.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final, Protocol

from signature_transports.emulator.settings import SignedForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_transports.emulator.fault_names import Fault
    from signature_transports.emulator.jobs.job import SignedJob
    from signature_transports.emulator.settings import BaselineLevel, Settings

    _Key = tuple[SignedJob, int | None, Fault | None]
    """The job, the signer (None for the signed document of all) and the fault."""

MAX_CACHED: Final = 64 * 1024 * 1024
"""The maximum size of the cache in bytes. A dropped document can be made again."""


class SignedDocumentMaker(Protocol):
    """Makes signed documents. The same job always gives the same bytes."""

    def xades(self, job: SignedJob, place: int, fault: Fault | None = None) -> bytes:
        """Return the XAdES of a signer who has signed, with a fault if one is injected."""

    def pades(self, job: SignedJob, fault: Fault | None = None) -> bytes:
        """Return the signed document with the signatures so far, as PDF, with a fault if one is injected."""


class PlainMaker:
    """Signs with one test certificate for each signer. There are no faults in this form."""

    def xades(self, job: SignedJob, place: int, _: Fault | None = None) -> bytes:
        """Return a signature over the documents, in the form that seals of bundles have."""
        from signature_transports.emulator.signing.plain.xades import xades  # noqa: PLC0415 - as the module says

        return xades(job, place)

    def pades(self, job: SignedJob, _: Fault | None = None) -> bytes:
        """Return the signed document. Raises OSError if no process can be started."""
        from signature_transports.emulator.signing.plain.pades import pades  # noqa: PLC0415 - as the module says

        return pades(job)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedMaker:
    """Makes signed documents like the service's, at a level."""

    level: BaselineLevel

    def xades(self, job: SignedJob, place: int, fault: Fault | None = None) -> bytes:
        """Return the sealed evidence of a signer."""
        from signature_transports.emulator.signing.sealed.evidence import evidence  # noqa: PLC0415 - as the module says

        return evidence(job, place, self.level, fault)

    def pades(self, job: SignedJob, fault: Fault | None = None) -> bytes:
        """Return the sealed document. Raises OSError if no process can be started.

        The fault is in its seal, or else in the attached evidence.
        """
        from signature_transports.emulator.signing.sealed.evidence import FLAWS  # noqa: PLC0415 - as the module says
        from signature_transports.emulator.signing.sealed.pades import pades  # noqa: PLC0415

        in_evidence = None if fault in FLAWS else fault
        return pades(job, lambda place: self.xades(job, place, in_evidence), self.level, fault)


def maker_of(settings: Settings) -> SignedDocumentMaker:
    """Return the maker of signed documents that the settings choose."""
    if settings.signed_form is SignedForm.PLAIN:
        return PlainMaker()
    return SealedMaker(level=settings.level)


@dataclass(slots=True, eq=False)
class _Cached:
    """The documents that were made for one job. The ``lock`` is held while another is made."""

    lock: Lock = field(default_factory=Lock)
    made: dict[_Key, bytes] = field(default_factory=dict)


class SignedDocumentCache:
    """A maker that keeps its documents, up to a number of bytes, until the job is forgotten.

    A thread that asks for a document while it is being made waits for it. Other threads do not wait.
    """

    def __init__(self, maker: SignedDocumentMaker, size: int = MAX_CACHED) -> None:
        self._maker = maker
        self._lock = Lock()
        self._free = size
        self._jobs: OrderedDict[int, _Cached] = OrderedDict()
        """The cache by job number. The most recently used job is at the end."""

    def xades(self, job: SignedJob, place: int, fault: Fault | None = None) -> bytes:
        """Return the XAdES of a signer who has signed."""
        return self._get((job, place, fault), lambda: self._maker.xades(job, place, fault))

    def pades(self, job: SignedJob, fault: Fault | None = None) -> bytes:
        """Return the signed document with the signatures so far."""
        return self._get((job, None, fault), lambda: self._maker.pades(job, fault))

    def forget(self, number: int) -> None:
        """Drop all documents of a job, including those that are being made now."""
        with self._lock:
            self._drop(number)

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            for number in tuple(self._jobs):
                self._drop(number)

    def _get(self, key: _Key, make: Callable[[], bytes]) -> bytes:
        number = key[0].id
        with self._lock:
            cached = self._jobs.setdefault(number, _Cached())
            self._jobs.move_to_end(number)
        with cached.lock:
            found = cached.made.get(key)
            if found is None:
                found = make()
                with self._lock:
                    self._add(cached, key, found)
            return found

    def _add(self, cached: _Cached, key: _Key, made: bytes) -> None:
        """Keep a document, unless its job was forgotten in the meantime. Drop the least recently used jobs."""
        if self._jobs.get(key[0].id) is not cached:
            return
        cached.made[key] = made
        self._free -= len(made)
        while self._free < 0:
            self._drop(next(iter(self._jobs)))

    def _drop(self, number: int) -> None:
        self._free += sum(map(len, self._jobs.pop(number, _Cached()).made.values()))
