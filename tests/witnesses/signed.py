"""Signed documents, compared with DSS at three dates, and PDF documents with pyHanko and with DSS at its strictest.

XAdES must get the same verdict as from DSS. In a PDF, every change after the seal that pyHanko or DSS finds must be an
error of ours, whatever the seal permits.
"""

import io
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from signature_model.jobs.context import Context
from signature_model.signed import Sent, SentDocument, SignedReport, Verdict, validate_signed
from tests.kits.authorities import anchors
from tests.kits.certificates import pem
from tests.witnesses.classes import Compared, Disagreement
from tests.witnesses.servers import has_jar, java
from tests.witnesses.signed_makers import Signed, made_pades, made_xades

DATES: Final = ("2027-01-01T00:00:00Z", "2029-06-01T00:00:00Z", "2035-06-01T00:00:00Z")
"""While all certificates are valid, after the signer's, and after those of the time-stamps."""

_PDFS: Final = 0.4
"""The share of PDF documents."""
_VERDICTS: Final = {
    "TOTAL_PASSED": Verdict.VALID,
    "TOTAL_FAILED": Verdict.INVALID,
    "INDETERMINATE": Verdict.UNDECIDED,
    "UNREADABLE": Verdict.INVALID,
}
_OF_CHANGES: Final = frozenset({"PSR801", "PSR802", "PSR803", "PSR805", "PSR806", "PSR809", "PSR810"})


class SignedDocuments:
    """Makes signed documents, and compares our verdict on each with those of DSS and pyHanko."""

    def __init__(self) -> None:
        logging.getLogger("pyhanko").addHandler(logging.NullHandler())
        self.missing: list[str] = []
        self._temporary = TemporaryDirectory()
        self._folder = Path(self._temporary.name)
        trust = self._folder / "trust.pem"
        trust.write_bytes(pem(*anchors()))
        has_dss = has_jar("dss-pades-pdfbox")
        self._dss = java("SignedDocuments", str(trust), *DATES, lines=len(DATES)) if has_dss else None
        if self._dss is None:
            self.missing.append("DSS (a JDK 17 and Maven)")

    def compare(self, random: Random) -> Compared:
        """Make one document, and name every reader that disagrees with us."""
        return self.compared(made_pades(random) if random.random() < _PDFS else made_xades(random))

    def compared(self, made: Signed) -> Compared:
        """Name every reader that disagrees with us about this document."""
        is_pdf = made.content.startswith(b"%PDF-")
        reports = [_report(made, each) for each in DATES]
        words = [*self._changes(made, reports[0])] if is_pdf else [*self._verdicts(made, reports)]
        found = tuple(Disagreement(each, made.content) for each in dict.fromkeys(words))
        return Compared(made.changes, ", ".join(_errors(reports[0])) or str(reports[0].verdict), found)

    def _verdicts(self, made: Signed, reports: list[SignedReport]) -> Iterator[str]:
        for (indication, why, _), report in zip(self._answers(made), reports, strict=False):
            ours = report.verdict
            if ours is not _VERDICTS[indication]:
                because = ", ".join(_errors(report)) or "; ".join(each.why for each in report.undecided)
                yield f"{made.changes[1]}: DSS says {indication} {why}; we say {ours}: {because}"

    def _changes(self, made: Signed, report: SignedReport) -> Iterator[str]:
        ours = sorted({*_errors(report)} & _OF_CHANGES)
        by_pyhanko = found_by_pyhanko(made.content)
        if by_pyhanko is not None and not ours:
            yield f"{made.changes[1]}: pyHanko finds {by_pyhanko}; we do not"
        if by_pyhanko is None and ours:
            yield f"{made.changes[1]}: pyHanko finds nothing; we find {', '.join(ours)}"
        for indication, why, changes in self._answers(made)[:1]:
            finds = changes or (f"{indication} {why}" if indication in {"TOTAL_FAILED", "UNREADABLE"} else "")
            if finds and not ours:
                yield f"{made.changes[1]}: DSS finds {finds}; we do not"
            if not finds and ours:
                yield f"{made.changes[1]}: DSS finds nothing; we find {', '.join(ours)}"

    def _answers(self, made: Signed) -> list[list[str]]:
        """Return the indication, the sub-indication and the changes for each date; nothing without DSS."""
        if self._dss is None:
            return []
        documents = self._folder / "documents"
        documents.mkdir(exist_ok=True)
        for each in documents.iterdir():
            each.unlink()
        for name, content in made.documents.items():
            (documents / name).write_bytes(content)
        (self._folder / "signed").write_bytes(made.content)
        return [(each or "UNREADABLE\tthe reader ended\t").split("\t") for each in self._dss.ask(self._folder)]


def _report(made: Signed, date: str) -> SignedReport:
    """Validate without what only we compare: the signers who were addressed."""
    documents = tuple([SentDocument.of(name, content) for name, content in made.documents.items()])
    sent = Sent(documents=documents or None) if made.documents else Sent()
    return validate_signed(made.content, sent, Context(trust_anchors=anchors(), now=datetime.fromisoformat(date)))


def _errors(report: SignedReport) -> list[str]:
    return sorted({each.code for each in report.errors})


def found_by_pyhanko(content: bytes) -> str | None:
    """Say what pyHanko finds wrong with the first signature; None if nothing."""
    try:
        seal, *_ = PdfFileReader(io.BytesIO(content), strict=False).embedded_regular_signatures
        intact, valid = validate_sig_integrity(seal.signer_info, seal.signer_cert, "data", seal.compute_digest())
        seal.compute_integrity_info()
        integrity = seal.summarise_integrity_info()
    except (PdfError, ValueError, LookupError, TypeError, SignatureValidationError) as error:
        return f"an error: {type(error).__name__}"
    if not (intact and valid):
        return "a signature that is not intact"
    if integrity["coverage"] < SignatureCoverageLevel.ENTIRE_REVISION:
        return "a signature that does not cover its revision"
    level = getattr(integrity["diff_result"], "modification_level", ModificationLevel.OTHER)
    if integrity["diff_result"] is not None and level > ModificationLevel.LTA_UPDATES:
        return f"changes of the level {level.name}"
    return None
