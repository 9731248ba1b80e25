"""Groups: the signers who get a job at the same time, and how long each group has it.

Source: portal flow, ``order`` and ``availability``; direct flow, a job's life.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

from signature_model.jobs.signers import Signer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.jobs.flows import AnyJob, AnySigner

DEFAULT_AVAILABILITY: Final = timedelta(days=30)
"""How long each group can sign if the manifest does not state it. A direct job is always open for this time."""


def order_of(signer: AnySigner) -> int:
    """Return the order of a signer. It is 0 if none is stated, and for all signers of a direct job."""
    return (signer.order or 0) if isinstance(signer, Signer) else 0


def groups_of(signers: Sequence[AnySigner]) -> tuple[tuple[int, ...], ...]:
    """Return the places (from 0) of the signers who get the job at the same time, group after group."""
    places = sorted(range(len(signers)), key=lambda place: order_of(signers[place]))
    return tuple(tuple(group) for _, group in groupby(places, key=lambda place: order_of(signers[place])))


def available_for(job: AnyJob) -> timedelta:
    """Return how long each group has the job."""
    availability = getattr(job, "availability", None)
    stated: timedelta | None = None if availability is None else availability.available_for
    return DEFAULT_AVAILABILITY if stated is None else stated
