"""All rules, by the facts that they check and by their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signature_model.jobs.context import SigningFlow
from signature_model.rules import (
    certificates,
    contacts,
    containers,
    direct,
    documents,
    entitlements,
    manifests,
    members,
    names,
    pdfs,
    privacy,
    scheduling,
    sealed_files,
    seals,
    signers,
)
from signature_model.rules.registry import rules_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from signature_model.rules.registry import Rule

CATALOGUE: Mapping[str, Rule[Any]] = {
    each.code: each
    for each in rules_in(
        containers,
        names,
        members,
        manifests,
        documents,
        pdfs,
        signers,
        contacts,
        entitlements,
        scheduling,
        seals,
        sealed_files,
        certificates,
        privacy,
        direct,
    )
}
"""Every rule by its code, in the order of the codes."""


def _of(*subjects: str) -> tuple[Rule[Any], ...]:
    return tuple([each for each in CATALOGUE.values() if each.subject in subjects])


ARCHIVE_RULES = _of("NotAZip")
CONTAINER_RULES = _of("Container")
NAME_RULES = _of("Sequence[MemberName]")
MEMBER_RULES = _of("BundleContents")
MANIFEST_RULES = _of("InspectedManifest")
REQUEST_RULES = {
    SigningFlow.PORTAL: _of("AnyJobRequest", "JobRequest"),
    SigningFlow.DIRECT: _of("AnyJobRequest", "DirectJobRequest"),
}
JOB_RULES = {SigningFlow.PORTAL: _of("AnyJob", "PortalJob"), SigningFlow.DIRECT: _of("AnyJob", "DirectJob")}
PDF_RULES = _of("Sequence[InspectedPdf]")
SIGNATURE_FILE_RULES = _of("InspectedSeal")
SEAL_RULES = _of("SealedBundle")
CERTIFICATE_RULES = _of("CertificateInUse")


def unknown_codes(prefixes: Iterable[str]) -> tuple[str, ...]:
    """Return the code prefixes that no rule's code begins with."""
    return tuple(each for each in prefixes if not each or not any(code.startswith(each) for code in CATALOGUE))
