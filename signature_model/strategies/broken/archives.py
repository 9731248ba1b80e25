"""Archives in which a header can lie; what else is in them is sound. Reproducible, and without Hypothesis."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from signature_model.containers.central_directory import (
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
class Lies:
    """Fields of an entry's headers that say something else, in both or in the local one only.

    ``name`` is what the local header calls the entry, ``mode`` its attributes on Unix, ``before`` foreign bytes.
    """

    both: Mapping[str, int] = field(default_factory=dict)
    local: Mapping[str, int] = field(default_factory=dict)
    name: bytes | None = None
    mode: int = 0
    before: bytes = b""


TRUTH: Final = Lies()


def archive(members: Iterable[tuple[bytes, bytes, Lies]]) -> bytes:
    """An archive of members, each a name, a content and the lies about it; those that are smaller so are deflated."""
    body, directory, count = bytearray(), bytearray(), 0
    for name, content, lies in members:
        body += lies.before
        packed, said = _packed(content)
        said |= lies.both
        central = (_VERSION, *_common(said), len(name), 0, 0, 0, 0, lies.mode << 16, len(body))
        directory += CENTRAL_HEADER.pack(CENTRAL_SIGNATURE, *central) + name
        local_name = name if lies.name is None else lies.name
        local = (*_common({**said, **lies.local}), len(local_name), 0)
        body += LOCAL_HEADER.pack(LOCAL_SIGNATURE, *local) + local_name + packed
        count += 1
    end = END_RECORD.pack(END_SIGNATURE, 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory) + end


def _packed(content: bytes) -> tuple[bytes, dict[str, int]]:
    deflater = zlib.compressobj(zlib.Z_BEST_SPEED, wbits=-zlib.MAX_WBITS)
    deflated = deflater.compress(content) + deflater.flush()
    method, packed = (DEFLATED, deflated) if len(deflated) < len(content) else (STORED, content)
    sizes = {"compressed_size": len(packed), "size": len(content)}
    return packed, {"flags": IS_UTF8, "method": method, "crc": zlib.crc32(content), **sizes}


def _common(said: Mapping[str, int]) -> tuple[int, ...]:
    return (
        said.get("version", _VERSION),
        *(said[each] for each in ("flags", "method")),
        0,
        _FIRST_DAY,
        *(said[each] for each in ("crc", "compressed_size", "size")),
    )
