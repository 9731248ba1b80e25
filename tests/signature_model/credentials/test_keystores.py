"""PKCS#12 containers and PEM keys are opened, and every failure has its own message."""

import contextlib
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from hypothesis import given
from hypothesis import strategies as st

from signature_model.credentials.ber import elements
from signature_model.credentials.keystores import (
    LARGEST_CONTAINER,
    LARGEST_FACTOR,
    LARGEST_KEY,
    LARGEST_KEYS,
    read_pem_key,
    read_pkcs12,
)
from signature_model.credentials.pkcs12_limits import MOST_ITERATIONS
from signature_model.errors import CredentialsError
from tests.kits.certificates import PASSWORD, authority, container, pem, pem_key, rsa_key

KEY = rsa_key("enterprise")
LEAF = authority().issue()
SOUND = container(LEAF, authority().issuers, key=KEY)
PIECES = b"\x24\x80"


def element(identifier: int, content: bytes) -> bytes:
    """Encode one element in DER; for at most 65,535 bytes."""
    return bytes([identifier, 0x82]) + len(content).to_bytes(2, "big") + content


def content_of(encoded: bytes) -> bytes:
    """Return the content of an element with a length of two octets."""
    assert encoded[1] == 0x82
    return encoded[4:]


def asking_for(rounds: int, *, pieces: bool = False) -> bytes:
    """Return an encoding like a container whose only bag demands these rounds of key derivation."""
    parameters = element(0x30, b"\x04\x08saltsalt" + element(0x02, rounds.to_bytes(9, "big")))
    octets = element(0x04, element(0x30, parameters))
    if pieces:
        octets = PIECES + octets + b"\0\0"
    data = bytes.fromhex("06092a864886f70d010701") + element(0xA0, octets)
    return element(0x30, b"\x02\x01\x03" + element(0x30, data))


def labelled(encoded: bytes, label: str = "ENCRYPTED PRIVATE KEY") -> bytes:
    """Return the encoding as PEM."""
    return f"-----BEGIN {label}-----\n{b64encode(encoded).decode()}\n-----END {label}-----\n".encode()


def encrypted(rounds: int) -> bytes:
    """Return an encoding like an encrypted key (PKCS#8, PBES2, PBKDF2) that demands these rounds of key derivation."""
    salted = element(0x30, b"\x04\x08saltsalt" + element(0x02, rounds.to_bytes(9, "big").lstrip(b"\0")))
    derivation = element(0x30, bytes.fromhex("06092a864886f70d01050c") + salted)
    cipher = element(0x30, bytes.fromhex("060960864801650304012a 0410") + bytes(16))
    scheme = bytes.fromhex("06092a864886f70d01050d") + element(0x30, derivation + cipher)
    return element(0x30, element(0x30, scheme) + element(0x04, bytes(1200)))


def encrypted_by_old_algorithms() -> bytes:
    """Return the key encrypted with SHA-1 and triple DES (PKCS#12's PBE)."""
    encryption = PrivateFormat.PKCS12.encryption_builder().key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
    kept = pkcs12.serialize_key_and_certificates(None, KEY, None, None, encryption.build(PASSWORD.encode()))
    _, _, bag = kept.partition(bytes.fromhex("060b2a864886f70d010c0a0102"))
    return next(elements(bag)).content


def der(identifier: int, *contents: bytes) -> bytes:
    """Encode one element in DER with the shortest form of its length."""
    content = b"".join(contents)
    length = len(content).to_bytes(2, "big").lstrip(b"\0")
    return bytes([identifier, *([len(content)] if len(content) < 0x80 else [0x80 | len(length), *length])]) + content


def whole(number: int) -> bytes:
    """Encode a whole number in DER."""
    return der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def of_rsa(factor: int) -> bytes:
    """Return an RSA key (PKCS#8) with wrong numbers and the given number as its largest factor."""
    numbers = der(0x30, *map(whole, (0, 15, 3, 3, factor, 5, 1, 1, 1)))
    algorithm = der(0x30, bytes.fromhex("06092a864886f70d0101010500"))
    return der(0x30, whole(0), algorithm, der(0x04, numbers))


def of_diffie_hellman() -> bytes:
    """Return a Diffie-Hellman key with a modulus that OpenSSL refuses."""
    parameters = der(0x30, whole((1 << 12_000) - 1), whole(3))
    algorithm = der(0x30, bytes.fromhex("06092a864886f70d010301"), parameters)
    return der(0x30, whole(0), algorithm, der(0x04, whole(1)))


def in_bags(*keys: bytes, pieces: bool = False) -> bytes:
    """Return a container with unencrypted keys only."""
    bags = (element(0x30, bytes.fromhex("060b2a864886f70d010c0a0101") + element(0xA0, key)) for key in keys)
    octets = element(0x04, element(0x30, b"".join(bags)))
    data = bytes.fromhex("06092a864886f70d010701")
    content = element(0x30, data + element(0xA0, PIECES + octets + b"\0\0" if pieces else octets))
    safe = element(0x30, data + element(0xA0, element(0x04, element(0x30, content))))
    return element(0x30, b"\x02\x01\x03" + safe)


HUGE = (1 << LARGEST_FACTOR) + 1
LONG = of_rsa((1 << 8 * LARGEST_KEY) + 1)
TOO_LARGE = "larger than the keys that issuers certify"


HINTS = {
    "not a PKCS#12": "a PKCS#12 container is a binary file, usually named .p12 or .pfx",
    "this is PEM": "use Credentials.from_pem",
    "this is DER, but not": "a certificate or a key alone is not enough: use a container, or both as PEM",
    "damaged": "check that the file is complete",
    "not encrypted, but a password": "omit the password",
    "is encrypted": "enter its password",
    "with this password": (
        "check that the password is right, without a line feed at its end; also check that the file is complete"
    ),
    "no PEM private key found": "a PEM private key begins with a line such as -----BEGIN PRIVATE KEY-----",
}
"""By the reason why a file is refused, what to do."""


def test_the_certificate_of_the_key_comes_first() -> None:
    key, certificates = read_pkcs12(SOUND, PASSWORD)
    assert key is not None
    assert key.public_key() == KEY.public_key()
    assert certificates[0] == LEAF
    assert set(certificates) == {LEAF, *authority().issuers}


def test_a_container_without_key_has_none() -> None:
    key, certificates = read_pkcs12(container(None, authority().issuers, key=None), PASSWORD)
    assert key is None
    assert set(certificates) == set(authority().issuers)


@pytest.mark.parametrize("password", [None, "", b""], ids=["None", "empty text", "empty bytes"])
def test_no_password_and_an_empty_one_are_the_same(password: str | bytes | None) -> None:
    assert read_pkcs12(container(LEAF, key=KEY, password=""), password)[1] == (LEAF,)


@pytest.mark.parametrize("password", ["blåbær", "blåbær".encode()], ids=["text", "bytes"])
def test_a_password_may_have_any_letters(password: str | bytes) -> None:
    assert read_pkcs12(container(LEAF, key=KEY, password="blåbær"), password)[1] == (LEAF,)


@pytest.mark.parametrize(
    ("password", "hint"),
    [
        pytest.param("feil", "check that the password", id="another"),
        pytest.param(f"{PASSWORD}\n", "a line feed", id="with a line feed"),
        pytest.param("\udcff", "check that the password", id="no Unicode"),
        pytest.param(None, "give its password; if it has none, the container is damaged", id="none"),
        pytest.param("", "give its password; if it has none, the container is damaged", id="empty"),
    ],
)
def test_a_wrong_password_is_reported(password: str | None, hint: str) -> None:
    with pytest.raises(CredentialsError, match="does not open") as caught:
        read_pkcs12(SOUND, password)
    assert hint in str(caught.value.hint)


def test_a_password_with_nul_is_refused_and_not_shown() -> None:
    with pytest.raises(CredentialsError, match="NUL") as caught:
        read_pkcs12(SOUND, f"{PASSWORD}\0")
    assert caught.value.message == "the password contains a NUL character"
    assert caught.value.hint == "if it comes from a file, check the file's encoding: UTF-16 contains NUL"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "not a PKCS#12", id="nothing"),
        pytest.param(b"PK\3\4", "not a PKCS#12", id="a zip"),
        pytest.param(b"\xfe\xed\xfe\xed\0\0\0\2", r"Java key store \(JKS\)", id="JKS"),
        pytest.param(b"\xce\xce\xce\xce\0\0\0\2", r"Java key store \(JCEKS\)", id="JCEKS"),
        pytest.param(pem(LEAF), "this is PEM", id="PEM"),
        pytest.param(LEAF.public_bytes(Encoding.DER), "this is DER, but not", id="a certificate"),
        pytest.param(b"\x30\0", "this is DER, but not", id="an empty sequence"),
        pytest.param(SOUND[:-1], "damaged", id="cut short"),
        pytest.param(element(0x30, b"\x30\x80" * 40), "damaged", id="no end of depth"),
        pytest.param(b"\x30" * LARGEST_CONTAINER + b"\0", "it has more than", id="too large"),
        pytest.param(SOUND[:-60] + bytes(60), "damaged|does not open", id="the end is zeros"),
    ],
)
def test_other_content_is_identified(content: bytes, reason: str) -> None:
    with pytest.raises(CredentialsError, match=reason) as caught:
        read_pkcs12(content, PASSWORD)
    assert caught.value.hint == HINTS.get(reason, caught.value.hint)


def test_the_hint_for_a_java_key_store_converts_it() -> None:
    with pytest.raises(CredentialsError) as caught:
        read_pkcs12(b"\xce\xce\xce\xce\0\0\0\2", PASSWORD)
    assert caught.value.hint == (
        "convert it: keytool -importkeystore -srckeystore FILE -srcstoretype JCEKS -destkeystore our.p12 "
        "-deststoretype PKCS12"
    )


def test_a_container_in_ber_is_opened() -> None:
    opened = b"\x30\x80" + content_of(SOUND) + b"\0\0"
    with pytest.warns(UserWarning, match="BER"):
        assert read_pkcs12(opened, PASSWORD)[1][0] == LEAF


@pytest.mark.filterwarnings("error")
def test_a_container_in_ber_is_opened_if_warnings_are_errors() -> None:
    opened = b"\x30\x80" + content_of(SOUND) + b"\0\0"
    assert read_pkcs12(opened, PASSWORD)[1][0] == LEAF


@pytest.mark.parametrize("extra", [b"\n", b"\0", b"\r\n\r\n", SOUND], ids=["line feed", "NUL", "lines", "a container"])
@pytest.mark.parametrize("sound", [SOUND, b"\x30\x80" + content_of(SOUND) + b"\0\0"], ids=["DER", "BER"])
def test_content_behind_a_container_is_reported(sound: bytes, extra: bytes) -> None:
    with pytest.raises(CredentialsError, match=rf"followed by other content \({len(extra):,} bytes\)"):
        read_pkcs12(sound + extra, PASSWORD)


@pytest.mark.parametrize("password", [f"\ufeff{PASSWORD}", b"\xef\xbb\xbf" + PASSWORD.encode()], ids=["text", "bytes"])
def test_a_byte_order_mark_before_the_password_is_reported(password: str | bytes) -> None:
    for read, content in ((read_pkcs12, SOUND), (read_pem_key, pem_key(KEY, PASSWORD))):
        with pytest.raises(CredentialsError) as caught:
            read(content, password)
        mark = "the password begins with a byte order mark: save the password file as UTF-8 without this mark"
        assert str(caught.value.hint).startswith(mark)


@pytest.mark.parametrize("pieces", [False, True], ids=["in one piece", "in pieces"])
def test_a_container_that_demands_endless_work_is_refused(pieces: bool) -> None:  # noqa: FBT001 - the ids say which
    with pytest.raises(CredentialsError, match="rounds of key derivation"):
        read_pkcs12(asking_for(MOST_ITERATIONS + 1, pieces=pieces), PASSWORD)


def test_a_container_that_demands_the_maximum_is_opened() -> None:
    with pytest.raises(CredentialsError, match="password does not open"):
        read_pkcs12(asking_for(MOST_ITERATIONS), PASSWORD)


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(b"\x05\0", id="not an octet string"),
        pytest.param(PIECES * 11 + b"\0\0" * 11, id="empty pieces, deeper than OpenSSL goes"),
        pytest.param(element(0x24, b"\x05\0"), id="pieces of something else"),
    ],
)
def test_malformed_contents_are_refused(octets: bytes) -> None:
    data = bytes.fromhex("06092a864886f70d010701") + element(0xA0, octets)
    with pytest.raises(CredentialsError):
        read_pkcs12(element(0x30, b"\x02\x01\x03" + element(0x30, data)), PASSWORD)


def test_elements_nested_too_deeply_are_refused() -> None:
    nested = b""
    for _ in range(40):
        nested = element(0x30, nested)
    with pytest.raises(CredentialsError, match="damaged"):
        read_pkcs12(element(0x30, b"\x02\x01\x03" + nested), PASSWORD)


def test_pieces_nested_too_deeply_are_refused() -> None:
    nested = b""
    for _ in range(40):
        nested = element(0x24, nested)
    data = bytes.fromhex("06092a864886f70d010701") + element(0xA0, nested)
    with pytest.raises(CredentialsError, match="damaged"):
        read_pkcs12(element(0x30, b"\x02\x01\x03" + element(0x30, data)), PASSWORD)


@pytest.mark.parametrize(
    "key", [pytest.param(of_rsa(HUGE), id="a huge factor"), pytest.param(LONG, id="a long encoding")]
)
@pytest.mark.parametrize("password", [PASSWORD, None])
@pytest.mark.parametrize("pieces", [False, True], ids=["in one piece", "in pieces"])
def test_a_container_with_a_huge_key_is_refused(key: bytes, password: str | None, *, pieces: bool) -> None:
    with pytest.raises(CredentialsError, match=TOO_LARGE) as caught:
        read_pkcs12(in_bags(key, pieces=pieces), password)
    assert caught.value.hint


def test_a_container_whose_second_key_is_huge_is_refused() -> None:
    with pytest.raises(CredentialsError, match=TOO_LARGE):
        read_pkcs12(in_bags(of_rsa(9), of_rsa(HUGE)), None)


def test_a_container_with_very_many_keys_is_refused() -> None:
    with pytest.raises(CredentialsError, match=TOO_LARGE):
        read_pkcs12(in_bags(*[of_rsa(9)] * (LARGEST_KEYS // len(of_rsa(9)) + 1)), None)


@pytest.mark.parametrize("password", [PASSWORD, ""], ids=["locked", "open"])
def test_the_key_in_a_container_may_be_encrypted_or_open(password: str) -> None:
    key, certificates = read_pkcs12(container(LEAF, authority().issuers, key=KEY, password=password), password)
    assert key is not None
    assert certificates[0] == LEAF


def test_a_huge_key_in_a_form_that_only_openssl_accepts_is_refused() -> None:
    # OpenSSL accepts the doubled algorithm, and would test the factor for primality.
    once = bytes.fromhex("06092a864886f70d0101010500")
    odd = of_rsa(HUGE).replace(b"\x30\x0d" + once, b"\x30\x1a" + once + once)
    with pytest.raises(CredentialsError, match="does not open"):
        read_pkcs12(in_bags(odd[:2] + (len(odd) - 4).to_bytes(2, "big") + odd[4:]), None)


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(of_rsa((1 << LARGEST_FACTOR) - 1), id="wrong numbers"),
        pytest.param(of_diffie_hellman(), id="Diffie-Hellman"),
        pytest.param(b"\x30\0", id="empty"),
    ],
)
def test_a_container_with_an_unusable_key_does_not_open(key: bytes) -> None:
    with pytest.raises(CredentialsError, match="does not open"):
        read_pkcs12(in_bags(key), None)


@given(st.binary(), st.sampled_from([PASSWORD, None]))
def test_random_bytes_raise_only_credentials_errors(content: bytes, password: str | None) -> None:
    for hostile in (content, element(0x30, b"\x02\x01\x03" + content)):
        with pytest.raises(CredentialsError):
            read_pkcs12(hostile, password)


@given(st.data())
def test_a_damaged_container_raises_only_credentials_errors(data: st.DataObject) -> None:
    damaged = bytearray(SOUND)
    place = data.draw(st.integers(0, 200) | st.integers(0, len(SOUND) - 1))
    damaged[place] = data.draw(st.integers(0, 255).filter(lambda octet: octet != SOUND[place]))
    with contextlib.suppress(CredentialsError):
        read_pkcs12(bytes(damaged), PASSWORD)


def test_a_key_is_read_from_pem() -> None:
    assert read_pem_key(pem_key(KEY), None).public_key() == KEY.public_key()
    assert read_pem_key(pem_key(KEY, PASSWORD), PASSWORD).public_key() == KEY.public_key()


TRADITIONAL = PrivateFormat.TraditionalOpenSSL


@pytest.mark.parametrize(
    ("content", "password"),
    [
        pytest.param(KEY.private_bytes(Encoding.PEM, TRADITIONAL, NoEncryption()), None, id="RSA PRIVATE KEY"),
        pytest.param(
            KEY.private_bytes(Encoding.PEM, TRADITIONAL, BestAvailableEncryption(PASSWORD.encode())),
            PASSWORD,
            id="RSA PRIVATE KEY, encrypted",
        ),
        pytest.param(labelled(encrypted_by_old_algorithms()), PASSWORD, id="SHA-1 and triple DES"),
        pytest.param(b"Bag Attributes\n" + pem(LEAF) + pem_key(KEY, PASSWORD), PASSWORD, id="behind a certificate"),
        pytest.param(pem_key(KEY, PASSWORD).replace(b"\n", b"\r\n"), PASSWORD, id="Windows line ends"),
        pytest.param(pem_key(KEY) + labelled(encrypted(MOST_ITERATIONS + 1)), None, id="before another key"),
    ],
)
def test_a_pem_key_is_read_in_every_form(content: bytes, password: str | None) -> None:
    assert read_pem_key(content, password).public_key() == KEY.public_key()


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(b"", id="alone"),
        pytest.param(pem(LEAF), id="behind a certificate"),
        pytest.param(labelled(b"", "OPENSSH PUBLIC KEY"), id="behind another key"),
    ],
)
def test_a_pem_key_that_demands_endless_work_is_refused(before: bytes) -> None:
    with pytest.raises(CredentialsError, match="rounds of key derivation") as caught:
        read_pem_key(before + labelled(encrypted(MOST_ITERATIONS + 1)), PASSWORD)
    assert caught.value.hint


def test_a_pem_key_that_demands_usual_work_is_opened() -> None:
    with pytest.raises(CredentialsError, match="with this password"):
        read_pem_key(labelled(encrypted(1000)), PASSWORD)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(labelled(of_rsa(HUGE), "PRIVATE KEY"), id="a huge factor"),
        pytest.param(labelled(of_rsa(HUGE)), id="a huge factor, under the wrong label"),
        pytest.param(labelled(LONG, "PRIVATE KEY"), id="a long encoding"),
        pytest.param(pem(LEAF) + labelled(LONG, "RSA PRIVATE KEY"), id="a long encoding, behind a certificate"),
        pytest.param(labelled(LONG), id="a long encoding, under the wrong label"),
    ],
)
def test_a_huge_pem_key_is_refused(content: bytes) -> None:
    with pytest.raises(CredentialsError, match=TOO_LARGE) as caught:
        read_pem_key(content, None)
    assert caught.value.hint


def test_a_pem_key_may_stand_between_many_certificates() -> None:
    others = pem(*authority().issuers) * 5
    assert read_pem_key(others + pem_key(KEY) + others, None).public_key() == KEY.public_key()


@pytest.mark.parametrize("password", [7, bytearray(b"hemmelig")], ids=["number", "bytearray"])
def test_a_password_of_another_type_is_named(password: str) -> None:
    with pytest.raises(TypeError, match="password must be str or bytes or None"):
        read_pem_key(pem_key(KEY), password)


@pytest.mark.parametrize(
    ("content", "password", "reason"),
    [
        pytest.param(pem_key(KEY), PASSWORD, "not encrypted, but a password", id="password not needed"),
        pytest.param(pem_key(KEY, PASSWORD), None, "is encrypted", id="password missing"),
        pytest.param(pem_key(KEY, PASSWORD), "feil", "with this password", id="wrong password"),
        pytest.param(pem_key(KEY).replace(b"M", b"N", 1), None, "cannot be read", id="damaged"),
        pytest.param(pem_key(KEY, PASSWORD)[:-40], PASSWORD, "with this password", id="cut short"),
        pytest.param(labelled(b"\x30\x80"), PASSWORD, "with this password", id="no end"),
        pytest.param(
            labelled(KEY.private_bytes(Encoding.DER, TRADITIONAL, NoEncryption())),
            PASSWORD,
            "not encrypted, but a password",
            id="encrypted by its label alone",
        ),
        pytest.param(labelled(of_rsa(9), "PRIVATE KEY"), None, "cannot be read", id="wrong numbers"),
        pytest.param(labelled(of_diffie_hellman(), "PRIVATE KEY"), None, "cannot be read", id="Diffie-Hellman"),
        pytest.param(b"PRIVATE KEY-----", None, "cannot be read", id="the end of a label"),
        pytest.param(pem(LEAF), None, "no PEM private key found", id="a certificate"),
        pytest.param(b"", None, "no PEM private key found", id="nothing"),
    ],
)
def test_an_unusable_pem_key_is_explained(content: bytes, password: str | None, reason: str) -> None:
    with pytest.raises(CredentialsError, match=reason) as caught:
        read_pem_key(content, password)
    assert caught.value.hint == HINTS.get(reason, CredentialsError("").hint)


def test_a_key_of_another_kind_is_read() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert read_pem_key(content, None).public_key() == key.public_key()
