"""``BundleContents``: the files of a bundle, read from an archive or a folder, or planned for a job."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from signature_model.containers.names import MANIFEST, SEAL
from signature_model.containers.references import maybe_member

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from signature_model.containers.entries import Container
    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.portal import Document


_NONE: Mapping[str, str] = MappingProxyType({})


class BundleContents(NamedTuple):
    """The names of all files, the contents of those that could be read, and the job once it is known.

    ``unreadable`` gives the reason for each file that could not be read. ``doubtful`` are both names of each file whose
    headers name it differently, and names in an unknown encoding, which are also ``undecodable``. ``are_planned`` is
    true for files that have not been written yet. Folders are left out.
    """

    names: Collection[str]
    contents: Mapping[str, bytes]
    unreadable: Mapping[str, str] = _NONE
    doubtful: Collection[str] = ()
    undecodable: Collection[str] = ()
    job: AnyJob | None = None
    are_planned: bool = False

    @classmethod
    def of_container(cls, container: Container) -> BundleContents:
        """Return the files of an opened archive."""
        files = [entry for entry in container.entries if not entry.is_directory]
        doubled = {name for each in files if each.other_name for name in (each.name, each.other_name)}
        undecodable = frozenset(each.name for each in files if not each.is_decodable)
        return cls(
            names=dict.fromkeys((*(each.name for each in files), *sorted(doubled))),
            contents=container.members,
            unreadable=dict.fromkeys(doubled, "it has two names") | dict(container.unreadable),
            doubtful=undecodable | doubled,
            undecodable=undecodable,
        )

    @classmethod
    def planned(cls, job: AnyJob) -> BundleContents:
        """Return the files that a job will have. Names that end like a folder's are left out."""
        hrefs = (each.href for each in job.documents if each.href and not each.href.endswith("/"))
        return cls(names=dict.fromkeys((MANIFEST, SEAL, *hrefs)), contents={}, job=job, are_planned=True)

    def member_of(self, reference: str) -> str | None:
        """Return the name of the file that an ``href`` or ``URI`` means; None if there is no such file."""
        return maybe_member(reference, self.names)

    def content_of(self, reference: str) -> bytes | None:
        """Return the bytes of the file that an ``href`` means; None if it is missing or could not be read."""
        name = self.member_of(reference)
        return None if name is None else self.contents.get(name)

    def name_of(self, document: Document) -> str:
        """Return the name of a document's file, or its ``href`` if there is no such file."""
        href = document.href or ""
        return self.member_of(href) or href or "a document without href"
