"""The documents of all jobs, each kept once however many jobs it is in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signature_model.jobs.portal import PortalJob


class Shelf:
    """Documents by their bytes, and how many jobs hold them."""

    def __init__(self) -> None:
        self._held: dict[bytes, tuple[bytes, int]] = {}

    def with_documents_kept(self, job: PortalJob) -> PortalJob:
        """The job, its documents being those on the shelf."""
        return replace(job, documents=[replace(each, content=self._keep(each.content)) for each in job.documents])

    def take_away(self, job: PortalJob) -> list[bytes]:
        """Forget the documents of a job that is put aside; those that no other has are given back."""
        gone = []
        for each in job.documents:
            if each.content is not None:
                kept, times = self._held.pop(each.content)
                if times > 1:
                    self._held[kept] = kept, times - 1
                else:
                    gone.append(kept)
        return gone

    def __len__(self) -> int:
        return len(self._held)

    def _keep(self, content: bytes | None) -> bytes | None:
        if content is None:
            return None
        kept, times = self._held.get(content, (content, 0))
        self._held[kept] = kept, times + 1
        return kept
