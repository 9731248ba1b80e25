"""What each fault in a signed document must bring out, and how reports are read."""

from datetime import timedelta
from typing import Final

from signature_model.signed import SignedReport
from signature_transports.clocks import START
from signature_transports.emulator.fault_names import Fault

NOW: Final = START + timedelta(days=1)
"""When the documents are validated."""
FAULTS: Final = [
    (Fault.OTHER_DOCUMENT, "PSR814"),
    (Fault.OTHER_SIGNER, "PSR820"),
    (Fault.BROKEN_SEAL, "PSR806"),
    (Fault.LEVEL_B, "PSR830 PSR845 PSR850"),
    (Fault.UNTRUSTED, "PSR840"),
    (Fault.EXPIRED, "PSR841"),
    (Fault.REVOKED, "PSR842"),
]
"""The codes of errors and warnings by fault."""


def codes_of(report: SignedReport) -> str:
    """Return the codes of a report's errors and warnings, each once."""
    return " ".join(sorted({each.code for each in report.findings if each.severity != "note"}))
