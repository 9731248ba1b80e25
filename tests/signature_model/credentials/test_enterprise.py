from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo, Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, SHA512, Hash
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from signature_model.credentials.enterprise import Credentials
from signature_model.errors import CredentialsError
from tests.signature_model.authority import (
    MOMENT,
    NUMBER,
    PASSWORD,
    SINCE,
    UNTIL,
    authority,
    changed,
    container,
    elliptic_key,
    key_usage,
    name,
    pem,
    pem_key,
    rsa_key,
    seid1,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cryptography import x509

KEY = rsa_key("enterprise")
LEAF = authority().issue()
WHOLE = (LEAF, *authority().issuers)
DATA = b"what is to be signed"
SECOND = timedelta(seconds=1)


def verify(signature: bytes, data: bytes = DATA) -> None:
    KEY.public_key().verify(signature, data, PKCS1v15(), SHA256())


def digest(data: bytes) -> bytes:
    hashed = Hash(SHA256())
    hashed.update(data)
    return hashed.finalize()


def with_leaf(leaf: x509.Certificate) -> Credentials:
    return Credentials.from_signer((leaf, *authority().issuers), lambda data: data)


def test_a_container_gives_certificate_chain_and_signature() -> None:
    credentials = Credentials.from_pkcs12(container(LEAF, authority().issuers, key=KEY), PASSWORD)
    assert credentials.certificate == LEAF
    assert credentials.chain == WHOLE
    assert credentials.private_key is not None
    assert not credentials.problems(MOMENT)
    verify(credentials.sign(DATA))


def test_a_container_may_be_given_as_a_path(tmp_path: Path) -> None:
    path = tmp_path / "virksomhet.p12"
    path.write_bytes(container(LEAF, key=KEY))
    assert Credentials.from_pkcs12(path, PASSWORD) == Credentials.from_pkcs12(str(path), PASSWORD.encode())


def test_the_certificates_may_come_in_any_order() -> None:
    shuffled = container(LEAF, [authority("Fjellet").root, *reversed(authority().issuers)], key=KEY)
    assert Credentials.from_pkcs12(shuffled, PASSWORD).chain == WHOLE


def test_the_certificate_that_lasts_longest_is_in_use() -> None:
    renewed = authority().issue(until=UNTIL + timedelta(days=365))
    credentials = Credentials.from_pkcs12(container(LEAF, [renewed], key=KEY), PASSWORD)
    assert credentials.certificate == renewed


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param(authority().issuers, id="objects"),
        pytest.param(pem(*authority().issuers), id="PEM"),
    ],
)
def test_missing_issuers_may_be_supplied(extra: tuple[x509.Certificate, ...] | bytes) -> None:
    alone = container(LEAF, key=KEY)
    assert Credentials.from_pkcs12(alone, PASSWORD).chain == (LEAF,)
    assert Credentials.from_pkcs12(alone, PASSWORD, extra_certificates=extra).chain == WHOLE


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(container(None, WHOLE, key=None), "no private key, only 3", id="no key"),
        pytest.param(container(None, [], key=KEY), "none of the 0", id="no certificate"),
        pytest.param(container(None, authority().issuers, key=KEY), "none of the 2", id="others' certificates"),
        pytest.param(
            container(authority().issue(key=elliptic_key()), key=elliptic_key()), "no RSA key", id="elliptic curve"
        ),
        pytest.param(b"no container", "no PKCS#12", id="no container"),
    ],
)
def test_what_cannot_sign_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(CredentialsError, match=reason) as caught:
        Credentials.from_pkcs12(content, PASSWORD)
    assert caught.value.hint


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.p12", tmp_path, f"{tmp_path}\0"):
        with pytest.raises(CredentialsError, match="cannot be read") as caught:
            Credentials.from_pkcs12(path, PASSWORD)
        assert repr(str(path)) in caught.value.message


def test_pem_gives_the_same_as_a_container() -> None:
    fresh = Credentials.from_pem(pem(*reversed(WHOLE)), pem_key(KEY))
    locked = Credentials.from_pem(pem(LEAF), pem_key(KEY, PASSWORD), PASSWORD, extra_certificates=authority().issuers)
    assert fresh == locked == Credentials.from_pkcs12(container(LEAF, authority().issuers, key=KEY), PASSWORD)
    verify(fresh.sign(DATA))


def test_a_pem_key_of_another_certificate_is_refused() -> None:
    with pytest.raises(CredentialsError, match="none of the 3"):
        Credentials.from_pem(pem(*WHOLE), pem_key(rsa_key("other")))


def test_a_key_too_short_for_the_digest_cannot_sign() -> None:
    p, q, e = 2**127 - 1, 2**107 - 1, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(e, p * q))
    short = numbers.private_key()
    credentials = Credentials.from_pem(pem(authority().issue(key=short)), pem_key(short))
    with pytest.raises(CredentialsError, match="234 bits"):
        credentials.sign(DATA)


def test_a_signer_signs_with_a_key_that_nobody_sees() -> None:
    given: list[bytes] = []

    def sign(data: bytes) -> bytes:
        given.append(data)
        return KEY.sign(data, PKCS1v15(), SHA256())

    credentials = Credentials.from_signer(WHOLE, sign)
    assert credentials.private_key is None
    assert credentials.chain == WHOLE
    verify(credentials.sign(DATA))
    assert given == [DATA]


def test_a_signers_certificates_may_be_pem_or_der() -> None:
    assert Credentials.from_signer(pem(*WHOLE), bytes).chain == WHOLE
    assert Credentials.from_signer(LEAF.public_bytes(Encoding.DER), bytes).chain == (LEAF,)


@pytest.mark.parametrize(
    ("certificates", "reason"),
    [
        pytest.param([], "no certificate", id="none"),
        pytest.param([authority().issue(key=elliptic_key())], "not a usable RSA key", id="elliptic curve"),
        pytest.param(b"no certificate", "no certificate", id="garbage"),
    ],
)
def test_a_signer_needs_an_rsa_certificate(certificates: list[x509.Certificate] | bytes, reason: str) -> None:
    with pytest.raises(CredentialsError, match=reason):
        Credentials.from_signer(certificates, bytes)


@pytest.mark.parametrize(
    ("sign", "reason"),
    [
        pytest.param(lambda data: rsa_key("other").sign(data, PKCS1v15(), SHA256()), "another key", id="another key"),
        pytest.param(lambda data: KEY.sign(data, PSS(MGF1(SHA256()), 32), SHA256()), "or with PSS", id="PSS"),
        pytest.param(lambda data: KEY.sign(data, PKCS1v15(), SHA512()), "another digest algorithm", id="SHA-512"),
        pytest.param(lambda data: KEY.sign(data + b".", PKCS1v15(), SHA256()), "something else", id="other data"),
        pytest.param(
            lambda data: KEY.sign(digest(data), PKCS1v15(), SHA256()), "digest of the digest", id="hashed twice"
        ),
        pytest.param(lambda data: KEY.sign(digest(data), PKCS1v15(), NoDigestInfo()), "bare digest", id="bare digest"),
        pytest.param(lambda data: KEY.sign(data, PKCS1v15(), SHA256())[1:], "255 bytes instead of 256", id="cut short"),
        pytest.param(
            lambda data: base64.b64encode(KEY.sign(data, PKCS1v15(), SHA256())), "344 bytes instead", id="base64"
        ),
        pytest.param(lambda _: b"", "0 bytes", id="nothing"),
        pytest.param(lambda _: "text", "returned str, not bytes", id="text"),
        pytest.param(lambda _: None, "returned NoneType, not bytes", id="None"),
    ],
)
def test_a_false_signature_is_noticed_and_explained(sign: Callable[[bytes], bytes], reason: str) -> None:
    with pytest.raises(CredentialsError, match=reason):
        Credentials.from_signer(WHOLE, sign).sign(DATA)


def test_a_signer_may_hash_first() -> None:
    def sign(data: bytes) -> bytes:
        return KEY.sign(digest(data), PKCS1v15(), Prehashed(SHA256()))

    verify(Credentials.from_signer(WHOLE, sign).sign(DATA))


def test_what_the_signer_raises_passes_through() -> None:
    def sign(_data: bytes) -> bytes:
        msg = "the service is down"
        raise ConnectionError(msg)

    with pytest.raises(ConnectionError, match="down"):
        Credentials.from_signer(WHOLE, sign).sign(DATA)


@pytest.mark.parametrize(
    ("now", "problem"),
    [
        pytest.param(SINCE - SECOND, "not valid before 2024-01-01", id="too early"),
        pytest.param(UNTIL + SECOND, "expired at 2034-01-01", id="too late"),
        pytest.param(UNTIL - timedelta(days=29, hours=1), "in 29 day", id="soon"),
        pytest.param(UNTIL, "in 0 day", id="now"),
    ],
)
def test_validity_is_a_problem_with_dates(now: datetime, problem: str) -> None:
    (found,) = with_leaf(LEAF).problems(now)
    assert problem in found


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(SINCE, id="first second"),
        pytest.param(UNTIL - timedelta(days=30), id="30 days left"),
        pytest.param(None, id="no moment given"),
    ],
)
def test_a_sound_certificate_is_no_problem(now: datetime | None) -> None:
    assert with_leaf(LEAF).problems(now) == ()


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        with_leaf(LEAF).problems(MOMENT.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("leaf", "problem"),
    [
        pytest.param(authority().issue(usage=key_usage("content_commitment")), "not authentication", id="seal only"),
        pytest.param(authority().issue(usage=key_usage("key_encipherment")), "encryption certificate", id="encryption"),
        pytest.param(authority().issue(name((NameOID.COMMON_NAME, "Kari"))), "no organisation number", id="a person"),
    ],
)
def test_what_may_be_refused_is_a_problem(leaf: x509.Certificate, problem: str) -> None:
    (found,) = with_leaf(leaf).problems(MOMENT)
    assert problem in found


def test_the_missing_issuer_is_named() -> None:
    (found,) = Credentials.from_signer([LEAF], bytes).problems()
    assert "CN=Skogen Class 3 CA,2.5.4.97=#0c0f" in found
    (found,) = Credentials.from_signer([LEAF, authority().issuing], bytes).problems()
    assert "CN=Skogen Root CA" in found


def test_a_missing_issuer_may_have_no_readable_name() -> None:
    malformed = changed(LEAF, b"Skogen Class 3", b"Skogen Class \xff")
    (found,) = Credentials.from_signer([malformed], bytes).problems()
    assert "without a readable name" in found


def test_the_text_shows_whose_and_until_when_but_no_key() -> None:
    credentials = Credentials.from_pkcs12(container(authority().issue(seid1()), key=KEY), PASSWORD)
    until = "2034-01-01T00:00:00+00:00"
    assert repr(credentials) == f"Credentials(organization_number='{NUMBER}', not_valid_after='{until}')"


def test_the_published_test_key_gives_the_known_signature(vectors: Path) -> None:
    golden = vectors / "golden"
    credentials = Credentials.from_pkcs12(golden / "selfsigned-keystore.p12", "password1234")
    notes = (golden / "README.md").read_text(encoding="utf-8")
    signed_info = next(line for line in notes.splitlines() if line.startswith("<SignedInfo"))
    known = next(line.split("`")[1] for line in notes.splitlines() if line.startswith("| SignatureValue"))
    assert base64.b64encode(credentials.sign(signed_info.encode())).decode() == known
    assert credentials.chain == (credentials.certificate,)
    assert credentials.problems(datetime(2018, 11, 29, tzinfo=UTC)) == (
        "its subject holds no organisation number: this is not an enterprise certificate",
        "the certificate expired at 2015-05-15T12:10:07+00:00",
    )
