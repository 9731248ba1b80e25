"""For all bytes, `validate_package` raises nothing and stays within a second and 300 MB.

If the seal has no error, every file of the package is one that the sender has sealed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from fuzz.mutators.archives import archive_changed, members_of
from fuzz.mutators.seals import encoded_changed
from fuzz.mutators.trees import tree_changed
from fuzz.promises import require
from fuzz.reports import require_valid_report
from fuzz.sender import a_bundle, credentials
from fuzz.signed_samples import CONTEXT, JOB
from signature_model.signed.packages import EvidencePackage, read_package, write_package
from signature_model.signed.rules.catalogue import CATALOGUE
from signature_model.signed.validation.packages import validate_package
from signature_model.strategies.authority import MOMENT
from tests.kits.bundles import SEAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.archives import Mutator
    from fuzz.mutators.dice import Dice

LONGEST: Final = 128 * 1024

_STATUS: Final = b'{"signatures": [{"status": "SIGNED", "personal_identification_number": "01818000282"}]}'


def check(content: bytes) -> None:
    """Validate the bytes as a package."""
    report = validate_package(content, context=CONTEXT)
    for each in (report.seal, *report.documents.values()):
        require_valid_report(each.plain, CATALOGUE)
    if not report.seal.errors:
        require(read_package(content).files.items() <= sealed(), "a file that was not sealed")


@cache
def sealed() -> frozenset[tuple[str, bytes]]:
    """Return the files of all seeds that were sealed, by name."""
    return frozenset(file for each in seeds() for file in members_of(each) or ())


def seeds() -> Iterator[bytes]:
    """Yield packages with a bundle, with originals and a status change, and an archive that is not a package."""
    signed = {"kari.xml": JOB.xades("T")}
    for package in (
        EvidencePackage(signed=signed, bundle=a_bundle(), reports={"report.json": b"{}"}),
        EvidencePackage(signed=signed, documents=JOB.documents, statuses={"1.json": _STATUS}, revocation={"crl": b"0"}),
    ):
        yield write_package(package, credentials(), signing_time=MOMENT)
    yield a_bundle()


def mutated(content: bytes, most: int, dice: Dice) -> bytes:
    """Change a file or a header."""
    return archive_changed(content, most, dice, _mutator_of)


def _mutator_of(name: str) -> Mutator:
    return tree_changed if name == SEAL or not name.endswith(".xml") else encoded_changed
