"""What the files of a bundle are called, and which file a name in the manifest or the seal means.

The official clients disagree on names: one form-encodes the ``href`` and the seal's ``URI`` but not the member, another
writes all three as they are. Reading therefore tries the name as it stands, percent-decoded and form-decoded; writing
avoids the question by names that every encoding leaves alone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, unquote_plus

from signature_model.identifiers import masked

if TYPE_CHECKING:
    from collections.abc import Collection

MANIFEST = "manifest.xml"
SEAL = "META-INF/signatures.xml"
ASIC_MANIFEST = "META-INF/manifest.xml"
MIMETYPE = "mimetype"
META_INF = "META-INF/"

MAX_NAME_LENGTH = 1024
"""Characters of a member's name; the manifest's ``href`` has room for 100."""

_UNSAFE_NAMES = {
    "is empty": re.compile(r"\Z"),
    "has a control character": re.compile(r".*[\x00-\x1f\x7f-\x9f]", re.DOTALL),
    "has a backslash": re.compile(r".*\\", re.DOTALL),
    "is absolute": re.compile("/"),
    "begins with a drive letter": re.compile("[A-Za-z]:"),
    "leaves the container": re.compile(r"(.*/)?\.\.(/|\Z)", re.DOTALL),
    "has an empty or dotted segment": re.compile(r"(.*/)?(\.(/|\Z)|/)", re.DOTALL),
}

_PLAIN = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
_UNPORTABLE = re.compile(r"[^A-Za-z0-9._*-]")
_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_STEM_LENGTH = 60
_LONGEST_REFERENCE = 12 * MAX_NAME_LENGTH  # a character has four bytes at most, and each of them three in a URI


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberName:
    """What a member is called; whether its bytes are in the encoding they claim, and whether it is a symbolic link."""

    name: str
    is_decodable: bool = True
    is_symlink: bool = False


def maybe_unsafe(name: str) -> str | None:
    """What makes it dangerous to write a member of this name to a disk, in words."""
    if _PLAIN.fullmatch(name):
        return None
    return next((what for what, pattern in _UNSAFE_NAMES.items() if pattern.match(name)), None)


def is_reserved(name: str) -> bool:
    """Whether a name belongs to the bundle itself, so that no document can have it."""
    return name in {MANIFEST, MIMETYPE} or name.startswith(META_INF)


def means_reserved(reference: str) -> bool:
    """Whether an ``href`` may mean a file of the bundle itself, however it is read."""
    return any(map(is_reserved, readings(reference)))


def unportable_characters(name: str) -> str:
    """The characters of a name that encodings differ on, each once."""
    return "".join(dict.fromkeys(_UNPORTABLE.findall(name)))


def maybe_member(reference: str, names: Collection[str]) -> str | None:
    """The member that an ``href`` or ``URI`` means; None if there is none."""
    if reference in names:
        return reference
    return next((name for name in readings(reference) if name in names), None)


@lru_cache(maxsize=256)  # whoever judges a document asks again
def readings(reference: str) -> tuple[str, str, str]:
    """The names that an ``href`` or ``URI`` may mean, the likeliest first; one that is too long means no other name."""
    if len(reference) > _LONGEST_REFERENCE:
        return reference, reference, reference
    return reference, unquote(reference), unquote_plus(reference)


def as_uri(name: str) -> str:
    """A member's name as the seal refers to it."""
    return quote(name, safe="/*~", errors="surrogatepass")


def made_name(title: str, position: int, suffix: str) -> str:
    """A portable name for the document at a position (from 1): ``01_kjoepekontrakt.pdf``.

    Made of ``a-z 0-9 _ -`` and the suffix; unique in a job, because the position is. A title may have a national id
    number in it, a name only its first six digits.
    """
    lower = title.lower().translate(_NORWEGIAN)
    plain = masked(unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode())
    stem = re.sub(r"[^a-z0-9-]+", "_", plain)[:_STEM_LENGTH].strip("_-") or "document"
    return f"{position:02}_{stem}{suffix}"
