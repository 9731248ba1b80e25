"""An emulator of the signing service in memory, for development and tests: strict, deterministic and fully controlled.

``Emulator(clock=clock).handle`` answers requests. A client reaches it through
``FakeTransport(emulator.handle, clock=clock)`` with the same ``ManualClock``.
"""

from signature_transports.emulator.errors import AlreadyUsed, NotPossible, UnknownJob
from signature_transports.emulator.events import Event
from signature_transports.emulator.fault_names import Fault
from signature_transports.emulator.faults import Dropped, Slow
from signature_transports.emulator.service import Emulator
from signature_transports.emulator.settings import REJECTS, SIGNS, Persona, Settings, SignedForm
from signature_transports.emulator.signing.anchors import signers_anchors
from signature_transports.emulator.urls import Operation

__all__ = [
    "REJECTS",
    "SIGNS",
    "AlreadyUsed",
    "Dropped",
    "Emulator",
    "Event",
    "Fault",
    "NotPossible",
    "Operation",
    "Persona",
    "Settings",
    "SignedForm",
    "Slow",
    "UnknownJob",
    "signers_anchors",
]
