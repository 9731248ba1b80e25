"""All rules about signed documents, by the facts that they check and by their codes.

They have a separate catalogue. The other rules say whether the service will accept a bundle; these say whether a signed
document is proof. ``validate-bundle`` neither lists nor selects them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from signature_model.rules.registry import rules_in
from signature_model.signed.rules import (
    attachments,
    certificates,
    cryptography,
    documents,
    form,
    packages,
    revisions,
    signers,
    time,
    years,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from signature_model.rules.registry import Rule

CATALOGUE: Mapping[str, Rule[Any]] = {
    each.code: each
    for each in rules_in(
        form, cryptography, revisions, documents, attachments, packages, signers, time, certificates, years
    )
}
"""Every rule by its code, in the order of the codes."""

FORM_RULES = rules_in(form)
CRYPTOGRAPHY_RULES = rules_in(cryptography)
DOCUMENT_RULES = rules_in(documents)
REVISION_RULES = tuple([each for each in rules_in(revisions) if each.subject == "SignedFile"])
SEAL_RULES = tuple([each for each in rules_in(revisions) if each.subject == "PdfSeals"])
ATTACHMENT_RULES = tuple([each for each in rules_in(attachments) if each.subject == "ComparedPdf"])
FRONT_PAGE_RULES = tuple([each for each in rules_in(attachments) if each.subject == "ComparedFrontPage"])
PACKAGE_RULES = rules_in(packages)
SIGNER_RULES = tuple([each for each in rules_in(signers) if each.subject == "ComparedSigners"])
STATUS_RULES = tuple([each for each in rules_in(signers) if each.subject == "ComparedStatus"])
ENVIRONMENT_RULES = tuple([each for each in rules_in(signers) if each.subject == "EvaluatedSignature"])
TIME_RULES = rules_in(time)
CERTIFICATE_RULES = rules_in(certificates)
YEAR_RULES = tuple([each for each in rules_in(years) if each.subject == "EvaluatedSignature"])
LOSS_RULES = tuple([each for each in rules_in(years) if each.subject == "LostEvidence"])


_LAST_CODES: Final = {
    "form": "PSR804",
    "cryptography": "PSR812",
    "documents": "PSR819",
    "signers": "PSR826",
    "time": "PSR832",
    "certificates": "PSR849",
    "years": "PSR854",
}
_FRONT_PAGE: Final = "PSR824"


def layer_of(code: str) -> str:
    """Return the layer that a rule belongs to."""
    if code == _FRONT_PAGE:
        return "documents"
    return next(layer for layer, last in _LAST_CODES.items() if code <= last)


def unknown_codes(prefixes: Iterable[str]) -> tuple[str, ...]:
    """Return the code prefixes that no rule's code begins with."""
    return tuple(each for each in prefixes if not each or not any(code.startswith(each) for code in CATALOGUE))
