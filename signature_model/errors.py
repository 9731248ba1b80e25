"""Errors mean that the library cannot continue. Faults of a job or a bundle are findings instead.

::

    SigningError
    ├── JobRefused             the job has errors; carries the report
    ├── CredentialsError       the enterprise certificate or its key cannot be used
    ├── UnwritableText         a text contains a character that XML cannot contain, such as a control character
    ├── SchemaError            a schema that the caller chose cannot be used
    ├── UnreadableInput        the bytes do not have the expected format
    │   ├── NotAZip            not a ZIP archive
    │   ├── CorruptMember      a member of the archive cannot be decompressed, or has another size or CRC-32
    │   ├── MalformedXml       not well-formed, or not valid where a valid document is needed
    │   ├── ForbiddenXml       XML with a DTD, or too large or too deep
    │   │   └── ExcessiveXml   XML that is too large or too deep
    │   ├── OtherDocument      well-formed XML, but a different document
    │   └── UnreadableRecord   not JSON that ``to_json`` wrote
    ├── NotOffered             the service does not offer this, or not yet
    ├── ForeignUrl             a URL that does not belong to the service; nothing was sent to it
    ├── NoAnswer               no response arrived
    │   └── UntrustedServer    the server is not the service; no request was sent to it
    ├── TokenError             no token for calling the service could be fetched
    ├── ServiceError           the service refused
    │   ├── AlreadyFinished          the job is finished and cannot be cancelled
    │   ├── CeremonyNotCompleted     no signer of the job has come back yet
    │   └── InvalidStatusQueryToken  the service does not accept the token
    ├── UnexpectedAnswer       a response that the service is not known to give
    └── OutcomeUnknown         a job was sent, and it is unknown whether it was created

``message`` says what happened, ``hint`` what to do about it; ``str(error)`` is the message. Every error has a hint: if
the place that raises it has none, it is the ``default_hint`` of the class. Errors can be pickled. None
shows a whole national id number, but a ``body`` or a ``reference`` is kept unchanged. ``NoSender``, ``NoTokenEndpoint``
and ``SettingsError`` mean that the caller did not give a value. They are defined where they are raised, and are also
ValueErrors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from signature_model.masking import masked

if TYPE_CHECKING:
    from signature_model.findings import Report


_MOST_SHOWN = 3
"""The maximum number of findings in the text of an error."""


class SigningError(Exception):
    """The base class of the library's errors, with a ``message`` and a ``hint``."""

    default_hint: ClassVar[str] = "see the page about errors in the documentation of posten-signering"
    """The hint of errors that are raised without a hint of their own."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        self.message = masked(message)
        self.hint: str = masked(hint or self.default_hint)
        super().__init__(self.message, self.hint)

    def __str__(self) -> str:
        return self.message


class JobRefused(SigningError):
    """The job has errors, so it was not built or sent. ``report`` has all findings, ``str(error)`` the first errors."""

    default_hint = "read .report.findings, or print(error.report)"

    def __init__(self, report: Report) -> None:
        codes = ", ".join(sorted({finding.code for finding in report.errors}))
        count = len(report.errors)
        message = f"the job has {count} error{'' if count == 1 else 's'}: {codes}"
        super().__init__(message)
        self.args = (report,)
        self.report = report

    def __str__(self) -> str:
        first = [f"{each.code} {each.where or each.member or 'job'}: {each.message}" for each in self.report.errors]
        return "; ".join([self.message, *first[:_MOST_SHOWN]])


class CredentialsError(SigningError):
    """The certificate, its key or the file that holds them cannot be used."""

    default_hint = "use a PKCS#12 file, or PEM with the key and its certificate, and the password that belongs to it"


class UnwritableText(SigningError):
    """A text contains a character that XML cannot contain. ``where`` is the element or attribute for the text."""

    default_hint = "remove control characters"

    def __init__(self, where: str) -> None:
        super().__init__(f"{where} contains a character that XML cannot contain")
        self.args = (where,)
        self.where = where


class SchemaError(SigningError):
    """A schema that the caller gave cannot be read, or is not an XML Schema for the manifest."""

    default_hint = "choose a portal.xsd or direct.xsd in the same folder as the files that it includes"


class UnreadableInput(SigningError):
    """The bytes do not have the expected format. ``line`` is set if a line can be named."""

    default_hint = "check that this is the file that you mean, and that it is complete"

    def __init__(self, message: str, hint: str | None = None, *, line: int | None = None) -> None:
        super().__init__(message, hint)
        self.line = line


class NotAZip(UnreadableInput):
    """The bytes are not a ZIP archive: there is no end record, or the central directory cannot be read."""

    default_hint = "give a bundle (.asice), complete and unchanged"


class CorruptMember(UnreadableInput):
    """A member cannot be decompressed, or does not have the size and CRC-32 that the archive states."""

    default_hint = "copy the file again in binary mode, or build it again"


class MalformedXml(UnreadableInput):
    """The bytes are not well-formed XML in UTF-8.

    ``parse_manifest`` also raises this for a manifest that is not valid, or that Python's values cannot hold.
    """

    default_hint = "check the program that wrote it, and whether it was truncated or re-encoded"


class ForbiddenXml(UnreadableInput):
    """The XML has a document type declaration, or exceeds the limits on size and depth."""

    default_hint = "remove the document type declaration (<!DOCTYPE ...>)"


class ExcessiveXml(ForbiddenXml):
    """The XML exceeds the limits on size, depth and namespace declarations."""

    default_hint = "check that this is the file that you mean: the service's documents are far smaller"


class OtherDocument(UnreadableInput):
    """The root of the XML is another element than the expected one."""

    default_hint = "give a document of the expected kind"


class UnreadableRecord(UnreadableInput):
    """The text is not a created job or a status change as ``to_json`` writes them, or has a later version."""

    default_hint = "give the complete JSON, unchanged"

    def __init__(
        self, message: str = "this is not the record of a job or a status change", hint: str | None = None
    ) -> None:
        super().__init__(message, hint)


class NotOffered(SigningError):
    """The service has not given a URL for this operation (yet). Nothing was sent."""

    default_hint = "use a status change that has the URL; a later one may have it"


class ForeignUrl(SigningError):
    """A URL does not belong to the configured service. Neither a request nor the certificate was sent to it."""

    default_hint = "it may belong to another environment, or the response or record was tampered with"


class NoAnswer(SigningError):
    """No response arrived. If ``was_sent`` is False, no part of the request has reached the service."""

    default_hint = "try again later: everything but the creation of a job can be repeated"

    def __init__(self, message: str, hint: str | None = None, *, was_sent: bool = True) -> None:
        super().__init__(message, hint)
        self.was_sent = was_sent


class UntrustedServer(NoAnswer):
    """The server's certificate is not the service's. No part of the request has reached the server."""

    default_hint = "check the URL, the trust anchors, and whether a proxy responds in place of the service"

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message, hint, was_sent=False)


class TokenError(SigningError):
    """The token endpoint refused to issue a token, or its response cannot be used. The service was not called.

    ``status`` is the HTTP status, and ``body`` has at most 512 characters of the response, without any token.
    """

    default_hint = "check the client id, the broker id, the URL of the token endpoint and the environment"

    def __init__(self, message: str, hint: str | None = None, *, status: int = 0, body: str = "") -> None:
        super().__init__(message, hint)
        self.status, self.body = status, body


class ServiceError(SigningError):
    """The service, or a gateway in front of it, refused the call.

    ``status`` is the HTTP status and ``body`` the unchanged response, which may contain personal data. ``code``,
    ``type`` and ``said`` are the service's error code, type and message (schema: ``error``), or None. If
    ``is_retryable``, the same request may succeed later, in ``retry_after`` seconds if the service says so.
    """

    default_hint = "correct what the service names: it will refuse the same call again"

    def __init__(  # noqa: PLR0913 - the parts of the response
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
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.status, self.code, self.type, self.said = status, code, type, said
        self.body, self.is_retryable, self.retry_after = body, is_retryable, retry_after


class AlreadyFinished(ServiceError):
    """The job is finished and cannot be cancelled (HTTP status 409)."""

    default_hint = "poll for its last status change: it says how the job ended"


class CeremonyNotCompleted(ServiceError):
    """No signer of the job has come back to an exit URL yet (error code SIGNING_CEREMONY_NOT_COMPLETED)."""

    default_hint = "ask again after a signer has returned to one of the exit URLs"


class InvalidStatusQueryToken(ServiceError):
    """No signer of the job has returned with this status query token (error code INVALID_STATUS_QUERY_TOKEN)."""

    default_hint = "use the token from the query of the exit URL, and decode it once"


class UnexpectedAnswer(SigningError):
    """The response lacks required content, or is not one that the service is known to give.

    ``status`` is the HTTP status and ``body`` the unchanged response, which may contain personal data.
    """

    default_hint = "check the URL of the service, and whether a proxy or a gateway responds in its place"

    def __init__(self, message: str, hint: str | None = None, *, status: int = 0, body: bytes = b"") -> None:
        super().__init__(message, hint)
        self.status, self.body = status, body


class OutcomeUnknown(SigningError):
    """A job was sent, and it is unknown whether the service created it. The library does not send it again.

    ``reference`` is the sender's own, ``bundle_sha256`` the digest of the bundle in hexadecimal; ``__cause__`` is what
    happened. If the job was created in the portal flow, status changes with the reference will appear in its polling
    queue.
    """

    default_hint = (
        "send the job again only if you know that it was not created; if it was created, a status change with its "
        "reference comes when a signer acts or a deadline passes"
    )

    def __init__(
        self, message: str, hint: str | None = None, *, reference: str | None = None, bundle_sha256: str = ""
    ) -> None:
        super().__init__(message, hint)
        self.reference, self.bundle_sha256 = reference, bundle_sha256
