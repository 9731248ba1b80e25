"""Read what was sent, from the file of a bundle or a manifest."""

from __future__ import annotations

from pathlib import Path

from signature_model.console.errors import Unusable
from signature_model.console.reading import content_of
from signature_model.containers.file_kinds import ARCHIVE, BUNDLE, JOB_FILE, MANIFEST, maybe_kind, maybe_other_kind
from signature_model.errors import UnreadableInput
from signature_model.signed.sent import Sent
from signature_model.xml.declarations import starts_like_xml


def is_xml(content: bytes) -> bool:
    """Whether the content begins as XML does."""
    return starts_like_xml(content[:1024])


def sent_in(path: Path, content: bytes) -> Sent:
    """Return what was sent, from a bundle, or from a ``manifest.xml`` with the documents beside it. Raises Unusable."""
    if other := maybe_other_kind(content, "a bundle or its manifest.xml", {BUNDLE, ARCHIVE, MANIFEST, JOB_FILE}):
        reason = f"{path} is {other}"
        raise Unusable(reason)
    try:
        if not is_xml(content):
            return Sent.from_bundle(content)
        return Sent.from_manifest(content, lambda href: _beside(path, href))
    except UnreadableInput as error:
        reason = f"{path} is neither a bundle nor a manifest: {error}"
        if maybe_kind(content) == JOB_FILE:
            build = f"`signering send {path} --dry-run --output FILE` builds it"
            reason = f"{path} looks like a job file; give the bundle ({build}) or its manifest.xml"
        raise Unusable(reason) from error


def _beside(manifest: Path, href: str) -> bytes | None:
    """Return a document beside a manifest; None if its name leads to another folder."""
    return content_of(manifest.parent / href) if Path(href).name == href else None
