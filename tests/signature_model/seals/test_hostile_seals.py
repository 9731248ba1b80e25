"""Seals made to keep a verifier busy are judged in bounded time, whatever they hold.

Each is as large as the limits let it be. A second is several times what any of them takes; without the limits, most
take minutes.
"""

import secrets
from base64 import b64encode
from collections.abc import Callable, Mapping

import pytest
from cryptography import x509

from signature_model import Context, Sector, validate_bundle
from tests.kits.bundles import CONTRACT, SEAL, put_together, taken_apart
from tests.kits.certificates import MOMENT, authority, seid2
from tests.kits.jobs import a_pdf
from tests.kits.reports import codes_of

TRUSTING = Context(sector=Sector.PUBLIC, now=MOMENT, trust_anchors=(authority().root,))


def replaced(old: str, new: str) -> str:
    """The valid seal with the first occurrence of a text replaced."""
    seal = taken_apart()[SEAL].decode()
    assert old in seal
    return seal.replace(old, new, 1)


def before(place: str, text: str) -> str:
    """The valid seal with a text inserted before a place."""
    return replaced(place, text + place)


def saying(start_tag: str, text: str) -> str:
    """The valid seal with another text in the first element that starts so."""
    head, _, rest = taken_apart()[SEAL].decode().partition(start_tag)
    return head + start_tag + text + rest[rest.index("<") :]


def numbered(text: str, count: int) -> str:
    return "".join(text.format(index) for index in range(count))


def declaring(count: int, seal: str) -> str:
    """The seal with so many namespaces declared for the whole signature."""
    declarations = numbered(' xmlns:a{0}="urn:{0}"', count)
    return seal.replace("<Signature ", f"<Signature{declarations} ", 1)


def references(count: int, uri: str, algorithm: str) -> str:
    digest = f'<DigestMethod Algorithm="{algorithm}"/><DigestValue>AA==</DigestValue>'
    return before('<Reference Type="', numbered(f'<Reference URI="{uri}" Id="r{{0}}">{digest}</Reference>', count))


def with_role(element: str) -> str:
    """With something that is signed, and may be anything."""
    role = f"<SignerRole><ClaimedRoles><ClaimedRole>{element}</ClaimedRole></ClaimedRoles></SignerRole>"
    return before("</SignedSignatureProperties>", role)


MEGABYTE = 1_000_000
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"

SEALS: Mapping[str, tuple[Callable[[], str], str | None]] = {
    "250 references to one large file": (lambda: references(250, "contract.pdf", SHA256), "PSR503"),
    "250 references to nothing": (lambda: references(250, "{0}", "urn:{0}"), "PSR507"),
    "5,000 references": (lambda: references(5_000, "contract.pdf", SHA256), "PSR501"),
    "900 formats": (
        lambda: before("</SignedDataObjectProperties>", numbered('<DataObjectFormat ObjectReference="#{}"/>', 900)),
        "PSR503",
    ),
    "1,900 attributes": (lambda: with_role("<x" + numbered(' a{}=""', 1_900) + "/>"), "PSR503"),
    "245 namespaces for 1,900 elements": (
        lambda: declaring(245, with_role("<x/>" * 1_900)),
        "PSR504",
    ),
    "40,000 namespaces": (lambda: declaring(40_000, with_role("")), "PSR501"),
    "40,000 Ids": (lambda: before("</Signature>", numbered('<Object Id="x{}"/>', 40_000)), "PSR501"),
    "an Id 900 times": (lambda: before("</Signature>", '<Object Id="x"/>' * 900), "PSR509"),
    "70,000 levels": (lambda: before("</Signature>", f"<Object>{'<x>' * 70_000}{'</x>' * 70_000}</Object>"), "PSR501"),
    "900 times no certificate": (
        lambda: before("</X509Data>", "<X509Certificate>AAAA</X509Certificate>" * 900),
        "PSR501",
    ),
    "1,900 comments in a digest": (lambda: before("</DigestValue>", "<!---->" * 1_900), None),
    "100,000 comments": (lambda: before("</SignedInfo>", "<!---->" * 100_000), "PSR501"),
    "a signature of a megabyte": (lambda: saying("<SignatureValue>", "A" * MEGABYTE), "PSR504"),
    "a digest of a megabyte": (lambda: saying("<DigestValue>", "A " * (MEGABYTE // 2)), "PSR504"),
    "a digest of ten megabytes": (lambda: saying("<DigestValue>", "A" * 10 * MEGABYTE), "PSR501"),
    "properties of a megabyte": (lambda: saying("<MimeType>", "a" * MEGABYTE), "PSR503"),
    "an issuer of many parts": (lambda: saying("<ns2:X509IssuerName>", "C=a," * (MEGABYTE // 4)), "PSR510"),
    "an issuer of accents": (lambda: saying("<ns2:X509IssuerName>", "CN=" + "a\u0301" * (MEGABYTE // 3)), "PSR510"),
    "a serial number of a megabyte": (lambda: saying("<ns2:X509SerialNumber>", "9" * MEGABYTE), "PSR510"),
    "a time of a megabyte": (lambda: saying("<SigningTime>", f"2026-06-01T12:00:00.{'1' * MEGABYTE}Z"), "PSR503"),
    "a URI of a megabyte": (lambda: before('contract.pdf"', "%41" * (MEGABYTE // 3)), "PSR507"),
}


def judged(seal: str, **more: bytes) -> list[str]:
    """The codes of what is found in the valid bundle with this seal."""
    return codes_of(validate_bundle(put_together(taken_apart() | {SEAL: seal.encode(), **more}), TRUSTING))


@pytest.mark.parametrize("name", SEALS)
def test_a_costly_seal_is_judged(name: str) -> None:
    make, code = SEALS[name]
    large = 4 * MEGABYTE if "large file" in name else 0
    codes = judged(make(), **{CONTRACT: a_pdf() + bytes(large)})
    assert code is None or code in codes


# Keys that take long: a public exponent as long as the modulus, which is as long as OpenSSL lets it be then.


def octets(tag: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    return bytes([tag, 0x82, *length.to_bytes(2)]) + content


def integer(value: int) -> bytes:
    return octets(2, value.to_bytes(value.bit_length() // 8 + 1))


def costly_key(bits: int, exponent_bits: int) -> bytes:
    """A SubjectPublicKeyInfo (RFC 5280, 4.1) whose key nobody has."""
    modulus, exponent = (secrets.randbits(each) | 1 << each - 1 | 1 for each in (bits, exponent_bits))
    algorithm = octets(0x30, octets(6, bytes.fromhex("2a864886f70d010101")), octets(5))
    return octets(0x30, algorithm, octets(3, b"\0", octets(0x30, integer(modulus), integer(exponent))))


def costly_certificate(key: bytes, issuer: x509.Name, subject: x509.Name, serial: int, signature: bytes) -> str:
    """A certificate (RFC 5280, 4.1) that nobody signed, as base64."""
    algorithm = octets(0x30, octets(6, bytes.fromhex("2a864886f70d01010b")), octets(5))
    validity = octets(0x30, octets(0x17, b"240101000000Z"), octets(0x17, b"340101000000Z"))
    version = octets(0xA0, integer(2))
    names = (issuer.public_bytes(), validity, subject.public_bytes())
    signed = octets(0x30, version, integer(serial), algorithm, *names, key)
    return b64encode(octets(0x30, signed, algorithm, octets(3, b"\0", signature))).decode()


@pytest.mark.parametrize(
    ("bits", "exponent_bits"), [pytest.param(3_072, 3_071, id="3,072 bits"), pytest.param(16_384, 64, id="16,384 bits")]
)
@pytest.mark.parametrize("role", ["leaves", "issuers"])
def test_costly_keys_are_not_all_tried(bits: int, exponent_bits: int, role: str) -> None:
    issuing, root = authority().issuers
    issuer, subject = (issuing.subject, seid2()) if role == "leaves" else (root.subject, issuing.subject)
    key, signature = costly_key(bits, exponent_bits), b"\1" * (bits // 8)
    leaf = costly_certificate(key, issuing.subject, seid2(), 1, signature)
    count = 200_000 // (len(leaf) + 40)
    others = [costly_certificate(key, issuer, subject, index, signature) for index in range(2, count)]
    held = "".join(f"<X509Certificate>{each}</X509Certificate>" for each in (leaf, *others))
    head, _, rest = saying("<SignatureValue>", b64encode(signature).decode()).partition("<X509Data>")
    codes = judged(f"{head}<X509Data>{held}{rest[rest.index('</X509Data>') :]}")
    assert {"PSR504", "PSR511", "PSR517"} <= set(codes)
