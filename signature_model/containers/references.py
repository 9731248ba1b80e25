"""References: find the file that an ``href`` or ``URI`` means, and name documents that have no ``href``.

The official clients disagree: one form-encodes the ``href`` and the seal's ``URI`` but not the member's name, another
writes all three unchanged. Reading therefore tries the reference unchanged, percent-decoded and form-decoded. Writing
uses names that no encoding changes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, unquote_plus

from signature_model.containers.media_types import SUFFIXES
from signature_model.containers.names import MAX_NAME_LENGTH, is_reserved
from signature_model.masking import masked

if TYPE_CHECKING:
    from collections.abc import Collection

    from signature_model.jobs.flows import SameJob
    from signature_model.jobs.portal import Document

_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_STEM_LENGTH = 60
_LONGEST_REFERENCE = (
    12 * MAX_NAME_LENGTH
)  # a character has at most four bytes, and a URI writes each as three characters


def with_hrefs(job: SameJob) -> SameJob:
    """Return the job with a portable ``href`` for every document that has none."""
    if all(document.href is not None for document in job.documents):
        return job
    taken = {document.href.casefold() for document in job.documents if document.href is not None}
    named = [_named(document, position, taken) for position, document in enumerate(job.documents, start=1)]
    return replace(job, documents=named)


def _named(document: Document, position: int, taken: set[str]) -> Document:
    if document.href is not None:
        return document
    name = portable_name(document.title, position, SUFFIXES.get(document.mime, ""))
    while name in taken:
        name = f"x{name}"
    return replace(document, href=name)


def is_reserved_reference(reference: str) -> bool:
    """Whether an ``href`` means a file of the bundle itself in any of its readings."""
    return any(map(is_reserved, readings(reference)))


def maybe_member(reference: str, names: Collection[str]) -> str | None:
    """Return the member that an ``href`` or ``URI`` means; None if there is no such member."""
    if reference in names:
        return reference
    return next((name for name in readings(reference) if name in names), None)


@lru_cache(maxsize=256)  # several rules ask for the same document
def readings(reference: str) -> tuple[str, str, str]:
    """Return the names that an ``href`` or ``URI`` may mean, the most likely first.

    Very long references are not decoded.
    """
    if len(reference) > _LONGEST_REFERENCE:
        return reference, reference, reference
    return reference, unquote(reference), unquote_plus(reference)


def as_uri(name: str) -> str:
    """Encode a member's name as the seal refers to it."""
    return quote(name, safe="/*~", errors="surrogatepass")


def portable_name(title: str, position: int, suffix: str) -> str:
    """Return a portable name for the document at a position (from 1), such as ``01_kjoepekontrakt.pdf``.

    The name consists of ``a-z 0-9 _ -`` and the suffix. The position makes it unique in the job. If the title contains
    a national id number, the name keeps only its first six digits.
    """
    lower = title.lower().translate(_NORWEGIAN)
    plain = masked(unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode())
    stem = re.sub(r"[^a-z0-9-]+", "_", plain)[:_STEM_LENGTH].strip("_-") or "document"
    return f"{position:02}_{stem}{suffix}"
