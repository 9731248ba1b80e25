"""The results of the layers in a report on a signed document: passed, failed, or why they were not checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from signature_model.signed.rules.catalogue import layer_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLayer:
    """A layer and its findings, for a page. ``style`` is the CSS class of its ``outcome``."""

    title: str
    question: str
    outcome: str
    style: str
    findings: tuple[Object, ...]
    skipped: tuple[str, ...]


_LAYERS: Final = (
    ("form", "Form", "Is it a signed document that can be read?", ()),
    ("cryptography", "Integrity", "Is everything unchanged since it was signed?", ("seal",)),
    (
        "documents",
        "Documents",
        "Did the signers sign exactly the documents that you sent?",
        ("front page",),
    ),
    ("signers", "Signers", "Did the people you addressed sign?", ("status", "environment")),
    ("time", "Time", "Is the time of each signature proved?", ()),
    (
        "certificates",
        "Certificates",
        "Are the certificates from issuers you trust, and not revoked?",
        ("trust",),
    ),
    ("years", "Years", "How long can this be verified?", ("now", "current time")),
)
_ABOUT_PACKAGES: Final = {
    "form": "Is it an evidence package that can be read?",
    "documents": "Is every file in the package sealed?",
    "signers": "Does the package have the evidence of every signer with the status SIGNED?",
    "time": "Is the time of the seal proved?",
}
_ALL: Final = ("everything", "all layers but the form")
_OUTCOMES: Final = {
    "error": ("failed", "error"),
    "warning": ("weak", "warning"),
    "note": ("passed", "good"),
    None: ("passed", "good"),
}
_SEVERITIES: Final = ("error", "warning", "note")


def layers_checked(result: Object, *, is_package: bool = False) -> Iterator[CheckedLayer]:
    """Yield the layers in the order of validation. If ``is_package``, the result is for an evidence package."""
    skipped = result["skipped"]
    unreadable = [each["why"] for each in skipped if each["layer"] in _ALL]
    undecided = {each["layer"] for each in result.get("undecided", ())}
    for name, title, question, others in _LAYERS:
        found = tuple([each for each in result["findings"] if layer_of(each["code"]) == name])
        said = {each["message"] for each in found}
        reasons = [each["why"] for each in skipped if each["layer"] in {name, *others} and each["why"] not in said]
        severity = next((each for each in _SEVERITIES if any(one["severity"] == each for one in found)), None)
        outcome, style = _OUTCOMES[severity]
        if severity != "error" and name in undecided:
            outcome, style = "not decided", "warning"
        elif name == "time" and severity is None and _is_unproved(result):
            outcome, style = "not checked", "warning"
            reasons.append("without trust anchors, a time-stamp proves nothing")
        elif severity is None and (unreadable or any(each["layer"] == name for each in skipped)):
            outcome, style = "not checked", "warning"
            reasons += unreadable
        yield CheckedLayer(
            title=title,
            question=_ABOUT_PACKAGES.get(name, question) if is_package else question,
            outcome=outcome,
            style=style,
            findings=found,
            skipped=tuple(dict.fromkeys(reasons)),
        )


def _is_unproved(result: Object) -> bool:
    signatures = result.get("signatures") or ()
    return len(signatures) > 0 and all(each["proved_at"] is None for each in signatures)
