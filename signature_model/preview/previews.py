"""The preview of a job: its groups in order, their times and notifications, and what its sender's sector forbids.

When a later group gets the job depends on the signers before it, so a preview states a range. If you know when a group
gets the job, ``PreviewedGroup`` gives its exact times.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.jobs.context import Context, Sector, SigningFlow
from signature_model.jobs.direct import DirectJob
from signature_model.jobs.moments import later
from signature_model.jobs.portal import AuthenticationLevel, IdentifierInSignedDocuments, PortalJob
from signature_model.jobs.signers import SignatureType
from signature_model.masking import masked_repr
from signature_model.preview.groups import available_for, groups_of
from signature_model.preview.notifications import Channel, Notice, channels_of, notices
from signature_model.rules.catalogue import JOB_RULES
from signature_model.rules.registry import Need
from signature_model.type_checks import require_aware, require_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from signature_model.jobs.flows import AnyJob, AnySigner

ANYTHING = Context()
"""Nothing is known about the sender or the time."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PreviewedSigner:
    """A signer: the place in the manifest, from 0, and how the service reaches the signer.

    ``channels`` are empty in the direct flow, where the sender redirects the signer. ``signature_type`` is None if it
    is the sector's default and the sector is unknown.
    """

    place: int
    signer: AnySigner
    channels: frozenset[Channel]
    signature_type: SignatureType | None

    __repr__ = masked_repr


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PreviewedGroup:
    """The signers who get the job at the same time; ``number`` counts from 1.

    The group gets the job between ``earliest`` (all earlier signers sign immediately) and ``latest`` (each earlier
    group uses all of its time). Both are None if the job's opening is unknown. ``after`` is the time from the job's
    opening to ``latest``.
    """

    number: int
    signers: tuple[PreviewedSigner, ...]
    available_for: timedelta
    after: timedelta
    earliest: datetime | None
    latest: datetime | None

    __repr__ = masked_repr

    def deadline(self, opened: datetime) -> datetime:
        """Return when the group's time ends if it gets the job at ``opened`` (an aware datetime)."""
        require_aware("opened", opened)
        return later(opened, self.available_for)

    def notices(self, signer: PreviewedSigner, opened: datetime) -> tuple[Notice, ...]:
        """Return the notifications to a signer who does not act, in order, if the group gets the job at ``opened``."""
        require_aware("opened", opened)
        return notices(opened, self.available_for, signer.channels)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Preview:
    """The future of a job.

    ``opens`` is when the first group gets the job, ``ends`` the latest possible end, ``longest_life`` the time between
    them. Both moments are None if the context states no time and the job no activation time.

    ``notification_title`` is shown in e-mails and text messages. It is None if there is no non-sensitive title, because
    the notifications are then generic. It is also None in the direct flow, which has no notifications. The page that
    signers open shows ``title``.

    ``required_authentication`` and ``identifier_in_signed_documents`` come from the job, or are the defaults.
    ``refused_for`` contains, for each sector, the features that the service refuses to its senders; it may be empty.
    """

    flow: SigningFlow
    title: str
    notification_title: str | None
    opens: datetime | None
    ends: datetime | None
    longest_life: timedelta
    groups: tuple[PreviewedGroup, ...]
    required_authentication: AuthenticationLevel
    identifier_in_signed_documents: IdentifierInSignedDocuments
    refused_for: Mapping[Sector, tuple[str, ...]]

    __repr__ = masked_repr


def preview(job: AnyJob, context: Context = ANYTHING) -> Preview:
    """Return what will happen to a job.

    The job opens at its activation time. Without one, or if it is past, it opens at ``context.now``. The sector is
    taken from the context, or else from the sender. A job with errors has a preview too. Source: portal flow,
    ``order``, ``availability`` and notifications; direct flow, a job's life.
    """
    require_type("job", job, PortalJob | DirectJob)
    require_type("context", context, Context)
    opens, each_has = _opening(job, context), available_for(job)
    sector = context.sector or job.sender.sector
    people: Sequence[AnySigner] = job.signers
    signers = [_signer(place, signer, sector) for place, signer in enumerate(people)]
    groups = tuple(
        PreviewedGroup(
            number=number + 1,
            signers=tuple(signers[place] for place in places),
            available_for=each_has,
            after=_times(each_has, number),
            earliest=opens,
            latest=None if opens is None else later(opens, _times(each_has, number)),
        )
        for number, places in enumerate(groups_of(job.signers))
    )
    longest = _times(each_has, len(groups))
    return Preview(
        flow=job.flow,
        title=job.title,
        notification_title=job.nonsensitive_title if isinstance(job, PortalJob) else None,
        opens=opens,
        ends=None if opens is None else later(opens, longest),
        longest_life=longest,
        groups=groups,
        required_authentication=job.required_authentication or AuthenticationLevel.FOUR,
        identifier_in_signed_documents=job.identifier_in_signed_documents
        or IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME,
        refused_for={each: _refused_for(job, replace(context, sector=each)) for each in Sector},
    )


def _opening(job: AnyJob, context: Context) -> datetime | None:
    availability = job.availability if isinstance(job, PortalJob) else None
    activation = None if availability is None else availability.activation_time
    if activation is None or activation.utcoffset() is None:  # PSR403: the service decides what it means
        return context.now
    return activation if context.now is None else max(activation, context.now)


def _signer(place: int, signer: AnySigner, sector: Sector | None) -> PreviewedSigner:
    default = {Sector.PRIVATE: SignatureType.ADVANCED, Sector.PUBLIC: SignatureType.AUTHENTICATED, None: None}[sector]
    return PreviewedSigner(
        place=place,
        signer=signer,
        channels=channels_of(signer),
        signature_type=signer.signature_type or default,
    )


def _times(duration: timedelta, count: int) -> timedelta:
    """Return a multiple of a duration, or the longest possible duration if it is too long."""
    try:
        return duration * count
    except OverflowError:
        return timedelta.max


def _refused_for(job: AnyJob, context: Context) -> tuple[str, ...]:
    rules = [each for each in JOB_RULES[job.flow] if each.need is Need.SECTOR and each.severity is Severity.ERROR]
    return tuple(message for each in rules for _, message in each.check(job, context))
