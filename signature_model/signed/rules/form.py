"""PSR80x, part one: the form of a signed file. Facts: the file as it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.rules.registry import Place, Problem, rule
from signature_model.signed.facts import FormFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.signed.facts import SignedFile


@rule("PSR801", Severity.ERROR, source="signed", hint="give a signed document; if this is one, download it again")
def not_a_signed_document(file: SignedFile, _: Context) -> Iterator[Problem]:
    """A signed document must be XML with a signature (XAdES) or a PDF (PAdES).

    The form is recognised by the content, not by the name. A file that is cut short or damaged is not readable either.
    """
    yield from _faults(file, FormFault.NOT_SIGNED_DOCUMENT)


@rule(
    "PSR802",
    Severity.ERROR,
    source="signed",
    hint="give the signed document, not the original; a folder must contain only the downloads of the service",
)
def no_signature(file: SignedFile, _: Context) -> Iterator[Problem]:
    """A signed document must have a signature.

    A PDF without a seal may look exactly like a signed one.
    """
    yield from _faults(file, FormFault.NO_SIGNATURE)


@rule("PSR803", Severity.ERROR, source="XAdES, PDF", hint="download the file again; if that fails, ask the service")
def signature_unreadable(file: SignedFile, _: Context) -> Iterator[Problem]:
    """Each signature must have the structure that its standard requires.

    XML must not have a document type declaration, and a signature in XML must have `SignedInfo`, `SignatureValue` and
    signed properties. A signature in a PDF needs `Contents` with a CMS signature and a `ByteRange` (ISO 32000-2, 12.8).
    """
    yield from _faults(file, FormFault.UNREADABLE)
    for each in file.signatures:
        if not each.has_signed_properties:
            yield each.where, "the signature has no signed properties, so it is not a XAdES"


@rule(
    "PSR804",
    Severity.ERROR,
    source="security",
    hint="the service does not make such files: do not open it in other programs",
)
def signed_limits_exceeded(file: SignedFile, _: Context) -> Iterator[Problem]:
    """A signed document must stay within limits that no valid document reaches.

    The limits apply to bytes, nested elements, revisions, signatures, references and attachments. They protect programs
    that validate files of unknown origin.
    """
    yield from _faults(file, FormFault.LIMITS)


def _faults(file: SignedFile, kind: FormFault) -> Iterator[Problem]:
    for each in file.faults:
        if each.kind is kind:
            yield each.where if each.line is None else Place(line=each.line), each.message
