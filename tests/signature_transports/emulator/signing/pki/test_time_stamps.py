"""Tests of time-stamps."""

import asyncio
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from asn1crypto import cms, tsp
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.validation import async_validate_cms_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from signature_transports.clocks import START
from signature_transports.emulator import signers_anchors
from signature_transports.emulator.signing.pki.time_stamps import time_stamp, whole_second


@pytest.mark.parametrize(
    ("moment", "second"),
    [
        (START, START),
        (START + timedelta(microseconds=1), START + timedelta(seconds=1)),
        (START + timedelta(seconds=1, microseconds=999_999), START + timedelta(seconds=2)),
    ],
)
def test_a_time_stamp_is_not_older_than_its_content(moment: datetime, second: datetime) -> None:
    assert whole_second(moment) == second
    signed = cms.ContentInfo.load(time_stamp(b"some words", moment))["content"]
    info = tsp.TSTInfo.load(bytes(signed["encap_content_info"]["content"]))
    assert info["gen_time"].native == second
    assert info["message_imprint"]["hashed_message"].native == sha256(b"some words").digest()


def test_an_independent_verifier_accepts_a_time_stamp() -> None:
    signed = cms.ContentInfo.load(time_stamp(b"some words", START))["content"]
    roots = [
        each for root in signers_anchors() for each in load_certs_from_pemder_data(root.public_bytes(Encoding.DER))
    ]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=START)
    usage = KeyUsageConstraints(key_usage={"digital_signature"}, extd_key_usage={"time_stamping"})
    checking = async_validate_cms_signature(signed, validation_context=context, key_usage_settings=usage)
    status = asyncio.run(checking)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)


def test_a_time_stamp_is_always_the_same() -> None:
    assert time_stamp(b"some words", START) == time_stamp(b"some words", START)
    assert time_stamp(b"some words", START) != time_stamp(b"other words", START)
