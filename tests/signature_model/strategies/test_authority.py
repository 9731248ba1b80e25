"""Tests of the test certificates."""

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from signature_model.credentials import chains
from signature_model.credentials.certificates import organization_number
from signature_model.strategies import MOMENT, context, credentials, trust_anchors
from signature_model.strategies.authority import key


def test_the_credentials_are_valid_and_belong_to_the_sender() -> None:
    made = credentials("984661185")
    assert (made.problems(MOMENT), organization_number(made.certificate)) == ((), "984661185")
    assert chains.is_trusted(made.certificate, made.chain, trust_anchors(), MOMENT)


@pytest.mark.parametrize("name", ["enterprise", "root", "issuing", "stranger"])
def test_a_key_is_valid(name: str) -> None:
    made = key(name)
    assert isinstance(made, RSAPrivateKey)
    assert made.key_size == 2048
    made.private_numbers().private_key()  # raises ValueError if a factor is not a prime


def test_the_context_lacks_only_the_sector() -> None:
    known = context()
    assert (known.sector, known.now, known.trust_anchors) == (None, MOMENT, trust_anchors())
