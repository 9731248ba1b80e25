"""The names of a bundle's files, and what makes a name unsafe."""

from __future__ import annotations

import re
from typing import NamedTuple

MANIFEST = "manifest.xml"
SEAL = "META-INF/signatures.xml"
ASIC_MANIFEST = "META-INF/manifest.xml"
MIMETYPE = "mimetype"
META_INF = "META-INF/"

MAX_NAME_LENGTH = 1024
"""The maximum length of a member's name, in characters. The manifest's ``href`` allows 100."""

_UNSAFE_NAMES = {
    "is empty": r"\Z",
    "has a control character": r".*[\x00-\x1f\x7f-\x9f]",
    "has a backslash": r".*\\",
    "is absolute": "/",
    "begins with a drive letter": "[A-Za-z]:",
    "leads outside the container": r"(.*/)?\.\.(/|\Z)",
    "has an empty part or the part `.`": r"(.*/)?(\.(/|\Z)|/)",
}

_PLAIN = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
_UNPORTABLE = re.compile(r"[^A-Za-z0-9._*-]")


class MemberName(NamedTuple):
    """A member's name, whether it is UTF-8, and whether the archive says so.

    ``irregularity`` is the kind of file by its attributes, such as a symbolic link; None for a file or a folder.
    """

    name: str
    is_decodable: bool = True
    is_declared_utf8: bool = True
    irregularity: str | None = None


def maybe_unsafe(name: str) -> str | None:
    """Say why it is dangerous to write a member of this name to a disk; None if it is safe."""
    if _PLAIN.fullmatch(name):
        return None
    return next((what for what, pattern in _UNSAFE_NAMES.items() if re.match(pattern, name, re.DOTALL)), None)


def is_reserved(name: str) -> bool:
    """Whether a name belongs to the bundle itself, so that a document cannot have it."""
    return name in {MANIFEST, MIMETYPE} or name.startswith(META_INF)


def unportable_characters(name: str) -> str:
    """Return the characters of a name that some encoding changes, without repetitions."""
    return "".join(dict.fromkeys(_UNPORTABLE.findall(name)))
