"""Examples that list an archive: a column for each relevant property, and a line for each member.

Everything else is valid: files outside ``META-INF/`` are declared and sealed, and nothing is encrypted.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final
from zlib import crc32

from signature_model import Document, Report, validate_bundle, write_manifest
from tests.docs.rule_examples.example import Example
from tests.kits import pdfs
from tests.kits.archives import Raw, archive, descriptor
from tests.kits.bundles import MANIFEST, SEAL, seal_of
from tests.kits.jobs import a_job

Row = Mapping[str, str]

METHODS: Final = {"stored": 0, "deflated": 8, "Deflate64": 9}
MIMETYPE: Final = "mimetype"
STATED: Final = "CRC-32 stated"
FOUND: Final = "CRC-32 of content"
ENCRYPTED: Final = 0x801
"""The flags of an encrypted member with a name in UTF-8."""
STREAMED: Final = 0x808
"""The flags of a member with a data descriptor and a name in UTF-8."""


def listed(example: Example, text: str) -> Report:
    """Validate a bundle with the listed archive."""
    rows = _rows(text)
    members = {row["name"]: _content(row) for row in rows} | {MIMETYPE: b"application/vnd.etsi.asic-e+zip"}
    members[MANIFEST] = _manifest(
        example.declares or dict.fromkeys(row["name"] for row in rows if _is(row, "declared"))
    )
    sealed = {row["name"]: members[row["name"]] for row in rows if _is(row, "sealed")}
    members[SEAL] = seal_of(sealed, types={name: "application/xml" for name in sealed if not name.endswith(".pdf")})
    return validate_bundle(archive(*(_entry(row, members[row["name"]]) for row in rows)), example.context)


def _rows(text: str) -> list[Row]:
    columns, *lines = (re.split(r" {2,}", line) for line in text.strip().splitlines())
    return [dict(zip(columns, line, strict=True)) for line in lines]


def _is(row: Row, what: str) -> bool:
    """Whether a file is declared or sealed, according to the listing or by default."""
    name = row["name"]
    exempt = name.startswith("META-INF/") or name == MIMETYPE or (what == "declared" and name.lower() == MANIFEST)
    return not exempt and row.get(what, "yes") == "yes"


def _content(row: Row) -> bytes:
    if not row["name"].endswith(".pdf"):
        return b""
    return pdfs.sized(int(row["bytes"].replace(",", ""))) if row.get("bytes") else pdfs.paper()


def _manifest(names: Iterable[str]) -> bytes:
    return write_manifest(a_job(documents=[Document.from_bytes(b"", title=name, href=name) for name in names]))


def _entry(row: Row, content: bytes) -> Raw:
    entry = Raw(name=row["name"].encode(), content=content, method=METHODS[row.get("method", "deflated")])
    if row.get("UTF-8 flag") == "no":
        return replace(entry, both={"flags": 0})
    if row.get("size stated") == "behind it":
        streamed = replace(entry, both={"flags": STREAMED})
        return replace(streamed, local={"crc": 0, "compressed_size": 0, "size": 0}, after=descriptor(streamed))
    if row.get("encrypted") == "yes":
        return replace(entry, both={"flags": ENCRYPTED})
    if row.get(STATED, "-") == "-":
        return entry
    assert int(row[FOUND], 16) == crc32(content)
    return replace(entry, both={"crc": int(row[STATED], 16)})
