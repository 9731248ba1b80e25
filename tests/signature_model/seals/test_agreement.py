"""What the witness refuses is never called valid, whatever is changed in a bundle, and hardly a bit has no meaning."""

import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model import Context, Sector, validate_bundle
from tests.kits.bundles import CONTRACT, MANIFEST, SEAL, put_together, taken_apart
from tests.kits.certificates import authority
from tests.kits.jobs import PUBLIC
from tests.signature_model.seals import witness

SOUND: Final = taken_apart()
TRUSTING: Final = Context(sector=Sector.PUBLIC, trust_anchors=(authority().root,))
"""With anchors, the issuing certificate has a meaning too, which no signature covers."""


def is_valid(members: dict[str, bytes], context: Context = PUBLIC) -> bool:
    return validate_bundle(put_together(members), context).is_valid


def test_the_sound_bundle_is_accepted_by_both() -> None:
    assert is_valid(SOUND)
    assert witness.accepts(SOUND[SEAL], SOUND)


@st.composite
def mutations(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with a piece of it replaced by another: changed, inserted, left out, or repeated from elsewhere."""
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(start + 40, len(content))))
    at = draw(st.integers(0, len(content)))
    elsewhere = st.just(content[at : at + draw(st.integers(0, 40))])
    ascii_only = st.text(st.characters(max_codepoint=0x7F), max_size=10).map(str.encode)
    return content[:start] + draw(st.binary(max_size=4) | ascii_only | elsewhere) + content[end:]


@given(mutated=mutations(SOUND[SEAL]))
def test_a_seal_that_the_witness_refuses_is_never_valid(mutated: bytes) -> None:
    assert not is_valid(SOUND | {SEAL: mutated}) or witness.accepts(mutated, SOUND)


@pytest.mark.parametrize("member", [CONTRACT, MANIFEST])
@given(data=st.data())
def test_a_changed_file_is_refused_by_both(member: str, data: st.DataObject) -> None:
    members = SOUND | {member: data.draw(mutations(SOUND[member]).filter(lambda content: content != SOUND[member]))}
    assert not witness.accepts(members[SEAL], members)
    assert not is_valid(members)


@given(data=st.data())
def test_comments_between_and_inside_texts_change_nothing(data: st.DataObject) -> None:
    places = [match.start() for match in re.finditer(rb"(?<=>)[^<]*(?=<)", SOUND[SEAL])]
    ends = [match.end() for match in re.finditer(rb"(?<=>)[^<]*(?=<)", SOUND[SEAL])]
    index = data.draw(st.integers(0, len(places) - 1))
    at = data.draw(st.integers(places[index], ends[index]))
    commented = SOUND[SEAL][:at] + b"<!-- -->" + SOUND[SEAL][at:]
    report = validate_bundle(put_together(SOUND | {SEAL: commented}), TRUSTING)
    assert report.findings == ()
    assert witness.accepts(commented, SOUND)


MEANINGLESS: Final = [
    # Another name makes it a processing instruction, other versions and letter cases are the same to the parser.
    SOUND[SEAL][: SOUND[SEAL].index(b"?>")],
    # Nobody signs the root that a seal holds, and nobody trusts it: the anchors come from elsewhere.
    SOUND[SEAL].rpartition(b"<X509Certificate>")[2].partition(b"<")[0],
]


def flipped(bit: int) -> bytes:
    """The seal with one bit the other way round."""
    content = bytearray(SOUND[SEAL])
    content[bit // 8] ^= 1 << bit % 8
    return bytes(content)


def has_meaning(bit: int) -> bool:
    spans = [(SOUND[SEAL].index(each), len(each)) for each in MEANINGLESS]
    return not any(start <= bit // 8 < start + length for start, length in spans)


@given(bit=st.integers(0, len(SOUND[SEAL]) * 8 - 1).filter(has_meaning))
def test_a_flipped_bit_of_the_seal_is_noticed(bit: int) -> None:
    assert not is_valid(SOUND | {SEAL: flipped(bit)}, TRUSTING)


@given(bit=st.integers(0, len(SOUND[SEAL]) * 8 - 1))
def test_a_flipped_bit_never_makes_valid_what_the_witness_refuses(bit: int) -> None:
    assert not is_valid(SOUND | {SEAL: flipped(bit)}) or witness.accepts(flipped(bit), SOUND)
