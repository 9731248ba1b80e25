"""The sealed document: a front page that names the signers, the pages of the documents with a footer, and the evidence.

Every XAdES is attached. Documents that are not PDF are attached, too. If the pages of one document cannot be shown, all
documents are attached. The service, and not the signers, seals the whole. After each signature, it is a new document.
Without pyHanko, the file has no seal, and says so.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from signature_model.containers.media_types import PDF
from signature_transports.emulator.fault_names import Fault
from signature_transports.emulator.settings import BaselineLevel
from signature_transports.emulator.signing.merging import merge
from signature_transports.emulator.signing.pki.holders import FLAWLESS, service
from signature_transports.emulator.signing.sandbox import enclosures, maybe_merged
from signature_transports.emulator.signing.sealed.evidence import FLAWS
from signature_transports.emulator.signing.sealed.front_page import footer, front_page
from signature_transports.emulator.signing.sealed.signature_events import signature_event

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_transports.emulator.jobs.job import SignedJob

_log = logging.getLogger(__name__)

UNSEALED: Final = "Filen er ikke forseglet, fordi pyHanko ikke er installert."
ATTACHED: Final = "Dokumenter som ikke er PDF, er lagt ved."
NOT_SHOWN: Final = "Dokumentene er lagt ved, fordi de har for mange sider, er for kompliserte eller er skadet."


def pades(job: SignedJob, evidence: Callable[[int], bytes], level: BaselineLevel, fault: Fault | None = None) -> bytes:
    """Return the sealed document with the signatures so far. ``evidence`` returns the XAdES of a signer.

    Raises OSError if no process can be started for the documents.
    """
    level = BaselineLevel.B if fault is Fault.LEVEL_B else level
    moment = max(moment for _, moment in job.signed)
    try:
        from signature_transports.emulator.signing.sealed.seal import sealed  # noqa: PLC0415 - may not be installed
    except ImportError as error:
        _log.warning("the signed document of job %d has no seal: pyHanko cannot be used: %s", job.id, error)
        return _unsealed(job, evidence, fault, UNSEALED)
    holder = service(moment, FLAWS.get(fault, FLAWLESS))
    return sealed(_unsealed(job, evidence, fault), holder, moment, level)


def _unsealed(job: SignedJob, evidence: Callable[[int], bytes], fault: Fault | None, *notes: str) -> bytes:
    events = [signature_event(job, place, fault) for place, _ in job.signed]
    attachments = {f"xades-{place + 1}.xml": evidence(place) for place, _ in job.signed}
    documents, title = job.content.documents, job.content.title
    if any(each.mime != PDF for each in documents):
        notes = (*notes, ATTACHED)
    first = front_page(title, events, attachments, notes)
    merged = maybe_merged(first, enclosures(documents, are_shown=True), footer(events))
    if merged is not None:
        return merged
    first = front_page(title, events, attachments, (*notes, NOT_SHOWN))
    return merge(first, enclosures(documents, are_shown=False))
