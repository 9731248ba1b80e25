"""Load the modules that validation imports on first use before a fork, if other threads may be importing them.

A fork copies the lock of an import that another thread has begun, and the child process never releases it.
"""

import os
import threading
from importlib import import_module
from typing import Final

_LATE: Final = (
    "asn1crypto.x509",
    "email_validator",
    "hashlib",
    "phonenumbers",
    "signature_model.containers.reading",
    "signature_model.credentials.usage",
    "signature_model.jobs.requests",
    "signature_model.manifests.direct",
    "signature_model.manifests.requests",
    "signature_model.manifests.writing",
    "signature_model.pdf.inspection",
    "signature_model.seals.inspection",
    "signature_model.seals.verification",
    "signature_model.validation.inspection",
    "signature_model.xml.schema_words",
    "xml.parsers.expat",
)


def load_before_forks() -> None:
    """Make forks wait for imports of validation. In a process with one thread, there is nothing to wait for."""
    if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
        os.register_at_fork(before=_load)


def _load() -> None:
    if threading.active_count() > 1:
        for name in _LATE:
            import_module(name)
