"""For all bytes, `validate_pades` raises nothing and stays within a second and 300 MB.

If the report is valid, the bytes outside the signature are those of a sealed document.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from fuzz.mutators.der import der_changed
from fuzz.mutators.papers import paper_changed
from fuzz.promises import require
from fuzz.reports import require_valid_report
from fuzz.signed_samples import CONTEXT, JOB, SENT
from signature_model.signed.rules.catalogue import CATALOGUE
from signature_model.signed.validation.validators import validate_pades
from signature_model.strategies.pdf_files import pdf_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.dice import Dice

LONGEST: Final = 192 * 1024

_SIGNATURE: Final = re.compile(rb"(?<=/Contents <)[0-9a-f]*(?=>)")
_OBJECT: Final = re.compile(rb"(?<=\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_START: Final = re.compile(rb"startxref\s+(\d+)")


def check(content: bytes) -> None:
    """Validate the bytes as the PAdES of a job."""
    report = validate_pades(content, SENT, CONTEXT)
    require_valid_report(report.plain, CATALOGUE)
    require(not report.is_valid or _outside(content) in sealed(), "a valid PAdES that was changed")


@cache
def sealed() -> frozenset[bytes]:
    """Return the bytes outside the signature of each valid seed."""
    return frozenset({_outside(each) for each in seeds()})


def seeds() -> Iterator[bytes]:
    """Yield a sealed document, one with a revision after the seal, and one without a seal."""
    pades = JOB.pades()
    yield pades
    yield revised(pades, 1, b"<</Type/Catalog/Pages 2 0 R>>")
    yield pdf_file()


def revised(content: bytes, number: int, body: bytes) -> bytes:
    """Add a revision with one object."""
    previous = [*_START.finditer(content)][-1][1]
    added = b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(content))
    trailer = b"trailer\n<</Size 99/Root 1 0 R/Prev %b>>\nstartxref\n%d\n%%%%EOF\n"
    return content + added + table + trailer % (previous, len(content) + len(added))


def mutated(content: bytes, most: int, dice: Dice) -> bytes:
    """Change an object, or the signature, or add a revision in which an object is changed."""
    if dice.one_in(3):
        return paper_changed(content, most, dice)
    objects = _OBJECT.findall(content)
    if dice.one_in(2) and objects and _START.search(content):
        number, body = dice.of(objects)
        changed = revised(content, int(number) % 1_000, dice.plain(body, len(body) + 200))
    else:
        changed = _SIGNATURE.sub(lambda found: _hex_changed(found[0], dice), content, count=1)
    return changed if len(changed) <= most else dice.plain(content, most)


def _hex_changed(text: bytes, dice: Dice) -> bytes:
    """Change an element of a signature in hexadecimal, without its padding."""
    encoded = bytes.fromhex(text.decode()[: len(text) // 2 * 2]).rstrip(b"\0")
    return der_changed(encoded, max(1, len(text) // 2), dice).hex().encode().ljust(len(text), b"0")


def _outside(content: bytes) -> bytes:
    return _SIGNATURE.sub(b"", content)
