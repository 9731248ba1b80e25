"""Seals for the comparison: sound ones of several signers and certificates, most of them changed in one place."""

# ruff: noqa: S311 - reproducible

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID
from lxml import etree

from tests.kits.bundles import SEAL, taken_apart
from tests.kits.certificates import SIGNING, authority, certificate, key_usage, rsa_key, seid1, seid2
from tests.kits.seals import C14N_11, name_certificates, write_digests, write_value
from tests.signature_model.seals.strangers import Manner, dotnet
from tests.witnesses.seal_changes import CHANGES, DIGEST_CHANGES, LATE_CHANGES, Change

_NAMES: Final = (
    "contract.pdf",
    "a b.pdf",
    "søknad.pdf",
    "a+b.pdf",
    "100%.pdf",
    "a&b.pdf",
    "x/y.pdf",
    "a'b.pdf",
    "~.pdf",
)
_MANNERS: Final = (
    *(Manner(), Manner(uri=str, issuer=dotnet, whole_chain=False), Manner(ds="ds:", xades="xades:"), Manner(ds="d:")),
    *(Manner(blank="\n  "), Manner(blank="\n", newline="\r\n"), Manner(line="\n"), Manner(line="&#13;\n")),
    *(Manner(blank="<!-- a -->"), Manner(canonicalisation=C14N_11, transforms=(C14N_11,)), Manner(transforms=())),
    *(Manner(properties_first=True), Manner(xades="x:", blank="&#xD;\n"), Manner(ids="å{}", properties_id="ø")),
)
_VALUES: Final = (
    *(
        "Skogen, Fjellet + AS",
        '"Skogen"',
        " Skogen ",
        "#Skogen",
        "a\\b",
        "a=b",
        "a;b",
        "<b>",
        "Å\u0308",
        "a  b",
        "\U0001f332",
    ),
    *("A" * 64, "SKOGEN ÆØÅ", "a\nb", "skogen\u00a0as", "å", "1.2.3", "ﬁ", "ß", "İ", "-"),
)
_KINDS: Final = (*[_ASN1Type.UTF8String] * 3, _ASN1Type.BMPString, _ASN1Type.PrintableString)
_PRINTABLE: Final = re.compile(r"[A-Za-z0-9 '()+,./:=?-]+")
_OTHERS: Final = (
    *(NameOID.SERIAL_NUMBER, NameOID.STREET_ADDRESS, NameOID.TITLE),
    *(NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.STATE_OR_PROVINCE_NAME, NameOID.GIVEN_NAME, NameOID.USER_ID),
    *(NameOID.ORGANIZATION_IDENTIFIER, NameOID.BUSINESS_CATEGORY, x509.ObjectIdentifier("1.2.3.4.5")),
)
_ENCODINGS: Final = ("UTF-8", "utf-8", "UTF8", "US-ASCII", "ISO-8859-1", "UTF-16", "x", "windows-1252")
_TAG: Final = re.compile(rb">(?=<)")


@dataclass(frozen=True, slots=True)
class Sealed:
    """Members of a bundle, and how their seal was changed."""

    members: Mapping[str, bytes]
    changes: tuple[str, ...]


def made(random: Random) -> Sealed | None:
    """Return a sealed bundle with usually one change; None if the change cannot be made."""
    name, (members, key) = _base(random)
    root, changes = etree.fromstring(members[SEAL]), list[str]()
    form, is_text_changed = random.random(), random.random()
    try:
        _change(root, random, form, changes, (members, key))
    except (StopIteration, ValueError, TypeError, LookupError, SyntaxError, AttributeError):
        return None
    except etree.C14NError:  # a relative namespace name: what has been changed is not signed
        pass
    seal = etree.tostring(root)
    if is_text_changed < (0.03 if form < 0.9 else 0.8):
        seal = _text_changed(seal, random)
        changes.append("text")
    return Sealed(dict(members) | {SEAL: seal}, tuple(changes) or (name,))


def _change(
    root: etree._Element,
    random: Random,
    form: float,
    changes: list[str],
    signing: tuple[Mapping[str, bytes], RSAPrivateKey],
) -> None:
    """Change the seal before, while or after it is signed, and note the names of the changes."""
    if form < 0.7:
        changes += [_changed(root, random, CHANGES) for _ in range(random.choice((1, 1, 1, 1, 2)))]
    if form < 0.8:
        write_digests(root, signing[0])
        if form >= 0.7:
            changes.append(_changed(root, random, DIGEST_CHANGES))
        write_value(root, signing[1])
    elif form < 0.9:
        changes.append(_changed(root, random, LATE_CHANGES))


def _changed(root: etree._Element, random: Random, table: Mapping[str, Change]) -> str:
    name = random.choice(list(table))
    table[name](root, random)
    return name


def _base(random: Random) -> tuple[str, tuple[Mapping[str, bytes], RSAPrivateKey]]:
    kind = random.random()
    if kind < 0.4:
        return "our own", (taken_apart(), rsa_key("enterprise"))
    if kind < 0.75:
        return "of another signer", _strange(random.randrange(len(_MANNERS)), random.choice(_NAMES))
    return "of another certificate", _certified(random.randrange(120))


@cache
def _strange(number: int, name: str) -> tuple[Mapping[str, bytes], RSAPrivateKey]:
    return _MANNERS[number].sealed(name), rsa_key("enterprise")


@cache
def _certified(number: int) -> tuple[Mapping[str, bytes], RSAPrivateKey]:
    """Return our own seal with another certificate: by an issuer with another name, or itself unusual."""
    random, issuer = Random(number), authority()
    key = rsa_key("enterprise")
    if number < 90:
        name = _issuer_name(random)
        leaf = certificate(seid2(), name, key, issuer.issuing_key, extensions=(SIGNING,))
    else:
        leaf, key = _unusual(random)
    members = dict(taken_apart())
    root = etree.fromstring(members[SEAL])
    name_certificates(root, leaf, issuer.issuers)
    write_digests(root, members)
    write_value(root, key)
    return members | {SEAL: etree.tostring(root)}, key


def _issuer_name(random: Random) -> x509.Name:
    oids = (NameOID.ORGANIZATION_NAME, *random.sample(_OTHERS, random.randint(0, 2)), NameOID.COMMON_NAME)
    pairs = [(NameOID.COUNTRY_NAME, "NO", _ASN1Type.PrintableString)]
    pairs += [(oid, random.choice((*_VALUES, "Skogen CA")), random.choice(_KINDS)) for oid in oids]
    attributes = [_attribute(*each) for each in pairs]
    if random.random() < 0.2:
        return x509.Name(
            [
                *(x509.RelativeDistinguishedName([each]) for each in attributes[:-2]),
                x509.RelativeDistinguishedName(attributes[-2:]),
            ]
        )
    return x509.Name(attributes)


def _attribute(oid: x509.ObjectIdentifier, value: str, kind: _ASN1Type) -> x509.NameAttribute[str | bytes]:
    if kind is _ASN1Type.PrintableString and not _PRINTABLE.fullmatch(value):
        kind = _ASN1Type.UTF8String
    with suppress(ValueError):
        return x509.NameAttribute(oid, value, kind)
    return x509.NameAttribute(NameOID.COMMON_NAME, value)


def _unusual(random: Random) -> tuple[x509.Certificate, RSAPrivateKey]:
    issuer, key = authority(), rsa_key("enterprise")
    past, future = datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    makers: tuple[Callable[[], x509.Certificate], ...] = (
        lambda: issuer.issue(until=past),
        lambda: issuer.issue(since=future),
        lambda: issuer.issue(usage=None),
        lambda: issuer.issue(usage=key_usage("content_commitment")),
        lambda: issuer.issue(seid1()),
        lambda: certificate(seid2(), seid2(), key, key, extensions=(SIGNING,)),
    )
    if random.random() < 0.4:
        key = generate_private_key(
            public_exponent=random.choice((3, 65537)), key_size=random.choice((1024, 1536, 3072, 4096))
        )
        return issuer.issue(key=key), key
    return random.choice(makers)(), key


def _text_changed(seal: bytes, random: Random) -> bytes:
    """Change the text: mostly so that the document says the same."""
    places = [each.end() for each in _TAG.finditer(seal)] or [0]
    at, anywhere = random.choice(places), random.randrange(len(seal))
    body = seal[seal.index(b"<XAdES") :] if b"<XAdES" in seal else seal
    encoding, version = random.choice(_ENCODINGS), random.choice(("1.0", "1.0", "1.0", "1.1", "1.5"))
    declaration = f'<?xml version="{version}" encoding="{encoding}"?>'.encode()
    inserted = random.choice(
        (b"<!-- a -->", b"<?p a?>", b"\n", b"\r\n", b"&#13;", b"<![CDATA[ ]]>", b"&#160;", b" ", b"<!-- -- -->")
    )
    return random.choice(
        (
            lambda: seal[:at] + inserted + seal[at:],
            lambda: declaration + body,
            lambda: b"\xef\xbb\xbf" + body,
            lambda: body.replace(b'"', b"'"),
            lambda: re.sub(rb">([A-Za-z0-9+/=]{8,})</", rb"><![CDATA[\1]]></", body, count=random.choice((0, 1))),
            lambda: body.replace(b"</", b"</", 1).replace(b"></", b" ></", random.choice((1, 2))),
            lambda: re.sub(rb"([A-Za-z])(?=[A-Za-z0-9+/=]{7}</)", lambda found: b"&#%d;" % found[1][0], body),
            lambda: body.replace(b"><", b">\r\n<"),
            lambda: body + random.choice((b"\n", b"<!-- a -->", b"x", b"\0", b"<a/>", b"\x1a")),
            lambda: random.choice((b"<!DOCTYPE XAdESSignatures>", b" ", b"\n", b"<!-- a -->")) + body,
            lambda: seal[:anywhere] + bytes([random.randrange(256)]) + seal[anywhere + 1 :],
            lambda: seal[:anywhere] + seal[anywhere + random.randint(1, 9) :],
            lambda: body.decode().encode("utf-16"),
        )
    )()
