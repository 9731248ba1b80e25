from __future__ import annotations

import pytest

from signature_model.credentials.key_bags import KeyBag, key_bags
from tests.kits.certificates import authority, container, rsa_key

DATA = bytes.fromhex("06092a864886f70d010701")
OPEN, LOCKED, OF_A_CERTIFICATE = (bytes.fromhex(f"060b2a864886f70d010c0a010{kind}") for kind in (1, 2, 3))
OPEN_KEY, LOCKED_KEY = KeyBag(b"a key", is_locked=False), KeyBag(b"a key", is_locked=True)


def element(identifier: int, content: bytes) -> bytes:
    """One element in DER; for at most 65,535 bytes."""
    return bytes([identifier, 0x82]) + len(content).to_bytes(2, "big") + content


def bag(kind: bytes, content: bytes) -> bytes:
    """A bag of a kind."""
    return element(0x30, kind + element(0xA0, content))


def data(octets: bytes) -> bytes:
    """Contents that are an encoding in octets."""
    return element(0x30, DATA + element(0xA0, octets))


@pytest.mark.parametrize(
    ("content", "keys"),
    [
        pytest.param(b"", [], id="nothing"),
        pytest.param(bag(OPEN, b"a key"), [OPEN_KEY], id="an open key"),
        pytest.param(bag(LOCKED, b"a key"), [LOCKED_KEY], id="a locked key"),
        pytest.param(bag(OF_A_CERTIFICATE, element(0x30, b"")), [], id="a certificate"),
        pytest.param(bag(OPEN, b"a key") + bag(LOCKED, b"a key"), [OPEN_KEY, LOCKED_KEY], id="two keys"),
        pytest.param(data(element(0x04, bag(OPEN, b"a key"))), [OPEN_KEY], id="within contents"),
        pytest.param(data(element(0x24, element(0x04, bag(OPEN, b"a key")))), [OPEN_KEY], id="within pieces"),
        pytest.param(element(0x04, bag(OPEN, b"a key")), [], id="within other octets"),
        pytest.param(element(0x24, element(0x04, bag(OPEN, b"a key"))), [], id="within pieces of others"),
    ],
)
def test_keys_are_found_where_they_can_be_seen(content: bytes, keys: list[KeyBag]) -> None:
    assert list(key_bags(content)) == keys


def test_the_key_of_a_container_is_found_and_what_is_locked_as_a_whole_is_not() -> None:
    (found,) = key_bags(container(authority().issue(), authority().issuers, key=rsa_key("enterprise")))
    assert found.is_locked
    assert found.encoded.startswith(b"\x30")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x30\x05", id="cut short"),
        pytest.param(data(element(0x05, b"")), id="no octet string"),
    ],
)
def test_what_is_damaged_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"cut short|no octet string"):
        list(key_bags(content))


def test_elements_within_elements_end_somewhere() -> None:
    nested = bag(OPEN, b"a key")
    for _ in range(40):
        nested = element(0x30, nested)
    with pytest.raises(ValueError, match="deeper"):
        list(key_bags(nested))
