"""Changes of a seal, each in one place, by the class of fault that it may be.

``CHANGES`` is made before the seal is signed, ``DIGEST_CHANGES`` after the digests have been written and before the
value, and ``LATE_CHANGES`` after both. Several changes leave the seal sound.
"""

import os
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from random import Random
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree

from tests.kits.certificates import authority, rsa_key
from tests.kits.seals import C14N, C14N_11, DS, EXCLUSIVE, XADES, every, name_certificates, name_signer, only, removed

Change = Callable[[etree._Element, Random], object]  # noqa: SLF001 - lxml has no other name for its type

_SHA1: Final = "http://www.w3.org/2000/09/xmldsig#sha1"
_SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
_DIGESTS: Final = (
    *(_SHA1, _SHA256, "http://www.w3.org/2001/04/xmlenc#sha512", "http://www.w3.org/2001/04/xmldsig-more#sha384"),
    *("http://www.w3.org/2001/04/xmldsig-more#md5", "urn:unknown", ""),
)
_CANONICALISATIONS: Final = (
    *(C14N, C14N_11, EXCLUSIVE, f"{C14N}#WithComments", f"{EXCLUSIVE}WithComments", f"{C14N_11}#WithComments"),
    *("urn:unknown", "http://www.w3.org/2010/xml-c14n2"),
)
_TRANSFORMS: Final = (
    *_CANONICALISATIONS,
    *(f"http://www.w3.org/2000/09/xmldsig#{name}" for name in ("enveloped-signature", "base64")),
    *("http://www.w3.org/TR/1999/REC-xpath-19991116", "http://www.w3.org/TR/1999/REC-xslt-19991116"),
)
_SIGNATURES: Final = (
    *(f"http://www.w3.org/2001/04/xmldsig-more#rsa-{name}" for name in ("sha256", "sha384", "sha512", "md5")),
    *("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#hmac-sha1", "urn:unknown"),
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
)
_TYPES: Final = (
    *("", "http://uri.etsi.org/01903#SignedPropertiesX", "http://uri.etsi.org/01903/v1.3.2#SignedProperties"),
    *(" http://uri.etsi.org/01903#SignedProperties", "http://www.w3.org/2000/09/xmldsig#Object"),
)
_URIS: Final = (
    *("./{}", "{}#", "{}?", "/{}", "x/../{}", "file:{}", "{}#x", "{}/", "//{}", "%2e/{}", "{}%00", "{}%", "{} ", " {}"),
    *("http://example.com/{}", "{}#xpointer(/)", "missing.pdf", "", "#", "META-INF/signatures.xml", "mimetype"),
    *("META-INF/../{}", "..%2F{}", "\\{}", "{}\N{NO-BREAK SPACE}"),
)
_BLANKS: Final = (" ", "\n", "\t", "\r", "\N{NO-BREAK SPACE}", "\x85", "\u2028", "\u200b", "\ufeff", "\u3000")
_NAMESPACES: Final = ("relative", "urn:absolute", "../up", "#x", "//host/path", "http://example.com/%zz", "x:", "å")
_TIMES: Final = (
    *("2026-06-01T12:00:00Z", "2026-06-01T12:00:00", "2026-06-01T14:00:00+02:00", "2026-06-01T24:00:00Z", ""),
    *("2026-06-01", "2026-06-31T12:00:00Z", " 2026-06-01T12:00:00Z ", "2036-06-01T12:00:00Z", "2026-06-01T12:00:00.5Z"),
)
_STRANGERS: Final = (
    *("KeyName", "MgmtData", "X509Data", "KeyValue", "RetrievalMethod", "PGPData", "SPKIData", "Unknown"),
    *("DEREncodedKeyValue",),
)
_XADES_EXTRAS: Final = (
    *("SignaturePolicyIdentifier", "SignatureProductionPlace", "SignerRole", "SigningCertificateV2", "SigningTime"),
    *("CommitmentTypeIndication", "AllDataObjectsTimeStamp", "IndividualDataObjectsTimeStamp", "SigningCertificate"),
    *("SignerRoleV2", "UnsignedProperties", "Unknown"),
)
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"


def _alg(name: str, algorithms: Sequence[str]) -> Change:
    return lambda root, random: random.choice(every(root, name)).set("Algorithm", random.choice(algorithms))


def _files(root: etree._Element) -> list[etree._Element]:
    return [each for each in every(root, "Reference") if not (each.get("URI") or "#").startswith("#")]


def _to_properties(root: etree._Element) -> etree._Element:
    return next(each for each in every(root, "Reference") if (each.get("URI") or "").startswith("#"))


def _put(root: etree._Element, element: etree._Element, random: Random) -> None:
    """Add a reference anywhere among the references."""
    references = every(root, "Reference")
    place = random.choice(references)
    random.choice((place.addnext, place.addprevious))(element)


def _untyped(root: etree._Element, random: Random) -> None:
    other = deepcopy(_to_properties(root))
    other.attrib.pop("Id", None)
    del other.attrib["Type"]
    if random.random() < 0.5:
        other.set("Type", random.choice(_TYPES))
    if random.random() < 0.5:
        only(other, "DigestMethod").set("Algorithm", random.choice(_DIGESTS))
    for each in every(other, "Transform"):
        if random.random() < 0.3:
            each.set("Algorithm", random.choice(_TRANSFORMS))
    _put(root, other, random)


def _own_reference(root: etree._Element, random: Random) -> None:
    """Refer to another part of the file, or to the whole."""
    other, target = deepcopy(_to_properties(root)), random.choice(list(root.iter("*")))
    other.attrib.pop("Id", None)
    other.attrib.pop("Type", None)
    if target.get("Id") is None and random.random() < 0.8:
        target.set("Id", "target")
    other.set(
        "URI", random.choice(("", f"#{target.get('Id')}", f"#xpointer(id('{target.get('Id')}'))", "#xpointer(/)"))
    )
    _put(root, other, random)


def _again(root: etree._Element, random: Random) -> None:
    other = deepcopy(random.choice(_files(root)))
    if random.random() < 0.7:
        other.attrib.pop("Id", None)
    _put(root, other, random)


def _readdress(root: etree._Element, random: Random) -> None:
    reference = random.choice(every(root, "Reference"))
    uri = reference.get("URI") or ""
    if random.random() < 0.4 and uri:
        at = random.randrange(len(uri))
        octets = "".join(f"%{octet:02X}" for octet in uri[at].encode())
        reference.set("URI", uri[:at] + random.choice((octets, octets.lower())) + uri[at + 1 :])
    else:
        reference.set("URI", random.choice(_URIS).format(uri))


def _transformed(root: etree._Element, random: Random) -> None:
    reference = random.choice((_to_properties(root), random.choice(_files(root))))
    found = next(reference.iter(f"{DS}Transforms"), None)
    if found is None:
        found = etree.Element(f"{DS}Transforms", nsmap=reference.nsmap)
        reference.insert(0, found)
    elif random.random() < 0.3:
        removed(found)
        return
    added = etree.Element(f"{DS}Transform", Algorithm=random.choice(_TRANSFORMS))
    if random.random() < 0.2:
        etree.SubElement(added, f"{{{EXCLUSIVE}}}InclusiveNamespaces", PrefixList="ds xades #default")
    found.insert(random.randint(0, len(found)), added)


def _parameters(root: etree._Element, random: Random) -> None:
    name = random.choice(("CanonicalizationMethod", "SignatureMethod", "DigestMethod", "Transform"))
    parent = random.choice(every(root, name))
    tag = random.choice((f"{DS}HMACOutputLength", f"{{{EXCLUSIVE}}}InclusiveNamespaces", "{urn:x}any", f"{DS}XPath"))
    etree.SubElement(parent, tag).text = random.choice(("", "128", "self::node()"))


def _wrapped(root: etree._Element, random: Random) -> None:
    """Put the signed properties, or a copy of them, into another place."""
    qualifying, properties = only(root, "QualifyingProperties"), only(root, "SignedProperties")
    places = ("Signature", "Object", "QualifyingProperties", "KeyInfo", "SignedProperties", "XAdESSignatures")
    moved = random.choice((qualifying, properties))
    inner = etree.Element(f"{DS}Object")
    other = deepcopy(moved) if random.random() < 0.6 else moved
    if other is not moved and random.random() < 0.5:
        for each in (other, *other.iter("*")):
            if each.get("Id"):
                each.set("Id", f"{each.get('Id')}-2")
    place = random.choice(list(root.iter(*(f"{{*}}{name}" for name in places))))
    if any(each is moved for each in place.iterancestors()) or place is moved:
        place = only(root, "Signature")
    if random.random() < 0.5:
        inner.append(other)
        other = inner
    place.insert(random.randint(0, len(place)), other)


def _second_qualifying(root: etree._Element, random: Random) -> None:
    qualifying = only(root, "QualifyingProperties")
    version = f"{{http://uri.etsi.org/01903/v{random.choice(('1.1.1', '1.2.2', '1.3.2', '1.4.1'))}#}}"
    other = etree.Element(f"{version}QualifyingProperties", Target=random.choice(("#Signature", "", "#x")))
    if random.random() < 0.5:
        signed = etree.SubElement(other, f"{version}SignedProperties", Id="other")
        etree.SubElement(signed, f"{version}SignedSignatureProperties")
    if random.random() < 0.5:
        qualifying.addnext(other)
    else:
        etree.SubElement(only(root, "Signature"), f"{DS}Object").append(other)


def _twin(root: etree._Element, random: Random) -> None:
    """Give an element the Id of another, under any name of such an attribute."""
    ids = [given for each in root.iter("*") if (given := each.get("Id"))]
    name = random.choice(("Id", "ID", "id", f"{_XML}id", "{urn:x}Id", "{urn:x}ID", "iD", "wsu"))
    value = random.choice((*ids, f" {ids[-1]}", ids[-1].lower()))
    stranger = etree.SubElement(etree.SubElement(only(root, "Signature"), f"{DS}Object"), "{urn:x}any")
    random.choice((stranger, *root.iter("*"))).set(name, value)
    if random.random() < 0.5:
        stranger.set(name, value)


def _without_id(root: etree._Element, random: Random) -> None:
    """Remove an Id, and refer to what is not there."""
    name = random.choice(("Signature", "SignedProperties", "Reference"))
    del only(root, name).attrib["Id"]
    if name == "Signature":
        only(root, "QualifyingProperties").set("Target", random.choice(("", "#", "#None")))
    if name == "SignedProperties":
        _to_properties(root).set("URI", random.choice(("", "#", "#None", "#xpointer(id('None'))")))


def _renamed(root: etree._Element, random: Random) -> None:
    """Give the signed properties another Id, and the reference with them."""
    value = random.choice(("å", "x y", "1", "", "a:b", "xades-1", "%41", "a.b-c_d", "\U0001f600", "x" * 300))
    only(root, "SignedProperties").set("Id", value)
    _to_properties(root).set("URI", f"#{value}")


def _second_signature(root: etree._Element, random: Random) -> None:
    signature = only(root, "Signature")
    other = deepcopy(signature)
    if random.random() < 0.5:
        for each in other.iter("*"):
            if each.get("Id"):
                each.set("Id", f"{each.get('Id')}-2")
    unsigned = etree.SubElement(only(root, "QualifyingProperties"), f"{XADES}UnsignedProperties")
    counter = etree.SubElement(
        etree.SubElement(unsigned, f"{XADES}UnsignedSignatureProperties"), f"{XADES}CounterSignature"
    )
    place = random.choice((root, etree.SubElement(signature, f"{DS}Object"), counter, only(root, "KeyInfo")))
    if place is not counter:
        removed(unsigned)
    place.insert(random.randint(0, len(place)), other)


def _certificates(root: etree._Element, random: Random) -> None:
    """Change the order of the certificates, add others, leave some out, repeat them, or make very many."""
    data = only(root, "X509Data")
    texts = [each.text for each in data]
    key = rsa_key(random.choice(("enterprise", "another")))
    others = [
        _encoded(each) for each in (authority("Fjell").root, authority("Fjell").issue(key=key), authority().issuing)
    ]
    changed = random.choice(
        (
            texts[::-1],
            texts[1:],
            texts[:1],
            texts * 2,
            [*others, *texts],
            [*texts, *others],
            [],
            others,
            others * 99 + texts,
        )
    )
    for each in list(data):
        data.remove(each)
    for text in changed:
        place = data if random.random() < 0.95 else etree.SubElement(only(root, "KeyInfo"), f"{DS}X509Data")
        etree.SubElement(place, f"{DS}X509Certificate").text = text


def _encoded(certificate: object) -> str:
    return b64encode(certificate.public_bytes(Encoding.DER)).decode()  # type: ignore[attr-defined]


def _other_key(root: etree._Element, random: Random) -> None:
    """Name the key in another way, rightly or wrongly."""
    key = rsa_key(random.choice(("enterprise", "enterprise", "another"))).public_key()
    numbers = key.public_numbers()
    info, name = only(root, "KeyInfo"), random.choice(_STRANGERS)
    tag = f"{{http://www.w3.org/2009/xmldsig11#}}{name}" if name == "DEREncodedKeyValue" else f"{DS}{name}"
    added = etree.Element(tag)
    if name == "KeyValue":
        value = etree.SubElement(added, f"{DS}RSAKeyValue")
        for part, number in (("Modulus", numbers.n), ("Exponent", numbers.e)):
            octets = number.to_bytes((number.bit_length() + 7) // 8 + random.choice((0, 0, 1)))
            etree.SubElement(value, f"{DS}{part}").text = b64encode(octets).decode()
    elif name == "X509Data":
        leaf = authority().issue(key=rsa_key("enterprise"))
        part = random.choice(("X509SubjectName", "X509SKI", "X509CRL", "X509Digest", "X509IssuerSerial"))
        inner = etree.SubElement(added, f"{DS}{part}")
        inner.text = leaf.subject.rfc4514_string() if part == "X509SubjectName" else "AAAA"
        if part == "X509IssuerSerial":
            inner.text = None
            inner.append(deepcopy(only(root, "X509IssuerName")))
            inner.append(deepcopy(only(root, "X509SerialNumber")))
    elif name == "DEREncodedKeyValue":
        added.text = b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    else:
        added.text = random.choice(("enterprise", ""))
        if name == "RetrievalMethod":
            added.set("URI", "#x")
    info.insert(random.randint(0, len(info)), added)


def _named(root: etree._Element, random: Random) -> None:
    """Name the signing certificate otherwise: another one, by another digest, in other words, twice, or not at all."""
    cert, name, serial = only(root, "Cert"), only(root, "X509IssuerName"), only(root, "X509SerialNumber")
    text = name.text or ""
    other = authority("Fjell").issue()
    random.choice(
        (
            lambda: name_signer(root, other),
            lambda: cert.addnext(deepcopy(cert)),
            lambda: cert.addprevious(_cert_of(cert, other)),
            lambda: cert.addnext(_cert_of(cert, other)),
            lambda: setattr(name, "text", random.choice((text.lower(), text.upper(), text.title()))),
            lambda: setattr(name, "text", text.replace(",", random.choice((", ", " ,", ",\n", ";", "+", " + ")))),
            lambda: setattr(name, "text", ",".join(reversed(text.split(",")))),
            lambda: setattr(
                name, "text", text.replace("CN=", random.choice(("2.5.4.3=", "OID.2.5.4.3=", "cn=", "L=")))
            ),
            lambda: setattr(name, "text", random.choice(("", "CN=x", f"{text},C=SE", text[:-1], f" {text} ", "x"))),
            lambda: setattr(
                serial,
                "text",
                random.choice(("1", "", "-1", f" {serial.text} ", f"+{serial.text}", f"00{serial.text}", "x")),
            ),
            lambda: only(cert, "DigestMethod").set("Algorithm", random.choice(_DIGESTS)),
            lambda: setattr(only(cert, "DigestValue"), "text", b64encode(os.urandom(20)).decode()),
            lambda: removed(only(root, random.choice(("SigningCertificate", "Cert", "CertDigest", "IssuerSerial")))),
        )
    )()


def _cert_of(cert: etree._Element, certificate: object) -> etree._Element:
    other = deepcopy(cert)
    name_signer_in = etree.Element("x")
    name_signer_in.append(other)
    wrapper = etree.Element(f"{XADES}SigningCertificate")
    wrapper.append(other)
    name_signer(wrapper, certificate)  # type: ignore[arg-type]
    return other


def _reissued(root: etree._Element, random: Random) -> None:
    """Put another certificate for the same key into the seal, and name it, the old one or neither."""
    leaf = authority(random.choice(("Skogen", "Fjell"))).issue()
    kept = deepcopy(only(root, "SigningCertificate"))
    name_certificates(root, leaf, authority().issuers)
    if random.random() < 0.6:
        only(root, "SigningCertificate").getparent().replace(only(root, "SigningCertificate"), kept)  # type: ignore[union-attr]


def _formats(root: etree._Element, random: Random) -> None:
    each = random.choice(every(root, "DataObjectFormat"))
    random.choice(
        (
            lambda: removed(each),
            lambda: each.addnext(deepcopy(each)),
            lambda: each.set("ObjectReference", random.choice(("", "#x", "x", "#Signature"))),
            lambda: removed(only(each, "MimeType")),
            lambda: each.insert(0, _element("Description", "x")),
            lambda: each.append(_element("Encoding", random.choice(("urn:x", "", "x y")))),
            lambda: each.insert(0, _element("ObjectIdentifier")),
            lambda: removed(only(root, "SignedDataObjectProperties")),
        )
    )()


def _element(name: str, text: str | None = None) -> etree._Element:
    made = etree.Element(f"{XADES}{name}")
    made.text = text
    return made


def _extra_properties(root: etree._Element, random: Random) -> None:
    name = random.choice(("SignedSignatureProperties", "SignedDataObjectProperties", "QualifyingProperties"))
    place, added = only(root, name), _element(random.choice(_XADES_EXTRAS))
    parts = {
        "SignaturePolicyIdentifier": "SignaturePolicyImplied",
        "SignatureProductionPlace": random.choice(("City", "CountryName", "Unknown")),
        "SignerRole": "ClaimedRoles",
        "UnsignedProperties": random.choice(("UnsignedSignatureProperties", "UnsignedDataObjectProperties", "Unknown")),
    }
    part = parts.get(etree.QName(added).localname)
    if part is not None and random.random() < 0.8:
        etree.SubElement(added, f"{XADES}{part}")
    place.insert(random.randint(0, len(place)), added)


def _spaced(root: etree._Element, random: Random) -> None:
    """Put a character into base64, or cut it, or pad it otherwise."""
    name = random.choice(("DigestValue", "SignatureValue", "X509Certificate"))
    element = random.choice(every(root, name))
    text = element.text or ""
    at = random.choice((0, len(text), random.randint(0, len(text))))
    inserted = random.choice((*_BLANKS, *_BLANKS, "=", "-", "_", "A", "&", "", ".", "%"))
    element.text = random.choice((text[:at] + inserted + text[at:], text[:at] + inserted + text[at:], text.rstrip("=")))


def _namespace(root: etree._Element, random: Random) -> None:
    """Declare a namespace somewhere, which lxml can only do for a new element: replace one by a copy."""
    old = random.choice(list(root.iter("*"))[1:])
    declared = {random.choice(("x", "ds", "y")): random.choice(_NAMESPACES)}
    new = etree.Element(old.tag, dict(old.attrib), nsmap=dict(old.nsmap) | declared)
    new.text, new.tail = old.text, old.tail
    new.extend(list(old))
    parent = old.getparent()
    assert parent is not None
    parent.replace(old, new)


def _attribute(root: etree._Element, random: Random) -> None:
    name = random.choice(
        (
            *(_XML + each for each in ("base", "id", "lang", "space")),
            "Encoding",
            "MimeType",
            "URI",
            "Type",
            "Target",
            "x",
        )
    )
    random.choice(list(root.iter("*"))).set(name, random.choice(("", "x", "en", "#Signature", "preserve")))


def _structure(root: etree._Element, random: Random) -> None:
    """Remove, repeat, move or rename any element."""
    elements = list(root.iter("*"))[1:]
    element, target = random.choice(elements), random.choice(elements)
    random.choice(
        (
            lambda: removed(element),
            lambda: element.addnext(deepcopy(element)),
            lambda: target.append(deepcopy(element)),
            lambda: setattr(element, "tag", random.choice((f"{DS}Unknown", f"{XADES}Unknown", "Unknown", "{urn:x}x"))),
            lambda: setattr(element, "text", (element.text or "") + random.choice(("x", "\n", "\u00a0"))),
            lambda: setattr(element, "tail", (element.tail or "") + random.choice(("x", "\n ", "\u00a0", "\x85"))),
        )
    )()


def _objects(root: etree._Element, random: Random) -> None:
    """Add an object with other content, before or behind the one with the properties."""
    added = etree.Element(f"{DS}Object")
    random.choice(
        (
            lambda: etree.SubElement(added, f"{DS}Manifest", Id="m").append(deepcopy(random.choice(_files(root)))),
            lambda: etree.SubElement(added, "{urn:x}any"),
            lambda: setattr(added, "text", "text"),
            lambda: etree.SubElement(added, f"{DS}SignatureProperties"),
            lambda: etree.SubElement(added, f"{XADES}QualifyingPropertiesReference", URI="x"),
            lambda: added.set("Encoding", random.choice(("urn:x", "x y", "base64"))),
        )
    )()
    signature = only(root, "Signature")
    signature.insert(random.choice((len(signature), 3)), added)


def _commented(root: etree._Element, random: Random) -> None:
    element = random.choice(list(root.iter("*")))
    made = random.choice((etree.Comment("here"), etree.ProcessingInstruction("here")))
    if len(element) == 0 and element.text and random.random() < 0.7:
        half = len(element.text) // 2
        made.tail, element.text = element.text[half:], element.text[:half]
    element.insert(random.randint(0, len(element)), made)


def _digest(root: etree._Element, random: Random) -> None:
    element = random.choice(every(root, "DigestValue"))
    value = b64encode(os.urandom(random.choice((32, 32, 20, 0, 33)))).decode()
    element.text = random.choice((value, (element.text or "")[:-4], (element.text or "").swapcase()))


def _value(root: etree._Element, random: Random) -> None:
    element = only(root, "SignatureValue")
    text = element.text or ""
    element.text = random.choice(
        (b64encode(os.urandom(256)).decode(), text[4:], f"AAAA{text}", text[:-8] + "AAAAAA==", "")
    )


CHANGES: Final[Mapping[str, Change]] = {
    "untyped reference to the properties": _untyped,
    "reference to a part of the file": _own_reference,
    "file sealed twice": _again,
    "file left out": lambda root, random: removed(random.choice(_files(root))),
    "address of a reference": _readdress,
    "order of references": lambda root, random: only(root, "SignedInfo").append(
        random.choice(every(root, "Reference"))
    ),
    "type of a reference": lambda root, random: random.choice(every(root, "Reference")).set(
        "Type", random.choice(_TYPES)
    ),
    "transforms": _transformed,
    "parameters of an algorithm": _parameters,
    "digest algorithm": _alg("DigestMethod", _DIGESTS),
    "signature algorithm": _alg("SignatureMethod", _SIGNATURES),
    "canonicalisation": _alg("CanonicalizationMethod", _CANONICALISATIONS),
    "wrapped properties": _wrapped,
    "second qualifying properties": _second_qualifying,
    "twin of an Id": _twin,
    "Id of the properties": _renamed,
    "no Id": _without_id,
    "target": lambda root, random: only(root, "QualifyingProperties").set(
        "Target", random.choice(("", "#x", "Signature"))
    ),
    "second signature": _second_signature,
    "certificates": _certificates,
    "another name of the key": _other_key,
    "signing certificate": _named,
    "reissued certificate": _reissued,
    "formats": _formats,
    "other properties": _extra_properties,
    "signing time": lambda root, random: setattr(only(root, "SigningTime"), "text", random.choice(_TIMES)),
    "namespace": _namespace,
    "attribute": _attribute,
    "structure": _structure,
    "objects": _objects,
    "comments": _commented,
}
DIGEST_CHANGES: Final[Mapping[str, Change]] = {"digest": _digest, "base64": _spaced}
LATE_CHANGES: Final[Mapping[str, Change]] = {
    **{name: CHANGES[name] for name in ("address of a reference", "signing certificate", "formats", "signing time")},
    **{
        name: CHANGES[name]
        for name in ("certificates", "another name of the key", "comments", "namespace", "structure")
    },
    "digest": _digest,
    "base64": _spaced,
    "value": _value,
}
