"""What building and validating a bundle cost, compared with the least that the libraries underneath need for it."""

import hashlib
import io
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from signature_model import Context, Sector, build_bundle, validate_bundle
from tests.bench.documents import LARGE, MEDIUM, SMALL, a_job, a_pdf
from tests.bench.measuring import quickest, show, show_heading, show_peak
from tests.kits.jobs import credentials


def show_all(folder: Path) -> None:
    """Print the lines of the table; ``folder`` is empty."""
    show_heading("one bundle (processor time; floor: SHA-256, CRC-32, RSA, opening the PDF)")
    for size, validating, building in ((SMALL, 8.0, 2.2), (MEDIUM, 3.0, 1.8)):
        _show_validating(size, aim=validating)
        _show_building(size, aim=building)
    _show_memory(folder)


def _show_validating(size: int, *, aim: float) -> None:
    moment = datetime.now(UTC)
    document, sealer = a_pdf(size), credentials()
    bundle = build_bundle(a_job(document), sealer, signing_time=moment).content
    context = Context(sector=Sector.PUBLIC, now=moment)
    key, signature = sealer.certificate.public_key(), sealer.sign(b"x")
    assert isinstance(key, RSAPublicKey)

    def floor() -> None:
        hashlib.sha256(document).digest()
        zlib.crc32(document)
        key.verify(signature, b"x", PKCS1v15(), SHA256())
        pikepdf.open(io.BytesIO(document)).close()

    assert validate_bundle(bundle, context).is_valid
    show(f"validate, one PDF of {size:,} bytes", *quickest(lambda: validate_bundle(bundle, context), floor), aim=aim)


def _show_building(size: int, *, aim: float) -> None:
    document, sealer = a_pdf(size), credentials()
    job, key = a_job(document), sealer.private_key
    assert isinstance(key, RSAPrivateKey)

    def floor() -> None:
        hashlib.sha256(document).digest()
        zlib.crc32(document)
        key.sign(b"x", PKCS1v15(), SHA256())
        pikepdf.open(io.BytesIO(document)).close()

    show(f"build, one PDF of {size:,} bytes", *quickest(lambda: build_bundle(job, sealer), floor), aim=aim)


def _show_memory(folder: Path) -> None:
    large, document = folder / "large.asice", folder / "large.pdf"
    document.write_bytes(a_pdf(LARGE))
    large.write_bytes(build_bundle(a_job(document.read_bytes()), credentials()).content)
    imports = (
        "from pathlib import Path\n"
        "from signature_model import build_bundle, validate_bundle\n"
        "from tests.bench.documents import a_job\n"
        "from tests.kits.jobs import credentials\n"
        "sealer = credentials()"
    )
    size = large.stat().st_size / 1024 / 1024
    show_heading("one bundle of 10 MiB (peak memory; floor: its size)")
    show_peak("validate", imports, f"validate_bundle(Path({str(large)!r}).read_bytes())", size, aim=3)
    show_peak("build", imports, f"build_bundle(a_job(Path({str(document)!r}).read_bytes()), sealer)", size, aim=3)
