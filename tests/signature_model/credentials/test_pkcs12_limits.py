"""The keys in a PKCS#12 container and the work that it demands are found without opening it."""

import pytest

from signature_model.credentials.pkcs12_limits import MOST_ITERATIONS, MOST_MEMORY, KeyBag, key_bags, require_affordable
from signature_model.errors import CredentialsError
from tests.kits.certificates import authority, container, rsa_key

DATA = bytes.fromhex("06092a864886f70d010701")
OPEN, ENCRYPTED, OF_A_CERTIFICATE = (bytes.fromhex(f"060b2a864886f70d010c0a010{kind}") for kind in (1, 2, 3))
KEY = b"\x04\x05a key"
OPEN_KEY, ENCRYPTED_KEY = KeyBag(KEY, is_encrypted=False), KeyBag(KEY, is_encrypted=True)
SALT = b"\x04\x08saltsalt"


def element(identifier: int, *contents: bytes) -> bytes:
    """Encode one element in DER; for at most 65,535 bytes."""
    content = b"".join(contents)
    return bytes([identifier, 0x82]) + len(content).to_bytes(2, "big") + content


def sequence(*contents: bytes) -> bytes:
    return element(0x30, *contents)


def integers(*numbers: int) -> bytes:
    return b"".join(b"\x02\x09" + number.to_bytes(9, "big") for number in numbers)


def bag(kind: bytes, content: bytes = KEY) -> bytes:
    return sequence(kind, element(0xA0, content))


def data(octets: bytes) -> bytes:
    """Encode contents of the type data, whose octet string holds another encoding."""
    return sequence(DATA, element(0xA0, octets))


def nested(content: bytes) -> bytes:
    for _ in range(40):
        content = sequence(content)
    return content


@pytest.mark.parametrize(
    ("content", "keys"),
    [
        pytest.param(b"", [], id="nothing"),
        pytest.param(bag(OPEN), [OPEN_KEY], id="an open key"),
        pytest.param(bag(ENCRYPTED), [ENCRYPTED_KEY], id="an encrypted key"),
        pytest.param(bag(OF_A_CERTIFICATE, sequence()), [], id="a certificate"),
        pytest.param(bag(OPEN) + bag(ENCRYPTED), [OPEN_KEY, ENCRYPTED_KEY], id="two keys"),
        pytest.param(data(element(0x04, bag(OPEN))), [OPEN_KEY], id="in data"),
        pytest.param(data(element(0x24, element(0x04, bag(OPEN)))), [OPEN_KEY], id="in data of several pieces"),
        pytest.param(element(0x04, bag(OPEN)), [], id="in another octet string"),
        pytest.param(element(0x24, element(0x04, bag(OPEN))), [], id="in another octet string of several pieces"),
    ],
)
def test_keys_are_found_at_every_level(content: bytes, keys: list[KeyBag]) -> None:
    assert list(key_bags(content)) == keys


def test_the_encrypted_key_of_a_real_container_is_found() -> None:
    (found,) = key_bags(container(authority().issue(), authority().issuers, key=rsa_key("enterprise")))
    assert found.is_encrypted
    assert found.encoded.startswith(b"\x30")


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(sequence(integers(MOST_ITERATIONS + 1)), id="a number without salt"),
        pytest.param(sequence(SALT, integers(MOST_ITERATIONS)), id="rounds"),
        pytest.param(sequence(SALT, integers(MOST_ITERATIONS, 1 << 60)), id="rounds, length of the key"),
        pytest.param(sequence(SALT, integers(1 << 14, 8, 1)), id="scrypt as OpenSSL writes it"),
        pytest.param(sequence(SALT, integers(1 << 17, 8, 1)), id="scrypt with 128 MiB"),
        pytest.param(sequence(SALT, integers(2, 1, MOST_ITERATIONS // 2)), id="scrypt, the maximum"),
        pytest.param(sequence(SALT, integers(1 << 14, 8, 1, 1 << 60)), id="scrypt, length of the key"),
    ],
)
def test_usual_work_is_affordable(encoded: bytes) -> None:
    require_affordable(encoded)
    require_affordable(sequence(sequence(encoded), b"\x05\0"))


@pytest.mark.parametrize(
    ("encoded", "reason"),
    [
        pytest.param(sequence(SALT, integers(MOST_ITERATIONS + 1)), "rounds", id="rounds"),
        pytest.param(sequence(SALT, integers(MOST_ITERATIONS + 1, 32)), "rounds", id="rounds, length of the key"),
        pytest.param(
            sequence(sequence(SALT, integers(MOST_ITERATIONS)), sequence(SALT, integers(1))), "rounds", id="together"
        ),
        pytest.param(sequence(b"\x24\x0a" + SALT, integers(MOST_ITERATIONS + 1)), "rounds", id="a salt in pieces"),
        pytest.param(bag(ENCRYPTED, sequence(SALT, integers(MOST_ITERATIONS + 1))), "rounds", id="in a key bag"),
        pytest.param(sequence(SALT, integers(1 << 21, 8, 1)), "rounds", id="scrypt, cost"),
        pytest.param(sequence(SALT, integers(2, 1 << 30, 1)), "rounds", id="scrypt, block size"),
        pytest.param(sequence(SALT, integers(1 << 14, 8, 1 << 20)), "rounds", id="scrypt, parallelization"),
        pytest.param(sequence(SALT, integers(1 << 20, 8, 1, 32)), "rounds", id="scrypt, length of the key"),
        pytest.param(sequence(SALT, integers(1 << 21, 1, 1)), "memory", id="scrypt, memory"),
        pytest.param(sequence(SALT, integers(0, 1 << 30, 1)), "memory", id="scrypt, memory without work"),
    ],
)
def test_endless_work_is_refused(encoded: bytes, reason: str) -> None:
    with pytest.raises(CredentialsError, match=reason) as caught:
        require_affordable(sequence(encoded))
    is_memory = reason == "memory"
    assert caught.value.hint == f"export it again with {'a lower scrypt cost' if is_memory else 'fewer iterations'}"


def test_the_memory_of_a_usual_key_is_far_from_the_limit() -> None:
    assert MOST_MEMORY >= 128 * 8 * (1 << 14) * 16


@pytest.mark.parametrize(
    ("encoded", "reason"),
    [
        pytest.param(b"\x30\x05", "cut short", id="cut short"),
        pytest.param(data(element(0x05)), "not an octet string", id="not an octet string"),
        pytest.param(b"\x30\x80" * 40, "no end", id="without stated lengths, nested too deeply"),
        pytest.param(nested(bag(OPEN)), "too deeply", id="nested too deeply"),
    ],
)
def test_a_damaged_encoding_is_refused(encoded: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        list(key_bags(encoded))
    with pytest.raises(ValueError, match=reason):
        require_affordable(encoded)
