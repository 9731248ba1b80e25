"""Makes ZIP archives in which every field of every header can be false. Without such changes they are sound."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from struct import Struct, pack

_LOCAL = Struct("<4s5H3L2H")
_CENTRAL = Struct("<4s6H3L5H2L")
_END = Struct("<4s4H2LH")

Fields = Mapping[str, int]
NOTHING: Fields = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """An entry of an archive.

    ``both``, ``local`` and ``central`` replace fields of the headers; ``data`` replaces the packed content.
    """

    name: bytes = b"a.pdf"
    content: bytes = b"%PDF-1.7 and so on"
    method: int = 0
    data: bytes | None = None
    both: Fields = field(default_factory=dict)
    local: Fields = field(default_factory=dict)
    central: Fields = field(default_factory=dict)
    local_name: bytes | None = None
    local_extra: bytes = b""
    central_extra: bytes = b""
    comment: bytes = b""
    local_signature: bytes = b"PK\3\4"
    central_signature: bytes = b"PK\1\2"
    after: bytes = b""

    def packed(self) -> bytes:
        """Return the content as it is stored in the archive."""
        if self.data is not None:
            return self.data
        return deflated(self.content) if self.method == 8 else self.content

    def fields(self, packed: bytes) -> dict[str, int]:
        """Return the fields that both headers have, for this packed content."""
        return {
            "version": 20,
            "flags": 0x800,
            "method": self.method,
            "crc": zlib.crc32(self.content),
            "compressed_size": len(packed),
            "size": len(self.content),
            **self.both,
        }


def deflated(content: bytes) -> bytes:
    """Return the content as a raw deflate stream."""
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(content) + deflater.flush()


def descriptor(raw: Raw, *, wide: bool = False, signed: bool = True) -> bytes:
    """Return the data descriptor of an entry in one of its four forms."""
    fields = raw.fields(raw.packed())
    values = pack("<LQQ" if wide else "<LLL", fields["crc"], fields["compressed_size"], fields["size"])
    return (b"PK\7\x08" if signed else b"") + values


def archive(
    *raws: Raw,
    before: bytes = b"",
    gap: bytes = b"",
    comment: bytes = b"",
    zip64: Fields | None = None,
    end: Fields = NOTHING,
) -> bytes:
    """Return an archive of the entries.

    No offset counts ``before``; ``gap`` follows the directory. ``end`` replaces fields of the end record. With
    ``zip64``, which replaces fields of the zip64 end record, that record is written too.
    """
    body, directory = bytearray(), bytearray()
    for raw in raws:
        packed = raw.packed()
        fields = raw.fields(packed)
        directory += _central(raw, fields, len(body))
        body += _local(raw, fields) + packed + raw.after
    true = {"disk": 0, "here": len(raws), "entries": len(raws), "size": len(directory), "offset": len(body)}
    content = before + bytes(body) + bytes(directory) + gap
    if zip64 is not None:
        content += _end64(true | {"locator": len(body) + len(directory) + len(gap)} | dict(zip64))
    said = true | {"comment": len(comment)} | dict(end)
    content += _END.pack(
        b"PK\5\6", said["disk"], 0, said["here"], said["entries"], said["size"], said["offset"], said["comment"]
    )
    return content + comment


def _local(raw: Raw, fields: Fields) -> bytes:
    name = raw.name if raw.local_name is None else raw.local_name
    said = {**fields, **raw.local}
    common = (said["version"], said["flags"], said["method"], 0, 33, said["crc"], said["compressed_size"], said["size"])
    return _LOCAL.pack(raw.local_signature, *common, len(name), len(raw.local_extra)) + name + raw.local_extra


def _central(raw: Raw, fields: Fields, offset: int) -> bytes:
    defaults = {"offset": offset, "system": 0, "mode": 0, "attributes": 0, "comment": len(raw.comment), "disk": 0}
    said = {**fields, **defaults, **raw.central}
    common = (said["version"], said["flags"], said["method"], 0, 33, said["crc"], said["compressed_size"], said["size"])
    lengths = (len(raw.name), len(raw.central_extra), said["comment"])
    attributes = said["mode"] << 16 | said["attributes"]
    made_by = said["system"] << 8 | 20
    places = (said["disk"], 0, attributes, said["offset"])
    header = _CENTRAL.pack(raw.central_signature, made_by, *common, *lengths, *places)
    return header + raw.name + raw.central_extra + raw.comment


def _end64(said: Fields) -> bytes:
    counts = (said["here"], said["entries"], said["size"], said["offset"])
    disks = (said.get("disk64", 0), said.get("directory_disk64", 0))
    record = pack("<4sQ2H2L4Q", b"PK\6\6", said.get("rest", 44), 45, 45, *disks, *counts)
    return record + pack("<4sLQL", b"PK\6\7", said.get("locator_disk", 0), said["locator"], said.get("disks", 1))
