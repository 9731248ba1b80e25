"""PSR002 and PSR004: what members may be called. Subject: their names, in a container or for one to be written."""

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

    An absolute path, a `..` segment, a backslash or a drive letter leads somewhere else on some system; a symbolic
    link leads there whatever its name. Control characters, and bytes that are not in the encoding that the archive
    declares, make a name that is read or shown otherwise than it is stored. Careful readers refuse all of them.

    Build the name of each member from a fixed pattern instead of taking it over from a title or from a user's file.
    """
    for each in names:
        fault = maybe_unsafe(each.name) if each.is_decodable else "is not in UTF-8, as the archive says it were"
        if fault is not None:
            yield Place(member=each.name), f"the name {fault}"
        elif each.is_symlink:
            yield Place(member=each.name), "a symbolic link"


@rule("PSR004", Severity.WARNING, source="zip", hint="let the names differ in more than case or accents' encoding")
def colliding_members(names: Sequence[MemberName], _: Context) -> Iterator[Problem]:
    """Two members have names that some system cannot tell apart.

    Names that are equal but for upper and lower case, for their Unicode form, or for dots and blanks at their end are
    one name to Windows or macOS, and no system has a file and a folder of one name: when the archive is unpacked, one
    file replaces the other. The archive is legal as it is, hence only a warning.
    """
    keys = {each.name: _as_unpacked(each.name) for each in names if len(each.name) <= MAX_NAME_LENGTH}
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


def _as_unpacked(name: str) -> str:
    """What the least discerning systems make of a name."""
    folded = name.casefold() if name.isascii() else normalize("NFC", normalize("NFC", name).casefold())
    return "/".join([segment.rstrip(". ") for segment in folded.split("/")])


def _folders_of(key: str) -> list[str]:
    """The folders above a name."""
    segments = key.split("/")
    return ["/".join(segments[:count]) for count in range(1, len(segments))]
