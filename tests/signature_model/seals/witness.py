"""An independent judge and maker of signatures: ``xmlsec``, with its own canonical forms, digests and cryptography.

It knows XML Signature, and nothing of XAdES, of chains or of bundles.
"""

import io
from base64 import b64decode
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus

import pytest
from lxml import etree

if TYPE_CHECKING:
    import xmlsec
else:
    xmlsec = pytest.importorskip("xmlsec", reason="xmlsec works only with lxml releases that share its libxml2")

_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_XADES = "{http://uri.etsi.org/01903/v1.3.2#}"

_members: dict[str, bytes] = {}


def _opened(name: bytes) -> io.BytesIO:
    return io.BytesIO(_members[name.decode()])


# In place of its own callbacks, which would read files.
xmlsec.cleanup_callbacks()
xmlsec.register_callbacks(
    lambda name: name.decode(errors="replace") in _members, _opened, io.BytesIO.readinto, io.BytesIO.close
)


def accepts(seal: bytes, members: Mapping[str, bytes]) -> bool:
    """Whether the signature verifies with the first certificate's key, and all references do.

    They name the members as they stand or percent-encoded.
    """
    try:
        root = etree.fromstring(seal)
        _verify(root, members, _first(root, f"{_DS}X509Certificate"))
    except (etree.XMLSyntaxError, xmlsec.Error, ValueError):
        return False
    return True


def refusal(seal: bytes, members: Mapping[str, bytes]) -> str | None:
    """Say why the signature and its references verify with no certificate in ``KeyInfo``; None if they do with one.

    References name the members as they stand, percent-encoded or form-encoded.
    """
    why = "no certificate"
    try:
        root = etree.fromstring(seal)
        uris = [each.get("URI") or "" for each in root.iter(f"{_DS}Reference")]
        if any("\0" in unquote(uri) for uri in uris):
            return "a name with NUL, at which the strings of C end"
        meant = {uri: unquote_plus(uri) for uri in uris if unquote(uri) not in members}
        members = dict(members) | {uri: members[name] for uri, name in meant.items() if name in members}
        for certificate in _first(root, f"{_DS}KeyInfo").iterfind(f"{_DS}X509Data/{_DS}X509Certificate"):
            try:
                _verify(root, members, certificate)
            except (xmlsec.Error, ValueError) as error:
                why = str(error)
            else:
                return None
    except (etree.XMLSyntaxError, ValueError) as error:
        return str(error)
    return why


def _verify(root: etree._Element, members: Mapping[str, bytes], certificate: etree._Element) -> None:
    content = b64decode("".join(certificate.itertext()))
    key = xmlsec.Key.from_memory(content, xmlsec.constants.KeyDataFormatCertDer)
    _context(root, members, key).verify(_first(root, f"{_DS}Signature"))


def sign(template: str, members: Mapping[str, bytes], key: bytes) -> str:
    """The template with every empty ``DigestValue`` and the ``SignatureValue`` filled in, by a private key (PEM)."""
    root = etree.fromstring(template)
    context = _context(root, members, xmlsec.Key.from_memory(key, xmlsec.constants.KeyDataFormatPem))
    context.sign(_first(root, f"{_DS}Signature"))
    return etree.tostring(root, encoding="unicode")


def _context(root: etree._Element, members: Mapping[str, bytes], key: xmlsec.Key) -> xmlsec.SignatureContext:
    _members.clear()
    _members.update(members)
    context = xmlsec.SignatureContext()
    context.key = key
    for properties in root.iter(f"{_XADES}SignedProperties"):
        context.register_id(properties, "Id")
    return context


def _first(root: etree._Element, tag: str) -> etree._Element:
    found = next(root.iter(tag), None)
    if found is None:
        msg = f"no {tag}"
        raise ValueError(msg)
    return found
