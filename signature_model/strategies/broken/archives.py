"""ZIP archives with false header fields; everything else in them is valid. Reproducible, without Hypothesis."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from signature_model.containers.zip_format import (
    CENTRAL_HEADER,
    CENTRAL_SIGNATURE,
    DEFLATED,
    END_RECORD,
    END_SIGNATURE,
    IS_UTF8,
    LOCAL_HEADER,
    LOCAL_SIGNATURE,
    STORED,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_VERSION: Final = 20
_FIRST_DAY: Final = 33


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseFields:
    """False values for fields of an entry's headers: in both headers, or in the local header only.

    ``name`` is the entry's name in the local header, ``mode`` its Unix attributes. ``extra`` and ``comment`` are in the
    directory. ``before`` and ``behind`` are bytes in front of the entry and behind its content.
    """

    both: Mapping[str, int] = field(default_factory=dict)
    local: Mapping[str, int] = field(default_factory=dict)
    name: bytes | None = None
    mode: int = 0
    extra: bytes = b""
    comment: bytes = b""
    before: bytes = b""
    behind: bytes = b""


TRUTH: Final = FalseFields()


def archive(members: Iterable[tuple[bytes, bytes, FalseFields]]) -> bytes:
    """Return an archive of (name, content, false fields); members are deflated if that makes them smaller."""
    body, directory, count = bytearray(), bytearray(), 0
    for name, content, false_fields in members:
        body += false_fields.before
        packed, fields = _packed(content)
        fields |= false_fields.both
        lengths = (len(name), len(false_fields.extra), len(false_fields.comment))
        central = (_VERSION, *_common(fields), *lengths, 0, 0, false_fields.mode << 16, len(body))
        directory += CENTRAL_HEADER.pack(CENTRAL_SIGNATURE, *central) + name + false_fields.extra + false_fields.comment
        local_name = name if false_fields.name is None else false_fields.name
        local = (*_common({**fields, **false_fields.local}), len(local_name), 0)
        body += LOCAL_HEADER.pack(LOCAL_SIGNATURE, *local) + local_name + packed + false_fields.behind
        count += 1
    end = END_RECORD.pack(END_SIGNATURE, 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory) + end


def _packed(content: bytes) -> tuple[bytes, dict[str, int]]:
    deflater = zlib.compressobj(zlib.Z_BEST_SPEED, wbits=-zlib.MAX_WBITS)
    deflated = deflater.compress(content) + deflater.flush()
    method, packed = (DEFLATED, deflated) if len(deflated) < len(content) else (STORED, content)
    sizes = {"compressed_size": len(packed), "size": len(content)}
    return packed, {"flags": IS_UTF8, "method": method, "crc": zlib.crc32(content), **sizes}


def _common(fields: Mapping[str, int]) -> tuple[int, ...]:
    return (
        fields.get("version", _VERSION),
        *(fields[each] for each in ("flags", "method")),
        0,
        _FIRST_DAY,
        *(fields[each] for each in ("crc", "compressed_size", "size")),
    )
