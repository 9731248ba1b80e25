"""The job whose signed documents are the seeds of several targets, and what was sent."""

from __future__ import annotations

from typing import Final

from signature_model.strategies.authority import context
from signature_model.strategies.evidence.samples import SentJob
from signature_model.strategies.pdf_files import pdf_file

JOB: Final = SentJob(
    documents={"contract.pdf": pdf_file(), "annex.pdf": pdf_file(size=9)},
    numbers=("01818000282",),
    names=("Kari Nordmann",),
)
SENT: Final = JOB.sent
CONTEXT: Final = context()
