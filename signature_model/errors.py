"""What can stop us, as opposed to what can be wrong with a job or a bundle (those are findings).

::

    SigningError
    ├── JobRefused             a job with errors was to be built or sent; carries the report
    ├── CredentialsError       the enterprise certificate or its key cannot be used
    ├── UnwritableText         a text holds what XML cannot, such as a control character
    ├── SchemaError            a schema of the caller's choice cannot be used
    └── UnreadableInput        bytes that are not what they were taken for
        ├── NotAZip            no zip archive at all
        ├── CorruptMember      a member of the archive does not inflate to what it promises
        ├── MalformedXml       not well-formed, or not valid where only a valid document will do
        ├── ForbiddenXml       well-formed perhaps, but with a DTD, or larger or deeper than any honest one
        └── OtherDocument      well-formed, but another document than the one asked for

Every error says what happened in ``message`` and what to do about it in ``hint``. All are picklable, and none
holds a whole national id number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.identifiers import masked

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
