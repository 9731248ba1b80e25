"""A record or a job request as one HTML page: its content, and the signers with their status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.masking import masked
from signature_model.preview.page import STYLE, state_badge
from signature_model.reports.pages import FOOT, head, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signature_model.preview.overviews import SignerState

    Facts = Iterable[tuple[str, str]]
    """Labels and texts."""


def record_page(
    title: str, source: str, facts: Facts, signers: Iterable[tuple[str, SignerState | None]] = ()
) -> Iterator[str]:
    """Return the pieces of the page. ``signers`` are names with statuses, if they are known."""
    yield head(f"{title} - {masked(source)}", STYLE)
    yield f'<header><p class="quiet">{shown(masked(source))}</p>\n<h1>{shown(title)}</h1></header>\n<main>\n'
    rows = "".join(f"<div><dt>{label}</dt><dd>{shown(text)}</dd></div>\n" for label, text in facts)
    yield f'<section class="card" aria-label="Facts"><dl class="facts">\n{rows}</dl></section>\n'
    people = "".join(_signer(number, who, state) for number, (who, state) in enumerate(signers, 1))
    if people:
        yield f'<h2>Signers</h2>\n<ul class="plain card">\n{people}</ul>\n'
    yield f"</main>\n{FOOT}"


def _signer(number: int, who: str, state: SignerState | None) -> str:
    badge = "" if state is None else f"<p>{state_badge(state)}</p>"
    return (
        f'<li class="row"><span class="face" aria-hidden="true">{number}</span>'
        f"<div><p><b>{shown(who)}</b></p>{badge}</div></li>\n"
    )
