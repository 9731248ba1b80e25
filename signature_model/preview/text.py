"""An overview for a terminal: aligned lines, in printable characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.masking import masked
from signature_model.preview import words
from signature_model.reports.printing import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from signature_model.preview.overviews import JobOverview, SignerState
    from signature_model.preview.previews import PreviewedGroup

_WIDTH = 14


def lines(overview: JobOverview) -> Iterator[str]:
    """Return the lines of an overview."""
    seen = overview.preview
    facts = (
        ("Title", seen.title),
        ("Notifications", seen.notification_title or words.GENERIC),
        ("Description", overview.description),
        ("Sender", words.sender(overview)),
        ("Sealed by", None if overview.seal is None else words.seal(overview.seal)),
        ("Flow", f"{seen.flow}, open for at most {words.duration(seen.longest_life)}"),
        ("Security", f"authentication level {seen.required_authentication}"),
        ("Signed as", seen.identifier_in_signed_documents),
    )
    yield from (_row(label, text) for label, text in facts if text is not None)
    yield "Documents"
    for number, document in enumerate(overview.documents, 1):
        yield printable(f"  {number}. {masked(document.title)}: {words.content(document)}")
    for group in seen.groups:
        yield from _group(group, overview.states)
    yield "Findings" if overview.report.findings else _row("Findings", "none")
    for each in overview.report.findings:
        yield printable(f"  {each.severity} {each.code}: {each.message}")


def _group(group: PreviewedGroup, states: Mapping[int, SignerState]) -> Iterator[str]:
    yield printable(f"Group {group.number}: opens {words.opening(group)}, for {words.duration(group.available_for)}")
    for signer in group.signers:
        yield printable(
            f"  {signer.place + 1}. {words.address(signer.signer)}, {words.signature(signer)}, {words.reached(signer)}"
        )
        if state := states.get(signer.place):
            yield printable(f"     {words.state(state)}")
        if group.latest is not None:
            for sent in group.notices(signer, group.latest):
                yield f"     {words.moment(sent.moment)}  {words.notice(sent)}"


def _row(label: str, text: str) -> str:
    return f"{label:<{_WIDTH}} {printable(masked(text))}"
