"""Every figure beside its floor, both measured in this run. Run by ``make bench``.

The machine is noisy, so what counts are the ratios: subject and floor take turns, and the quickest of each is compared.
A floor is the least that the job needs of the libraries underneath: hashing, signing, opening the PDF.
"""

from __future__ import annotations

import hashlib
import io
import random
import tempfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from signature_model import Context, Document, PortalJob, Sector, Sender, Signer, build_bundle, validate_bundle
from tests.bench import archives, sending, serving
from tests.bench.measuring import heading, quickest, run, show, show_peak
from tests.kits.jobs import credentials as enterprise_credentials

if TYPE_CHECKING:
    from signature_model import Credentials

DOCUMENT_BYTES = 512_000
SMALL_BYTES = 22_000
LARGE_BYTES = 10 * 1024 * 1024
STARTS = 15

IMPORTS = "import click, lxml.etree, cryptography.x509, zipfile, pikepdf"


def main() -> None:
    """Measure everything and print the table."""
    credentials = enterprise_credentials()
    document = a_pdf(DOCUMENT_BYTES)
    job = a_job(document)
    moment = datetime.now(UTC)
    bundle = build_bundle(job, credentials, signing_time=moment).content
    signature = credentials.sign(b"x")

    heading()
    show(
        "build a bundle, one PDF of 512,000 bytes, all checks",
        *quickest(lambda: build_bundle(job, credentials), lambda: floor_of_building(document, credentials)),
        aim=1.35,
    )
    context = Context(sector=Sector.PUBLIC, now=moment)
    show(
        "validate that bundle, everything",
        *quickest(
            lambda: validate_bundle(bundle, context), lambda: floor_of_validating(document, signature, credentials)
        ),
        aim=2.0,
    )
    with tempfile.TemporaryDirectory() as folder:
        good = Path(folder, "good.asice")
        good.write_bytes(bundle)
        show(
            "cold start: validate-bundle good.asice",
            *quickest(
                lambda: run("-m", "signature_model", "--sector", "public", str(good)),
                lambda: run("-c", IMPORTS),
                rounds=STARTS,
            ),
            aim=1.4,
        )
        large = Path(folder, "large.asice")
        large.write_bytes(build_bundle(a_job(a_pdf(LARGE_BYTES - 4096)), credentials).content)
        show_memory(large)
    sending.show_all(bundle)
    serving.show_all(a_job(a_pdf(SMALL_BYTES)))
    archives.show_all()


def floor_of_building(document: bytes, credentials: Credentials) -> None:
    """SHA-256, CRC-32, one RSA-2048 signature, one opening of the PDF."""
    hashlib.sha256(document).digest()
    zlib.crc32(document)
    credentials.private_key.sign(b"x", PKCS1v15(), SHA256())  # type: ignore[union-attr]  # it is in memory here
    pikepdf.open(io.BytesIO(document)).close()


def floor_of_validating(document: bytes, signature: bytes, credentials: Credentials) -> None:
    """SHA-256, CRC-32, one RSA-2048 verification, one opening of the PDF."""
    hashlib.sha256(document).digest()
    zlib.crc32(document)
    key = credentials.certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(signature, b"x", PKCS1v15(), SHA256())
    pikepdf.open(io.BytesIO(document)).close()


def show_memory(large: Path) -> None:
    """Peak memory above the idle process, against the size of the bundle."""
    imports = "from signature_model import *\nfrom tests.bench.bench import *\nsealer = enterprise_credentials()"
    document = large.with_suffix(".pdf")
    document.write_bytes(a_pdf(LARGE_BYTES - 4096))
    size = large.stat().st_size / 1024 / 1024
    reading, building = f"Path({str(large)!r}).read_bytes()", f"Path({str(document)!r}).read_bytes()"
    show_peak("validate a bundle of 10 MiB", imports, f"validate_bundle({reading})", size, aim=3)
    show_peak(
        "build that bundle, the document included", imports, f"build_bundle(a_job({building}), sealer)", size, aim=3
    )


def a_job(document: bytes) -> PortalJob:
    """A job with one document and two signers."""
    return PortalJob(
        title="Contract",
        nonsensitive_title="A contract",
        documents=[Document.from_bytes(document, title="Contract")],
        signers=[Signer.by_email("kari@example.com", order=1), Signer.by_email("ola@example.com", order=2)],
        sender=Sender("984661185", sector=Sector.PUBLIC),
    )


def a_pdf(size: int) -> bytes:
    """A PDF of one A4 page and about so many bytes, most of them an image that does not compress."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595.276, 841.890))
    noise = random.Random(1).randbytes(size - 1024)  # noqa: S311 - the same noise every time
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=pikepdf.Stream(pdf, noise)))
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


if __name__ == "__main__":
    main()
