"""PSR001, PSR003, PSR005 to PSR008, PSR015, PSR016, PSR018: archives that are unreadable, ambiguous or dangerous.

What members may be called is said by ``names``, which of them a bundle needs by ``members``. Subject: the container.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from signature_model.containers.central_directory import STORED
from signature_model.containers.names import MIMETYPE
from signature_model.containers.reading import Container, Obstacle
from signature_model.findings import Severity
from signature_model.rules.registry import Place, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.errors import NotAZip
    from signature_model.jobs.context import Context
    from signature_model.rules.registry import Problem

MIMETYPE_CONTENT = "application/vnd.etsi.asic-e+zip"
"""What the ``mimetype`` member says, to the byte (ETSI TS 102 918)."""

MAX_PROBLEMS = 10
"""So many contradictions of one archive are told one by one, the rest counted."""


@rule(
    "PSR001",
    Severity.ERROR,
    source="package",
    hint="send the bytes of the .asice file as they are: not a PDF, not base64, not cut off by an upload in text mode",
)
def not_a_zip(refusal: NotAZip, _: Context) -> Iterator[Problem]:
    """A bundle is a zip archive, and these bytes are none that can be read.

    The document package is an ASiC-E container, which is a zip archive. A zip archive ends with a record that says
    where its directory lies. Either there is no such record, so that the bytes are something else or have lost their
    end, or there is no intact directory where the record says.

    Compare the number and the digest of the bytes with those that were written. Nothing else can be judged until the
    archive opens.
    """
    yield "", refusal.message


@rule("PSR003", Severity.ERROR, source="zip", hint="give each document a name of its own")
def duplicate_member(container: Container, _: Context) -> Iterator[Problem]:
    """Two members have the same name, or a file has the name of a folder.

    Some readers take the first of two members, some the last, and most say nothing. If a file and a folder have one
    name, several tools lose the file. So the document that was validated may not be the one that the signer sees.
    Such members are not read, and nothing else is reported about them.

    Number the documents' names, or refuse the second of two equal ones when the archive is written.
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

    A bundle comes without a password, so nobody could show the document or check its digest against the seal. The
    transfer to the service is protected by TLS; what is inside needs no encryption of its own.

    Write the archive without a password. A PDF that is itself protected is another fault, with a code of its own.
    """
    yield from ((where, f"{why} in the archive") for where, why in _with(container, Obstacle.ENCRYPTED))


@rule(
    "PSR006",
    Severity.ERROR,
    source="create",
    hint="a bundle has at most 20 documents and 10,485,760 bytes of them; leave out everything else",
)
def limits_exceeded(container: Container, _: Context) -> Iterator[Problem]:
    """The archive has more members, more bytes or a higher compression than any honest bundle.

    A few kilobytes of zip can announce terabytes of content, so sizes are looked at before anything is inflated. The
    limits are far above what the service takes, with its 20 documents and 10 MiB; documents that are merely too
    large for the service are reported as such, under another code. What is beyond the limits is not read.

    If the bundle is meant to be so, look for a file that was added by mistake, or for a document padded with zeros.
    """
    if container.excess is not None:
        yield "", container.excess
    yield from _with(container, Obstacle.EXCESS)


@rule(
    "PSR007",
    Severity.ERROR,
    source="zip",
    hint="write the archive anew in one go, and do not edit, prepend to or append to it afterwards",
)
def inconsistent_archive(container: Container, _: Context) -> Iterator[Problem]:
    """Two common readers can see different bundles in this archive, or one of them cannot open it.

    A zip archive describes each member twice, before its content and in the directory at the end. Readers of streams
    use the first description, others the second. Here the two differ, or members overlap, or some bytes belong to no
    member and could hide something. Extra fields, comments and zip64 records can also make two readers disagree. A
    member that is described in two ways is not read.

    Usually a tool changed the archive after it was written. Write it again in one go with a zip library.
    """
    problems = list(_contradictions(container))
    yield from islice(problems, MAX_PROBLEMS)
    if len(problems) > MAX_PROBLEMS:
        yield "", f"{len(problems) - MAX_PROBLEMS} more contradictions"


@rule("PSR008", Severity.ERROR, source="zip", hint="store PDFs and deflate XML; turn off every other method")
def unsupported_compression(container: Container, _: Context) -> Iterator[Problem]:
    """A member is compressed by a method other than deflate.

    Every reader of zip archives knows members that are stored or deflated (methods 0 and 8). Others, such as
    Deflate64, bzip2, LZMA or Zstandard, are known to some readers only, and not to this one.

    Some archivers choose another method by themselves for large files or at their highest level: set it to deflate.
    """
    yield from _with(container, Obstacle.METHOD)


@rule(
    "PSR015",
    Severity.ERROR,
    source="ASiC",
    hint="leave the mimetype member out, as the service does not ask for it, or write it first and stored",
)
def wrong_mimetype(container: Container, _: Context) -> Iterator[Problem]:
    """There is a `mimetype` member, and it is not as the standard says.

    ASiC allows a member named `mimetype` so that a file's type can be told from its first bytes. For this it must be
    the first in the archive, stored without compression, and its content must be exactly
    `application/vnd.etsi.asic-e+zip`, without a line end.

    The service does not ask for it, so the simplest remedy is to leave it out.
    """
    content = container.members.get(MIMETYPE)
    if content is None:
        return
    entry = next(entry for entry in container.entries if entry.name == MIMETYPE)
    faults = {
        f"does not say {MIMETYPE_CONTENT}": content != MIMETYPE_CONTENT.encode(),
        "is not stored": entry.method != STORED,
        "is not the first": any(other.offset < entry.offset for other in container.entries),
    }
    if any(faults.values()):
        yield Place(member=MIMETYPE), " and ".join(fault for fault, applies in faults.items() if applies)


@rule("PSR016", Severity.ERROR, source="zip", hint="transfer or write the archive again, in binary mode")
def corrupt_member(container: Container, _: Context) -> Iterator[Problem]:
    """A member's content is not what the archive says it is.

    The compressed content is broken, or inflating it does not give the size or the CRC-32 that the archive states in
    all places. The member cannot be used, and the seal would not fit it either.

    Bytes were probably changed in transfer or on a disk. Compare the digest of the file with that at its origin; if
    it is the same there, the program that wrote the archive is at fault.
    """
    yield from _with(container, Obstacle.CORRUPT)


@rule("PSR018", Severity.WARNING, source="zip", hint="write the archive to a file, or deflate its members")
def unstreamable_member(container: Container, _: Context) -> Iterator[Problem]:
    """A stored member does not state its size before its content.

    Programs that write an archive to a pipe put the sizes behind the content, in a data descriptor. For a deflated
    member that is enough, because the compressed data say where they end. Stored data do not, so readers of streams,
    such as Java's `ZipInputStream`, refuse the archive. Readers that use the directory at the end have no problem.

    Write the archive to a file or to memory before you send it, or deflate all members.
    """
    for entry in container.entries:
        if entry.is_unstreamable and entry.obstacle is None:
            yield Place(member=entry.name), "stored without its size: readers of streams refuse the archive"


def _with(container: Container, obstacle: Obstacle) -> Iterator[Problem]:
    for entry in container.entries:
        if entry.obstacle is obstacle:
            yield Place(member=entry.name), entry.why or obstacle


def _contradictions(container: Container) -> Iterator[Problem]:
    for disagreement in container.disagreements:
        yield "", disagreement
    yield from _with(container, Obstacle.INCONSISTENT)
    for gap in container.stray:
        yield "", f"{len(gap)} bytes from byte {gap.start} on belong to no member"
