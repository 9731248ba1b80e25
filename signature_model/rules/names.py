"""PSR002, PSR004 and PSR017: the names of members. Facts: the names in a container, or in one that will be written."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

from signature_model.containers.names import MAX_NAME_LENGTH, maybe_unsafe
from signature_model.findings import Severity
from signature_model.rules.registry import Place, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signature_model.containers.names import MemberName
    from signature_model.jobs.context import Context


@rule(
    "PSR002",
    Severity.ERROR,
    source="zip",
    hint="use names of letters, digits, dots, hyphens and underscores, and add regular files only",
)
def unsafe_member_name(names: Sequence[MemberName], _: Context) -> Iterator[Problem]:
    """A member's name could write outside the folder that the archive is unpacked to, or cannot be shown.

    An absolute path, a `..` segment, a backslash or a drive letter leads to another folder on some systems; so does a
    symbolic link with any name. If the attributes of a file name a folder or a device, some tools lose the file or
    create such an object. A name with control characters, or one that is neither ASCII nor UTF-8, is read or shown
    differently from what is stored. Careful readers refuse all of these.

    Build the name of each member from a fixed pattern instead of from a title or a user's file name.
    """
    for each in names:
        fault = maybe_unsafe(each.name) if each.is_decodable else "is neither ASCII nor UTF-8"
        if fault is not None:
            yield Place(member=each.name), f"the name {fault}"
        elif each.irregularity is not None:
            yield Place(member=each.name), each.irregularity


@rule("PSR004", Severity.WARNING, source="zip", hint="use names that differ in more than case or Unicode form")
def colliding_members(names: Sequence[MemberName], _: Context) -> Iterator[Problem]:
    """Two members have names that some systems treat as the same name.

    Windows or macOS treat names as equal if they differ only in case, in Unicode form, or in dots and spaces at the
    end. No system allows a file and a folder with the same name. When such an archive is unpacked, one file replaces
    the other. The archive itself is valid, so this is only a warning.
    """
    given = {each.name for each in names}
    keys = {
        each.name: _as_unpacked(each.name)
        for each in names
        if len(each.name) <= MAX_NAME_LENGTH and not (each.name.endswith("/") and each.name.rstrip("/") in given)
    }
    files, seen = set(keys.values()), set[str]()
    for name, key in keys.items():
        if key in seen:
            yield (
                Place(member=name),
                "another member's name differs only in case, Unicode form, or dots and spaces at the end",
            )
        elif not files.isdisjoint(_folders_of(key)):
            yield Place(member=name), "another member is a file at the place of a folder in this name"
        seen.add(key)


@rule("PSR017", Severity.WARNING, source="zip, appendix D", hint="set the UTF-8 flag, or use ASCII names only")
def name_encoding_undeclared(names: Sequence[MemberName], _: Context) -> Iterator[Problem]:
    """A member's name is in UTF-8, but the archive does not say so.

    Without the UTF-8 flag (bit 11 of the general purpose flags), the standard says that a name is in code page 437.
    Info-ZIP and macOS write UTF-8 without the flag. Java, Go and others read such names as UTF-8, and so does this
    validation. Readers that follow the standard show another name.

    Let your ZIP library set the flag, or give the documents names in ASCII.
    """
    for each in names:
        if each.is_decodable and not each.is_declared_utf8:
            yield Place(member=each.name), "the name is in UTF-8, but the UTF-8 flag is not set"


def _as_unpacked(name: str) -> str:
    """Return a name as the least exact systems store it."""
    folded = name.casefold() if name.isascii() else normalize("NFC", normalize("NFC", name).casefold())
    return "/".join([segment.rstrip(". ") for segment in folded.split("/")])


def _folders_of(key: str) -> list[str]:
    """Return the folders above a name."""
    segments = key.split("/")
    return ["/".join(segments[:count]) for count in range(1, len(segments))]
