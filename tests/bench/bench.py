"""Every figure beside its floor, both measured in this run. Run by ``make bench``.

The machine is noisy, so what counts are the ratios: subject and floor take turns, and the quickest of each is compared.
A floor is the least that the job needs of the libraries underneath: hashing, signing, opening the PDF.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import subprocess
import sys
import tempfile
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from signature_model import Context, Document, PortalJob, Sector, Sender, Signer, build_bundle, validate_bundle
from tests.signature_model.samples import credentials as enterprise_credentials

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_model import Credentials

DOCUMENT_BYTES = 512_000
LARGE_BYTES = 10 * 1024 * 1024
ROUNDS = 300
STARTS = 15

IMPORTS = "import click, lxml.etree, cryptography.x509, zipfile, pikepdf"
PEAK = """
import re
from pathlib import Path
{imports}
def peak():  # in KiB; getrusage would count the parent's memory before exec
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak()
{work}
print(peak() - before)
"""


def main() -> None:
    """Measure everything and print the table."""
    credentials = enterprise_credentials()
    document = a_pdf(DOCUMENT_BYTES)
    job = a_job(document)
    moment = datetime.now(UTC)
    bundle = build_bundle(job, credentials, signing_time=moment).content
    signature = credentials.sign(b"x")

    print(f"{'what':<58}{'here':>11}{'floor':>11}{'ratio':>8}{'aim':>8}")
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


def quickest(subject: Callable[[], object], floor: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """The shortest times of two things that take turns, in seconds."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for index, work in enumerate((subject, floor)):
            start = time.perf_counter()
            work()
            best[index] = min(best[index], time.perf_counter() - start)
    return best[0], best[1]


def show(what: str, here: float, floor: float, *, aim: float) -> None:
    """A line of the table."""
    ratio = here / floor
    print(f"{what:<58}{here * 1e3:>8.2f} ms{floor * 1e3:>8.2f} ms{ratio:>7.2f}x{aim:>7.2f}x")


def show_memory(large: Path) -> None:
    """Peak memory above the idle process, against the size of the bundle."""
    imports = "from signature_model import *\nfrom tests.bench.bench import *\nsealer = enterprise_credentials()"
    document = large.with_suffix(".pdf")
    document.write_bytes(a_pdf(LARGE_BYTES - 4096))
    size = large.stat().st_size / 1024 / 1024
    for what, work in (
        ("validate a bundle of 10 MiB", f"validate_bundle(Path({str(large)!r}).read_bytes())"),
        (
            "build that bundle, the document included",
            f"build_bundle(a_job(Path({str(document)!r}).read_bytes()), sealer)",
        ),
    ):
        peak = int(run("-c", PEAK.format(imports=imports, work=work))) / 1024
        print(f"{f'peak memory: {what}':<58}{peak:>7.1f} MiB{size:>7.1f} MiB{peak / size:>7.2f}x{3:>7.2f}x")


def run(*arguments: str) -> str:
    """Run a Python of its own; what it prints."""
    # Without compiled files, every start would compile everything anew.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, text=True, env=environment
    ).stdout


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
