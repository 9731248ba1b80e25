"""Errors in the encoding of a certificate are found, and nothing else counts as one."""

import pytest

from signature_model.credentials.certificates import maybe_key
from signature_model.credentials.encodings import has_malformed_extension, has_malformed_key, has_two_algorithms
from tests.kits.certificates import AUTHORITY, authority, certificate, changed, rsa_key, seid2


@pytest.mark.parametrize(
    ("old", "new", "is_malformed"),
    [
        pytest.param(b"", b"", False, id="sound"),
        pytest.param(b"\x02\x82\x01\x01\x00", b"\x02\x92\x01\x01\x00", True, id="a length that is none"),
        pytest.param(b"\x02\x03\x01\x00\x01", b"\x02\x03\x01\x00\x02", False, id="an even exponent"),
        pytest.param(b"\x0d\x01\x01\x01\x05", b"\x0d\x01\x01\x63\x05", False, id="an unknown algorithm"),
    ],
)
def test_the_encoding_of_a_key_may_be_malformed(old: bytes, new: bytes, is_malformed: bool) -> None:  # noqa: FBT001 - the table says which
    found = changed(authority().root, old, new)
    assert has_malformed_key(found) is is_malformed
    assert (maybe_key(found) is None) is (old != new)


@pytest.mark.parametrize(
    ("old", "new", "is_malformed"),
    [
        pytest.param("", "", False, id="sound"),
        pytest.param("0603551d13 0101ff 0405 3003", "0603551d13 0101ff 0405 3063", True, id="cut short"),
        pytest.param("0603551d0f", "0603551d13", True, id="twice"),
        pytest.param("0603551d13 0101ff 0405 3003", "06037f1d13 0101ff 0405 3063", False, id="unknown"),
    ],
)
def test_a_critical_extension_may_be_malformed(old: str, new: str, is_malformed: bool) -> None:  # noqa: FBT001 - the table says which
    found = changed(authority().root, bytes.fromhex(old), bytes.fromhex(new))
    assert has_malformed_extension(found) is is_malformed


@pytest.mark.parametrize(
    ("old", "new", "are_two"),
    [
        pytest.param("", "", False, id="one"),
        pytest.param("0b0500 0382", "0c0500 0382", True, id="another outside"),
        pytest.param("0b0500 30", "0c0500 30", True, id="another inside"),
        pytest.param("0b0500", "0c0500", False, id="another in both places"),
    ],
)
def test_the_algorithm_of_the_signature_is_stated_twice(old: str, new: str, are_two: bool) -> None:  # noqa: FBT001 - the table says which
    assert has_two_algorithms(changed(authority().root, bytes.fromhex(old), bytes.fromhex(new))) is are_two


def test_an_extension_that_is_not_critical_may_be_malformed() -> None:
    own = rsa_key("enterprise")
    sound = certificate(seid2(), seid2(), own, own, extensions=[AUTHORITY], critical=False)
    found = changed(sound, bytes.fromhex("0603551d13 0405 3003"), bytes.fromhex("0603551d13 0405 3063"))
    assert not has_malformed_extension(found)
