"""What validating a signed document costs, compared with the least that the libraries underneath need for it.

The floor of a PAdES is what pyHanko takes to read it and to analyse its differences. The floor of a XAdES is its
canonical forms, digests and signature checks.
"""

import hashlib
import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.pdf_utils.reader import PdfFileReader

from signature_model import Context, load_certificates
from signature_model.signed import Sent, SentDocument, validate_pades, validate_xades
from tests.bench.measuring import quickest, show, show_heading
from tests.kits.authorities import kari, stamper
from tests.kits.pades import pades
from tests.kits.seals import EXCLUSIVE, canonical
from tests.kits.xades import CONTEXT, PAPER, SENT, first, plan, tree, xades

ROUNDS: Final = 60
PADES_AIM: Final = 1.5
XADES_BEYOND: Final = 0.015
"""Seconds beyond the floor."""

_SAMPLES: Final = ("seal-blta.pdf", "seal-blta-renewed.pdf")


def show_all(_folder: Path) -> None:
    """Print the lines of the table."""
    show_heading("signed documents (processor time; floor: see tests/bench/signed.py)")
    for name, content, sent, context in _documents():
        assert validate_pades(content, sent, context).verdict == "valid"
        times = quickest(lambda: validate_pades(content, sent, context), lambda: _analyse(content), rounds=ROUNDS)  # noqa: B023 - runs now
        show(f"validate, PAdES of level LTA, {name}", *times, aim=PADES_AIM)
    _show_xades()


def _documents() -> Iterator[tuple[str, bytes, Sent, Context]]:
    """Yield our own document, and the samples if they are at hand, with what they are validated against."""
    yield "our own", pades(), SENT, CONTEXT
    if "SIGNATURE_VECTORS" not in os.environ:
        return
    folder = Path(os.environ["SIGNATURE_VECTORS"]) / "signed"
    trust = [each for file in sorted((folder / "trust").iterdir()) for each in load_certificates(file.read_bytes())]
    context = Context(trust_anchors=tuple(trust), now=datetime(2026, 12, 1, tzinfo=UTC))
    sent = Sent(documents=(SentDocument.of("contract.pdf", (folder / "docs" / "contract.pdf").read_bytes()),))
    for name in _SAMPLES:
        yield name, (folder / "pades" / name).read_bytes(), sent, context


def _analyse(content: bytes) -> None:
    for each in PdfFileReader(io.BytesIO(content), strict=False).embedded_signatures:
        each.compute_integrity_info()


def _show_xades() -> None:
    content, root = xades(level="T"), tree(plan(level="T"))
    signed = [first(root, name) for name in ("SignedInfo", "SignedProperties", "SignatureValue")]
    own, stamping = kari().key, stamper().key
    assert isinstance(own, EllipticCurvePrivateKey)
    assert isinstance(stamping, RSAPrivateKey)
    by_own, by_stamping = own.sign(b"x", ECDSA(SHA256())), stamping.sign(b"x", PKCS1v15(), SHA256())

    def floor() -> None:
        for each in signed:
            hashlib.sha256(canonical(each, EXCLUSIVE)).digest()
        hashlib.sha256(PAPER).digest()
        own.public_key().verify(by_own, b"x", ECDSA(SHA256()))
        stamping.public_key().verify(by_stamping, b"x", PKCS1v15(), SHA256())

    assert not validate_xades(content, SENT, CONTEXT).errors
    here, least = quickest(lambda: validate_xades(content, SENT, CONTEXT), floor, rounds=ROUNDS)
    show("validate, XAdES of level T (aim: 15 ms more)", here, least, aim=(least + XADES_BEYOND) / least)
