"""How to repeat a validation: command, versions, trust anchors, certificates and revocation data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signature_model.reports.evidence.parts import END, day_shown, name_shown, opened, rows_of, time_shown
from signature_model.reports.pages import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Object = Mapping[str, Any]


def repeating(report: Object, basis: Object) -> Iterator[str]:
    """Yield the part of the page about repeating the validation of all documents."""
    tool = report["tool"]
    yield opened("To repeat this")
    rows = [
        ("Command", f"<code>{shown(' '.join(basis['command']))}</code>" if basis.get("command") else "not known"),
        ("Program", f"{shown(tool['name'])} {shown(tool['version'])}, rules {shown(tool['rules'])}"),
        ("Checked for", time_shown(basis["now"]) if basis.get("now") else "not stated"),
        ("Environment", shown(basis.get("environment") or "not stated")),
    ]
    yield rows_of(iter(rows))
    anchors = basis.get("trust_anchors")
    if anchors is None:
        yield "<p>No trust anchors were given, so no certificate is trusted.</p>\n"
    else:
        lines = "".join(
            f"<tr><td>{name_shown(each['subject'] or 'no name')}</td><td>{day_shown(each['not_after'])}</td>"
            f'<td><code class="digest">{each["sha256"]}</code></td></tr>\n'
            for each in anchors
        )
        yield (
            "<h3>Trust anchors</h3>\n<table><thead><tr><th>Issuer</th><th>Valid until</th><th>SHA-256</th></tr></thead>"
            f"<tbody>\n{lines}</tbody></table>\n"
        )
    yield from _certificates(report["results"])
    yield from _revocation_data(report["results"])
    yield END


def _certificates(results: Iterable[Object]) -> Iterator[str]:
    every = [each["certificate"] for result in results for each in result.get("signatures", ())]
    found = {each["sha256"]: each for each in every if each is not None}
    lines = "".join(
        f"<tr><td>{name_shown(each['subject'])}<br>issued by {name_shown(each['issuer'])}"
        f"<br>serial number {each['serial']}</td>"
        f'<td><code class="digest">{digest}</code></td></tr>\n'
        for digest, each in found.items()
    )
    if lines:
        yield (
            "<h3>Certificates of signatures</h3>\n<table><thead><tr><th>Certificate</th><th>SHA-256</th></tr></thead>"
            f"<tbody>\n{lines}</tbody></table>\n"
        )


def _revocation_data(results: Iterable[Object]) -> Iterator[str]:
    found = {each["sha256"]: each for result in results for each in result.get("revocation_data", ())}
    if not found:
        yield "<p>No revocation data was available.</p>\n"
        return
    lines = "".join(
        f"<tr><td>{each['kind']}{_about_serials(each['about'])}</td><td>{time_shown(each['made_at'])}</td>"
        f'<td><code class="digest">{each["sha256"]}</code></td></tr>\n'
        for each in found.values()
    )
    yield (
        "<h3>Available revocation data</h3>\n<table><thead><tr><th>Kind</th><th>Made</th><th>SHA-256</th></tr></thead>"
        f"<tbody>\n{lines}</tbody></table>\n"
    )


def _about_serials(serials: list[str]) -> str:
    return f' about certificate <span class="digest">{", ".join(map(shown, serials))}</span>' if serials else ""
