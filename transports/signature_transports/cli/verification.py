"""Compare downloaded documents with what was sent, and with their status change."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from signature_model.console.extras import install_command
from signature_model.console.reading import content_of
from signature_model.console.sent_files import is_xml, sent_in
from signature_model.console.trust import maybe_trust_anchors
from signature_model.containers.references import with_hrefs
from signature_model.findings import Finding
from signature_model.jobs.context import Context
from signature_model.manifests.writing import write_manifest
from signature_model.pdf.headers import is_pdf
from signature_model.reports.results import Criteria
from signature_model.signed.limits import MOST_BYTES
from signature_model.signed.rules.catalogue import CATALOGUE
from signature_model.signed.sent import Sent, SentSigner
from signature_model.signed.statuses import number_of
from signature_model.signed.validation.validators import validate_pades, validate_xades
from signature_transports.cli.submissions import Source
from signature_transports.settings import maybe_environment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import BinaryIO

    from signature_model.api.direct_responses import DirectSignature
    from signature_model.api.responses import Signature
    from signature_model.reports.results import Result
    from signature_transports.cli.records import AnyChange
    from signature_transports.settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentJob:
    """The sent job, from the file that ``--job`` names, with its ``bundle`` or else its ``manifest``."""

    sent: Sent
    bundle: bytes | None = None
    manifest: bytes | None = None

    @classmethod
    def read(cls, path: Path) -> SentJob:
        """Read a job file, a bundle or a manifest. Raises Unusable, NotAJobFile, FaultyJobFile."""
        source = Source(name=str(path), content=content_of(path))
        if source.is_bundle:
            return cls(sent=sent_in(path, source.content), bundle=source.content)
        if is_xml(source.content):
            return cls(sent=sent_in(path, source.content), manifest=source.content)
        job = source.job_file(expected="a job file, a bundle or its manifest.xml").job
        return cls(sent=Sent.of(job), manifest=write_manifest(with_hrefs(job)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Validates downloaded documents against what was sent.

    It keeps each XAdES, and compares the XAdES in a PAdES with them.
    """

    sent: Sent
    context: Context
    evidence: list[bytes] = field(default_factory=list)
    signers: Counter[str] = field(default_factory=Counter)

    def result_of(self, name: str, file: BinaryIO, signature: Signature | DirectSignature | None) -> Result:
        """Validate a document. ``signature`` is the signature to which a XAdES belongs; None for a PAdES."""
        content = file.read(MOST_BYTES + 1)
        if (reason := _missing_extra(content)) is not None:
            _log.warning(reason)
        if signature is None:
            report = validate_pades(content, self.sent, self.context, evidence=self.evidence)
        else:
            report = validate_xades(content, self.sent.for_signature(signature), self.context)
            signers = {each.key for each in report.signers if each.key is not None}
            self.signers.update(signers)
            if content in self.evidence or any(self.signers[each] > self._times(signature) for each in signers):
                report = replace(report, findings=(*report.findings, _repeated()))
            self.evidence.append(content)
        return Criteria().signed_result(name, report)

    def _times(self, signature: Signature | DirectSignature) -> int:
        """Return how many times a signer was addressed, at least once."""
        number = number_of(signature)
        return max(1, sum(number is not None and each.number == number for each in self.sent.signers or ()))


def _repeated() -> Finding:
    """Return the finding about a XAdES that was downloaded for two signers."""
    rule = CATALOGUE["PSR822"]
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        message="the same signer's XAdES was downloaded for another signer",
        hint=rule.hint,
    )


def verification_of(change: AnyChange, job: Path | None, trust: Iterable[Path], settings: Settings) -> Verification:
    """Prepare to verify the documents of a status change. Raises Unusable, FaultyJobFile."""
    numbers = tuple(map(number_of, change.signatures))
    sent = (
        SentJob.read(job).sent
        if job is not None
        else Sent(signers=tuple([SentSigner(number=each) for each in numbers]))
    )
    context = Context(
        environment=maybe_environment(settings),
        now=datetime.now(UTC),
        trust_anchors=maybe_trust_anchors(trust),
    )
    return Verification(sent=sent.with_status(change), context=context)


def _missing_extra(content: bytes) -> str | None:
    """Return the command that installs what is missing for a document; None if nothing is missing."""
    if not is_pdf(content) or find_spec("pyhanko") is not None:
        return None
    return f"PDF documents cannot be verified without pyHanko; install it with `{install_command('signed')}`"
