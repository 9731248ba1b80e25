"""A complete chain with what `cryptography` does not verify has a limit; every other chain has none."""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA3_256, SHA224, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from signature_model.credentials.chain_limits import limit_of
from signature_model.credentials.chains import trusted_path
from tests.kits.certificates import AUTHORITY, ISSUING, MOMENT, SINCE, UNTIL, authority, name, rsa_key, seid2

NORWAY, SWEDEN = (x509.DirectoryName(name((NameOID.COUNTRY_NAME, each))) for each in ("NO", "SE"))
EDDSA = ed25519.Ed25519PrivateKey.generate()
CURVE = ec.generate_private_key(ec.BrainpoolP256R1())
SHORT = rsa.generate_private_key(public_exponent=65_537, key_size=1024)  # noqa: S505 - the subject


def chain(
    *extensions: x509.ExtensionType,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | None = None,
    digest: SHA224 | SHA256 | SHA3_256 = SHA256(),  # noqa: B008 - without state
    padding: PSS | None = None,
) -> tuple[x509.Certificate, x509.Certificate]:
    """A leaf and its issuer, which the root of the usual authority has certified."""
    above, own = authority(), key or rsa_key("issuing")
    subject = name((NameOID.COUNTRY_NAME, "NO"), (NameOID.COMMON_NAME, "Mellomledd"))
    builder = x509.CertificateBuilder(above.root.subject, subject, own.public_key(), 7, SINCE, UNTIL)
    for each in extensions:
        builder = builder.add_extension(each, critical=True)
    issuer = builder.sign(above.root_key, SHA256())
    leaf = x509.CertificateBuilder(subject, seid2(), rsa_key("enterprise").public_key(), 8, SINCE, UNTIL)
    is_eddsa = isinstance(own, ed25519.Ed25519PrivateKey)
    return leaf.sign(own, None if is_eddsa else digest, rsa_padding=padding), issuer


MAPPINGS = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.33"), b"0\0")
CONSTRAINTS = x509.NameConstraints([NORWAY], None)


@pytest.mark.parametrize(
    ("made", "limit"),
    [
        pytest.param(
            chain(AUTHORITY, ISSUING, key=CURVE), "an issuer has a key on the curve brainpoolP256r1", id="a curve"
        ),
        pytest.param(chain(AUTHORITY, ISSUING, key=EDDSA), "an issuer has a key for EdDSA", id="EdDSA"),
        pytest.param(chain(AUTHORITY, ISSUING, digest=SHA224()), "a certificate is signed with SHA-224", id="SHA-224"),
        pytest.param(chain(AUTHORITY, ISSUING, digest=SHA3_256()), "a certificate is signed with SHA3-256", id="SHA-3"),
        pytest.param(
            chain(AUTHORITY, ISSUING, padding=PSS(MGF1(SHA256()), 20)),
            "a certificate is signed with RSA-PSS in a form that is not supported",
            id="RSA-PSS with a short salt",
        ),
        pytest.param(chain(AUTHORITY, ISSUING, key=SHORT), "an issuer has an RSA key of 1,024 bits", id="a short key"),
        pytest.param(chain(AUTHORITY, ISSUING, CONSTRAINTS), "an issuer has critical constraints on names", id="names"),
        pytest.param(chain(AUTHORITY, ISSUING, x509.NameConstraints([SWEDEN], None)), None, id="other names"),
        pytest.param(chain(AUTHORITY, ISSUING, MAPPINGS), "an issuer has mapped policies", id="policies"),
        pytest.param(chain(ISSUING, key=CURVE), None, id="no authority"),
        pytest.param(chain(x509.BasicConstraints(ca=False, path_length=None), key=CURVE), None, id="a leaf"),
        pytest.param(chain(AUTHORITY, ISSUING), None, id="as usual"),
    ],
)
def test_a_complete_chain_may_have_a_limit(made: tuple[x509.Certificate, x509.Certificate], limit: str | None) -> None:
    leaf, issuer = made
    anchors = [authority().root]
    assert limit_of(leaf, [issuer], anchors, MOMENT) == limit
    assert limit_of(leaf, [issuer], [], MOMENT) is None
    assert limit_of(leaf, [issuer], anchors, UNTIL + timedelta(days=1)) is None
    assert limit is None or trusted_path(leaf, [issuer], anchors, MOMENT) is None


def rewritten(
    made: x509.Certificate, key: rsa.RSAPrivateKey, edit: Callable[[asn1.TbsCertificate], None], digest: HashAlgorithm
) -> x509.Certificate:
    """A certificate as authorities made them long ago, which `cryptography` cannot make."""
    parts = asn1.Certificate.load(made.public_bytes(Encoding.DER))
    algorithm = {"algorithm": f"{digest.name}_rsa", "parameters": None}
    edit(parts["tbs_certificate"])
    parts["tbs_certificate"]["signature"], parts["signature_algorithm"] = algorithm, algorithm
    parts["signature_value"] = key.sign(parts["tbs_certificate"].dump(force=True), PKCS1v15(), digest)
    return x509.load_der_x509_certificate(parts.dump(force=True))


def as_first_version(parts: asn1.TbsCertificate) -> None:
    parts["version"] = "v1"
    del parts["extensions"]


def test_certificates_of_long_ago_are_neither_trusted_nor_refused() -> None:
    above, (leaf, issuer) = authority(), chain(AUTHORITY, ISSUING)
    sha1 = rewritten(issuer, above.root_key, lambda _: None, SHA1())  # noqa: S303 - the subject
    assert limit_of(leaf, [sha1], [above.root], MOMENT) == "a certificate is signed with SHA-1"
    assert limit_of(leaf, [above.root], [sha1], MOMENT) is None

    root = rewritten(above.root, above.root_key, as_first_version, SHA256())
    assert trusted_path(leaf, [issuer], [root], MOMENT) is None
    assert limit_of(leaf, [issuer], [root], MOMENT) == "an issuer has a certificate of version 1"
    assert limit_of(leaf, [issuer, root], [authority("Fjellet").root], MOMENT) is None


@pytest.mark.parametrize(("count", "limit"), [(8, None), (9, "it has more than 10 certificates"), (14, None)])
def test_a_long_chain_has_a_limit(count: int, limit: str | None) -> None:
    """Beyond a certain length, it is not known whether a chain ends at an anchor."""
    key, digest = rsa_key("issuing"), SHA256()
    names = [authority().root.subject, *(name((NameOID.COMMON_NAME, f"Ledd {each}")) for each in range(count))]
    issuers: list[x509.Certificate] = []
    for above, below in itertools.pairwise(names):
        builder = x509.CertificateBuilder(above, below, key.public_key(), 7, SINCE, UNTIL)
        for each in (AUTHORITY, ISSUING):
            builder = builder.add_extension(each, critical=True)
        issuers.append(builder.sign(key if issuers else authority().root_key, digest))
    leaf = x509.CertificateBuilder(names[-1], seid2(), rsa_key("enterprise").public_key(), 8, SINCE, UNTIL)
    made, anchors = leaf.sign(key, digest), [authority().root]
    assert limit_of(made, issuers, anchors, MOMENT) == limit
    assert (trusted_path(made, issuers, anchors, MOMENT) is None) is (count > 8)
