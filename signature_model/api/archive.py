"""The operations of long-term storage, which both flows share. Each operation is a flow.

Source: the service's documentation, long-term storage. The service has no list of archived documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from signature_model.api import documents
from signature_model.api.exchange import Manner

if TYPE_CHECKING:
    from typing import BinaryIO

    from signature_model.api.flow import Flow
    from signature_model.api.services import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The archive of a service. ``sender`` is the organisation that owns it."""

    service: Service
    manner: Manner = field(default_factory=Manner)

    def pades(self, sender: str, document_id: str) -> Flow[bytes]:
        """Download a signed document."""
        return documents.fetch(self._url(sender, document_id), self.manner)

    def save_pades(self, sender: str, document_id: str, file: BinaryIO) -> Flow[int]:
        """Write a signed document to a binary file, as ``documents.save`` does."""
        return documents.save(self._url(sender, document_id), file, self.manner)

    def _url(self, sender: str, document_id: str) -> str:
        """Return the URL of an archived document.

        Raises ForeignUrl for an id that would change the path, such as ``..``.
        """
        # Slashes are encoded here, but not accepted in URLs from elsewhere.
        self.service.require_own(self.service.archived_pades_url(sender, re.sub(r"[/\\]", "-", document_id)))
        return self.service.archived_pades_url(sender, document_id)
