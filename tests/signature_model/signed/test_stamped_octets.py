"""The octets that a time-stamp covers are hashed in parts, and what several begin with once."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from signature_model.signed.stamped_octets import Beginning, StampedOctets

PARTS = st.lists(st.binary(max_size=20), max_size=3)


@given(PARTS, st.lists(PARTS, min_size=1, max_size=3), st.sampled_from(["sha256", "sha512"]))
def test_the_digest_is_that_of_all_parts(first: list[bytes], rests: list[list[bytes]], name: str) -> None:
    beginning = Beginning(first)
    for rest in rests:
        expected = hashlib.new(name, b"".join([*first, *rest])).digest()
        assert StampedOctets(rest, beginning).digest(name) == expected
        assert StampedOctets([*first, *rest]).digest(name) == expected
