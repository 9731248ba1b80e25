"""Documents as the page of a job shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.preview.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.jobs.portal import Document
    from signature_transports.emulator.jobs.timelines import JobTimeline


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCard:
    """A document: its title, its kind and its size in words. ``is_held`` is false when the service has deleted it."""

    title: str
    about: str
    is_held: bool


def documents(timeline: JobTimeline, contents: Sequence[Document]) -> tuple[DocumentCard, ...]:
    """Return the documents of a job."""
    return tuple(
        DocumentCard(title=title, about=_content(document), is_held=document.content is not None)
        for title, document in zip(timeline.job.documents, contents, strict=True)
    )


def _content(document: Document) -> str:
    if document.content is None:
        return "deleted"
    return f"{kind_of(document)}, {_size(len(document.content))}"


def kind_of(document: Document) -> str:
    """Return the kind of a document in a few letters."""
    return {"application/pdf": "PDF", "text/plain": "TXT"}.get(document.mime, "FILE")


def _size(count: int) -> str:
    return f"{count / 1024:,.0f} kB" if count >= 1024 else counted(count, "byte")  # noqa: PLR2004 - a kilobyte
