"""An earlier report on the same document, to find evidence that was there before and is missing now.

If a PDF is cut back to an earlier revision, it loses time-stamps, but everything that is left still verifies. Only an
earlier report shows the loss.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from signature_model.errors import UnreadableInput
from signature_model.masking import quoted
from signature_model.signed.evaluation.levels import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signature_model.signed.signature_facts import SignatureFacts

    Key = tuple[str, str]
    """The kind of a signature, and the SHA-256 digest of its certificate."""

_LEVELS: Final = tuple(Level)
_SLASHES: Final = re.compile(r"[/\\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierSignature:
    """A signature or time-stamp of an earlier report. ``sha256`` is the digest of its certificate."""

    kind: str
    sha256: str
    level: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierReport:
    """The signatures that an earlier report found in a document."""

    signatures: tuple[EarlierSignature, ...]

    @classmethod
    def from_json(cls, content: bytes, source: str) -> EarlierReport | None:
        """Return the part of a ``validate-signed`` JSON report about the file with this name, or None.

        Folders may have been moved: of the files with the same name, the one with the longest common end of the path
        counts. Raises UnreadableInput if the content is not such a report, or if there are several such files.
        """
        try:
            results = json.loads(content)["results"]
            counts = [_parts_in_common(each["source"], source) for each in results]
            same = [each for count, each in zip(counts, results, strict=True) if count and count == max(counts)]
            signatures = [_earlier(each) for each in (same[0].get("signatures", ()) if same else ())]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            msg = "it is not a JSON report of validate-signed"
            raise UnreadableInput(msg) from error
        if len(same) > 1:
            msg = f"it has several files that may be {source!r}; give the same path as when you made the report"
            raise UnreadableInput(msg)
        return cls(signatures=tuple([each for each in signatures if each is not None])) if same else None

    def losses(self, found: Iterable[SignatureFacts]) -> Iterator[str]:
        """Yield the signatures and time-stamps that are missing now, or weaker than in the earlier report."""
        now = [each for each in map(_of_facts, found) if each is not None]
        counts, levels = Counter(map(_key, now)), _levels(now)
        for each in self.signatures:
            key = _key(each)
            counts[key] -= 1
            if counts[key] < 0:
                yield f"an earlier report has a {each.kind} by {quoted(each.by or 'unknown')} that is missing now"
        for key, level in _levels(self.signatures).items():
            if key in levels and levels[key] < level:
                yield f"the level of the {key[0]} was {_LEVELS[level]}, and is {_LEVELS[levels[key]]} now"


def _earlier(signature: dict[str, Any]) -> EarlierSignature | None:
    certificate, by = signature["certificate"], signature["by"]
    if certificate is None:
        return None
    return EarlierSignature(
        kind=str(signature["kind"]),
        sha256=str(certificate["sha256"]),
        level=signature["level"],
        by=by["organization"] or by["name"],
    )


def _of_facts(facts: SignatureFacts) -> EarlierSignature | None:
    certificate = facts.certificate
    if certificate is None:
        return None
    return EarlierSignature(kind=facts.kind, sha256=certificate.sha256, level=facts.level)


def _key(signature: EarlierSignature) -> Key:
    return signature.kind, signature.sha256


def _levels(signatures: Iterable[EarlierSignature]) -> dict[Key, int]:
    """Return the lowest level of each signature, as its position in the order of the levels."""
    found: dict[Key, int] = {}
    for each in signatures:
        if each.level in _LEVELS:
            place = _LEVELS.index(Level(each.level))
            found[_key(each)] = min(place, found.get(_key(each), place))
    return found


def _parts_in_common(path: str, other: str) -> int:
    """Return the number of parts at the end of two paths that are the same."""
    pairs = zip(reversed(_SLASHES.split(path)), reversed(_SLASHES.split(other)), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
