"""The emulator's signed documents at every level and in both forms, for DSS and pyHanko."""

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature, validate_pdf_timestamp

from signature_model import Sector
from signature_transports.emulator.fault_names import IN_SIGNED_DOCUMENTS, Fault
from signature_transports.emulator.jobs.job import SignedJob
from signature_transports.emulator.settings import BaselineLevel
from signature_transports.emulator.signing.anchors import signers_anchors
from signature_transports.emulator.signing.makers import PlainMaker, SealedMaker
from tests.interop.steps import Steps
from tests.kits.jobs import a_pdf
from tests.kits.pdfs import saved
from tests.signature_transports.emulator.signed_jobs import a_signed_job

DOCUMENTS = 2
"""How many documents were signed."""


def write(folder: Path) -> tuple[list[Path], list[Path]]:
    """Write the signed documents, named by form and level, and return those in XML and in PDF.

    A plain signature is in a folder beside its documents.
    """
    folder.mkdir()
    xades, pades = [], []
    for name, maker, job in _all():
        content = folder / f"{name}.pdf"
        content.write_bytes(maker.pades(job))
        pades.append(content)
        if isinstance(maker, PlainMaker):
            beside = folder / name
            beside.mkdir()
            for each in job.content.documents:
                (beside / str(each.href)).write_bytes(each.content or b"")
            (beside / "signature.xml").write_bytes(maker.xades(job, 0))
            xades += [beside, _exchanged(beside)]
        else:
            content = folder / f"{name}.xml"
            content.write_bytes(maker.xades(job, 0))
            xades.append(content)
    return xades, pades


def write_with_faults(folder: Path) -> dict[Fault, Path]:
    """Write a XAdES of the level LTA with each fault that a signed document can have."""
    job = replace(a_signed_job(), signed=((0, datetime.now(UTC)),))
    found = {}
    for fault in sorted(IN_SIGNED_DOCUMENTS):
        found[fault] = folder / f"fault-{fault}.xml"
        found[fault].write_bytes(SealedMaker(level=BaselineLevel.LTA).xades(job, 0, fault))
    return found


def judge(pades: list[Path], steps: Steps) -> None:
    """Validate the sealed PDF documents with pyHanko, which must find all revocation data in the file."""
    roots = [each for root in signers_anchors() for each in _loaded(root.public_bytes(Encoding.DER))]
    for path in pades:
        if path.stem.endswith(("-LT", "-LTA")):
            with steps.step(f"pyHanko: {path.name}"):
                _validate(path.read_bytes(), roots)


def _all() -> Iterator[tuple[str, PlainMaker | SealedMaker, SignedJob]]:
    now = datetime.now(UTC)
    documents = {"a b.pdf": a_pdf(), "ø.pdf": saved(2)}
    signed = {
        sector: replace(a_signed_job(documents=documents, sector=sector), signed=((0, now),)) for sector in Sector
    }
    for sector, job in signed.items():
        for level in BaselineLevel:
            yield f"{sector}-{level}", SealedMaker(level=level), job
    yield "plain", PlainMaker(), signed[Sector.PUBLIC]


def _exchanged(beside: Path) -> Path:
    """Return a copy of a folder in which a document is another one."""
    copy = shutil.copytree(beside, beside.with_name("exchanged"))
    (copy / "ø.pdf").write_text("something else")
    return copy


def _validate(content: bytes, roots: list[object]) -> None:
    reader = PdfFileReader(io.BytesIO(content))
    (seal,) = reader.embedded_regular_signatures
    context = DocumentSecurityStore.read_dss(reader).as_validation_context(
        {
            "trust_roots": roots,
            "allow_fetching": False,
            "moment": seal.self_reported_timestamp,
            "revocation_mode": "require",
            "retroactive_revinfo": True,
        }
    )
    status = validate_pdf_signature(seal, context, ts_validation_context=context)
    assert status.bottom_line, status.summary()
    for each in reader.embedded_timestamp_signatures:
        stamp = validate_pdf_timestamp(each, context)
        assert stamp.valid, stamp.summary()
        assert stamp.trusted, stamp.summary()


def _loaded(encoded: bytes) -> list[object]:
    return list(load_certs_from_pemder_data(encoded))
