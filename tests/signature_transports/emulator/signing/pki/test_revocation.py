"""Tests of OCSP responses and CRLs, read by ``cryptography``."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import ocsp

from signature_transports.clocks import START
from signature_transports.emulator.signing.pki.holders import Flaws, packager
from signature_transports.emulator.signing.pki.revocation import revocation_data

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("flaws", "status", "since", "reported_at"),
    [
        (Flaws(), ocsp.OCSPCertStatus.GOOD, None, START),
        (Flaws(is_revoked=True), ocsp.OCSPCertStatus.REVOKED, START - HOUR, START),
        (Flaws(is_expired=True), ocsp.OCSPCertStatus.GOOD, None, START - HOUR),
    ],
    ids=["good", "revoked", "expired"],
)
def test_an_ocsp_response_is_by_the_issuer(flaws: Flaws, status: object, since: object, reported_at: object) -> None:
    holder = packager(START, flaws)
    (encoded,) = revocation_data((holder,), START).responses
    response = ocsp.load_der_ocsp_response(encoded)
    (about,) = response.responses
    assert (about.serial_number, about.certificate_status) == (holder.certificate.serial_number, status)
    assert (about.revocation_time_utc, about.this_update_utc, response.produced_at_utc) == (
        since,
        reported_at,
        reported_at,
    )
    key = holder.authority.certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(response.signature, response.tbs_response_bytes, PKCS1v15(), SHA256())


def test_a_crl_is_by_the_root() -> None:
    holder = packager(START)
    (encoded,) = revocation_data((holder, packager(START, Flaws(is_revoked=True))), START).crls
    crl, key = x509.load_der_x509_crl(encoded), holder.authority.root.public_key()
    assert isinstance(key, RSAPublicKey)
    assert crl.is_signature_valid(key)
    assert (crl.issuer, len(crl), crl.last_update_utc) == (holder.authority.root.subject, 0, START)
