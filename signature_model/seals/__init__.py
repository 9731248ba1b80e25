"""The seal, ``META-INF/signatures.xml``: writing it, reading it, and holding it against the bundle."""

from signature_model.seals.verification import Verification, verify
from signature_model.seals.writing import SealedFile, write_seal

__all__ = ["SealedFile", "Verification", "verify", "write_seal"]
