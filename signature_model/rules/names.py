"""PSR002, PSR004, PSR017: what members may be called. Subject: their names, in a container or one to be written."""

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
    hint="name members with letters, digits, dot, hyphen and underscore, and add regular files only",
)
def unsafe_member_name(names: Sequence[MemberName], _: Context) -> Iterator[Problem]:
    """A member's name could write outside the folder that the archive is unpacked to, or cannot be shown.

    An absolute path, a `..` segment, a backslash or a drive letter leads somewhere else on some system. So does a
    symbolic link, whatever its name. Some tools turn a file into a folder or a device, or lose it, if its attributes
    say so. Control characters, and names that are neither ASCII nor UTF-8, are read or shown differently from how they
    are stored. Careful readers refuse all of them.

    Build the name of each member from a fixed pattern instead of taking it over from a title or from a user's file.
    """
    for each in names:
        fault = maybe_unsafe(each.name) if each.is_decodable else "is neither ASCII nor UTF-8"
        if fault is not None:
            yield Place(member=each.name), f"the name {fault}"
        elif each.irregularity is not None:
            yield Place(member=each.name), each.irregularity


@rule("PSR004", Severity.WARNING, source="zip", hint="let the names differ in more than case or accents' encoding")
def colliding_members(names: Sequence[MemberName], _: Context) -> Iterator[Problem]:
    """Two members have names that some system cannot tell apart.

    Names that are equal but for upper and lower case, for their Unicode form, or for dots and blanks at their end are
    one name to Windows or macOS, and no system has a file and a folder of one name: when the archive is unpacked, one
    file replaces the other. The archive is legal as it is, hence only a warning.
    """
    given = {each.name for each in names}
    keys = {
        each.name: _as_unpacked(each.name)
        for each in names
        if len(each.name) <= MAX_NAME_LENGTH and each.name.rstrip("/") not in given - {each.name}
    }
    files, seen = set(keys.values()), set[str]()
    for name, key in keys.items():
        if key in seen:
            yield (
                Place(member=name),
                "another member has this name but for case, Unicode form, or dots and blanks at its end",
            )
        elif not files.isdisjoint(_folders_of(key)):
            yield Place(member=name), "a folder in this name is another member"
        seen.add(key)


@rule("PSR017", Severity.WARNING, source="zip, appendix D", hint="set the UTF-8 flag, or use ASCII names only")
def name_encoding_undeclared(names: Sequence[MemberName], _: Context) -> Iterator[Problem]:
    """A member's name is in UTF-8, but the archive does not say so.

    Without the UTF-8 flag (bit 11 of the general purpose flags), the standard says that a name is in code page 437.
    Info-ZIP and macOS write UTF-8 without the flag. Java, Go and others read such names as UTF-8, and so does this
    validation. Readers that follow the standard show another name.

    Let your zip library set the flag, or give the documents names in ASCII.
    """
    for each in names:
        if each.is_decodable and not each.is_declared_utf8:
            yield Place(member=each.name), "the name is in UTF-8, but the UTF-8 flag is not set"


def _as_unpacked(name: str) -> str:
    """What the least discerning systems make of a name."""
    folded = name.casefold() if name.isascii() else normalize("NFC", normalize("NFC", name).casefold())
    return "/".join([segment.rstrip(". ") for segment in folded.split("/")])


def _folders_of(key: str) -> list[str]:
    """The folders above a name."""
    segments = key.split("/")
    return ["/".join(segments[:count]) for count in range(1, len(segments))]
