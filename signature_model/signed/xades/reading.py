"""Read a XAdES or a SEID-SDO: its signatures, the content that they cover, and their evidence.

The structure that XML Signature requires is checked first; everything else is read by local names, because the
packaging of the service is not published. Unknown elements are ignored. Sources: W3C XML Signature 1.1; ETSI EN 319
132-1 (XAdES), TS 101 903.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from signature_model.containers.file_kinds import SIGNED_XML, XML, maybe_other_kind
from signature_model.credentials.certificates import maybe_key, maybe_rsa_key, maybe_subject
from signature_model.credentials.chains import unrelated_certificates
from signature_model.credentials.signature_values import verifies
from signature_model.errors import ExcessiveXml, ForbiddenXml, UnreadableInput
from signature_model.seals.algorithms import DIGESTS
from signature_model.seals.key_info import differing_parts, names_another_key
from signature_model.seals.reading import ALL_VERSIONS, read_seal
from signature_model.seals.signature_methods import SIGNATURES
from signature_model.signed.facts import Fault, Form, FormFault, ReadSignature, SignedFile
from signature_model.signed.limits import (
    MOST_ATTRIBUTES,
    MOST_NAMED_CERTIFICATES,
    MOST_NATIVES,
    MOST_REFERENCES,
    MOST_SIGNATURES,
    MOST_TAGS,
    MOST_TOGETHER,
    MOST_UNSIGNED,
    XML_LIMITS,
)
from signature_model.signed.moments import maybe_moment
from signature_model.signed.reading_budget import ReadingBudget
from signature_model.signed.validation_data import ValidationData
from signature_model.signed.xades.content import is_login, is_native, is_sdo, signatures_in
from signature_model.signed.xades.coverage import Coverage
from signature_model.signed.xades.evidence import stamps_of, validation_data_of
from signature_model.signed.xades.references import ids_in
from signature_model.signed.xades.sdo import RawParts, read_sdo
from signature_model.signed.xades.transforms import NoOctets, canonicalised
from signature_model.signed.xades.uncovered import with_uncovered
from signature_model.xml.positions import Positions
from signature_model.xml.trees import DSIG, children, local_name, parse, path_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cryptography.x509 import Certificate
    from lxml import etree

    from signature_model.seals.contents import NamedCertificate, Seal
    from signature_model.signed.sent import Sent

_DS: Final = f"{{{DSIG}}}"
_SINGLE_PROPERTIES: Final = ("{*}SigningTime", "{*}SigningCertificate", "{*}SigningCertificateV2")
"""The signed properties that are read. The schema of XAdES allows one of each."""
_OF_ANOTHER: Final = "KeyInfo names another holder or key, which programs may show"
_HEAD: Final = [f"{_DS}CanonicalizationMethod", f"{_DS}SignatureMethod"]
_PROPERTIES: Final = f"{_DS}Object/{{*}}QualifyingProperties"
_BASE: Final = [f"{_DS}DigestMethod", f"{_DS}DigestValue"]


def read_xades(content: bytes, sent: Sent, budget: ReadingBudget | None = None) -> SignedFile:
    """Read a XAdES or a SEID-SDO. Errors in it do not raise; they are among the returned facts.

    ``budget`` is what is left for the references of all files that are read together.
    """
    if content.count(b"<") > MOST_TAGS:
        return _refused(FormFault.LIMITS, f"more than {MOST_TAGS:,} tags")
    if sum(each.count(b"=") ** 2 for each in content.split(b"<")) > MOST_ATTRIBUTES**2:
        return _refused(FormFault.LIMITS, f"more than {MOST_ATTRIBUTES:,} attributes of an element")
    try:
        root = parse(content, XML_LIMITS, only_utf8=False)
    except UnreadableInput as refusal:
        kind = _kind_of(refusal)
        is_other = kind is FormFault.NOT_SIGNED_DOCUMENT
        return _refused(kind, _of_other(content, refusal.message) if is_other else refusal.message, refusal.line)
    file = SignedFile(form=Form.XADES, root=root, positions=Positions(content, root))
    return with_uncovered(read_inside(file, content, _outermost(root), sent, budget or ReadingBudget()), content)


def read_inside(
    file: SignedFile, content: bytes, found: Sequence[etree._Element], sent: Sent, budget: ReadingBudget
) -> SignedFile:
    """Return a file with these signatures: elements ``ds:Signature``, and SDOs. ``content`` is the whole file."""
    if not found:
        message = _of_other(content, "the XML has no signature")
        return replace(file, faults=(Fault(kind=FormFault.NO_SIGNATURE, message=message),))
    budget.signatures -= len(found)
    if len(found) > MOST_SIGNATURES or budget.signatures < 0 or any(_is_excessive(each) for each in found):
        message = (
            f"more than {MOST_SIGNATURES} signatures ({MOST_TOGETHER} in all files), or one with more than "
            f"{MOST_REFERENCES} references"
        )
        return replace(file, faults=(Fault(kind=FormFault.LIMITS, message=message),))
    ids = ids_in(found[0].getroottree().getroot())
    raw = RawParts(content)
    read: list[ReadSignature | Fault] = []
    for each in found:
        if is_sdo(each):
            read += read_sdo(raw, each, sent, budget)
        else:
            read.append(_structure_fault(each) or _read(each, ids, sent, budget))
    if any(len(each.natives) > MOST_NATIVES for each in read if isinstance(each, ReadSignature)):
        message = f"more than {MOST_NATIVES} native signatures"
        read.append(Fault(kind=FormFault.LIMITS, message=message))
    faults = tuple([each for each in read if isinstance(each, Fault)])
    signatures = () if faults else tuple([each for each in read if isinstance(each, ReadSignature)])
    form = Form.SDO if all(each.form is Form.SDO for each in signatures) and signatures else file.form
    return replace(file, form=form, faults=faults, signatures=signatures)


def _outermost(root: etree._Element) -> list[etree._Element]:
    """Return the signatures and SDOs that are not inside another one, according to their places in the tree."""
    found = dict.fromkeys(signatures_in(root))
    outer = [each for each in found if not any(above in found for above in each.iterancestors())]
    packagers = [each for each in outer if not any(is_native(a) or is_login(a) for a in each.iterancestors())]
    return packagers or outer


def _refused(kind: FormFault, message: str, line: int | None = None) -> SignedFile:
    return SignedFile(faults=(Fault(kind=kind, message=message, line=line),))


def _of_other(content: bytes, message: str) -> str:
    """Say what a file of another kind is; return the ``message`` for any other file."""
    other = maybe_other_kind(content, "a signed document", {SIGNED_XML, XML})
    return message if other is None else f"it is {other}"


def _kind_of(refusal: UnreadableInput) -> FormFault:
    match refusal:
        case ExcessiveXml():
            return FormFault.LIMITS
        case ForbiddenXml():
            return FormFault.UNREADABLE
        case _:
            return FormFault.NOT_SIGNED_DOCUMENT


def _is_excessive(signature: etree._Element) -> bool:
    names = (f"{_DS}Reference", "{*}CMSSignatureElement")
    return any(sum(1 for _ in signature.iter(name)) > MOST_REFERENCES for name in names)


def _structure_fault(signature: etree._Element) -> Fault | None:
    """Return a fault that the schema of XML Signature would refuse and that prevents reading."""
    head = list(children(signature))[:2]
    if [each.tag for each in head] != [f"{_DS}SignedInfo", f"{_DS}SignatureValue"]:
        message = "the signature does not begin with SignedInfo and SignatureValue"
        return Fault(kind=FormFault.UNREADABLE, message=message, where=path_of(signature))
    info = head[0]
    methods, references = list(children(info))[:2], list(children(info))[2:]
    if [each.tag for each in methods] != _HEAD or not references or not all(map(_is_reference, references)):
        message = "SignedInfo does not have the structure that XML Signature requires"
        return Fault(kind=FormFault.UNREADABLE, message=message, where=path_of(info))
    if any(len(each.findall("{*}UnsignedProperties")) > 1 for each in signature.iterfind(_PROPERTIES)):
        message = "the signature has several sets of unsigned properties"
        return Fault(kind=FormFault.UNREADABLE, message=message, where=path_of(signature))
    for each in signature.iterfind(f"{_PROPERTIES}/{{*}}SignedProperties"):
        names = [local_name(one) for one in each.iter(*_SINGLE_PROPERTIES)]
        if len(names) != len({*names}):
            message = "a signed property occurs more than once"
            return Fault(kind=FormFault.UNREADABLE, message=message, where=path_of(each))
    unsigned = signature.iterfind(f"{_PROPERTIES}/{{*}}UnsignedProperties/{{*}}UnsignedSignatureProperties")
    if any(len(each) > MOST_UNSIGNED for each in unsigned):
        message = f"the signature has more than {MOST_UNSIGNED} unsigned properties"
        return Fault(kind=FormFault.LIMITS, message=message, where=path_of(signature))
    return None


def _is_reference(element: etree._Element) -> bool:
    tags = [each.tag for each in children(element)]
    return element.tag == f"{_DS}Reference" and tags in (_BASE, [f"{_DS}Transforms", *_BASE])


def _read(
    element: etree._Element, ids: Mapping[str, list[etree._Element]], sent: Sent, budget: ReadingBudget
) -> ReadSignature:
    seal = read_seal(element, ALL_VERSIONS)
    coverage = Coverage.of(element, seal, ids, sent, budget)
    validation_data = ValidationData(certificates=seal.certificates) + validation_data_of(element)
    properties = seal.properties
    named = () if properties is None else properties.certificates_named
    certificate, is_verified = _verified(seal, validation_data, named)
    is_verified = None if is_verified and coverage.has_unknown_digest else is_verified
    has_properties = properties is not None or bool(list(element.iter("{*}SignedProperties")))
    return ReadSignature(
        where=path_of(element),
        form=Form.XADES,
        certificate=certificate,
        validation_data=validation_data,
        is_verified=is_verified,
        claimed_at=None if properties is None else maybe_moment(properties.signing_time),
        algorithms=_algorithms(seal, coverage),
        changed=coverage.changed,
        wrapped=coverage.wrapped,
        beside=((path_of(element), _OF_ANOTHER),) if _has_others(certificate, seal) else (),
        outward=coverage.outward,
        names_another=None if properties is None else _names_another(certificate, named),
        has_signed_properties=has_properties,
        stamps=stamps_of(element, coverage, validation_data.certificates),
        covered=coverage.covered,
        signer_descriptions=coverage.signer_descriptions,
        natives=coverage.natives,
        enclosed=coverage.enclosed,
        elements=coverage.elements,
    )


def _has_others(certificate: Certificate | None, seal: Seal) -> bool:
    """Whether KeyInfo names another holder: by a certificate of another key that is not above the signer's, or without.

    The values of keys are compared only if they are for RSA.
    """
    if certificate is None:
        return False
    holder, key = maybe_subject(certificate), maybe_key(certificate)
    unrelated = unrelated_certificates(certificate, seal.certificates)
    if any(maybe_subject(each) != holder and maybe_key(each) != key for each in unrelated):
        return True
    is_rsa, known = maybe_rsa_key(certificate) is not None, (certificate, *seal.certificates)
    named = [each for each in seal.other_keys if is_rsa or local_name(each).startswith("X509")]
    return any(all(names_another_key(each, one) for one in known) for each in named)


def _verified(
    seal: Seal, validation_data: ValidationData, named: tuple[NamedCertificate, ...]
) -> tuple[Certificate | None, bool | None]:
    """Return the certificate whose key verifies the signature and True, or else the first certificate.

    If several certificates have this key, choose the certificate that the signed properties name.
    """
    first = seal.certificates[0] if seal.certificates else None
    method = SIGNATURES.get(seal.signature_algorithm)
    if method is None:
        return first, None
    try:
        signed = canonicalised(seal.signed_info, seal.canonicalisation, next(children(seal.signed_info)))
    except NoOctets:
        return first, None
    outcomes = {}
    for each in sorted(validation_data.certificates, key=lambda each: _names_another(each, named) is not None):
        outcomes[each] = verifies(each, method, seal.signature, signed)
        if outcomes[each]:
            return each, True
    return first, None if not outcomes else False


def _algorithms(seal: Seal, coverage: Coverage) -> tuple[str, ...]:
    references = (*seal.files, *seal.properties_references)
    inside = [each.digest_algorithm for each in coverage.covered if each.digest_algorithm is not None]
    return tuple(dict.fromkeys((seal.signature_algorithm, *(each.digest_algorithm for each in references), *inside)))


def _names_another(certificate: Certificate | None, named: tuple[NamedCertificate, ...]) -> str | None:
    if certificate is None:
        return None
    if not named:
        return "the signed properties name no signing certificate"
    if len(named) > MOST_NAMED_CERTIFICATES:
        return f"the signed properties name more than {MOST_NAMED_CERTIFICATES} certificates"
    known = [each for each in named if each.digest_algorithm in DIGESTS]
    if known != [*named]:
        return "the signed properties name the signing certificate by an unknown digest"
    current = [each for each in known if each.is_v2][:1]  # EN 319 132-1, 5.2.2: the first one is the signer's
    for each in (current, [each for each in known if not each.is_v2]):
        parts = [differing_parts(one, certificate) for one in each]
        if parts and () not in parts:
            differing = " and ".join(parts[0])
            verb = "differ" if " and " in differing else "differs"
            return f"the signed properties name another certificate: {differing} {verb}"
    return None
