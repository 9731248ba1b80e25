"""A complete chain with what `cryptography` does not verify has a limit; every other chain has none."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from signature_model.credentials.chain_limits import limit_of
from signature_model.credentials.chains import trusted_path
from tests.kits.certificates import AUTHORITY, ISSUING, MOMENT, SINCE, UNTIL, authority, name, rsa_key, seid2

NORWAY, SWEDEN = (x509.DirectoryName(name((NameOID.COUNTRY_NAME, each))) for each in ("NO", "SE"))
CURVE = ec.generate_private_key(ec.BrainpoolP256R1())
SHORT = rsa.generate_private_key(public_exponent=65_537, key_size=1024)  # noqa: S505 - the subject


def chain(
    *extensions: x509.ExtensionType, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = None
) -> tuple[x509.Certificate, x509.Certificate]:
    """A leaf and its issuer, which the root of the usual authority has certified."""
    above, own = authority(), key or rsa_key("issuing")
    subject = name((NameOID.COUNTRY_NAME, "NO"), (NameOID.COMMON_NAME, "Mellomledd"))
    builder = x509.CertificateBuilder(above.root.subject, subject, own.public_key(), 7, SINCE, UNTIL)
    for each in extensions:
        builder = builder.add_extension(each, critical=True)
    issuer = builder.sign(above.root_key, SHA256())
    leaf = x509.CertificateBuilder(subject, seid2(), rsa_key("enterprise").public_key(), 8, SINCE, UNTIL)
    return leaf.sign(own, SHA256()), issuer


CONSTRAINTS = x509.NameConstraints([NORWAY], None)


@pytest.mark.parametrize(
    ("made", "limit"),
    [
        pytest.param(chain(AUTHORITY, ISSUING, key=CURVE), "a key on the curve brainpoolP256r1", id="a curve"),
        pytest.param(chain(AUTHORITY, ISSUING, key=SHORT), "an RSA key of 1,024 bits", id="a short key"),
        pytest.param(chain(AUTHORITY, ISSUING, CONSTRAINTS), "critical constraints on names", id="names"),
        pytest.param(chain(AUTHORITY, ISSUING, x509.NameConstraints([SWEDEN], None)), None, id="other names"),
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
