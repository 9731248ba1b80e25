"""The XAdES of one signer, in the form that seals of bundles have: a signature over the documents."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from signature_model.credentials.enterprise import Credentials
from signature_model.seals.writing import SealedFile, write_seal
from signature_transports.emulator.signing.plain.authority import certificate_of, root, sign

if TYPE_CHECKING:
    from signature_transports.emulator.jobs.job import SignedJob


def xades(job: SignedJob, place: int) -> bytes:
    """Return the signature of a signer who has signed."""
    files = [
        SealedFile(name=each.href or each.title, mime=each.mime, digest=sha256(each.content or b"").digest())
        for each in job.content.documents
    ]
    credentials = Credentials.from_signer([certificate_of(job, place), root()], sign)
    return write_seal(files, credentials, dict(job.signed)[place])
