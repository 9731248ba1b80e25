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
    pdfs,
    privacy,
    scheduling,
    seals,
    signers,
)
from signature_model.rules.registry import rules_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from signature_model.rules.registry import Rule

CONTAINER_RULES = rules_in(containers)
MEMBER_RULES = rules_in(members)
MANIFEST_RULES = rules_in(manifests)
REQUEST_RULES = (privacy.personal_data_in_reference,)
JOB_RULES = tuple(
    sorted(
        (
            each
            for module in (documents, signers, entitlements, scheduling, privacy)
            for each in rules_in(module)
            if each not in REQUEST_RULES
        ),
        key=lambda each: each.code,
    )
)
PDF_RULES = rules_in(pdfs)
SIGNATURE_FILE_RULES = (seals.signatures_malformed, seals.signature_count)
SEAL_RULES = tuple(each for each in rules_in(seals) if each not in SIGNATURE_FILE_RULES)
CERTIFICATE_RULES = rules_in(certificates)

_LAYERS: Iterable[tuple[Rule[Any], ...]] = (
    CONTAINER_RULES,
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
