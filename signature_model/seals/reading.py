"""Read one ``ds:Signature`` without trusting it.

The element is valid by the schema of seals, or has the structure that XML Signature requires. The signed properties are
read only if the signature refers to them (against signature wrapping). ``verification`` compares everything with the
bundle.
"""

from __future__ import annotations

from binascii import a2b_base64
from collections import Counter
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from signature_model.credentials.certificates import maybe_certificate
from signature_model.masking import quoted
from signature_model.seals.algorithms import SIGNED_PROPERTIES
from signature_model.seals.contents import DataObjectFormat, NamedCertificate, Reference, Seal, SignedProperties
from signature_model.xml.lexical import maybe_time, maybe_whole
from signature_model.xml.sharing import xpath
from signature_model.xml.trees import DSIG, XADES, children, local_name, maybe_text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from cryptography.x509 import Certificate
    from lxml import etree

_DS = f"{{{DSIG}}}"
_XADES = f"{{{XADES}}}"
_MIME_TYPE = f"{_XADES}MimeType"
_X509_DATA = f"{_DS}X509Data"
_X509_CERTIFICATE = f"{_DS}X509Certificate"
_ALGORITHMS = [f"{_DS}{name}" for name in ("CanonicalizationMethod", "SignatureMethod", "DigestMethod", "Transform")]
_WITH_PARAMETERS = xpath(
    "(ds:CanonicalizationMethod | ds:SignatureMethod | ds:Reference/ds:DigestMethod"
    f" | ds:Reference[@Type='{SIGNED_PROPERTIES}']/ds:Transforms/ds:Transform)[*]",
    namespaces={"ds": DSIG},
)
_IDS = xpath(  # most names have another length, and comparing that first takes half the time
    "//@*[string-length(local-name()) = 2][translate(local-name(), 'DI', 'di') = 'id']", smart_strings=False
)
_ANY_XADES = "{http://uri.etsi.org/01903/"
_VERSION = frozenset({XADES})
_FIRST = "{http://uri.etsi.org/01903/v1.1.1#}"
ALL_VERSIONS = frozenset({XADES, "http://uri.etsi.org/01903/v1.2.2#", "http://uri.etsi.org/01903/v1.1.1#"})
"""The versions of XAdES that documents may have. Seals of bundles have the last one."""
_XML_SPACE = " \t\r\n"


def read_seal(signature: etree._Element, versions: AbstractSet[str] = _VERSION) -> Seal:
    """Read a schema-valid ``ds:Signature``. ``versions`` are the namespaces of XAdES that may be used."""
    signed_info, value, *_ = children(signature)
    canonicalisation, method, *signed = children(signed_info)
    references = [_reference(each) for each in signed]
    found = _own(signature, "SignedProperties")
    version = next((each for each in map(_namespace, found) if each in versions), XADES)
    types = {SIGNED_PROPERTIES} if version == XADES else {SIGNED_PROPERTIES, f"{version}SignedProperties"}
    to_properties = [each for each in references if each.type in types]
    fault = next(_faults_of_properties(signature, references, to_properties, found, version), None)
    # A reference to signed properties without the right type is a fault of the properties, and not also of the files.
    files = [each for each in references if each.type not in types and not any(map(each.is_to, found))]
    keys = keys_in(signature)
    encoded = [(text, maybe_encoded_certificate(text)) for text in map(text_of, keys.certificates)]
    certificates = [(text, each) for text, each in encoded if each is not None]
    return Seal(
        signed_info=signed_info,
        canonicalisation=algorithm_of(canonicalisation),
        signature_algorithm=algorithm_of(method),
        signature=_bytes(text_of(value)),
        files=tuple(files),
        properties_references=tuple(to_properties),
        properties=_signed_properties(found[0], f"{{{version}}}") if fault is None else None,
        properties_fault=fault,
        certificates=tuple([each for _, each in certificates]),
        encoded_certificates=tuple([text for text, _ in certificates]),
        other_keys=tuple(keys.others),
        with_parameters=_with_parameters(signed_info),
    )


def _with_parameters(signed_info: etree._Element) -> tuple[etree._Element, ...]:
    is_any = any(map(len, signed_info.iter(*_ALGORITHMS)))  # seldom, and XPath takes longer
    return tuple(_WITH_PARAMETERS.get()(signed_info)) if is_any else ()


def _namespace(element: etree._Element) -> str:
    return str(element.tag)[1:].partition("}")[0]


def _own(signature: etree._Element, name: str) -> list[etree._Element]:
    """Return the elements with this name in any version of XAdES, except in signatures inside the signature."""
    return [
        each
        for each in signature.iter(f"{{*}}{name}")
        if str(each.tag).startswith(_ANY_XADES) and next(each.iterancestors(f"{_DS}Signature")) is signature
    ]


def repeated_ids(element: etree._Element) -> dict[str, int]:
    """Return the values that occur more than once among the Ids of a document, and how often.

    Readers use ``Id``, ``ID`` and ``id`` with any prefix, and some ignore the case.
    """
    ids = [each.strip(_XML_SPACE) for each in _IDS.get()(element)]
    if len(set(ids)) == len(ids):
        return {}
    return {each: count for each, count in Counter(ids).items() if count > 1}


class Keys(NamedTuple):
    """The elements of ``KeyInfo``: elements with certificates, and elements that name a key in another way."""

    certificates: list[etree._Element]
    others: list[etree._Element]


def keys_in(signature: etree._Element) -> Keys:
    """Return the elements of ``KeyInfo``, in the order of the document."""
    found = Keys([], [])
    for key_info in signature.iterchildren(f"{_DS}KeyInfo"):
        for each in children(key_info):
            if each.tag != _X509_DATA:
                found.others.append(each)
                continue
            for inside in children(each):
                (found.certificates if inside.tag == _X509_CERTIFICATE else found.others).append(inside)
    return found


@lru_cache(maxsize=64)  # an organisation seals all its bundles with the same certificates
def maybe_encoded_certificate(text: str) -> Certificate | None:
    """Load a certificate from base64, or return None if the text is not a certificate."""
    return maybe_certificate(_bytes(text))


def _parts(element: etree._Element | None) -> dict[str, etree._Element]:
    """Return the first child of each tag. With lxml, listing all children is faster than finding one by its tag."""
    return {} if element is None else {str(each.tag): each for each in element.iterchildren("*", reversed=True)}


def algorithm_of(element: etree._Element) -> str:
    """Return the attribute ``Algorithm``; an empty text if there is none."""
    return element.get("Algorithm", "")


def maybe_base64(text: str) -> bytes | None:
    """Return the bytes of a ``base64Binary``, which may contain XML white space; None if it is not base64."""
    try:
        return a2b_base64(
            text.encode().translate(None, _XML_SPACE.encode()), strict_mode=True
        )  # `b64decode` does this and takes longer
    except ValueError:
        return None


def _bytes(text: str) -> bytes:
    return maybe_base64(text) or b""  # inspection has refused a value that is not base64


def _reference(element: etree._Element) -> Reference:
    *transforms, method, value = children(element)
    return Reference(
        element=element,
        id=element.get("Id"),
        uri=element.get("URI"),
        type=element.get("Type"),
        transforms=tuple([algorithm_of(each) for transform in transforms for each in children(transform)]),
        digest_algorithm=algorithm_of(method),
        digest=_bytes(text_of(value)),
    )


def _faults_of_properties(
    signature: etree._Element,
    references: list[Reference],
    typed: list[Reference],
    found: list[etree._Element],
    version: str,
) -> Iterator[str]:
    """Yield the faults of the signed properties. A fault is yielded only if the earlier faults do not occur."""
    if len(found) != 1:
        yield f"there are {len(found) or 'no'} signed properties; there must be one set"
    if len(typed) != 1:
        yield f"{len(typed) or 'no'} references have the type SignedProperties; exactly one must have it"
    repeated = repeated_ids(signature)
    yield from (f"the Id {quoted(each)} occurs {times} times" for each, times in repeated.items())
    if not typed[0].is_to(found[0]):
        yield "the reference does not point at the signed properties"
    if any(each.is_to(found[0]) for each in references if each is not typed[0]):
        yield "another reference points at the signed properties"
    qualifying = len(_own(signature, "QualifyingProperties"))
    if qualifying != 1:  # TS 101 903, 6.3: at most one element
        yield f"there are {qualifying or 'no'} QualifyingProperties; there must be one"
    above = [each.tag for each in islice(found[0].iterancestors(), 3)]
    if above != [f"{{{version}}}QualifyingProperties", f"{_DS}Object", signature.tag]:
        yield "the signed properties are not at Signature/Object/QualifyingProperties"
    if signature.get("Id") is None or next(found[0].iterancestors()).get("Target") != f"#{signature.get('Id')}":
        yield "the qualifying properties are not about this signature"


def _signed_properties(element: etree._Element, xades: str) -> SignedProperties:
    """Read signed properties whose elements have the prefix ``xades``: the namespace of the version in braces."""
    parts = _parts(element)
    of_signature = _parts(parts.get(f"{xades}SignedSignatureProperties"))
    of_data = parts.get(f"{xades}SignedDataObjectProperties")
    formats = () if of_data is None else of_data.iterchildren(f"{xades}DataObjectFormat")
    named = (of_signature.get(f"{xades}SigningCertificate{version}") for version in ("", "V2"))
    certificates = (cert for each in named if each is not None for cert in each.iterchildren(f"{xades}Cert"))
    return SignedProperties(
        element=element,
        signing_time=maybe_time(maybe_text(of_signature.get(f"{xades}SigningTime")) or ""),
        certificates_named=tuple([_named_certificate(each, xades) for each in certificates]),
        formats=tuple(map(_format, formats)),
    )


def _named_certificate(element: etree._Element, xades: str) -> NamedCertificate:
    parts = _parts(element)
    cert_digest, issuer_serial = _parts(parts.get(f"{xades}CertDigest")), _parts(parts.get(f"{xades}IssuerSerial"))
    ds = xades if xades == _FIRST else _DS  # the first version has elements of its own for digests
    digest, method = maybe_text(cert_digest.get(f"{ds}DigestValue")), cert_digest.get(f"{ds}DigestMethod")
    issuer_serial_v2 = maybe_text(parts.get(f"{xades}IssuerSerialV2"))
    return NamedCertificate(
        digest_algorithm=None if method is None else algorithm_of(method),
        digest=None if digest is None else _bytes(digest),
        issuer=maybe_text(issuer_serial.get(f"{_DS}X509IssuerName")),
        serial_number=maybe_whole(maybe_text(issuer_serial.get(f"{_DS}X509SerialNumber")) or ""),
        issuer_serial=None if issuer_serial_v2 is None else _bytes(issuer_serial_v2),
        is_v2=_is_v2(element),
    )


def _is_v2(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and local_name(parent).endswith("V2")


def _format(element: etree._Element) -> DataObjectFormat:
    parts = list(children(element))
    return DataObjectFormat(
        element=element,
        object_reference=element.get("ObjectReference", ""),
        mime=next((text_of(each) for each in parts if each.tag == _MIME_TYPE), None),
        others=tuple([local_name(each) for each in parts if each.tag != _MIME_TYPE]),
    )
