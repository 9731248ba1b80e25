"""The files of a bundle, from whatever held them: a container, or a folder it was unpacked into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from signature_model.containers.names import MANIFEST, SEAL
from signature_model.containers.references import maybe_member

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from signature_model.jobs.portal import PortalJob


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleContents:
    """The names of all files, the contents of those that could be read, and the job once it is known.

    ``unreadable`` says why for the others. ``doubtful`` are the names of files that have two, of which nothing but that
    can be said. ``are_planned`` tells of files that are not there yet. Folders are no files.
    """

    names: Collection[str]
    contents: Mapping[str, bytes]
    unreadable: Mapping[str, str] = field(default_factory=dict)
    doubtful: Collection[str] = ()
    job: PortalJob | None = None
    are_planned: bool = False

    @classmethod
    def planned(cls, job: PortalJob) -> BundleContents:
        """The files that a job is to have, before there is a bundle; names like a folder's are left out."""
        hrefs = (each.href for each in job.documents if each.href and not each.href.endswith("/"))
        return cls(names=dict.fromkeys((MANIFEST, SEAL, *hrefs)), contents={}, job=job, are_planned=True)

    def member_of(self, reference: str) -> str | None:
        """The file that an ``href`` or ``URI`` means; None if there is none."""
        return maybe_member(reference, self.names)

    def content_of(self, reference: str) -> bytes | None:
        """The bytes of the file that an ``href`` means; None if it is not there or could not be read."""
        name = self.member_of(reference)
        return None if name is None else self.contents.get(name)
