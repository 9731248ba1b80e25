"""Build, seal and validate document bundles for Norway's signing service (Posten signering), offline.

What most callers need is here; the modules hold the rest.
"""

from typing import TYPE_CHECKING

from signature_model.context import Context, Environment, Sector
from signature_model.errors import (
    CredentialsError,
    JobRefused,
    SigningError,
    UnreadableInput,
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
from signature_model.messages import JobRequest, write_request
from signature_model.signers import Lookup, Notifications, OnBehalfOf, SignatureType, Signer
from signature_model.statuses import JobStatus, SignerStatus
from signature_model.validation import validate_bundle, validate_job, validate_manifest, validate_members
from signature_model.version import __version__

if TYPE_CHECKING:
    from signature_model.bundles import Bundle, build_bundle
    from signature_model.credentials.enterprise import Credentials
else:

    def __getattr__(name: str) -> object:
        """Import what builds and seals when it is first asked for: those who only validate start sooner without."""
        if name == "Credentials":
            from signature_model.credentials.enterprise import Credentials  # noqa: PLC0415 - see above

            return Credentials
        if name in {"Bundle", "build_bundle"}:
            from signature_model import bundles  # noqa: PLC0415 - see above

            return getattr(bundles, name)
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


__all__ = [
    "AuthenticationLevel",
    "Availability",
    "Bundle",
    "Context",
    "Credentials",
    "CredentialsError",
    "Document",
    "Environment",
    "Finding",
    "IdentifierInSignedDocuments",
    "JobRefused",
    "JobRequest",
    "JobStatus",
    "Lookup",
    "Notifications",
    "OnBehalfOf",
    "PortalJob",
    "Report",
    "Sector",
    "Sender",
    "Severity",
    "SignatureType",
    "Signer",
    "SignerStatus",
    "SigningError",
    "Skipped",
    "UnreadableInput",
    "__version__",
    "build_bundle",
    "parse_manifest",
    "validate_bundle",
    "validate_job",
    "validate_manifest",
    "validate_members",
    "write_manifest",
    "write_request",
]
