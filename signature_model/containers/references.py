"""References: which file an ``href`` or ``URI`` means, and the ``href`` that a document without one is given.

The official clients disagree on names: one form-encodes the ``href`` and the seal's ``URI`` but not the member, another
writes all three as they are. Reading therefore tries the name as it stands, percent-decoded and form-decoded; writing
avoids the question by names that every encoding leaves alone.
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

    from signature_model.jobs.portal import Document, PortalJob

_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_STEM_LENGTH = 60
_LONGEST_REFERENCE = 12 * MAX_NAME_LENGTH  # a character has four bytes at most, and each of them three in a URI


def with_hrefs(job: PortalJob) -> PortalJob:
    """The job with a portable ``href`` for every document that has none; those that have one keep it."""
    if all(document.href is not None for document in job.documents):
        return job
    taken = {document.href.casefold() for document in job.documents if document.href is not None}
    named = [_named(document, position, taken) for position, document in enumerate(job.documents, start=1)]
    return replace(job, documents=named)


def _named(document: Document, position: int, taken: set[str]) -> Document:
    if document.href is not None:
        return document
    name = made_name(document.title, position, SUFFIXES.get(document.mime, ""))
    while name in taken:
        name = f"x{name}"
    return replace(document, href=name)


def means_reserved(reference: str) -> bool:
    """Whether an ``href`` may mean a file of the bundle itself, however it is read."""
    return any(map(is_reserved, readings(reference)))


def maybe_member(reference: str, names: Collection[str]) -> str | None:
    """The member that an ``href`` or ``URI`` means; None if there is none."""
    if reference in names:
        return reference
    return next((name for name in readings(reference) if name in names), None)


@lru_cache(maxsize=256)  # whoever judges a document asks again
def readings(reference: str) -> tuple[str, str, str]:
    """The names that an ``href`` or ``URI`` may mean, the likeliest first; one that is too long means no other name."""
    if len(reference) > _LONGEST_REFERENCE:
        return reference, reference, reference
    return reference, unquote(reference), unquote_plus(reference)


def as_uri(name: str) -> str:
    """A member's name as the seal refers to it."""
    return quote(name, safe="/*~", errors="surrogatepass")


def made_name(title: str, position: int, suffix: str) -> str:
    """A portable name for the document at a position (from 1): ``01_kjoepekontrakt.pdf``.

    Made of ``a-z 0-9 _ -`` and the suffix; unique in a job, because the position is. A title may have a national id
    number in it, a name only its first six digits.
    """
    lower = title.lower().translate(_NORWEGIAN)
    plain = masked(unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode())
    stem = re.sub(r"[^a-z0-9-]+", "_", plain)[:_STEM_LENGTH].strip("_-") or "document"
    return f"{position:02}_{stem}{suffix}"
