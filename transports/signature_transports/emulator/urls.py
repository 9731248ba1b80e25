"""The service's urls, both ways: what a request asks for, and where what belongs to a job is found.

Source: the service's documentation, environments and endpoints. The form of the urls below a job is ours: callers get
them from the service and take them as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.api.http import Request
    from signature_transports.emulator.jobs.job import Job

_JOBS: Final = "/portal/signature-jobs"
_JOB: Final = f"{_JOBS}/{{job}}"


class Operation(StrEnum):
    """What callers can ask for."""

    PING = "ping"
    CREATE = "create"
    POLL = "poll"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    XADES = "xades"
    PADES = "pades"
    DELETE_DOCUMENTS = "delete-documents"
    ARCHIVE = "archive"


_ENDPOINTS: Final[Mapping[Operation, tuple[str, str]]] = {
    Operation.PING: ("GET", ""),
    Operation.CREATE: ("POST", _JOBS),
    Operation.POLL: ("GET", _JOBS),
    Operation.CONFIRM: ("POST", f"{_JOB}/complete/{{change}}"),
    Operation.CANCEL: ("POST", f"{_JOB}/cancel"),
    Operation.XADES: ("GET", f"{_JOB}/xades/{{signer}}"),
    Operation.PADES: ("GET", f"{_JOB}/pades"),
    Operation.DELETE_DOCUMENTS: ("DELETE", f"{_JOB}/documents"),
    Operation.ARCHIVE: ("GET", "/archive/documents/{document}/pades"),
}
_SENDABLE: Final = re.compile("[!-~]*")
_PARTS: Final = {"{job}": r"(?P<job>\d{1,18})", "{change}": r"(?P<change>\d{1,9})", "{signer}": r"(?P<signer>\d{1,2})"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request of an organisation, the ``caller``: what it asks for, and for which sender.

    ``query`` is that of the url as it stands; ``parts`` are those of its path, which the properties read.
    """

    request: Request
    caller: str
    operation: Operation
    sender: str
    query: str
    parts: Mapping[str, str] = field(repr=False)

    @property
    def job(self) -> int:
        """The number of the job that it is about."""
        return int(self.parts["job"])

    @property
    def change(self) -> int:
        """The number of the job's change that it is about."""
        return int(self.parts["change"])

    @property
    def place(self) -> int:
        """The place, from 0, of the signer that it is about."""
        return int(self.parts["signer"]) - 1

    @property
    def document(self) -> str:
        """The name of the archived document that it is about."""
        return unquote(self.parts["document"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Astray:
    """A request that asks for nothing; ``permitted`` are the methods with which its url would, if there are any."""

    request: Request
    caller: str | None
    permitted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Urls:
    """All urls of a service, by the url that they begin with."""

    root: str

    def asked(self, request: Request, caller: str | None) -> Call | Astray:
        """What a request asks for. The caller is the sender itself where it is None, and nobody where it is empty."""
        path, query = self._split(request.url)
        permitted = []
        for operation, (method, pattern) in _PATTERNS.items():
            if found := pattern.fullmatch(path):
                permitted.append(method)
                if method == request.method:
                    parts = found.groupdict()
                    sender = parts.pop("sender")
                    return Call(
                        request=request,
                        caller=sender if caller is None else caller,
                        operation=operation,
                        sender=sender,
                        query=query,
                        parts=parts,
                    )
        return Astray(request=request, caller=caller, permitted=tuple(permitted))

    def cancellation(self, job: Job) -> str:
        """Where a job is cancelled."""
        return self._of(Operation.CANCEL, job)

    def confirmation(self, job: Job, change: int) -> str:
        """Where a status change is confirmed."""
        return self._of(Operation.CONFIRM, job, change=change)

    def deletion(self, job: Job) -> str:
        """Where a job's documents are deleted."""
        return self._of(Operation.DELETE_DOCUMENTS, job)

    def pades(self, job: Job) -> str:
        """Where a job's signed document is."""
        return self._of(Operation.PADES, job)

    def xades(self, job: Job, place: int) -> str:
        """Where a signer's signature is; in the url they are counted from 1."""
        return self._of(Operation.XADES, job, signer=place + 1)

    def _of(self, operation: Operation, job: Job, **numbers: int) -> str:
        _, path = _ENDPOINTS[operation]
        return f"{self.root}/{job.sender}{path.format(job=job.id, **numbers)}"

    def _split(self, url: str) -> tuple[str, str]:
        """The path below the root, and the query; both are empty for what is not below it, or is no url at all."""
        base = urlsplit(self.root).path
        try:
            found = urlsplit(url) if _SENDABLE.fullmatch(url) else urlsplit("")
        except ValueError:
            return "", ""
        return (found.path.removeprefix(base) if found.path.startswith(base) else ""), found.query


def _pattern(path: str) -> re.Pattern[str]:
    for name, part in _PARTS.items():
        path = path.replace(name, part)
    return re.compile(rf"/(?P<sender>\d{{9}}){path.replace('{document}', '(?P<document>[^/]+)')}", re.ASCII)


_PATTERNS: Final = {operation: (method, _pattern(path)) for operation, (method, path) in _ENDPOINTS.items()}
