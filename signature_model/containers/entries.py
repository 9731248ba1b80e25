"""The facts about an archive and its entries, which ``reading`` finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from signature_model.containers.names import MemberName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.containers.obstacles import Obstacle


class Entry(NamedTuple):
    """An entry of the archive: a file or a folder.

    - ``is_declared_utf8``: False for a non-ASCII name in UTF-8 without the UTF-8 flag.
    - ``irregularity``: the kind of file by its attributes, such as a symbolic link; None for a file or a folder.
    - ``is_unstreamable``: whether programs that read a stream cannot find its end.
    - ``offset``: the offset of the local header in bytes. The sizes are those in the directory.
    - ``obstacle``: the kind of reason for which the content was not read, and ``why``: the reason; None if it was read.
    - ``other_name``: the name in the local header if it differs.
    """

    name: str
    is_decodable: bool
    is_declared_utf8: bool
    irregularity: str | None
    is_unstreamable: bool
    offset: int
    method: int
    compressed_size: int
    size: int
    crc: int
    obstacle: Obstacle | None = None
    why: str | None = None
    other_name: str | None = None

    @property
    def is_stored(self) -> bool:
        """Whether its content is not compressed (APPNOTE 4.4.5)."""
        return self.method == 0

    @property
    def is_directory(self) -> bool:
        """Whether it is a folder, which has no content."""
        return self.name.endswith("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """An opened archive.

    - ``entries``: the entries in the order of the directory.
    - ``members``: by name, the content of all files that could be read safely.
    - ``unreadable``: the reason for each other file, and for each faulty folder.
    - ``stray``: the bytes that belong to no entry or record.
    - ``disagreements``: what is wrong in the end records.
    - ``excess``: set if the archive as a whole exceeds the limits. Nothing is read then, and if there are too many
      entries, they are not listed either.
    """

    entries: tuple[Entry, ...] = ()
    members: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    unreadable: Mapping[str, str] = field(default_factory=dict)
    stray: tuple[range, ...] = ()
    disagreements: tuple[str, ...] = ()
    excess: str | None = None

    @property
    def names(self) -> tuple[MemberName, ...]:
        """The names of all entries."""
        return tuple(
            MemberName(
                name=each.name,
                is_decodable=each.is_decodable,
                is_declared_utf8=each.is_declared_utf8,
                irregularity=each.irregularity,
            )
            for each in self.entries
        )
