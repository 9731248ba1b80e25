"""The part about the signers: who signed what, when and how, and the seals and time-stamps around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from signature_model.reports.evidence.parts import END, common_name, day_shown, name_shown, opened, rows_of, time_shown
from signature_model.reports.pages import shown
from signature_model.reports.printing import printable_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Object = Mapping[str, Any]

_KINDS: Final = {"signer": "Signature", "packager": "Packager's seal", "seal": "Seal", "time-stamp": "Time-stamp"}


def signers(result: Object, *, is_package: bool = False) -> Iterator[str]:
    """Yield the part about the signers of a document. A package has only a seal."""
    title = "Who sealed the package" if is_package else "Who signed"
    is_proved = result["verdict"] == "valid" and not result.get("left_out")
    yield opened(title if is_proved else f"{title}, according to the document")
    if not result["signers"] and not is_package:
        yield "<p>No signer is known from this document.</p>\n"
    for signer in result["signers"]:
        yield f"<div>{_heading(signer)}{rows_of(_about(signer))}</div>\n"
    others = [each for each in result["signatures"] if each["kind"] != "signer"]
    if others:
        rows = "".join(_other(each) for each in others)
        yield (
            "<h3>Seals and time-stamps</h3>\n<table><thead><tr><th>What</th><th>By</th><th>Time</th></tr></thead>"
            f"<tbody>\n{rows}</tbody></table>\n"
        )
    yield END


def _heading(signer: Object) -> str:
    badge = {
        True: '<span class="badge good">addressed by you</span>',
        False: '<span class="badge error">not addressed by you</span>',
        None: '<span class="badge warning">not compared with the signers you addressed</span>',
    }[signer["addressed"]]
    number = "" if signer["number"] is None else f" ({shown(signer['number'])})"
    name = shown(printable_name(signer["name"] or "A person whose name is not stated"))
    return f'<p class="who"><b>{name}{number}</b> {badge}</p>\n'


def _about(signer: Object) -> Iterator[tuple[str, str]]:
    signature = signer["signature"]
    certificate = signature["certificate"]
    kind = f"{signer['type']} signature"
    if signer["ordered_type"] is not None:
        kind += f"; ordered: {signer['ordered_type']}"
    yield (
        "Documents",
        ", ".join(name_shown(each) for each in signer["covers"]) or "an unknown document",
    )
    yield "Type", shown(kind)
    level = "" if signer["security_level"] is None else f", security level {signer['security_level']}"
    yield "Method", f"{shown(signer['method'] or 'not stated')}{level}"
    yield "Time", _times(signature)
    if signer["type"] == "authenticated":
        yield "Stated by", shown(printable_name(signature["by"]["organization"] or "a packager"))
    if certificate is not None:
        yield "Certificate", f"{common_name(certificate['subject'])}, serial number {certificate['serial']}"
        yield "Issued by", f"{common_name(certificate['issuer'])} ({_trust(signature)})"
        ends = certificate["not_after"]
        yield "Valid from, to", f"{day_shown(certificate['not_before'])}, {day_shown(ends)}; {_revocation(signature)}"
    yield "Level", f"{shown(signature['level'] or 'not known')} ({_LEVELS.get(signature['level'], 'not known')})"


_LEVELS: Final = {
    "B": "signature and certificate only",
    "T": "with a time-stamp",
    "LT": "with a time-stamp and revocation data",
    "LTA": "with a time-stamp, revocation data and an archive time-stamp",
}


def _other(signature: Object) -> str:
    by = signature["by"]
    names = ("name", "organization") if signature["kind"] == "signer" else ("organization", "name")
    subject = (signature["certificate"] or {}).get("subject")
    who = next(filter(None, [*(by[each] for each in names), subject]), "not known")
    inside = "" if signature["member"] is None else f" in {name_shown(signature['member'])}"
    return (
        f"<tr><td>{_KINDS[signature['kind']]}{inside}</td><td>{shown(printable_name(who))} ({_trust(signature)}; "
        f"{_revocation(signature)})</td><td>{_times(signature)}</td></tr>\n"
    )


def _trust(signature: Object) -> str:
    words = {True: "trusted", False: "not trusted", None: "trust not checked"}
    return words[signature["trusted"]]


def _revocation(signature: Object) -> str:
    words = {"good": "not revoked at that time", "revoked": "revoked", "unknown": "not known whether revoked"}
    return words[signature["revocation"]]


def _times(signature: Object) -> str:
    if signature["proved_at"] is not None:
        return f"{time_shown(signature['proved_at'])}, proved by a time-stamp"
    if signature["claimed_at"] is not None:
        return f"{time_shown(signature['claimed_at'])}, claimed only"
    return "not stated"
