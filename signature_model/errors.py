"""What can stop us, as opposed to what can be wrong with a job or a bundle (those are findings).

::

    SigningError
    ├── JobRefused             a job with errors was to be built or sent; carries the report
    ├── CredentialsError       the enterprise certificate or its key cannot be used
    ├── UnwritableText         a text holds what XML cannot, such as a control character
    ├── SchemaError            a schema of the caller's choice cannot be used
    ├── UnreadableInput        bytes that are not what they were taken for
    │   ├── NotAZip            no zip archive at all
    │   ├── CorruptMember      a member of the archive does not inflate to what it promises
    │   ├── MalformedXml       not well-formed, or not valid where only a valid document will do
    │   ├── ForbiddenXml       well-formed perhaps, but with a DTD, or larger or deeper than any honest one
    │   ├── OtherDocument      well-formed, but another document than the one asked for
    │   └── UnreadableRecord   JSON that was not written by ``to_json``
    ├── NotOffered             the service has given no url for this, or not yet
    ├── ForeignUrl             a url that leaves the service; nothing was sent there
    ├── NoAnswer               no answer arrived
    │   └── UntrustedServer    the server is not the service; no request was sent to it
    ├── ServiceError           the service said no
    │   └── AlreadyFinished    the job is finished, so that it cannot be cancelled
    ├── UnexpectedAnswer       an answer that is not what the service is known to give
    └── OutcomeUnknown         a job was sent, and whether it was created is not known

Every error says what happened in ``message`` and what to do about it in ``hint``. All are picklable, and none shows a
whole national id number; a ``body`` and a ``reference`` are as they came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.masking import masked

if TYPE_CHECKING:
    from signature_model.findings import Report


class SigningError(Exception):
    """The root of everything this library raises on purpose."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        self.message = masked(message)
        self.hint = None if hint is None else masked(hint)
        super().__init__(self.message, self.hint)

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message}\n{self.hint}"


class JobRefused(SigningError):
    """The job has errors, so no bundle was made of it; ``report`` holds every finding."""

    def __init__(self, report: Report) -> None:
        codes = sorted({finding.code for finding in report.errors})
        super().__init__(
            f"the job has {len(report.errors)} error(s): {', '.join(codes)}",
            "read .report.findings, or print(error.report)",
        )
        self.args = (report,)
        self.report = report


class CredentialsError(SigningError):
    """The certificate, its key or their container cannot be used."""


class UnwritableText(SigningError):
    """A text holds what XML cannot, such as a control character; ``where`` is the place it was to stand in."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where} holds a character that XML cannot", "leave control characters out")
        self.args = (where,)
        self.where = where


class SchemaError(SigningError):
    """A schema file given by the caller cannot be read or is no XML Schema for the manifest."""


class UnreadableInput(SigningError):
    """The bytes are not what they were taken for; ``line`` is set where a line can be named."""

    def __init__(self, message: str, hint: str | None = None, *, line: int | None = None) -> None:
        super().__init__(message, hint)
        self.line = line


class NotAZip(UnreadableInput):
    """No zip archive: no end record, or a directory that cannot be read."""


class CorruptMember(UnreadableInput):
    """A member's deflate stream is broken, or does not give the size and CRC-32 that the archive states."""


class MalformedXml(UnreadableInput):
    """Not well-formed XML in UTF-8; from ``parse_manifest`` also: not valid, or beyond what values can hold."""


class ForbiddenXml(UnreadableInput):
    """XML with a document type declaration, or beyond the limits on size and depth."""


class OtherDocument(UnreadableInput):
    """Well-formed XML whose root is not the element asked for."""


class UnreadableRecord(UnreadableInput):
    """Text that is no created job or status change as ``to_json`` writes them, or one of a later version."""

    def __init__(self, message: str = "this is no kept job or status change", hint: str | None = None) -> None:
        super().__init__(message, hint or "give the JSON as it was written, whole")


class NotOffered(SigningError):
    """The service has given no url for what was asked, or not yet; nothing was sent."""


class ForeignUrl(SigningError):
    """A url that does not belong to the configured service; neither a request nor the certificate was sent there."""


class NoAnswer(SigningError):
    """No answer arrived. Unless ``was_sent``, it is certain that nothing of the request has reached the service."""

    def __init__(self, message: str, hint: str | None = None, *, was_sent: bool = True) -> None:
        super().__init__(message, hint)
        self.was_sent = was_sent


class UntrustedServer(NoAnswer):
    """The server's certificate is not the service's. Nothing of the request has reached the server."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message, hint, was_sent=False)


class ServiceError(SigningError):
    """The service, or a gateway before it, said no.

    ``status`` is the HTTP status and ``body`` the answer as it came, which may hold personal data. ``code``, ``type``
    and ``said`` are the service's own words (schema: ``error``), None where the answer has none. ``is_retryable``
    tells whether the same request may succeed later.
    """

    def __init__(  # noqa: PLR0913 - what the service said
        self,
        message: str,
        hint: str | None = None,
        *,
        status: int = 0,
        code: str | None = None,
        type: str | None = None,  # noqa: A002 - the specification's word: `error-type`
        said: str | None = None,
        body: bytes = b"",
        is_retryable: bool = False,
    ) -> None:
        super().__init__(message, hint)
        self.status, self.code, self.type, self.said = status, code, type, said
        self.body, self.is_retryable = body, is_retryable


class AlreadyFinished(ServiceError):
    """The job is finished, so that it cannot be cancelled any more (HTTP status 409)."""


class UnexpectedAnswer(SigningError):
    """An answer that lacks what it has to hold, or is none that the service is known to give.

    ``status`` is the HTTP status and ``body`` the answer as it came, which may hold personal data.
    """

    def __init__(self, message: str, hint: str | None = None, *, status: int = 0, body: bytes = b"") -> None:
        super().__init__(message, hint)
        self.status, self.body = status, body


class OutcomeUnknown(SigningError):
    """A job was sent, and whether the service created it is not known. It is never sent again by itself.

    ``reference`` is the sender's own, ``bundle_sha256`` the digest of the bundle in hexadecimal; the cause tells what
    happened. If the job was created, its status changes will appear in its polling queue, with the reference.
    """

    def __init__(
        self, message: str, hint: str | None = None, *, reference: str | None = None, bundle_sha256: str = ""
    ) -> None:
        super().__init__(message, hint)
        self.reference, self.bundle_sha256 = reference, bundle_sha256
