"""Find the sent document that a signed PDF was made from.

A PDF is signed by an update, so the document is its beginning.

A beginning with the right digest is not enough: a later revision may replace its pages, and the signature may cover
other octets. Therefore, the beginning must consist of the first revisions, and the later ones up to the last signature
may only add signatures. A signature that shows on a page is reported, because it may hide what the page says.
"""

from __future__ import annotations

import hashlib
import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from signature_model.signed.limits import MOST_REVISIONS
from signature_model.signed.pades.opening import open_pdf
from signature_model.signed.pades.syntax.updates import are_exact_updates
from signature_model.signed.pades.updates.changes import Updates
from signature_model.signed.reading_budget import ReadingBudget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from signature_model.signed.sent import SentDocument

_ENDS: Final = re.compile(rb"%%EOF(\r\n|\r|\n)?[\0\t\n\f\r ]*")
_END: Final = b"%%EOF"
_LONGEST_TAIL: Final = 900
"""Octets from the last end mark to the end of a document. With more, some readers rebuild the file."""
_INEXACT: Final = "the updates with the signatures do not have the expected form, so programs may show other content"


class Original(NamedTuple):
    """The sent document that a signed PDF was before it was signed; ``document`` is None if it is not found.

    ``revision`` is the last revision of the document. ``change`` is the message if the later revisions also changed it.
    ``shown`` are the signatures that are visible on a page.
    """

    document: SentDocument | None = None
    revision: int = 0
    change: str | None = None
    shown: tuple[str, ...] = ()


def original_of(
    signatures: Sequence[EmbeddedPdfSignature],
    reader: PdfFileReader,
    content: bytes,
    documents: Sequence[SentDocument],
    *,
    is_covered: bool,
) -> Original:
    """Return the sent document that was signed.

    ``is_covered`` says whether the signatures cover their revisions; if not, that is reported elsewhere.
    """
    document, end = _beginning(content, documents)
    if document is None:
        return Original()
    revision = _last_revision(content[:end], reader)
    if revision is None:
        return Original(document=document, change=_INEXACT)
    *_, start, length = map(int, max(signatures, key=lambda each: each.signed_revision).byte_range)
    is_exact = not is_covered or are_exact_updates(content[: start + length], end)
    is_exact = is_exact and end - content.rfind(_END, 0, end) <= _LONGEST_TAIL
    updates = Updates.behind(reader, revision, content[:end], allows_signatures=True)
    change = _change(signatures, updates, revision) or (None if is_exact else _INEXACT)
    return Original(document=document, revision=revision, change=change, shown=tuple(updates.shown))


def _beginning(content: bytes, documents: Sequence[SentDocument]) -> tuple[SentDocument | None, int]:
    """Return the document that the content begins with, and where it ends."""
    same = [each for each in documents if each.content is not None and content.startswith(each.content)]
    if same:  # one document may be the beginning of another
        longest = max(same, key=lambda each: len(each.content or b""))
        return longest, len(longest.content or b"")
    found: tuple[SentDocument | None, int] = (None, 0)
    digest, start = hashlib.sha256(), 0
    for end in islice(_ENDS.finditer(content), MOST_REVISIONS):
        for stop in sorted({end.start() + len(_END), end.end(1), end.end()} - {-1}):
            digest.update(content[start:stop])
            start = stop
            same = [each for each in documents if each.digests.get("sha256") == digest.digest()]
            if same:
                found = same[0], stop
    return found


def _last_revision(beginning: bytes, reader: PdfFileReader) -> int | None:
    """Return the number of the revision that the beginning ends with; None if the whole file has other revisions."""
    own = _sections(open_pdf(beginning, ReadingBudget()))
    return len(own) - 1 if _sections(reader)[: len(own)] == own else None


def _sections(reader: PdfFileReader) -> list[int]:
    """Return the positions of the cross-references of each revision."""
    revisions = range(reader.xrefs.total_revisions)
    return [reader.xrefs.get_xref_container_info(each).start_location for each in revisions]


def _change(signatures: Sequence[EmbeddedPdfSignature], updates: Updates, original: int) -> str | None:
    """Return the change that a revision from the original to the last signature makes, apart from signatures."""
    last = max(each.signed_revision for each in signatures)
    for revision in range(original + 1, last + 1):
        change = updates.maybe_change(revision)
        if change is not None:
            return f"revision {revision + 1} does more than sign: {change}"
    return None
