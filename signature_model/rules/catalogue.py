"""All rules, by the layer that they belong to and by their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signature_model.rules import (
    certificates,
    containers,
    documents,
    entitlements,
    manifests,
    members,
    names,
    pdfs,
    privacy,
    requests,
    scheduling,
    seals,
    signature_files,
    signers,
)
from signature_model.rules.registry import rules_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from signature_model.rules.registry import Rule

CONTAINER_RULES = rules_in(containers)
NAME_RULES = rules_in(names)
MEMBER_RULES = rules_in(members)
MANIFEST_RULES = rules_in(manifests)
REQUEST_RULES = rules_in(requests)
JOB_RULES = rules_in(documents, signers, entitlements, scheduling, privacy)
PDF_RULES = rules_in(pdfs)
SIGNATURE_FILE_RULES = rules_in(signature_files)
SEAL_RULES = rules_in(seals)
CERTIFICATE_RULES = rules_in(certificates)

_LAYERS: Iterable[tuple[Rule[Any], ...]] = (
    CONTAINER_RULES,
    NAME_RULES,
    MEMBER_RULES,
    MANIFEST_RULES,
    REQUEST_RULES,
    JOB_RULES,
    PDF_RULES,
    SIGNATURE_FILE_RULES,
    SEAL_RULES,
    CERTIFICATE_RULES,
)

CATALOGUE: Mapping[str, Rule[Any]] = {
    each.code: each for each in sorted((each for layer in _LAYERS for each in layer), key=lambda each: each.code)
}
"""Every rule by its code, in the order of the codes."""


def unknown_codes(prefixes: Iterable[str]) -> tuple[str, ...]:
    """Those of the given code prefixes that no rule's code begins with."""
    return tuple(each for each in prefixes if not each or not any(code.startswith(each) for code in CATALOGUE))
