"""Jobs and signers of either flow, for code that both flows share."""

from __future__ import annotations

from typing import TypeVar

from signature_model.jobs.direct import DirectJob, DirectSigner
from signature_model.jobs.portal import PortalJob
from signature_model.jobs.signers import Signer

AnyJob = PortalJob | DirectJob
AnySigner = Signer | DirectSigner

SameJob = TypeVar("SameJob", bound=AnyJob)
"""A job, where the result is one of the same flow."""
