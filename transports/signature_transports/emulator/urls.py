"""The service's URLs: find the operation and the query of a request, and build the URLs of a job.

Source: the service's documentation, environments and endpoints. The form of the URLs below a job is our own: clients
get them from the service and must not build them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from signature_model.jobs.context import SigningFlow
from signature_transports.emulator.jobs.redirects import PARAMETER
from signature_transports.emulator.replies import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.api.http import Request
    from signature_transports.emulator.fault_names import Fault
    from signature_transports.emulator.jobs.job import Job

_JOBS: Final = "/{flow}/signature-jobs"
_JOB: Final = f"{_JOBS}/{{job}}"
_PORTAL_JOB: Final = "/{portal}/signature-jobs/{job}"
_DIRECT_JOB: Final = "/{direct}/signature-jobs/{job}"
REDIRECT_PATH: Final = "/redirect/"
"""The path of the pages that signers are redirected to. They are not below the root of the API."""


class Operation(StrEnum):
    """An operation of the service's API. If both flows have the operation, there is one member for both."""

    PING = "ping"
    CREATE = "create"
    POLL = "poll"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    XADES = "xades"
    PADES = "pades"
    DELETE_DOCUMENTS = "delete-documents"
    ARCHIVE = "archive"
    REDIRECT = "redirect"
    STATUS = "status"
    TOKEN = "token"  # noqa: S105 - a name


_ENDPOINTS: Final[Mapping[Operation, tuple[str, str]]] = {
    Operation.PING: ("GET", ""),
    Operation.CREATE: ("POST", _JOBS),
    Operation.POLL: ("GET", _JOBS),
    Operation.CONFIRM: ("POST", f"{_JOB}/complete/{{change}}"),
    Operation.CANCEL: ("POST", f"{_PORTAL_JOB}/cancel"),
    Operation.XADES: ("GET", f"{_JOB}/xades/{{signer}}"),
    Operation.PADES: ("GET", f"{_JOB}/pades"),
    Operation.DELETE_DOCUMENTS: ("DELETE", f"{_JOB}/documents"),
    Operation.ARCHIVE: ("GET", "/archive/documents/{document}/pades"),
    Operation.REDIRECT: ("POST", f"{_DIRECT_JOB}/signers/{{signer}}"),
    Operation.STATUS: ("GET", f"{_DIRECT_JOB}/status"),
}
_PRINTABLE_ASCII: Final = re.compile("[!-~]*")
_PARTS: Final = {
    "{flow}": "(?P<flow>portal|direct)",
    "{portal}": "(?P<flow>portal)",
    "{direct}": "(?P<flow>direct)",
    "{job}": r"(?P<job>\d{1,18})",
    "{change}": r"(?P<change>\d{1,9})",
    "{signer}": r"(?P<signer>\d{1,2})",
    "{document}": "(?P<document>[^/]+)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of an operation: the request, the organisation that calls, and the sender for which it calls.

    ``query`` is the query of the URL, still encoded. ``parts`` has the variable parts of its path; the properties read
    them. For a request for a token, ``peer`` is the organisation in the client's certificate, and ``thumbprint`` is the
    certificate's thumbprint; without TLS, ``peer`` is None. ``fault`` is the fault that the signed document must have.
    """

    request: Request
    caller: str
    operation: Operation
    sender: str
    query: str
    parts: Mapping[str, str] = field(repr=False)
    peer: str | None = None
    thumbprint: str | None = None
    fault: Fault | None = None

    @property
    def flow(self) -> SigningFlow:
        """The flow that the path names."""
        return SigningFlow(self.parts["flow"])

    @property
    def job(self) -> int:
        """The number of the job."""
        return int(self.parts["job"])

    @property
    def change(self) -> int:
        """The number of the status change among the changes of its job."""
        return int(self.parts["change"])

    @property
    def place(self) -> int:
        """The place of the signer in the manifest, from 0."""
        return int(self.parts["signer"]) - 1

    @property
    def document(self) -> str:
        """The id of the archived document."""
        return unquote(self.parts["document"])

    @property
    def queue(self) -> str | None:
        """The queue to poll: None, the default queue, if there is no parameter or it has no equals sign.

        Raises Refused.
        """
        given = self._query_values("polling_queue")
        if given in ([], [None]):
            return None
        (name, *more) = given
        try:
            if name is not None and not more:
                return name.decode()
        except UnicodeDecodeError:
            pass
        raise Refused(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", "polling_queue must be given once, in UTF-8")

    @property
    def status_query_token(self) -> str | None:
        """The token with which the status is asked for; None if it is not given exactly once."""
        given = self._query_values(PARAMETER)
        return given[0].decode(errors="replace") if len(given) == 1 and given[0] is not None else None

    def _query_values(self, name: str) -> list[bytes | None]:
        """Return the values of a query parameter, decoded to bytes. A value is None if there is no equals sign."""
        pairs = [each.partition("=") for each in self.query.split("&")]
        values = [value.replace("+", " ") if equals else None for key, equals, value in pairs if key == name]
        return [None if value is None else unquote_to_bytes(value) for value in values]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A request that matches no operation. ``permitted`` are the methods that its URL allows; it may be empty."""

    request: Request
    caller: str | None
    permitted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Urls:
    """All URLs of a service whose root is ``root``."""

    root: str

    def match(self, request: Request, caller: str | None) -> Call | Unmatched:
        """Return the call that a request makes. A ``caller`` of None stands for the sender itself."""
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
        return Unmatched(request=request, caller=caller, permitted=tuple(permitted))

    def cancellation(self, job: Job) -> str:
        """Return the URL that cancels a job."""
        return self._of(Operation.CANCEL, job)

    def confirmation(self, job: Job, change: int) -> str:
        """Return the URL that confirms a status change."""
        return self._of(Operation.CONFIRM, job, change=change)

    def deletion(self, job: Job) -> str:
        """Return the URL that deletes a job's documents."""
        return self._of(Operation.DELETE_DOCUMENTS, job)

    def pades(self, job: Job) -> str:
        """Return the URL of a job's signed document."""
        return self._of(Operation.PADES, job)

    def xades(self, job: Job, place: int) -> str:
        """Return the URL of a signer's signature. The URL counts signers from 1."""
        return self._of(Operation.XADES, job, signer=place + 1)

    def signer(self, job: Job, place: int) -> str:
        """Return the URL at which a signer of a direct job gets a new redirect URL. It counts signers from 1."""
        return self._of(Operation.REDIRECT, job, signer=place + 1)

    def status(self, job: Job) -> str:
        """Return the URL for the status of a direct job, without the token that it needs."""
        return self._of(Operation.STATUS, job)

    def redirect(self, token: str) -> str:
        """Return the URL of the page that a signer is redirected to."""
        root = urlsplit(self.root)
        return f"{root.scheme}://{root.netloc}{REDIRECT_PATH}{token}"

    def _of(self, operation: Operation, job: Job, **numbers: int) -> str:
        _, path = _ENDPOINTS[operation]
        flows = dict.fromkeys(("flow", "portal", "direct"), job.flow)
        return f"{self.root}/{job.sender}{path.format(job=job.id, **flows, **numbers)}"

    def _split(self, url: str) -> tuple[str, str]:
        """Return the path below the root, and the query. Both are empty if the URL is not below the root or invalid."""
        base = urlsplit(self.root).path
        try:
            found = urlsplit(url) if _PRINTABLE_ASCII.fullmatch(url) else urlsplit("")
        except ValueError:
            return "", ""
        return (found.path.removeprefix(base) if found.path.startswith(base) else ""), found.query


def _pattern(path: str) -> re.Pattern[str]:
    for name, part in _PARTS.items():
        path = path.replace(name, part)
    return re.compile(rf"/(?P<sender>\d{{9}}){path}", re.ASCII)


_PATTERNS: Final = {operation: (method, _pattern(path)) for operation, (method, path) in _ENDPOINTS.items()}
