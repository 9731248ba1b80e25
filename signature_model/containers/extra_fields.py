"""Extra fields of a ZIP header (APPNOTE 4.5): read the two that affect readers, and check that all are well formed."""

from __future__ import annotations

from struct import unpack_from
from typing import NamedTuple

from signature_model.xml.declarations import is_utf8

TOO_LARGE = 0xFFFFFFFF
"""A 4-byte value that means: the real value is in the ZIP64 field."""

_NAMES = {0x0001: "ZIP64 field", 0x7075: "Unicode path field"}  # 4.5.3, 4.6.9
_ZIP64, _UNICODE_PATH = _NAMES
_TIMES, _ENCRYPTION = 0x5455, 0x9901
_ENCRYPTION_LENGTH = 7
_PATH_AT = 5  # behind the version and the CRC-32 of the header's name


class ExtraFields(NamedTuple):
    """The content of the ZIP64 field, the name in the Unicode path field, and the first fault."""

    zip64: bytes | None = None
    path: bytes | None = None
    fault: str | None = None


def read_extra_fields(extra: bytes) -> ExtraFields:
    """Read the extra fields of one header. If there are two fields of one kind, the first counts."""
    found: dict[int, bytes] = {}
    fault, at = None, 0
    while at < len(extra) and fault is None:
        if at + 4 > len(extra):
            fault = f"bytes after the last extra field: {len(extra) - at}"
            break
        kind, length = unpack_from("<2H", extra, at)
        at += 4 + length
        if kind == _TIMES and not length:  # its first byte says which times follow
            fault = "the extended timestamp field is empty"
        elif kind == _ENCRYPTION and length < _ENCRYPTION_LENGTH:
            fault = "the AES encryption field is too short"
        elif at > len(extra):
            fault = f"extra field {kind:#06x} is longer than the extra data"
        elif kind in _NAMES and kind in found:
            fault = f"there are two {_NAMES[kind]}s"
        else:
            found[kind] = extra[at - length : at]
    path = found.get(_UNICODE_PATH)
    if path is not None and len(path) < _PATH_AT:
        fault = fault or "the Unicode path field is too short"
    return ExtraFields(found.get(_ZIP64), None if path is None else path[_PATH_AT:], fault)


def path_fault(fields: ExtraFields, raw_name: bytes) -> str | None:
    """Say what is wrong with the Unicode path field (4.6.9), which some readers prefer to the name in the header.

    A name that is not UTF-8 is a fault of its own: the field cannot repair it for readers that ignore the field.
    """
    if fields.path is None or fields.path == raw_name or not is_utf8(raw_name):
        return None
    return "the Unicode path field has another name than the header"
