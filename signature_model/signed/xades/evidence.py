"""The evidence in the unsigned properties of a XAdES: time-stamps, certificates and revocation data.

Sources: ETSI EN 319 132-1, 5.3 to 5.5 (and TS 101 903, 7.3 to 8.2); elements are read by local names, because three
versions of the namespace are in use.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Final

from signature_model.credentials.certificates import maybe_certificate
from signature_model.seals.algorithms import C14N_10
from signature_model.seals.reading import maybe_base64
from signature_model.signed.limits import MOST_CERTIFICATES, MOST_REVOCATIONS, MOST_STAMPED, MOST_STAMPS
from signature_model.signed.stamped_octets import Beginning, StampedOctets
from signature_model.signed.timestamps import Purpose, TimeStamp, read_time_stamp
from signature_model.signed.validation_data import ValidationData
from signature_model.signed.xades.references import is_qualifying
from signature_model.signed.xades.transforms import NoOctets, canonicalised
from signature_model.xml.trees import DSIG, children, local_name, path_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cryptography.x509 import Certificate
    from lxml import etree

    from signature_model.signed.xades.coverage import Coverage
    from signature_model.signed.xades.transforms import Octets

_DS: Final = f"{{{DSIG}}}"
_STAMPS: Final = {"SignatureTimeStamp": Purpose.SIGNATURE, "ArchiveTimeStamp": Purpose.ARCHIVE}
_TOKEN: Final = "EncapsulatedTimeStamp"  # noqa: S105 - the name of an element
_TOO_MUCH: Final = f"the time-stamps cover more than {MOST_STAMPED >> 30} GiB together"
_METHOD: Final = f"{_DS}CanonicalizationMethod"


def validation_data_of(signature: etree._Element) -> ValidationData:
    """Return the certificates and the revocation data in the unsigned properties."""
    unsigned = _unsigned(signature)
    return ValidationData() if unsigned is None else encapsulated_data(unsigned)


def encapsulated_data(element: etree._Element) -> ValidationData:
    """Return the certificates and the revocation data inside an element."""
    encoded = islice(_encapsulated(element, "EncapsulatedX509Certificate"), MOST_CERTIFICATES)
    certificates = (maybe_certificate(each) for each in encoded)
    return ValidationData(
        certificates=tuple([each for each in certificates if each is not None]),
        responses=tuple(islice(_encapsulated(element, "EncapsulatedOCSPValue"), MOST_REVOCATIONS)),
        crls=tuple(islice(_encapsulated(element, "EncapsulatedCRLValue"), MOST_REVOCATIONS)),
    )


def stamps_of(
    signature: etree._Element, coverage: Coverage, certificates: Sequence[Certificate]
) -> tuple[TimeStamp, ...]:
    """Return the time-stamps of a signature and of its evidence, in their order.

    ``certificates`` are in the signature; the certificate of an authority may be among them.
    """
    unsigned = _unsigned(signature)
    named = () if unsigned is None else (each for each in children(unsigned) if local_name(each) in _STAMPS)
    found = list(islice((each for each in named if _has_token(each)), MOST_STAMPS))
    beginning = Beginning(_leading_octets(coverage.octets) if found else [])
    coverage.budget.stamped -= sum(map(len, beginning.parts))
    stamps = (stamp for each in found for stamp in _stamps(each, signature, coverage, beginning, certificates))
    return tuple(islice(stamps, MOST_STAMPS))


def _has_token(stamp: etree._Element) -> bool:
    return next(stamp.iter(f"{{*}}{_TOKEN}"), None) is not None


def _unsigned(signature: etree._Element) -> etree._Element | None:
    objects = signature.iterfind(f"{_DS}Object/{{*}}QualifyingProperties")
    qualifying = next(filter(is_qualifying, objects), None)
    properties = None if qualifying is None else qualifying.find("{*}UnsignedProperties")
    return None if properties is None else properties.find("{*}UnsignedSignatureProperties")


def _encapsulated(element: etree._Element, name: str) -> Iterator[bytes]:
    for each in element.iter(f"{{*}}{name}"):
        content = maybe_base64(text_of(each))
        if content:
            yield content


def _stamps(
    element: etree._Element,
    signature: etree._Element,
    coverage: Coverage,
    beginning: Beginning,
    certificates: Sequence[Certificate],
) -> Iterator[TimeStamp]:
    purpose, where = _STAMPS[local_name(element)], path_of(element)
    method = next(element.iterchildren(_METHOD), None)
    by = C14N_10 if method is None else method.get("Algorithm", "")
    octets: StampedOctets | None = None
    with suppress(NoOctets):
        if purpose is Purpose.SIGNATURE:
            octets = StampedOctets([canonicalised(signature[1], by, method)])
        elif None not in coverage.octets:
            parts = _archived(element, signature, coverage.octets[len(beginning.parts) :], by, method)
            coverage.budget.stamped -= sum(map(len, parts))
            octets = StampedOctets(parts, beginning)
    for token in _encapsulated(element, _TOKEN):
        if coverage.budget.stamped < 0:
            yield TimeStamp(where=where, purpose=purpose, fault=_TOO_MUCH)
            return
        yield read_time_stamp(token, octets, purpose, where, certificates)


def _leading_octets(covered: Sequence[Octets | None]) -> list[bytes]:
    found = []
    for each in covered:
        if not isinstance(each, bytes):
            break
        found.append(each)
    return found


def _archived(
    stamp: etree._Element,
    signature: etree._Element,
    covered: Sequence[Octets | None],
    by: str,
    method: etree._Element | None,
) -> list[bytes]:
    """Return what an archive time-stamp covers after the documents (EN 319 132-1, 5.5.2.2). Raises NoOctets."""
    head = [each for each in list(children(signature))[:3] if local_name(each) != "Object"]
    before = reversed(list(stamp.itersiblings("*", preceding=True)))
    objects = [
        each
        for each in children(signature)
        if each.tag == f"{_DS}Object" and not any(map(is_qualifying, each.iter("{*}QualifyingProperties")))
    ]
    parts = [each for each in (*covered, *head, *before, *objects) if each is not None]
    return [each if isinstance(each, bytes) else canonicalised(each, by, method) for each in parts]
