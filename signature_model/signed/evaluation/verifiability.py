"""How long a signature can be verified: until its certificate expires, or longer with time-stamps.

A time-stamp extends this time to the end of its own certificate, but only if it was made while the content that it
covers could still be verified (EN 319 102-1, 5.6.2.2). A later time-stamp extends it again.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from signature_model.credentials.certificates import maybe_validity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

    from signature_model.signed.timestamps import TimeStamp

    Placed = tuple[int, TimeStamp]
    """A time-stamp with the number of its group."""


def extended_end(certificate: Certificate | None, groups: Sequence[Sequence[TimeStamp]]) -> datetime | None:
    """Return until when a signature with this certificate can be verified; None if that is not known.

    ``groups`` are the time-stamps that cover the signature: its own time-stamps, in their order, then the time-stamps
    around it. Each group covers everything in the groups before it.
    """
    end = end_of(certificate)
    stamps = list(chain.from_iterable([(number, each) for each in group] for number, group in enumerate(groups)))
    ends: list[datetime | None] = [None] * len(stamps)
    for index in reversed(range(len(stamps))):
        own = end_of(stamps[index][1].certificate)
        later = range(index + 1, len(stamps))
        extended = [ends[each] for each in later if _extends(own, stamps[index], stamps[each])]
        ends[index] = max(filter(None, (own, *extended)), default=None)
    extended = [ends[each] for each, (_, stamp) in enumerate(stamps) if _is_within(stamp, end)]
    return max(filter(None, extended), default=end)


def end_of(certificate: Certificate | None) -> datetime | None:
    """Return when a certificate ends; None if that is not known."""
    validity = None if certificate is None else maybe_validity(certificate)
    return None if validity is None else validity[1]


def _extends(end: datetime | None, earlier: Placed, later: Placed) -> bool:
    (group, stamp), (later_group, later_stamp) = earlier, later
    is_of_file = later_stamp.covers_stamps and later_stamp.where != stamp.where
    return (later_group > group or is_of_file) and _is_within(later_stamp, end)


def _is_within(stamp: TimeStamp, end: datetime | None) -> bool:
    return stamp.verifies and end is not None and stamp.generated_at is not None and stamp.generated_at <= end
