"""Signature jobs for Norway's signing service (Posten signering): build, seal, validate; send over any transport.

What most callers need is here; the modules hold the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from signature_model.context import Context, Environment, Sector
from signature_model.errors import (
    AlreadyFinished,
    CredentialsError,
    ForeignUrl,
    JobRefused,
    NoAnswer,
    NotOffered,
    OutcomeUnknown,
    ServiceError,
    SigningError,
    UnexpectedAnswer,
    UnreadableInput,
    UnreadableRecord,
    UntrustedServer,
    UnwritableText,
)
from signature_model.findings import Finding, Report, Severity, Skipped
from signature_model.jobs import (
    AuthenticationLevel,
    Availability,
    Document,
    IdentifierInSignedDocuments,
    PortalJob,
    Sender,
)
from signature_model.manifests.reading import parse_manifest
from signature_model.manifests.writing import write_manifest
from signature_model.messages.requests import JobRequest, write_request
from signature_model.signers import Lookup, Notifications, OnBehalfOf, SignatureType, Signer
from signature_model.statuses import JobStatus, SignerStatus
from signature_model.validation import validate_bundle, validate_job, validate_manifest, validate_members
from signature_model.version import __version__

if TYPE_CHECKING:
    from signature_model.answers import CreatedJob, Poll, Signature, StatusChange
    from signature_model.bundles import Bundle, build_bundle
    from signature_model.clients import AsyncPortalClient, PortalClient
    from signature_model.credentials.certificates import load_certificates
    from signature_model.credentials.enterprise import Credentials
    from signature_model.exchange import Manner, Retries
    from signature_model.pacing import CallLimit
    from signature_model.records import from_json, to_json
    from signature_model.services import DIFIQA, DIFITEST, PRODUCTION, Service
else:
    # What builds, seals and sends is imported when it is first asked for: those who only validate start sooner without.
    _LATER = {
        "answers": ("CreatedJob", "Poll", "Signature", "StatusChange"),
        "bundles": ("Bundle", "build_bundle"),
        "clients": ("AsyncPortalClient", "PortalClient"),
        "credentials.certificates": ("load_certificates",),
        "credentials.enterprise": ("Credentials",),
        "exchange": ("Manner", "Retries"),
        "pacing": ("CallLimit",),
        "records": ("from_json", "to_json"),
        "services": ("DIFIQA", "DIFITEST", "PRODUCTION", "Service"),
    }

    def __getattr__(name: str) -> object:
        for module, names in _LATER.items():
            if name in names:
                return getattr(import_module(f"{__name__}.{module}"), name)
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


__all__ = [
    "DIFIQA",
    "DIFITEST",
    "PRODUCTION",
    "AlreadyFinished",
    "AsyncPortalClient",
    "AuthenticationLevel",
    "Availability",
    "Bundle",
    "CallLimit",
    "Context",
    "CreatedJob",
    "Credentials",
    "CredentialsError",
    "Document",
    "Environment",
    "Finding",
    "ForeignUrl",
    "IdentifierInSignedDocuments",
    "JobRefused",
    "JobRequest",
    "JobStatus",
    "Lookup",
    "Manner",
    "NoAnswer",
    "NotOffered",
    "Notifications",
    "OnBehalfOf",
    "OutcomeUnknown",
    "Poll",
    "PortalClient",
    "PortalJob",
    "Report",
    "Retries",
    "Sector",
    "Sender",
    "Service",
    "ServiceError",
    "Severity",
    "Signature",
    "SignatureType",
    "Signer",
    "SignerStatus",
    "SigningError",
    "Skipped",
    "StatusChange",
    "UnexpectedAnswer",
    "UnreadableInput",
    "UnreadableRecord",
    "UntrustedServer",
    "UnwritableText",
    "__version__",
    "build_bundle",
    "from_json",
    "load_certificates",
    "parse_manifest",
    "to_json",
    "validate_bundle",
    "validate_job",
    "validate_manifest",
    "validate_members",
    "write_manifest",
    "write_request",
]
