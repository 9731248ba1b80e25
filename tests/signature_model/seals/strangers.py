"""Seals as other signers write them: composed here from the standards, digested and signed by the witness.

Nothing of this shares code with what writes seals in the product.
"""

import hashlib
import textwrap
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote_plus

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.kits.bundles import CONTRACT, MANIFEST, SEAL, edited, taken_apart
from tests.kits.certificates import authority, pem_key, rsa_key
from tests.signature_model.seals import witness

C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
C14N_11: Final = "http://www.w3.org/2006/12/xml-c14n11"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"

_ASIC = "http://uri.etsi.org/2918/v1.2.1#"
_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_XADES = "http://uri.etsi.org/01903/v1.3.2#"
_SHA1 = f"{_DSIG}sha1"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

_KEYWORDS = {"2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.10": "O"}


def rfc_2253(name: x509.Name) -> str:
    """As Java writes it: without blanks, other attributes as the value's encoding."""
    other = "2.5.4.97=#0c0f4e54524e4f2d393833313633333237"
    parts = [f"{_KEYWORDS[oid]}={value}" if oid in _KEYWORDS else other for oid, value in _attributes(name)]
    return ",".join(reversed(parts))


def dotnet(name: x509.Name) -> str:
    """As .NET writes it: a blank after each comma, other attributes by ``OID.`` and as text."""
    return ", ".join(f"{_KEYWORDS.get(oid, f'OID.{oid}')}={value}" for oid, value in reversed(_attributes(name)))


def _attributes(name: x509.Name) -> list[tuple[str, str]]:
    return [(attribute.oid.dotted_string, str(attribute.value)) for attribute in name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How somebody writes seals: as the official Java client, unless told otherwise.

    ``ds`` and ``xades`` are prefixes with their colons; ``uri`` writes a member's name, in the manifest too; ``blank``
    stands between any two tags, ``line`` ends the lines of long base64, ``newline`` those of the file.
    """

    ds: str = ""
    xades: str = ""
    ids: str = "ID_{}"
    properties_id: str = "SignedProperties"
    uri: Callable[[str], str] = quote_plus
    issuer: Callable[[x509.Name], str] = rfc_2253
    signing_time: str = "2026-06-01T14:00:00+02:00"
    whole_chain: bool = True
    blank: str = ""
    line: str = ""
    newline: str = "\n"
    canonicalisation: str = C14N
    transforms: tuple[str, ...] = (C14N,)
    properties_first: bool = False

    def sealed(self, name: str) -> dict[str, bytes]:
        """The members of a bundle whose one document has this name."""
        found = taken_apart()
        manifest = edited(found[MANIFEST], CONTRACT, self.uri(name).replace("&", "&amp;"))
        members = {name: found[CONTRACT], MANIFEST: manifest}
        return members | {SEAL: self._seal({name: "application/pdf", MANIFEST: "application/xml"}, members)}

    def _seal(self, files: Mapping[str, str], members: Mapping[str, bytes]) -> bytes:
        issuers = authority()
        certificates = (issuers.issue(), *issuers.issuers)
        ds = self.ds
        tags = [
            f'<{ds}Signature {_declared(ds, _DSIG)} Id="Signature">',
            *self._signed_info(list(files)),
            f"<{ds}SignatureValue></{ds}SignatureValue><{ds}KeyInfo/><{ds}Object>",
            *self._properties(files, certificates[0]),
            f"</{ds}Object>",
            f"</{ds}Signature>",
        ]
        template = f'<XAdESSignatures xmlns="{_ASIC}">{self.blank.join(tags)}</XAdESSignatures>'
        # A name that is written form-encoded is the witness's member by what is written.
        named = {self.uri(name): content for name, content in members.items()} | dict(members)
        key_info = self._key_info(certificates if self.whole_chain else certificates[:1])
        signed = witness.sign(template, named, pem_key(rsa_key("enterprise"))).replace(f"<{ds}KeyInfo/>", key_info)
        return f'<?xml version="1.0" encoding="utf-8"?>\n{signed}'.replace("\n", self.newline).encode()

    def _signed_info(self, names: list[str]) -> list[str]:
        ds = self.ds
        files = [tag for index, name in enumerate(names) for tag in self._reference(index, name)]
        properties = [
            f'<{ds}Reference Type="http://uri.etsi.org/01903#SignedProperties" URI="#{self.properties_id}">',
            *self._transforms(),
            *self._digest(),
        ]
        return [
            f"<{ds}SignedInfo>",
            f'<{ds}CanonicalizationMethod Algorithm="{self.canonicalisation}"/>',
            f'<{ds}SignatureMethod Algorithm="{_RSA_SHA256}" />',
            *(properties + files if self.properties_first else files + properties),
            f"</{ds}SignedInfo>",
        ]

    def _transforms(self) -> list[str]:
        ds = self.ds
        each = [f'<{ds}Transform Algorithm="{algorithm}"/>' for algorithm in self.transforms]
        return [f"<{ds}Transforms>", *each, f"</{ds}Transforms>"] if each else []

    def _reference(self, index: int, name: str) -> list[str]:
        uri = self.uri(name).replace("&", "&amp;")
        return [f'<{self.ds}Reference URI="{uri}" Id="{self.ids.format(index)}">', *self._digest()]

    def _digest(self) -> list[str]:
        ds = self.ds
        method = f'<{ds}DigestMethod Algorithm="{_SHA256}"></{ds}DigestMethod>'
        return [method, f"<{ds}DigestValue></{ds}DigestValue>", f"</{ds}Reference>"]

    def _key_info(self, certificates: tuple[x509.Certificate, ...]) -> str:
        ds = self.ds
        written = [
            f"<{ds}X509Certificate>{self._base64(each.public_bytes(Encoding.DER))}</{ds}X509Certificate>"
            for each in certificates
        ]
        return self.blank.join([f"<{ds}KeyInfo><{ds}X509Data>", *written, f"</{ds}X509Data></{ds}KeyInfo>"])

    def _properties(self, files: Mapping[str, str], certificate: x509.Certificate) -> list[str]:
        # Where no prefix is declared for it, each element of XML Signature declares its namespace itself.
        xades, ds, own = self.xades, self.ds, "" if self.ds else f' xmlns="{_DSIG}"'
        fingerprint = b64encode(hashlib.sha1(certificate.public_bytes(Encoding.DER)).digest()).decode()  # noqa: S324 - the profile demands it
        formats = [
            f'<{xades}DataObjectFormat ObjectReference="#{self.ids.format(index)}">'
            f"<{xades}MimeType>{mime}</{xades}MimeType></{xades}DataObjectFormat>"
            for index, mime in enumerate(files.values())
        ]
        return [
            f'<{xades}QualifyingProperties Target="#Signature" {_declared(xades, _XADES)}>',
            f'<{xades}SignedProperties Id="{self.properties_id}">',
            f"<{xades}SignedSignatureProperties>",
            f"<{xades}SigningTime>{self.signing_time}</{xades}SigningTime>",
            f"<{xades}SigningCertificate><{xades}Cert><{xades}CertDigest>",
            f'<{ds}DigestMethod{own} Algorithm="{_SHA1}"/>',
            f"<{ds}DigestValue{own}>{self.line}{fingerprint}{self.line}</{ds}DigestValue>",
            f"</{xades}CertDigest><{xades}IssuerSerial>",
            f"<{ds}X509IssuerName{own}>{self.issuer(certificate.issuer)}</{ds}X509IssuerName>",
            f"<{ds}X509SerialNumber{own}>{certificate.serial_number}</{ds}X509SerialNumber>",
            f"</{xades}IssuerSerial></{xades}Cert></{xades}SigningCertificate></{xades}SignedSignatureProperties>",
            f"<{xades}SignedDataObjectProperties>",
            *formats,
            f"</{xades}SignedDataObjectProperties>",
            f"</{xades}SignedProperties></{xades}QualifyingProperties>",
        ]

    def _base64(self, content: bytes) -> str:
        text = b64encode(content).decode()
        return self.line.join(textwrap.wrap(text, 76)) if self.line else text


def _declared(prefix: str, namespace: str) -> str:
    return f'xmlns:{prefix[:-1]}="{namespace}"' if prefix else f'xmlns="{namespace}"'
