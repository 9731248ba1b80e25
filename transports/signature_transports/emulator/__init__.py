"""The signing service in memory, to develop and test against: strict, deterministic, and driven by its owner.

``Emulator(clock=clock).handle`` answers requests; ``FakeTransport(emulator.handle, clock=clock)``, with the same
``ManualClock``, is a client's way to it.
"""

from signature_transports.emulator.errors import NotPossible, UnknownJob
from signature_transports.emulator.events import Event
from signature_transports.emulator.faults import Dropped, Fault, Slow
from signature_transports.emulator.service import Emulator
from signature_transports.emulator.settings import REJECTS, SIGNS, Persona, Settings
from signature_transports.emulator.urls import Operation

__all__ = [
    "REJECTS",
    "SIGNS",
    "Dropped",
    "Emulator",
    "Event",
    "Fault",
    "NotPossible",
    "Operation",
    "Persona",
    "Settings",
    "Slow",
    "UnknownJob",
]
