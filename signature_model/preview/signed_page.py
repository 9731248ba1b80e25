"""A signed document as one HTML page: who signed, when, with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.masking import masked
from signature_model.preview import words
from signature_model.preview.page import STYLE, findings_list
from signature_model.preview.signed import act, conclusion, details, form_of, name_of
from signature_model.preview.thumbnails import thumbnail
from signature_model.reports.pages import FOOT, head, shown, with_code
from signature_model.signed.evaluation.signatures import Kind
from signature_model.signed.facts import Form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.preview.signed import SignatureOverview, SignedOverview


def signed_page(overview: SignedOverview, source: str, picture: bytes | None = None) -> Iterator[str]:
    """Return the pieces of the page; ``source`` is the name of the file, ``picture`` (PNG) its first page."""
    title = masked(source)
    stamps = sum(each.facts.kind is Kind.TIME_STAMP for each in overview.signatures)
    counts = {
        "signature": len(overview.signatures) - stamps,
        "time-stamp": stamps,
        "attachment": len(overview.attachments),
    }
    badges = "".join(f'<span class="badge note">{words.counted(count, unit)}</span>' for unit, count in counts.items())
    verdict = "not validated" if overview.form is not None else "not signed"
    yield head(title, STYLE)
    yield (
        f'<header><p class="quiet">{shown(form_of(overview))}</p>\n<h1>{shown(title)}</h1>\n'
        f'<p class="badges"><span class="badge warning">{verdict}</span>{badges}</p></header>\n<main>\n'
    )
    kind = "XML" if overview.form in {Form.XADES, Form.SDO} else "PDF"
    advice = f"<p>{with_code(conclusion(overview))}</p>"
    names = "".join(f"<li><code>{shown(each)}</code></li>\n" for each in overview.attachments)
    yield (
        f'<section class="card row" aria-label="Document">{thumbnail(title, kind, picture)}<div>{advice}\n'
        f"{f'<p>Attachments:</p><ul>{names}</ul>' if names else ''}"
        f"{f'<p>{shown(overview.unread)}</p>' if overview.unread else ''}</div></section>\n"
    )
    if overview.signatures or overview.problems:
        yield f"<h2>Signatures</h2>\n{signatures(overview)}"
    yield f"</main>\n{FOOT}"


def signatures(overview: SignedOverview) -> str:
    """Return the signatures of a document as a list."""
    rows = "".join(_signature(number, each) for number, each in enumerate(overview.signatures, 1))
    return (
        f'<ul class="plain card">\n{rows}</ul>\n{findings_list(overview.problems)}'
        if rows
        else findings_list(overview.problems)
    )


def _signature(number: int, signature: SignatureOverview) -> str:
    rows = "".join(f"<div><dt>{label}</dt><dd>{shown(text)}</dd></div>\n" for label, text in details(signature))
    name = shown(name_of(signature.facts))
    rest = shown(act(signature)).removeprefix(name)
    return (
        f'<li class="row"><span class="face" aria-hidden="true">{number}</span><div><p><b>{name}</b>{rest}</p>\n'
        f'<dl class="facts">\n{rows}</dl></div></li>\n'
    )
