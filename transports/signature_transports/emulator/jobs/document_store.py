"""The documents of all jobs. A document in several jobs is stored once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signature_model.jobs.flows import AnyJob, SameJob


class DocumentStore:
    """Documents by content, each with the number of its uses in jobs."""

    def __init__(self) -> None:
        self._documents: dict[bytes, tuple[bytes, int]] = {}

    def add(self, job: SameJob) -> SameJob:
        """Store the documents of a job. Return the job with the stored copies of its documents."""
        return replace(job, documents=[replace(each, content=self._add(each.content)) for each in job.documents])

    def remove(self, job: AnyJob) -> list[bytes]:
        """Remove the documents of a job. Return the documents that no other job contains."""
        unused = []
        for each in job.documents:
            if each.content is not None:
                stored, times = self._documents.pop(each.content)
                if times > 1:
                    self._documents[stored] = stored, times - 1
                else:
                    unused.append(stored)
        return unused

    def __len__(self) -> int:
        return len(self._documents)

    def _add(self, content: bytes | None) -> bytes | None:
        if content is None:
            return None
        stored, times = self._documents.get(content, (content, 0))
        self._documents[stored] = stored, times + 1
        return stored
