"""Build, validate, seal and send signature jobs for Norway's signing service (Posten signering).

Most programs need only the names of this module. Each is imported when it is first used.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if not getattr(sys, "_is_gil_enabled", lambda: True)():  # new in Python 3.13
    _MESSAGE = "signature_model is not tested without the global interpreter lock: start Python with -X gil=1"
    raise ImportError(_MESSAGE)

if TYPE_CHECKING:
    __all__: list[str]

    from signature_model.api.direct_responses import DirectCreatedJob as DirectCreatedJob
    from signature_model.api.direct_responses import DirectSignature as DirectSignature
    from signature_model.api.direct_responses import DirectSignerLink as DirectSignerLink
    from signature_model.api.direct_responses import DirectStatus as DirectStatus
    from signature_model.api.exchange import Manner as Manner
    from signature_model.api.rate_limit import CallLimit as CallLimit
    from signature_model.api.records import from_json as from_json
    from signature_model.api.records import to_json as to_json
    from signature_model.api.responses import CreatedJob as CreatedJob
    from signature_model.api.responses import Poll as Poll
    from signature_model.api.responses import Signature as Signature
    from signature_model.api.responses import StatusChange as StatusChange
    from signature_model.api.retries import Retries as Retries
    from signature_model.api.services import DIFIQA as DIFIQA
    from signature_model.api.services import DIFITEST as DIFITEST
    from signature_model.api.services import PRODUCTION as PRODUCTION
    from signature_model.api.services import NoSender as NoSender
    from signature_model.api.services import Service as Service
    from signature_model.api.statuses import DirectSignerStatus as DirectSignerStatus
    from signature_model.api.statuses import JobStatus as JobStatus
    from signature_model.api.statuses import JobStatusText as JobStatusText
    from signature_model.api.statuses import SignerStatus as SignerStatus
    from signature_model.api.tokens import NoTokenEndpoint as NoTokenEndpoint
    from signature_model.api.tokens import TokenAuthentication as TokenAuthentication
    from signature_model.bundles import Bundle as Bundle
    from signature_model.bundles import build_bundle as build_bundle
    from signature_model.clients.archive import ArchiveClient as ArchiveClient
    from signature_model.clients.archive import AsyncArchiveClient as AsyncArchiveClient
    from signature_model.clients.direct import AsyncDirectClient as AsyncDirectClient
    from signature_model.clients.direct import DirectClient as DirectClient
    from signature_model.clients.portal import AsyncPortalClient as AsyncPortalClient
    from signature_model.clients.portal import PortalClient as PortalClient
    from signature_model.credentials.certificates import load_certificates as load_certificates
    from signature_model.credentials.enterprise import Credentials as Credentials
    from signature_model.errors import AlreadyFinished as AlreadyFinished
    from signature_model.errors import CeremonyNotCompleted as CeremonyNotCompleted
    from signature_model.errors import CredentialsError as CredentialsError
    from signature_model.errors import ForbiddenXml as ForbiddenXml
    from signature_model.errors import ForeignUrl as ForeignUrl
    from signature_model.errors import InvalidStatusQueryToken as InvalidStatusQueryToken
    from signature_model.errors import JobRefused as JobRefused
    from signature_model.errors import MalformedXml as MalformedXml
    from signature_model.errors import NoAnswer as NoAnswer
    from signature_model.errors import NotOffered as NotOffered
    from signature_model.errors import OtherDocument as OtherDocument
    from signature_model.errors import OutcomeUnknown as OutcomeUnknown
    from signature_model.errors import SchemaError as SchemaError
    from signature_model.errors import ServiceError as ServiceError
    from signature_model.errors import SigningError as SigningError
    from signature_model.errors import TokenError as TokenError
    from signature_model.errors import UnexpectedAnswer as UnexpectedAnswer
    from signature_model.errors import UnreadableInput as UnreadableInput
    from signature_model.errors import UnreadableRecord as UnreadableRecord
    from signature_model.errors import UntrustedServer as UntrustedServer
    from signature_model.errors import UnwritableText as UnwritableText
    from signature_model.findings import Finding as Finding
    from signature_model.findings import Report as Report
    from signature_model.findings import Severity as Severity
    from signature_model.findings import Skipped as Skipped
    from signature_model.jobs.context import Context as Context
    from signature_model.jobs.context import Environment as Environment
    from signature_model.jobs.context import Sector as Sector
    from signature_model.jobs.context import SigningFlow as SigningFlow
    from signature_model.jobs.direct import DirectJob as DirectJob
    from signature_model.jobs.direct import DirectSigner as DirectSigner
    from signature_model.jobs.direct import ExitUrls as ExitUrls
    from signature_model.jobs.direct import StatusRetrieval as StatusRetrieval
    from signature_model.jobs.portal import AuthenticationLevel as AuthenticationLevel
    from signature_model.jobs.portal import Availability as Availability
    from signature_model.jobs.portal import Document as Document
    from signature_model.jobs.portal import IdentifierInSignedDocuments as IdentifierInSignedDocuments
    from signature_model.jobs.portal import PortalJob as PortalJob
    from signature_model.jobs.portal import Sender as Sender
    from signature_model.jobs.requests import DirectJobRequest as DirectJobRequest
    from signature_model.jobs.requests import JobRequest as JobRequest
    from signature_model.jobs.signers import Lookup as Lookup
    from signature_model.jobs.signers import Notifications as Notifications
    from signature_model.jobs.signers import OnBehalfOf as OnBehalfOf
    from signature_model.jobs.signers import SignatureType as SignatureType
    from signature_model.jobs.signers import Signer as Signer
    from signature_model.manifests.reading import parse_manifest as parse_manifest
    from signature_model.manifests.requests import write_request as write_request
    from signature_model.manifests.writing import write_manifest as write_manifest
    from signature_model.validation.inspection import InspectedBundle as InspectedBundle
    from signature_model.validation.inspection import inspect_bundle as inspect_bundle
    from signature_model.validation.validators import validate_bundle as validate_bundle
    from signature_model.validation.validators import validate_inspected as validate_inspected
    from signature_model.validation.validators import validate_job as validate_job
    from signature_model.validation.validators import validate_manifest as validate_manifest
    from signature_model.validation.validators import validate_members as validate_members

__version__ = "0.1.0"

if not TYPE_CHECKING:  # pragma: no branch
    _NAMES = {
        "api.direct_responses": ("DirectCreatedJob", "DirectSignature", "DirectSignerLink", "DirectStatus"),
        "api.exchange": ("Manner",),
        "api.rate_limit": ("CallLimit",),
        "api.records": ("from_json", "to_json"),
        "api.retries": ("Retries",),
        "api.responses": ("CreatedJob", "Poll", "Signature", "StatusChange"),
        "api.services": ("DIFIQA", "DIFITEST", "PRODUCTION", "NoSender", "Service"),
        "api.statuses": ("DirectSignerStatus", "JobStatus", "JobStatusText", "SignerStatus"),
        "api.tokens": ("NoTokenEndpoint", "TokenAuthentication"),
        "bundles": ("Bundle", "build_bundle"),
        "clients.archive": ("ArchiveClient", "AsyncArchiveClient"),
        "clients.direct": ("AsyncDirectClient", "DirectClient"),
        "clients.portal": ("AsyncPortalClient", "PortalClient"),
        "credentials.certificates": ("load_certificates",),
        "credentials.enterprise": ("Credentials",),
        "errors": (
            "AlreadyFinished",
            "CeremonyNotCompleted",
            "CredentialsError",
            "ForbiddenXml",
            "ForeignUrl",
            "InvalidStatusQueryToken",
            "JobRefused",
            "MalformedXml",
            "NoAnswer",
            "NotOffered",
            "OtherDocument",
            "OutcomeUnknown",
            "SchemaError",
            "ServiceError",
            "SigningError",
            "TokenError",
            "UnexpectedAnswer",
            "UnreadableInput",
            "UnreadableRecord",
            "UntrustedServer",
            "UnwritableText",
        ),
        "findings": ("Finding", "Report", "Severity", "Skipped"),
        "jobs.context": ("Context", "Environment", "Sector", "SigningFlow"),
        "jobs.direct": ("DirectJob", "DirectSigner", "ExitUrls", "StatusRetrieval"),
        "jobs.portal": (
            "AuthenticationLevel",
            "Availability",
            "Document",
            "IdentifierInSignedDocuments",
            "PortalJob",
            "Sender",
        ),
        "jobs.requests": ("DirectJobRequest", "JobRequest"),
        "jobs.signers": ("Lookup", "Notifications", "OnBehalfOf", "SignatureType", "Signer"),
        "manifests.reading": ("parse_manifest",),
        "manifests.requests": ("write_request",),
        "manifests.writing": ("write_manifest",),
        "validation.inspection": ("InspectedBundle", "inspect_bundle"),
        "validation.validators": (
            "validate_bundle",
            "validate_inspected",
            "validate_job",
            "validate_manifest",
            "validate_members",
        ),
    }
    _MODULES = {name: module for module, names in _NAMES.items() for name in names}
    __all__ = ["__version__", *_MODULES]  # noqa: PLE0604 - all are strings

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
