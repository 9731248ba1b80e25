"""Jobs and signers of either flow, for code that both flows share."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from signature_model.jobs.direct import DirectJob, DirectSigner
from signature_model.jobs.portal import PortalJob
from signature_model.jobs.signers import Signer

AnyJob = PortalJob | DirectJob
AnySigner = Signer | DirectSigner

SameJob = TypeVar("SameJob", bound=AnyJob)
"""A job whose type is kept: the result has the same flow."""


def with_sender(job: SameJob, organization_number: str | None) -> SameJob:
    """Return the job with this organisation as its sender, unless it names one."""
    if job.sender.organization_number or organization_number is None:
        return job
    return replace(job, sender=replace(job.sender, organization_number=organization_number))
