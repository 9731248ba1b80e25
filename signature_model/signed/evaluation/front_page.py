"""Compare the pages of a sealed PDF with the evidence inside it, and with the documents that were sent.

A difference counts only if it is certain. A page whose text cannot be read reliably is not compared. A date on the
front page is compared only if it belongs to a signature ("20.11.2026 med BankID", "signert 20.11.2026"). A name is
missing only if none of its words is on the page: certificates have legal names, in any order and spelling.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from signature_model.jobs.identifiers import national_ids_in
from signature_model.masking import masked, quoted
from signature_model.pdf.text import page_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from signature_model.signed.evaluation.signers import FoundSigner
    from signature_model.signed.sent import SentDocument

MOST_PAGES: Final = 60
"""The maximum number of pages of a PDF whose text is compared."""

_METHODS: Final = ("BankID", "Buypass", "Commfides", "MinID")
_DATE: Final = r"(\d{1,2})\.(\d{1,2})\.(\d{4})"
_CLOCK: Final = r"(?:,?\s+(?:kl\.?\s*)?\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s+[A-Z]{3,4})?)?"
_ACT: Final = re.compile(
    rf"(?:signert|signed)\s+{_DATE}{_CLOCK}(?:\s+(?:med|with)\s+([^\n]*))?|{_DATE}{_CLOCK}\s+(?:med|with)\s+([^\n]*)",
    re.IGNORECASE,
)
_ABOUT_SIGNING: Final = re.compile(r"signert|signed", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_ZONES: Final = tuple(timedelta(hours=each) for each in range(3))
"""UTC, and Norwegian time in winter and in summer."""


def front_page_differences(text: str, signers: Sequence[FoundSigner]) -> tuple[str, ...]:
    """Return the statements about signers on the front page that certainly differ from the evidence."""
    if not signers or not _ABOUT_SIGNING.search(text):
        return ()
    return (*_people(text, signers), *_differing_signatures(text, signers))


def _people(text: str, signers: Sequence[FoundSigner]) -> Iterator[str]:
    shown = dict.fromkeys(national_ids_in(text))
    known = {each.who.number for each in signers}
    if None not in known:
        others = [masked(each) for each in shown if each not in known]
        if others:
            yield f"the front page names {', '.join(others)}; there is no evidence of that signature"
            return
    missing = [each for each in signers if not _is_named(each, text, shown)]
    for each in missing:
        yield f"the front page does not name {quoted(each.who.name or '')}, who has signed according to the evidence"


def _is_named(signer: FoundSigner, text: str, shown: dict[str, None]) -> bool:
    """Whether the front page may name a signer: it has their number or a word of their name."""
    words = _WORD.findall(signer.who.name or "")
    page = _squeezed(text)
    return not words or signer.who.number in shown or any(_squeezed(each) in page for each in words)


def _differing_signatures(text: str, signers: Sequence[FoundSigner]) -> Iterator[str]:
    acts = [*_ACT.finditer(text)]
    if len(acts) > len(signers):
        yield f"signatures on the front page: {len(acts)}; signatures in the evidence: {len(signers)}"
        return
    times = [moment for each in signers for moment in each.times]
    methods = {each.method for each in signers}
    for act in acts:
        parts = [each for each in act.groups() if each is not None]
        stated = ".".join(parts[:3])
        if times and not {_shown(each + zone) for each in times for zone in _ZONES} & {stated, _padded(stated)}:
            found = " or ".join(dict.fromkeys(map(_shown, times)))
            yield f"the front page says that the document was signed on {stated}; the evidence says {found}"
        named = next((each for each in _METHODS if each.casefold() in "".join(parts[3:]).casefold()), None)
        if named is not None and methods <= {*_METHODS} and named not in methods:
            found = " or ".join(sorted(map(str, methods)))
            yield f"the front page says that the document was signed with {named}; the evidence says {found}"


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%d.%m.%Y}"


def _padded(date: str) -> str:
    return ".".join(each.zfill(2) for each in date.split("."))


def pages_without_text(pages: Sequence[str | None], documents: Sequence[SentDocument]) -> Iterator[str]:
    """Yield the pages that lack text of the corresponding document page. The front page is number 1."""
    number = 0
    for document in documents:
        texts = () if document.content is None else page_texts(document.content, MOST_PAGES)
        for place in range(document.page_count or 0):
            number += 1
            sent = texts[place] if place < len(texts) else None
            found = pages[number] if number < len(pages) else None
            if sent is not None and found is not None and not _is_in(sent, found):
                yield f"page {number + 1} lacks text from page {place + 1} of {quoted(document.name)}"


def _is_in(sent: str, found: str) -> bool:
    page = _squeezed(found)
    return _squeezed(sent) in page or all(_squeezed(line) in page for line in sent.splitlines())


def _squeezed(text: str) -> str:
    """Return a text without white space, which differs between programs, and in lower case."""
    return "".join(normalize("NFKC", text).split()).casefold()
