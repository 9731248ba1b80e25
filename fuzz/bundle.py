"""For all bytes, `validate_bundle` raises nothing, stays within a second and 300 MB, and returns a correct report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fuzz.mutators.archives import archive_changed, members_of, packed
from fuzz.mutators.manifests import manifest_changed
from fuzz.mutators.papers import paper_changed
from fuzz.mutators.seals import seal_of, signed_again
from fuzz.mutators.trees import tree_changed
from fuzz.reports import require_valid_report
from fuzz.sender import a_bundle, context_for
from signature_model import validate_bundle
from tests.kits.archives import Raw, archive
from tests.kits.bundles import MANIFEST, SEAL
from tests.kits.pdfs import claiming_pdfa, page, paper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.archives import Mutator
    from fuzz.mutators.dice import Dice

LONGEST: Final = 256 * 1024


def check(content: bytes) -> None:
    """Validate the bytes."""
    require_valid_report(validate_bundle(content, context_for(content)))


def seeds() -> Iterator[bytes]:
    """Yield a valid bundle, and other forms of it."""
    yield a_bundle()
    members = dict(members_of(a_bundle()) or [])
    for document in (paper(header=b"%PDF-1.3"), claiming_pdfa(), paper(pages=(page(), page(Rotate=90)))):
        changed = members | {"contract.pdf": document}
        yield packed(list((changed | {SEAL: seal_of(changed)}).items()))
    yield packed([("mimetype", b"application/vnd.etsi.asic-e+zip"), *members.items()])
    yield packed([(SEAL, members[SEAL])])
    yield packed([(MANIFEST, members[MANIFEST])])
    raws = [Raw(name=name.encode(), content=content) for name, content in members.items()]
    yield archive(*raws, before=b"#!/bin/sh\n", comment=b"a comment", zip64={})
    yield archive()


def mutated(content: bytes, most: int, dice: Dice) -> bytes:
    """Change a member or a header; one bundle in three is sealed again if possible."""
    changed = archive_changed(content, most, dice, _mutator_of)
    if not dice.one_in(3) or not (found := members_of(changed)):
        return changed
    members = dict(found)
    is_new = dice.one_in(2) or SEAL not in members
    seal = seal_of(members) if is_new else signed_again(members[SEAL], members)
    written = packed(list((members | {SEAL: seal}).items()))
    return written if len(written) <= most else changed


def _mutator_of(name: str) -> Mutator:
    if name == MANIFEST:
        return manifest_changed
    return tree_changed if name == SEAL else paper_changed
