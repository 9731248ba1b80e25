"""From a job and an enterprise certificate to a sealed bundle."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from signature_model.containers import names as member_names
from signature_model.containers.writing import Member, write_container
from signature_model.errors import JobRefused
from signature_model.files import BundleFiles
from signature_model.judgement import Judgement, in_document
from signature_model.manifests.writing import serialise
from signature_model.naming import with_hrefs
from signature_model.rules.certificates import CertificateInUse
from signature_model.rules.members import document_missing
from signature_model.seals.verification import XML
from signature_model.seals.writing import SealedFile, write_seal
from signature_model.validation import ANYTHING, judge_certificate, judge_job

if TYPE_CHECKING:
    from signature_model.context import Context
    from signature_model.credentials.enterprise import Credentials
    from signature_model.findings import Report
    from signature_model.jobs import PortalJob
    from signature_model.judgement import Placing


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A sealed document bundle.

    ``content`` is the ``.asice`` file, ``job`` the job with the names that its documents have inside, ``report`` the
    warnings and notes that did not stand in the way.
    """

    content: bytes
    job: PortalJob
    report: Report

    def __repr__(self) -> str:
        return f"Bundle({len(self.content):,} bytes, {len(self.job.documents)} document(s))"


def build_bundle(
    job: PortalJob, credentials: Credentials, *, context: Context = ANYTHING, signing_time: datetime | None = None
) -> Bundle:
    """Judge a job, write its manifest, seal it together with the documents, and pack everything.

    ``signing_time`` (aware) is the present unless given; the service wants it right within 5 seconds. The same job,
    time and key give the same bytes. Raises JobRefused, with the report, for a job or a certificate with errors, and
    CredentialsError if the key does not sign.
    """
    moment = signing_time or datetime.now(UTC)  # noqa: TID251 - a seal must bear the time it is made at; callers may give it
    if moment.tzinfo is None:
        msg = "signing_time must have a time zone, like datetime.now(UTC)"
        raise ValueError(msg)
    named = with_hrefs(job)
    judgement = Judgement(replace(context, sector=context.sector or job.sender.sector))
    manifest = judge_job(judgement, named)
    _judge_presence(judgement, named, in_document(member_names.MANIFEST, manifest.root))
    _judge_sealing(judgement, named, credentials, moment)
    report = judgement.report()
    if not report.is_valid or manifest.root is None:
        raise JobRefused(report)
    content = _pack(named, serialise(manifest.root), credentials, moment)
    return Bundle(content=content, job=named, report=report)


def _judge_presence(judgement: Judgement, job: PortalJob, placing: Placing) -> None:
    # A folder's name has been judged as such.
    names = [each.href for each in job.documents if each.href and (each.content is not None or each.href[-1] == "/")]
    judgement.apply((document_missing,), BundleFiles(names=names, contents={}, job=job), placing)


def _judge_sealing(judgement: Judgement, job: PortalJob, credentials: Credentials, moment: datetime) -> None:
    use = CertificateInUse(
        certificate=credentials.certificate,
        others=credentials.chain,
        signing_time=moment,
        sender=job.sender.organization_number,
    )
    judge_certificate(judgement, use, member_names.SEAL)


def _pack(job: PortalJob, manifest: bytes, credentials: Credentials, moment: datetime) -> bytes:
    documents = [(str(each.href), each.mime, each.content or b"") for each in job.documents]
    files = [*documents, (member_names.MANIFEST, XML, manifest)]
    sealed = [
        SealedFile(name=name, mime=mime, digest=hashlib.sha256(content).digest()) for name, mime, content in files
    ]
    seal = write_seal(sealed, credentials, moment)
    members = [Member(name=name, content=content, is_stored=mime != XML) for name, mime, content in files]
    return write_container([*members, Member(name=member_names.SEAL, content=seal)], moment)
