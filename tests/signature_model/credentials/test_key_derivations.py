"""What an encrypted key may ask of whoever opens it."""

from __future__ import annotations

import pytest

from signature_model.credentials.key_derivations import MOST_ITERATIONS, MOST_MEMORY, require_affordable
from signature_model.errors import CredentialsError

SALT = b"\x04\x08saltsalt"


def sequence(*contents: bytes) -> bytes:
    content = b"".join(contents)
    return b"\x30\x82" + len(content).to_bytes(2, "big") + content


def integers(*numbers: int) -> bytes:
    return b"".join(b"\x02\x09" + number.to_bytes(9, "big") for number in numbers)


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(sequence(integers(MOST_ITERATIONS + 1)), id="a number without salt"),
        pytest.param(sequence(SALT, integers(MOST_ITERATIONS)), id="rounds"),
        pytest.param(sequence(SALT, integers(MOST_ITERATIONS, 1 << 60)), id="rounds, length of the key"),
        pytest.param(sequence(SALT, integers(1 << 14, 8, 1)), id="scrypt as OpenSSL writes it"),
        pytest.param(sequence(SALT, integers(1 << 17, 8, 1)), id="scrypt with 128 MiB"),
        pytest.param(sequence(SALT, integers(2, 1, MOST_ITERATIONS // 2)), id="scrypt, as often as may be"),
        pytest.param(sequence(SALT, integers(1 << 14, 8, 1, 1 << 60)), id="scrypt, length of the key"),
    ],
)
def test_honest_work_is_affordable(encoded: bytes) -> None:
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
        pytest.param(sequence(SALT, integers(1 << 21, 8, 1)), "rounds", id="scrypt, cost"),
        pytest.param(sequence(SALT, integers(2, 1 << 30, 1)), "rounds", id="scrypt, block size"),
        pytest.param(sequence(SALT, integers(1 << 14, 8, 1 << 20)), "rounds", id="scrypt, parallelization"),
        pytest.param(sequence(SALT, integers(1 << 20, 8, 1, 32)), "rounds", id="scrypt, length of the key"),
        pytest.param(sequence(SALT, integers(1 << 21, 1, 1)), "memory", id="scrypt, memory"),
        pytest.param(sequence(SALT, integers(0, 1 << 30, 1)), "memory", id="scrypt, memory for no work"),
    ],
)
def test_endless_work_is_refused(encoded: bytes, reason: str) -> None:
    with pytest.raises(CredentialsError, match=reason) as caught:
        require_affordable(sequence(encoded))
    assert caught.value.hint


def test_the_memory_of_an_honest_key_is_far_from_the_bound() -> None:
    assert MOST_MEMORY >= 128 * 8 * (1 << 14) * 16


@pytest.mark.parametrize("encoded", [b"\x30\x82", b"\x30\x80" * 40], ids=["cut short", "no end of depth"])
def test_damage_is_told(encoded: bytes) -> None:
    with pytest.raises(ValueError, match=r"no end|cut short"):
        require_affordable(encoded)
