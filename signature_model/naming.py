"""Giving the documents of a job the names that they have in the bundle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from signature_model.containers.names import made_name
from signature_model.media_types import SUFFIXES

if TYPE_CHECKING:
    from signature_model.jobs import Document, PortalJob


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
