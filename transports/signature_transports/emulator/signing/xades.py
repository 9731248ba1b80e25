"""A signer's own signature: XAdES over the documents, in the form that seals of bundles have.

The same job always gives the same bytes. What a signature proves is that our reader, or another, can verify it.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from signature_model.credentials.enterprise import Credentials
from signature_model.seals.writing import SealedFile, write_seal
from signature_transports.emulator.signing.authority import certificate_of, root, signature

if TYPE_CHECKING:
    from signature_transports.emulator.jobs.signed_jobs import SignedJob


def xades(job: SignedJob, place: int) -> bytes:
    """The signature of one who has signed."""
    moment = dict(job.signed)[place]
    files = [
        SealedFile(name=each.href or each.title, mime=each.mime, digest=sha256(each.content or b"").digest())
        for each in job.content.documents
    ]
    credentials = Credentials.from_signer([certificate_of(job, place), root()], signature)
    return write_seal(files, credentials, moment)
