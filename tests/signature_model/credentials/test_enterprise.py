"""Credentials are put together from containers, PEM or a signer, and everything wrong with them is reported."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo, Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, SHA512, Hash
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from signature_model import build_bundle, validate_bundle
from signature_model.credentials.enterprise import Credentials
from signature_model.credentials.issuer_names import write_name
from signature_model.errors import CredentialsError, JobRefused
from tests.kits.certificates import (
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
from tests.kits.jobs import a_job
from tests.kits.reports import codes_of

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
    "extra", [pytest.param(authority().issuers, id="objects"), pytest.param(pem(*authority().issuers), id="PEM")]
)
def test_missing_issuers_may_be_supplied(extra: tuple[x509.Certificate, ...] | bytes) -> None:
    alone = container(LEAF, key=KEY)
    assert Credentials.from_pkcs12(alone, PASSWORD).chain == (LEAF,)
    assert Credentials.from_pkcs12(alone, PASSWORD, extra_certificates=extra).chain == WHOLE


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(container(None, WHOLE, key=None), r"no private key \(certificates found: 3", id="no key"),
        pytest.param(container(None, [], key=KEY), r"no certificate belongs .*: 0", id="no certificate"),
        pytest.param(
            container(None, authority().issuers, key=KEY), r"no certificate belongs .*: 2", id="others' certificates"
        ),
        pytest.param(
            container(authority().issue(key=elliptic_key()), key=elliptic_key()), "not an RSA key", id="elliptic curve"
        ),
        pytest.param(b"no container", "not a PKCS#12", id="no container"),
    ],
)
def test_a_container_that_cannot_sign_is_refused(content: bytes, reason: str) -> None:
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
    with pytest.raises(CredentialsError, match=r"no certificate belongs .*: 3"):
        Credentials.from_pem(pem(*WHOLE), pem_key(rsa_key("other")))


def test_a_key_too_short_for_the_digest_cannot_sign() -> None:
    p, q, e = 2**127 - 1, 2**107 - 1, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(e, p * q))
    short = numbers.private_key()
    credentials = Credentials.from_pem(pem(authority().issue(key=short)), pem_key(short))
    with pytest.raises(CredentialsError, match="234 bits"):
        credentials.sign(DATA)


def test_a_signer_signs_with_a_key_that_stays_outside() -> None:
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
    ("certificates", "reason", "hint"),
    [
        pytest.param([], "no certificates", "pass the enterprise certificate first, then its issuers", id="none"),
        pytest.param(
            [authority().issue(key=elliptic_key())], "not a usable RSA key", "order an RSA certificate", id="curve"
        ),
        pytest.param(b"no certificate", "no certificate", "use X.509 certificates in PEM", id="garbage"),
    ],
)
def test_a_signer_needs_an_rsa_certificate(
    certificates: list[x509.Certificate] | bytes, reason: str, hint: str
) -> None:
    with pytest.raises(CredentialsError, match=reason) as caught:
        Credentials.from_signer(certificates, bytes)
    assert str(caught.value.hint).startswith(hint)


@pytest.mark.parametrize(
    ("sign", "reason"),
    [
        pytest.param(lambda data: rsa_key("other").sign(data, PKCS1v15(), SHA256()), "another key", id="another key"),
        pytest.param(lambda data: KEY.sign(data, PSS(MGF1(SHA256()), 32), SHA256()), "or with PSS", id="PSS"),
        pytest.param(lambda data: KEY.sign(data, PKCS1v15(), SHA512()), "another digest algorithm", id="SHA-512"),
        pytest.param(lambda data: KEY.sign(data + b".", PKCS1v15(), SHA256()), "other data", id="other data"),
        pytest.param(
            lambda data: KEY.sign(digest(data), PKCS1v15(), SHA256()), "digest of the digest", id="hashed twice"
        ),
        pytest.param(
            lambda data: KEY.sign(digest(data), PKCS1v15(), NoDigestInfo()),
            "the digest without the DigestInfo",
            id="bare digest",
        ),
        pytest.param(lambda data: KEY.sign(data, PKCS1v15(), SHA256())[1:], "255 bytes instead of 256", id="cut short"),
        pytest.param(
            lambda data: base64.b64encode(KEY.sign(data, PKCS1v15(), SHA256())), "344 bytes instead", id="base64"
        ),
        pytest.param(lambda _: b"", "0 bytes", id="nothing"),
        pytest.param(lambda _: "text", "returned str, not bytes", id="text"),
        pytest.param(lambda _: None, "returned NoneType, not bytes", id="None"),
    ],
)
def test_a_wrong_signature_is_explained(sign: Callable[[bytes], bytes], reason: str) -> None:
    with pytest.raises(CredentialsError, match=reason) as caught:
        Credentials.from_signer(WHOLE, sign).sign(DATA)
    is_of_another_type = reason.endswith("not bytes")
    assert caught.value.hint == (
        "return the raw signature, not its text or the whole response of a service"
        if is_of_another_type
        else "sign with the certificate's key, RSA PKCS#1 v1.5 and SHA-256"
    )


def test_a_signer_may_hash_first() -> None:
    def sign(data: bytes) -> bytes:
        return KEY.sign(digest(data), PKCS1v15(), Prehashed(SHA256()))

    verify(Credentials.from_signer(WHOLE, sign).sign(DATA))


def test_an_exception_of_the_signer_is_not_caught() -> None:
    def sign(_data: bytes) -> bytes:
        msg = "the service is down"
        raise ConnectionError(msg)

    with pytest.raises(ConnectionError, match="down"):
        Credentials.from_signer(WHOLE, sign).sign(DATA)


@pytest.mark.parametrize(
    ("now", "problem"),
    [
        pytest.param(SINCE - SECOND, "not valid before Mon 1 January 2024", id="too early"),
        pytest.param(UNTIL + SECOND, "expired at Sun 1 January 2034", id="too late"),
        pytest.param(UNTIL - timedelta(days=29, hours=1), "in 29 days", id="soon"),
        pytest.param(UNTIL - timedelta(days=1, hours=1), "in 1 day", id="tomorrow"),
        pytest.param(UNTIL, "in 0 days", id="now"),
    ],
)
def test_a_problem_with_the_validity_shows_the_date(now: datetime, problem: str) -> None:
    (found,) = with_leaf(LEAF).problems(now)
    assert re.search(rf"{problem}\b", found)


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(SINCE, id="first second"),
        pytest.param(UNTIL - timedelta(days=30), id="30 days left"),
        pytest.param(None, id="no moment given"),
    ],
)
def test_a_valid_certificate_has_no_problems(now: datetime | None) -> None:
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
def test_an_unsuitable_certificate_is_a_problem(leaf: x509.Certificate, problem: str) -> None:
    (found,) = with_leaf(leaf).problems(MOMENT)
    assert problem in found


def test_the_missing_issuer_is_named() -> None:
    (found,) = Credentials.from_signer([LEAF], bytes).problems()
    assert "CN=Skogen Class 3 CA,2.5.4.97=#0c0f" in found
    (found,) = Credentials.from_signer([LEAF, authority().issuing], bytes).problems()
    assert "CN=Skogen Root CA" in found


def test_a_missing_issuer_may_have_no_readable_name() -> None:
    malformed = changed(authority().issuing, b"Skogen Root", b"Skogen Roo\xff")
    (found,) = Credentials.from_signer([LEAF, malformed], bytes).problems()
    assert "the certificate of an issuer without a readable name is missing" in found


def numbered(bits: int) -> x509.Certificate:
    """Return the certificate with a serial number of this length in bits."""
    encoded = LEAF.public_bytes(Encoding.DER)
    outer, inner = encoded[4:], encoded[8:]
    assert (encoded[1], outer[1]) == (0x82, 0x82)
    version, serial = inner[:5], inner[5 : 7 + inner[6]]
    rest = inner[len(version + serial) : int.from_bytes(outer[2:4], "big")]
    after = outer[4 + int.from_bytes(outer[2:4], "big") :]
    content = (1 << bits - 1).to_bytes(bits // 8 + 1, "big")
    number = b"\x02\x82" + len(content).to_bytes(2, "big") if len(content) > 0x7F else bytes([0x02, len(content)])
    body = version + number + content + rest
    whole = b"\x30\x82" + len(body).to_bytes(2, "big") + body + after
    return x509.load_der_x509_certificate(b"\x30\x82" + len(whole).to_bytes(2, "big") + whole)


UNNAMEABLE = [
    pytest.param(numbered(321), "serial number is longer than 320 bits", id="serial number of 321 bits"),
    pytest.param(numbered(20_000), "serial number is longer than 320 bits", id="serial number too long for Python"),
    pytest.param(changed(LEAF, b"Skogen Class 3", b"Skogen Class \xff"), "issuer is malformed", id="no UTF-8"),
    pytest.param(changed(LEAF, b"\x0c\x11Skogen Cl", b"\x02\x11Skogen Cl"), "issuer is malformed", id="an INTEGER"),
    pytest.param(changed(LEAF, b"Skogen Class 3", b"Skogen Class \x01"), "issuer is malformed", id="no XML"),
]


@pytest.mark.parametrize(("leaf", "reason"), UNNAMEABLE)
def test_a_certificate_that_a_seal_cannot_name_is_refused(leaf: x509.Certificate, reason: str) -> None:
    with pytest.raises(CredentialsError, match=reason) as caught:
        Credentials.from_pem(pem(leaf), pem_key(KEY))
    assert caught.value.hint
    with pytest.raises(CredentialsError, match=reason):
        Credentials.from_signer([leaf], bytes)
    with pytest.raises(CredentialsError):
        Credentials.from_pkcs12(container(None, [leaf], key=KEY), PASSWORD)


def test_the_longest_serial_number_makes_a_valid_bundle() -> None:
    credentials = Credentials.from_pem(pem(numbered(320)), pem_key(KEY))
    assert validate_bundle(build_bundle(a_job(), credentials, signing_time=MOMENT).content).is_valid


def timeless(year: bytes) -> x509.Certificate:
    """Return a certificate that is valid from 2050 to 2051, with one of the years replaced by 0."""
    late = authority().issue(since=datetime(2050, 1, 1, tzinfo=UTC), until=datetime(2051, 1, 1, tzinfo=UTC))
    return changed(late, year + b"0101000000Z", b"00000101000000Z")


@pytest.mark.parametrize("year", [b"2050", b"2051"], ids=["first", "last"])
def test_a_validity_that_cannot_be_read_is_a_problem(year: bytes) -> None:
    credentials = Credentials.from_pem(pem(timeless(year)), pem_key(KEY))
    assert credentials.problems(MOMENT)[0] == "the certificate has no readable validity, so it counts as not valid"
    assert not [each for each in credentials.problems() if "validity" in each]
    assert repr(credentials) == f"Credentials(organization_number='{NUMBER}', not_valid_after=None)"
    with pytest.raises(JobRefused) as caught:
        build_bundle(a_job(), credentials, signing_time=MOMENT)
    assert codes_of(caught.value.report) == ["PSR511", "PSR512"]


def test_a_certificate_with_a_validity_is_preferred() -> None:
    credentials = Credentials.from_pem(pem(timeless(b"2051"), LEAF), pem_key(KEY))
    assert credentials.certificate == LEAF


@pytest.mark.parametrize(
    ("size", "problems"),
    [
        pytest.param(1024, 1, id="half of it"),
        pytest.param(2047, 1, id="one bit too short"),
        pytest.param(2048, 0, id="just enough"),
    ],
)
def test_a_short_key_is_a_problem(size: int, problems: int) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=size)
    found = Credentials.from_pem(pem(authority().issue(key=key), *authority().issuers), pem_key(key)).problems(MOMENT)
    assert [each for each in found if f"only {size} bits" in each] == list(found)
    assert len(found) == problems


LOOSE: Any = Credentials
"""For calls with wrong types."""


@pytest.mark.parametrize(
    ("make", "named"),
    [
        pytest.param(lambda: LOOSE.from_pkcs12(bytearray(b"0"), PASSWORD), "source must be bytes", id="bytearray"),
        pytest.param(
            lambda: LOOSE.from_pkcs12(None, PASSWORD), "source must be bytes or str or PathLike", id="no path"
        ),
        pytest.param(lambda: LOOSE.from_pkcs12(b"0", 1234), "password must be str or bytes or None", id="PIN"),
        pytest.param(lambda: LOOSE.from_pem(pem(LEAF).decode(), pem_key(KEY)), "certificates must be bytes", id="text"),
        pytest.param(lambda: LOOSE.from_pem(pem(LEAF), pem_key(KEY).decode()), "key must be bytes, not str", id="key"),
        pytest.param(
            lambda: LOOSE.from_pem(pem(LEAF), pem_key(KEY), extra_certificates=LEAF),
            "extra_certificates must be Iterable, not Certificate",
            id="one certificate",
        ),
        pytest.param(lambda: LOOSE.from_signer(None, bytes), "certificates must be Iterable, not None", id="none"),
        pytest.param(
            lambda: LOOSE.from_signer([LEAF, b""], bytes), r"certificates\[1\] must be Certificate", id="bytes"
        ),
        pytest.param(lambda: LOOSE.from_signer(WHOLE, None), "sign must be callable, not NoneType", id="no signer"),
    ],
)
def test_an_argument_of_another_type_is_named(make: Callable[[], object], named: str) -> None:
    with pytest.raises(TypeError, match=named):
        make()


def test_the_repr_shows_the_organisation_and_the_end_but_no_key() -> None:
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
        (
            "its subject has no organisation number (in organizationIdentifier, as NTRNO-984661185, or in "
            "serialNumber): this is not an enterprise certificate"
        ),
        "the certificate expired at Fri 15 May 2015 14:10:07 CEST",
    )


def test_credentials_say_whose_they_are_and_how_long() -> None:
    made = with_leaf(authority().issue())

    assert made.organization_number == NUMBER
    assert made.not_valid_after == made.certificate.not_valid_after_utc
    assert made.subject == write_name(made.certificate.subject)
    assert "O=" in str(made.subject)
