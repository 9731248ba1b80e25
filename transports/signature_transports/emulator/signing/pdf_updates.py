"""Incremental updates of a PDF with pyHanko: the same input gives the same bytes.

Import this module only to sign: pyHanko may not be installed, and takes a third of a second to load.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject, DictionaryObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cryptography import x509
    from pyhanko.sign.timestamps import TimeStamper

DIGEST = "sha256"


class Update(IncrementalPdfFileWriter):
    """An incremental update without a time or random numbers."""

    def _update_meta(self) -> None:
        """Leave out the time of writing."""

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:  # noqa: ANN401 - pyHanko's own
        return ArrayObject([prev.trailer["/ID"][0], ByteStringObject(sha256(prev.stream.getbuffer()).digest()[:16])])


class _Signer(Signer):
    """A signer who signs by a function."""

    def __init__(self, sign: Callable[[bytes], bytes], certificate: x509.Certificate, others: Any) -> None:  # noqa: ANN401 - pyHanko's own
        self._sign = sign
        super().__init__(signing_cert=to_pyhanko(certificate), cert_registry=others)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 - as pyHanko calls it
        """Sign the data."""
        return self._sign(data)


def cms(
    digest: bytes,
    sign: Callable[[bytes], bytes],
    certificate: x509.Certificate,
    issuers: Iterable[x509.Certificate],
    time_stamper: TimeStamper | None = None,
) -> Any:  # noqa: ANN401 - pyHanko's own
    """Return the signature over a digest. Signs in another thread, because this one may run an event loop."""
    others = SimpleCertificateStore.from_certs(map(to_pyhanko, issuers))  # type: ignore[no-untyped-call]  # pyHanko's own
    signer = _Signer(sign, certificate, others)
    with ThreadPoolExecutor(1) as executor:
        signed = signer.async_sign(digest, DIGEST, use_pades=True, timestamper=time_stamper)
        return executor.submit(asyncio.run, signed).result()


def to_pyhanko(certificate: x509.Certificate) -> Any:  # noqa: ANN401 - pyHanko's own
    """Return the certificate as pyHanko's own type."""
    return next(iter(load_certs_from_pemder_data(certificate.public_bytes(Encoding.DER))))


def dictionary(**entries: object) -> DictionaryObject:
    """Return a dictionary of a PDF."""
    return DictionaryObject({pdf_name(f"/{name}"): value for name, value in entries.items()})  # type: ignore[no-untyped-call]  # pyHanko's own
