"""Tests that any flipped bit in a bundle causes a finding, unless all files are still read unchanged.

``seals/test_agreement`` lists the bits of a seal without a meaning, and compares them with an independent verifier.
"""

import io
import zipfile
import zlib
from typing import Final

from hypothesis import example, given
from hypothesis import strategies as st

from signature_model import Sector, build_bundle, validate_bundle
from signature_model.containers.names import SEAL
from signature_model.containers.reading import open_container
from signature_model.strategies import MOMENT, context, credentials
from tests.kits.certificates import NUMBER
from tests.kits.jobs import a_job

BUNDLE: Final = build_bundle(a_job(), credentials(NUMBER), signing_time=MOMENT).content
KNOWN: Final = context(sector=Sector.PUBLIC)
SOUND: Final = validate_bundle(BUNDLE, KNOWN)
FILES: Final = open_container(BUNDLE).members
BITS: Final = st.integers(0, len(BUNDLE) * 8 - 1)


def flipped(bit: int) -> bytes:
    """Return the bundle with one flipped bit."""
    content = bytearray(BUNDLE)
    content[bit // 8] ^= 1 << bit % 8
    return bytes(content)


def as_others_read(bundle: bytes) -> dict[str, bytes] | None:
    """Return the files as the standard library reads them; None if it refuses the archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
            return {name: opened.read(name) for name in opened.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        return None


def is_noticed_or_without_meaning(bit: int) -> bool:
    bundle = flipped(bit)
    report = validate_bundle(bundle, KNOWN)
    if not report.is_valid:
        return True
    if report.findings != SOUND.findings or open_container(bundle).members != FILES:
        return False
    return as_others_read(bundle) in [None, FILES]


@given(bit=BITS)
@example(bit=0)
def test_a_flipped_bit_is_found_or_all_files_are_unchanged(bit: int) -> None:
    assert is_noticed_or_without_meaning(bit)


def test_the_seal_is_compared() -> None:
    assert SEAL in FILES
