"""The records, signatures, methods and flags of ZIP archives. Clause numbers refer to PKWARE's APPNOTE.TXT 6.3."""

from __future__ import annotations

from struct import Struct

LOCAL_HEADER = Struct("<4s5H3L2H")
"""4.3.7: signature, version, flags, method, time, date, CRC-32, compressed size, size, lengths of name and extra."""

CENTRAL_HEADER = Struct("<4s6H3L5H2L")
"""4.3.12: signature, made by, then as in the local header up to the length of the extra field; length of the comment,
disk, internal attributes, external attributes, offset of the local header."""

END_RECORD = Struct("<4s4H2LH")
"""4.3.16: signature, disk, disk of the directory, entries on this disk, entries, size and offset of the directory,
length of the comment."""

LOCAL_SIGNATURE, CENTRAL_SIGNATURE, END_SIGNATURE = b"PK\3\4", b"PK\1\2", b"PK\5\6"

STORED, DEFLATED = 0, 8
"""Compression methods (4.4.5)."""

HAS_DESCRIPTOR, IS_PATCH, IS_UTF8, IS_ENCRYPTED = 0x0008, 0x0020, 0x0800, 0x0001 | 0x0040 | 0x2000
"""General purpose flags (4.4.4). The encryption is traditional, strong, or strong with masked headers."""
