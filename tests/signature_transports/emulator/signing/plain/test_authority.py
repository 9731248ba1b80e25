"""Tests of the emulator's certificate authority."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from signature_model.credentials.certificates import maybe_rsa_key
from signature_model.credentials.chains import chain_of, is_trusted, reaches_root
from signature_transports.clocks import START
from signature_transports.emulator.jobs.people import name_of
from signature_transports.emulator.signing.plain.authority import certificate_of, root, sign
from signature_transports.emulator.web.control import LAST_MOMENT
from tests.signature_transports.emulator.signed_jobs import PEOPLE, a_signed_job


@pytest.mark.parametrize("moment", [datetime(2000, 1, 1, tzinfo=UTC), START, LAST_MOMENT], ids=str)
def test_certificates_are_valid_at_any_time_of_the_clock(moment: datetime) -> None:
    certificate = certificate_of(a_signed_job(0), 0)
    assert reaches_root(chain_of(certificate, [root()]))
    assert is_trusted(certificate, [], (root(),), moment)


def test_a_certificate_has_a_name_and_no_number() -> None:
    certificate = certificate_of(a_signed_job(0), 0)
    assert certificate.subject.rfc4514_string() == f"CN={name_of(PEOPLE[0])},C=NO"


def test_each_signer_of_each_job_has_a_certificate() -> None:
    job = a_signed_job(0, 1)
    all_of_them = [certificate_of(job, 0), certificate_of(job, 1), certificate_of(replace(job, id=8), 0), root()]
    assert len({each.serial_number for each in all_of_them}) == len(all_of_them)
    assert certificate_of(job, 0) == all_of_them[0]


def test_a_signature_verifies_with_the_certificate() -> None:
    key = maybe_rsa_key(certificate_of(a_signed_job(0), 0))
    assert key is not None
    key.verify(sign(b"some words"), b"some words", PKCS1v15(), SHA256())
