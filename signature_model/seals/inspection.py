"""Inspect ``META-INF/signatures.xml``. The result is a refusal, or a tree with its signatures and schema faults."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from signature_model.credentials.certificates import is_revocation_list
from signature_model.credentials.encodings import has_malformed_extension, has_malformed_key, has_two_algorithms
from signature_model.errors import ForbiddenXml, OtherDocument, UnreadableInput
from signature_model.masking import quoted
from signature_model.seals.reading import keys_in, maybe_base64, maybe_encoded_certificate, repeated_ids
from signature_model.xml.positions import Positions
from signature_model.xml.schemas import MAX_FAULTS, SEAL_SCHEMA, SchemaFault
from signature_model.xml.sharing import xpath
from signature_model.xml.trees import ASIC, DSIG, SEAL_ROOT, XADES, local_name, parse, path_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

MAX_NODES = 2_000
"""The maximum number of elements, attributes, texts and comments. A seal of 20 documents has 300."""

_NODES = xpath("count(//node()) + count(//@*)")
_SIGNATURES = f"{{{ASIC}}}{SEAL_ROOT}"
_SIGNATURE = f"{{{DSIG}}}Signature"
_CERTIFICATE = f"{{{DSIG}}}X509Certificate"
_REVOCATION_LIST = f"{{{DSIG}}}X509CRL"
_DECLARED = re.compile(rb"""(?::[^\s=]+)?\s*=\s*["']([^"']*)["']""")  # behind xmlns
_ABSOLUTE = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:|\Z")  # RFC 3986, 4.3; an empty name declares nothing
_BASE64 = [
    *(f"{{{DSIG}}}{name}" for name in ("DigestValue", "SignatureValue", "X509Certificate", "X509SKI", "X509CRL")),
    *(f"{{{DSIG}}}{name}" for name in ("Modulus", "Exponent", "P", "Q", "G", "Y", "J", "Seed", "PgenCounter")),
    *(f"{{{DSIG}}}{name}" for name in ("PGPKeyID", "PGPKeyPacket", "SPKISexp")),
    *(
        f"{{{XADES}}}Encapsulated{name}"
        for name in ("TimeStamp", "X509Certificate", "OCSPValue", "CRLValue", "PKIData")
    ),
]
"""The elements whose type is ``base64Binary``."""


class InspectedSeal(NamedTuple):
    """A ``signatures.xml``: either a refusal, or a tree with its signatures and schema faults.

    ``positions`` are the positions of the elements in the text.
    """

    refusal: UnreadableInput | None = None
    root: etree._Element | None = None
    positions: Positions | None = None
    signatures: tuple[etree._Element, ...] = ()
    faults: tuple[SchemaFault, ...] = ()


def inspect_seal(content: bytes) -> InspectedSeal:
    """Inspect the bytes of a ``META-INF/signatures.xml``."""
    try:
        root = parse(content)
        _require_canonicable(root, content)
    except UnreadableInput as refusal:
        return InspectedSeal(refusal=refusal)
    if root.tag != _SIGNATURES:
        message = "the root element is not `XAdESSignatures` of the ASiC namespace"
        return InspectedSeal(refusal=OtherDocument(message, line=root.sourceline))
    signatures = tuple(root.iter(_SIGNATURE))
    # Without exactly one signature, the schema would only repeat that.
    faults = _faults(root, signatures[0], content) if len(signatures) == 1 else ()
    return InspectedSeal(root=root, positions=Positions(content, root), signatures=signatures, faults=faults)


def _require_canonicable(root: etree._Element, content: bytes) -> None:
    # Each element and text needs an angle bracket, and each attribute an equals sign.
    at_most = 2 * content.count(b"<") + content.count(b"=")
    if at_most > MAX_NODES and _NODES.get()(root) > MAX_NODES:
        msg = f"more than {MAX_NODES:,} elements, attributes and texts"
        raise ForbiddenXml(msg)


def _faults(root: etree._Element, signature: etree._Element, content: bytes) -> tuple[SchemaFault, ...]:
    if not SEAL_SCHEMA.accepts(root):
        faults = SEAL_SCHEMA.faults(_without_repeated_ids(root))
        if faults:
            return faults
    found = chain(_relative_namespaces(root, content), _unreadable_values(root, signature))
    return tuple(islice(found, MAX_FAULTS))


def _relative_namespaces(root: etree._Element, content: bytes) -> Iterator[SchemaFault]:
    """Find relative namespace names: they have no canonical form (Canonical XML 1.0, 1.3)."""
    declared = filter(None, map(_DECLARED.match, content.split(b"xmlns")))
    if all(_ABSOLUTE.match(each[1]) for each in declared):
        return
    for element in root.iter("*"):
        above = element.getparent()
        inherited = {} if above is None else above.nsmap
        for prefix, name in element.nsmap.items():
            if inherited.get(prefix) != name and not _ABSOLUTE.match(name.encode()):
                yield _fault(element, f"the namespace name {quoted(name)} is relative")


def _unreadable_values(root: etree._Element, signature: etree._Element) -> Iterator[SchemaFault]:
    """Find values that are not base64 (libxml2 accepts some), and damaged certificates and revocation lists.

    Certificates outside ``KeyInfo`` may contain anything.
    """
    unreadable = []
    for element in root.iter(*_BASE64):
        text = text_of(element)
        if element.tag == _CERTIFICATE:
            if _certificate_fault(text) is None:
                continue
            unreadable.append(element)
        if maybe_base64(text) is None:
            yield _fault(element, f"`{local_name(element)}` is not base64")
    for element in keys_in(signature).certificates if unreadable else ():
        if element in unreadable:
            yield _fault(element, f"`X509Certificate` {_certificate_fault(text_of(element))}")
    for element in signature.iter(_REVOCATION_LIST):
        if not is_revocation_list(maybe_base64(text_of(element)) or b""):
            yield _fault(element, "`X509CRL` does not contain a certificate revocation list")


# Java reads the algorithms, keys and critical extensions of all certificates, and refuses the seal if it cannot.
_CERTIFICATE_FAULTS = {
    "two different algorithms of its signature": has_two_algorithms,
    "a malformed public key": has_malformed_key,
    "a malformed extension": has_malformed_extension,
}


@lru_cache(maxsize=64)  # an organisation seals all its bundles with the same certificates
def _certificate_fault(text: str) -> str | None:
    certificate = maybe_encoded_certificate(text)
    if certificate is None:
        return "does not contain a certificate"
    found = next((what for what, applies in _CERTIFICATE_FAULTS.items() if applies(certificate)), None)
    return None if found is None else f"contains a certificate with {found}"


def _fault(element: etree._Element, message: str) -> SchemaFault:
    return SchemaFault(where=path_of(element), line=element.sourceline, message=message)


def _without_repeated_ids(root: etree._Element) -> etree._Element:
    """Return a copy without repeated Ids: PSR509 reports them, even where the schema does not allow an Id."""
    copy, repeated = deepcopy(root), repeated_ids(root)
    for element in copy.iter("*"):
        for name, value in element.items():
            if name.rpartition("}")[2].lower() == "id" and value.strip() in repeated:
                del element.attrib[name]
    return copy
