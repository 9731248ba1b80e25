"""An independent verifier of signatures in a PDF: pyHanko."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from signature_transports.clocks import START

_BROKEN: Final = (
    PdfError,
    SignatureValidationError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What pyHanko raises for a broken file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The result for one signature. It ``covers_all`` if nothing was added to the file after it."""

    field: str
    is_sound: bool
    covers_all: bool
    signer: str
    reason: str
    moment: datetime | None


def verdicts(content: bytes, root: x509.Certificate, now: datetime = START) -> list[Verdict]:
    """Return the results for all signatures, in the order of signing. Raises ValueError for a broken file."""
    roots = list(load_certs_from_pemder_data(root.public_bytes(Encoding.DER)))
    found = []
    try:
        for each in PdfFileReader(io.BytesIO(content)).embedded_signatures:
            context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=now)
            status = validate_pdf_signature(each, context)
            found.append(
                Verdict(
                    field=each.field_name,
                    is_sound=status.bottom_line,
                    covers_all=status.modification_level is ModificationLevel.NONE,
                    signer=status.signing_cert.subject.native["common_name"],
                    reason=str(each.sig_object["/Reason"]),
                    moment=status.signer_reported_dt,
                )
            )
    except _BROKEN as error:
        msg = "not even readable"
        raise ValueError(msg) from error
    return found
