"""Sealed PDF documents like those of the service, with one thing changed if a test asks for it.

``pades()`` is valid at the level LTA: a front page and a page of the document, Kari's XAdES attached, one certifying
seal of Posten, time-stamped, with revocation data and a document time-stamp. pyHanko writes it.
"""

import io
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import pikepdf
from asn1crypto import cms, keys, ocsp, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from signature_model.signed.evaluation.packagers import POSTEN
from tests.kits import pdfs
from tests.kits.authorities import Holder, Key, organization, stamper, time_stamp
from tests.kits.xades import xades

EVIDENCE: Final = "signer-1.xml"


def posten() -> Holder:
    """Return the service, which seals."""
    return organization(POSTEN, "Posten Bring AS")


def pages(count: int = 2, attachments: Mapping[str, bytes] | None = None) -> bytes:
    """Return a PDF with pages and attachments, by default Kari's XAdES."""
    return with_attachments(pdfs.saved(count), {EVIDENCE: evidence()} if attachments is None else attachments)


def with_attachments(content: bytes, attachments: Mapping[str, bytes]) -> bytes:
    """Return a PDF with these attachments."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for name, attached in attachments.items():
            pdf.attachments[name] = attached
        written = io.BytesIO()
        pdf.save(written)
        return written.getvalue()


@cache
def evidence() -> bytes:
    """Return Kari's XAdES."""
    return xades()


@cache
def pades(
    content: bytes | None = None,
    *,
    level: str = "LTA",
    by: Holder | None = None,
    permissions: MDPPerm = MDPPerm.NO_CHANGES,
    **metadata: Any,  # noqa: ANN401 - any field
) -> bytes:
    """Return the content with the seal of a holder, by default Posten."""
    holder = by or posten()
    unit = stamper()
    sealed = sign(
        pages() if content is None else content, holder, level=level, docmdp_permissions=permissions, **metadata
    )
    if level in {"B", "T"}:
        return sealed
    archived = with_store(sealed, [holder.issuer.response(holder), unit.issuer.response(unit)], holder, unit)
    return with_stamp(archived) if level == "LTA" else archived


def sign(
    content: bytes,
    holder: Holder,
    *,
    level: str = "T",
    name: str = "Posten",
    field: SigFieldSpec | None = None,
    **metadata: Any,  # noqa: ANN401 - any field
) -> bytes:
    """Add a signature, in an invisible field unless another one is given."""
    registry = SimpleCertificateStore.from_certs([_certificate(holder.issuer.certificate)])  # type: ignore[no-untyped-call]
    signer = _Signer(_certificate(holder.certificate), _key(holder), registry)
    signer.key = holder.key
    usual: dict[str, Any] = {"certify": name == "Posten", "subfilter": SigSeedSubFilter.PADES, "md_algorithm": "sha256"}
    about = signers.PdfSignatureMetadata(field_name=name, **(usual | metadata))
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    timestamper = None if level == "B" else _Stamper()  # type: ignore[no-untyped-call]
    written = io.BytesIO()
    signers.PdfSigner(about, signer, timestamper=timestamper, new_field_spec=field).sign_pdf(writer, output=written)
    return written.getvalue()


def with_store(content: bytes, responses: list[bytes], *holders: Holder) -> bytes:
    """Add a document security store with these OCSP responses."""
    (seal, *_) = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
    output = io.BytesIO(content)
    DocumentSecurityStore.add_dss(
        output,
        seal.pkcs7_content.hex().encode(),
        certs=[_certificate(each.issuer.certificate) for each in holders],
        ocsps=[ocsp.OCSPResponse.load(each) for each in responses],
    )
    return output.getvalue()


def with_stamp(content: bytes) -> bytes:
    """Add a document time-stamp."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    written = io.BytesIO()
    stamper_of_pdfs = signers.PdfTimeStamper(_Stamper())  # type: ignore[no-untyped-call]
    stamper_of_pdfs.timestamp_pdf(writer, "sha256", output=written)
    return written.getvalue()


def revised(content: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """Add a revision with a change."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    written = io.BytesIO()
    writer.write(written)  # type: ignore[no-untyped-call]
    return written.getvalue()


class _Signer(signers.SimpleSigner):
    """Signs with an RSA key that is loaded: pyHanko loads and validates it for each signature."""

    key: Key

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, PKCS1v15(), get_pyca_cryptography_hash(digest_algorithm))
        return super().sign_raw(data, digest_algorithm)


class _Stamper(TimeStamper):
    """Issues our time-stamps to pyHanko."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        token = time_stamp(b"", digest=req["message_imprint"]["hashed_message"].native, nonce=req["nonce"].native)
        response = {"status": {"status": "granted"}, "time_stamp_token": cms.ContentInfo.load(token)}
        return tsp.TimeStampResp.load(tsp.TimeStampResp(response).dump())


def _certificate(certificate: Any) -> asn1_x509.Certificate:  # noqa: ANN401
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _key(holder: Holder) -> keys.PrivateKeyInfo:
    encoded = holder.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return keys.PrivateKeyInfo.load(encoded)
