"""Tests of the DER that is written, read by asn1crypto."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from asn1crypto import algos, core
from hypothesis import given
from hypothesis import strategies as st

from signature_transports.emulator.signing.pki import der


@given(st.integers(0, 1 << 200))
def test_an_integer(value: int) -> None:
    assert core.Integer(value).dump() == der.integer(value)


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 70_000])
def test_a_length(size: int) -> None:
    content = b"x" * size
    assert core.OctetString(content).dump() == der.octets(content)
    assert core.OctetBitString(content).dump() == der.bits(content)


@pytest.mark.parametrize("dotted", ["2.999.1", "1.2.840.113549.1.9.16.2.47", "0.4.0.1862.1.1", "2.16.578.1.61.2.4"])
def test_an_identifier(dotted: str) -> None:
    assert core.ObjectIdentifier(dotted).dump() == der.identifier(dotted)


def test_an_algorithm() -> None:
    expected = algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}).dump()
    assert der.algorithm("1.2.840.113549.1.1.11", der.NULL) == expected


def test_a_time_is_in_utc() -> None:
    moment = datetime(2030, 1, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    assert core.GeneralizedTime(moment.astimezone(UTC)).dump() == der.time(moment)


def test_a_set_is_sorted() -> None:
    assert der.set_of(der.integer(2), der.integer(1)) == der.encoded(0x31, der.integer(1), der.integer(2))


def test_tags() -> None:
    assert der.tagged(1, der.NULL) == b"\xa1\x02\x05\x00"
    assert der.tagged(0, is_constructed=False) == b"\x80\x00"
