"""PSR001, PSR003, PSR005 to PSR008, PSR015, PSR016, PSR018: archives that are unreadable, ambiguous or dangerous.

``names`` has the rules for the names of members, ``members`` the rules for the members that a bundle needs. Facts: the
opened archive, or why it cannot be opened.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from signature_model.containers.names import MIMETYPE
from signature_model.containers.obstacles import Obstacle
from signature_model.findings import Severity
from signature_model.rules.registry import Place, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.containers.entries import Container
    from signature_model.errors import NotAZip
    from signature_model.jobs.context import Context
    from signature_model.rules.registry import Problem

MIMETYPE_CONTENT = "application/vnd.etsi.asic-e+zip"
"""The exact content of the ``mimetype`` member (ETSI TS 102 918)."""

MAX_PROBLEMS = 10
"""The maximum number of contradictions of one archive that are listed. The others are counted."""


@rule(
    "PSR001",
    Severity.ERROR,
    source="package",
    hint="send the unchanged bytes of the .asice file: not a PDF, not base64, not truncated by an upload in text mode",
)
def not_a_zip(refusal: NotAZip, _: Context) -> Iterator[Problem]:
    """The bytes are not a readable ZIP archive.

    A document package is an ASiC-E container, which is a ZIP archive. A ZIP archive ends with a record that says where
    its directory is. Without this record, the bytes are another kind of file, or they are truncated. With it, the
    directory is damaged.

    Compare the size and the digest of the bytes with the file that was written. Nothing else can be checked until the
    archive opens.
    """
    yield "", refusal.message


@rule("PSR003", Severity.ERROR, source="zip", hint="give each document a different name")
def duplicate_member(container: Container, _: Context) -> Iterator[Problem]:
    """Two members have the same name, or a file has the name of a folder.

    Some readers use the first of two members, others the last, and most give no warning. If a file and a folder have
    the same name, several tools lose the file. The document that was checked may therefore not be the document that the
    signer sees. Such members are not read, and nothing else is reported about them.

    Number the documents' names, or refuse the second of two equal names when you write the archive.
    """
    times = Counter(entry.name for entry in container.entries)
    for name, count in times.items():
        if count > 1:
            yield Place(member=name), f"{count} members have this name"
        elif not name.endswith("/") and f"{name}/" in times:
            yield Place(member=name), "a file and a folder have this name"


@rule("PSR005", Severity.ERROR, source="ASiC", hint="write the archive without a password")
def encrypted_member(container: Container, _: Context) -> Iterator[Problem]:
    """A member is encrypted in the archive.

    A bundle has no password, so the service can neither show the document nor compare its digest with the seal. TLS
    protects the transfer to the service; the content needs no encryption of its own.

    Write the archive without a password. Another rule covers PDF documents that are encrypted themselves.
    """
    yield from ((where, f"{why} in the archive") for where, why in _with(container, Obstacle.ENCRYPTED))


@rule(
    "PSR006",
    Severity.ERROR,
    source="create",
    hint="a bundle has at most 20 documents with 10,485,760 bytes in total; remove everything else",
)
def limits_exceeded(container: Container, _: Context) -> Iterator[Problem]:
    """The archive has more members, more bytes or a higher compression than any valid bundle.

    A ZIP archive of a few kilobytes can announce terabytes of content, so sizes are checked before anything is
    inflated. The limits are far above the limits of the service, which accepts 20 documents and 10 MiB; another rule
    covers documents that are only too large for the service. Members beyond the limits are not read.

    Look for a file that was added by mistake, or for a document that is padded with zeros.
    """
    if container.excess is not None:
        yield "", container.excess
    yield from _with(container, Obstacle.EXCESS)


@rule(
    "PSR007",
    Severity.ERROR,
    source="zip",
    hint="write the whole archive again, and do not edit it or add bytes to it afterwards",
)
def inconsistent_archive(container: Container, _: Context) -> Iterator[Problem]:
    """Two common readers can see different bundles in this archive, or one of them cannot open it.

    A ZIP archive describes each member twice, before its content and in the directory at the end. Readers of streams
    use the first description, others use the second. Here the two descriptions differ, or members overlap, or bytes
    that belong to no member can hide content. Extra fields, comments and ZIP64 records can also make two readers
    disagree. A member with two descriptions is not read.

    Usually a tool changed the archive after it was written. Write the whole archive again with a ZIP library.
    """
    problems = list(_contradictions(container))
    yield from islice(problems, MAX_PROBLEMS)
    if len(problems) > MAX_PROBLEMS:
        yield "", f"further contradictions: {len(problems) - MAX_PROBLEMS}"


@rule(
    "PSR008",
    Severity.ERROR,
    source="zip",
    hint="store PDF members without compression, and compress XML members with deflate",
)
def unsupported_compression(container: Container, _: Context) -> Iterator[Problem]:
    """A member uses a compression method other than deflate.

    Every ZIP reader supports stored and deflated members (methods 0 and 8). Only some readers support other methods,
    such as Deflate64, bzip2, LZMA or Zstandard.

    Some archivers choose another method for large files or at their highest level. Set the method to deflate.
    """
    yield from _with(container, Obstacle.METHOD)


@rule(
    "PSR015",
    Severity.ERROR,
    source="ASiC",
    hint=(
        "remove the mimetype member, which the service does not need, or write it as the first member, without "
        "compression"
    ),
)
def wrong_mimetype(container: Container, _: Context) -> Iterator[Problem]:
    """The `mimetype` member does not follow the standard.

    ASiC allows a member named `mimetype` that identifies the file type by its first bytes. It must be the first member,
    stored without compression, and its content must be exactly `application/vnd.etsi.asic-e+zip` without a line end.

    The service does not need it. The simplest correction is to remove it.
    """
    content = container.members.get(MIMETYPE)
    if content is None:
        return
    entry = next(entry for entry in container.entries if entry.name == MIMETYPE)
    faults = {
        f"the content is not {MIMETYPE_CONTENT}": content != MIMETYPE_CONTENT.encode(),
        "it is compressed": not entry.is_stored,
        "it is not the first member": any(other.offset < entry.offset for other in container.entries),
    }
    if any(faults.values()):
        yield Place(member=MIMETYPE), " and ".join(fault for fault, applies in faults.items() if applies)


@rule("PSR016", Severity.ERROR, source="zip", hint="transfer the archive again in binary mode, or write it again")
def corrupt_member(container: Container, _: Context) -> Iterator[Problem]:
    """A member's content differs from what the archive states about it.

    The compressed content is damaged, or its size or CRC-32 after inflating differs from the stated value. The member
    cannot be used, and its digest would not match the seal.

    Bytes were probably changed during transfer or on a disk. Compare the digest of the file with the original. If they
    are equal, the program that wrote the archive is at fault.
    """
    yield from _with(container, Obstacle.CORRUPT)


@rule("PSR018", Severity.WARNING, source="zip", hint="write the archive to a file, or deflate its members")
def unstreamable_member(container: Container, _: Context) -> Iterator[Problem]:
    """A stored member states its size in a data descriptor, after its content.

    Programs that write an archive to a pipe put the sizes after the content, in a data descriptor. For a deflated
    member that is enough, because the compressed data mark their own end. Stored data do not, so programs that read the
    archive as a stream refuse it. Java's `ZipInputStream` does so even if the sizes are also before the content.
    Programs that use the directory at the end can read it.

    Write the archive to a file or to memory before you send it, or deflate all members.
    """
    for entry in container.entries:
        if entry.is_unstreamable and entry.obstacle is None:
            message = "stored with a data descriptor: programs that read the archive as a stream refuse it"
            yield Place(member=entry.name), message


def _with(container: Container, obstacle: Obstacle) -> Iterator[Problem]:
    for entry in container.entries:
        if entry.obstacle is obstacle:
            yield Place(member=entry.name), entry.why or obstacle


def _contradictions(container: Container) -> Iterator[Problem]:
    for disagreement in container.disagreements:
        yield "", disagreement
    yield from _with(container, Obstacle.INCONSISTENT)
    for gap in container.stray:
        count = "1 byte" if len(gap) == 1 else f"{len(gap):,} bytes"
        yield "", f"{count} at offset {gap.start:,} outside every member"
