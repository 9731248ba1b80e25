"""Seal files and pack them, with their seal, into an ASiC-E container: a bundle or an evidence package."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.containers.media_types import XML
from signature_model.containers.names import SEAL
from signature_model.containers.writing import NewMember, write_container
from signature_model.seals.writing import SealedFile, write_seal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from signature_model.credentials.enterprise import Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file to seal and pack: its name in the container, its content and its media type."""

    name: str
    content: bytes
    mime: str


def sealed_container(files: Sequence[NewFile], credentials: Credentials, moment: datetime) -> bytes:
    """Return a container with the files in their order, and a seal of ``moment`` (aware) over all of them.

    Raises ValueError for names that a container cannot have, and for more files or bytes than a reader accepts;
    CredentialsError if the key does not sign.
    """
    sealed = [
        SealedFile(name=each.name, mime=each.mime, digest=hashlib.sha256(each.content).digest()) for each in files
    ]
    members = [NewMember(name=each.name, content=each.content, is_stored=each.mime != XML) for each in files]
    seal = NewMember(name=SEAL, content=write_seal(sealed, credentials, moment))
    return write_container([*members, seal], moment)
