"""Recognise the kind of a file by its content, for messages about a file of the wrong kind.

A message says what the file is, and which command accepts it. Only the beginning and a few names are examined, so a
file of the right kind may still be damaged.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from signature_model.xml.declarations import starts_like_xml

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """A kind of file: its name with an article, and what to do with such a file."""

    name: str
    use: str

    def instead_of(self, expected: str) -> str:
        """Say that a file is of this kind and not of the expected one, and what to do with it."""
        return f"{self.name}, not {expected}; {self.use}"


_SHOW: Final = "`signering show` shows what is in it"
_KEY_OPTIONS: Final = "certificates and key stores have options of their own"

EMPTY: Final = FileKind(name="an empty file", use="check the program that wrote it")
PDF: Final = FileKind(name="a PDF", use="`validate-signed` validates a signed PDF; a job file names a PDF to sign")
BUNDLE: Final = FileKind(name="a document bundle", use="`validate-bundle` validates it, `signering send` sends it")
PACKAGE: Final = FileKind(name="an evidence package", use="`validate-signed` validates it")
ARCHIVE: Final = FileKind(name="a ZIP archive without a manifest", use="unpack it to see what is in it")
KEY_STORE: Final = FileKind(name="a DER file, such as a certificate, a key store or a CMS signature", use=_KEY_OPTIONS)
PEM: Final = FileKind(name="a PEM file, such as a certificate or a key", use=_KEY_OPTIONS)
BASE64: Final = FileKind(name="base64 text", use="decode it first")
GZIP: Final = FileKind(name="compressed by gzip", use="decompress it first")
MANIFEST: Final = FileKind(name="a manifest", use="`validate-bundle` validates it; `signering send` takes the bundle")
REQUEST: Final = FileKind(name="a job request", use=_SHOW)
RESPONSE: Final = FileKind(name="a response of the service", use=_SHOW)
SIGNED_XML: Final = FileKind(name="XML with a signature", use="`validate-signed` validates a XAdES")
XML: Final = FileKind(name="XML of another kind", use="check the name of the file")
CREATED: Final = FileKind(name="the record of a created job", use="`signering cancel` takes it")
CHANGE: Final = FileKind(name="a status change", use="`signering download` and `signering confirm` take it")
REPORT: Final = FileKind(name="a JSON report", use="give the document that the report is about")
JOB_FILE: Final = FileKind(name="a job file", use="`signering send` sends the job")

_BEGINNINGS: Final = {
    b"%PDF": PDF,
    b"UEsD": BASE64,
    b"\x1f\x8b": GZIP,
    b"\x30\x80": KEY_STORE,
    b"\x30\x82": KEY_STORE,
    b"-----BEGIN": PEM,
    b"Bag Attributes": PEM,
}
_IN_DIRECTORY: Final = {
    BUNDLE: re.compile(rb"PK\x01\x02.{42}manifest\.xml", re.DOTALL),
    PACKAGE: re.compile(rb"PK\x01\x02.{42}(?:job|signed)/", re.DOTALL),
}
_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?(?:portal|direct)-signature-job-(\w+)")
_ROOTS: Final = {b"manifest": MANIFEST, b"request": REQUEST}
_DSIG: Final = b"http://www.w3.org/2000/09/xmldsig#"
_RECORDS: Final = {
    "created-job": CREATED,
    "direct-created-job": CREATED,
    "status-change": CHANGE,
    "direct-status": CHANGE,
}
_JOB_KEY: Final = re.compile(rb"""(?m)(?:^|[\[{,])[ \t]*+["']?(?:title|documents|signers|sender)["']?[ \t]*+[\]=:]""")
_HEAD: Final = 1024
_MOST: Final = 1 << 20
"""The number of octets of a text that are searched."""


def maybe_kind(content: bytes) -> FileKind | None:
    """Return the kind of a file; None if it is unknown."""
    if not content:
        return EMPTY
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(b"PK"):
        return next((kind for kind, name in _IN_DIRECTORY.items() if name.search(content)), ARCHIVE)
    if starts_like_xml(content[:_HEAD]):
        return _kind_of_xml(content)
    return _maybe_kind_of_text(content[:_MOST])


def maybe_other_kind(content: bytes, expected: str, right: Collection[FileKind] = ()) -> str | None:
    """Say what a file is instead of the ``expected``, and what to do with it.

    Return None if the kind is unknown, or if it is one of the ``right`` kinds: such a file may be damaged.
    """
    kind = maybe_kind(content)
    return None if kind is None or kind in right else kind.instead_of(expected)


def _kind_of_xml(content: bytes) -> FileKind:
    found = _ROOT.search(content, 0, _HEAD)
    if found is not None:
        return _ROOTS.get(found[1], RESPONSE)
    return SIGNED_XML if _DSIG in content else XML


def _maybe_kind_of_text(content: bytes) -> FileKind | None:
    import json  # noqa: PLC0415 - bundles and manifests do not need it

    value: Any = None
    with suppress(ValueError, RecursionError):
        value = json.loads(content)
    if isinstance(value, dict) and {"tool", "results"} <= value.keys():
        return REPORT
    if isinstance(value, dict) and (kind := _RECORDS.get(str(value.get("kind")))) is not None:
        return kind
    return JOB_FILE if _JOB_KEY.search(content) else None
