"""PSR5xx, part one: the signature file, the signature, and its signed properties.

Facts: the inspected signature file (PSR501, PSR502), the sealed bundle (the others).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.jobs.norwegian_time import in_words
from signature_model.masking import quoted
from signature_model.rules.registry import Place, Problem, rule
from signature_model.seals.algorithms import PROFILE_CANONICALISATIONS, RSA_SHA256, SHA1, SHA256
from signature_model.xml.trees import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.seals.contents import Seal
    from signature_model.seals.inspection import InspectedSeal
    from signature_model.seals.verification import SealedBundle

_WITHOUT_PARAMETERS = PROFILE_CANONICALISATIONS | {RSA_SHA256, SHA256}
_SIGNING_TIME = "SignedSignatureProperties/SigningTime"

CLOCK_TOLERANCE = timedelta(seconds=5)
"""How far the signing time may be from the service's clock. (Source: package 6.3.2.)"""


@rule("PSR501", Severity.ERROR, source="package", hint="seal the bundle again, with values that the schemas allow")
def signatures_malformed(seal: InspectedSeal, _: Context) -> Iterator[Problem]:
    """`META-INF/signatures.xml` must be valid according to the schemas of ASiC, XML Signature and XAdES.

    It must be well-formed XML in UTF-8, without a document type declaration. Its certificates must be readable, its
    values must be base64 as XML Schema defines it, and its namespace names must be absolute (Canonical XML 1.3).
    """
    if seal.refusal is not None:
        yield "" if seal.refusal.line is None else Place(line=seal.refusal.line), seal.refusal.message
    for fault in seal.faults:
        yield fault.where, fault.message


@rule("PSR502", Severity.ERROR, source="package 8.3.1", hint="seal the bundle once, with one certificate")
def signature_count(seal: InspectedSeal, _: Context) -> Iterator[Problem]:
    """There must be exactly one signature, at any depth: the sender's seal.

    The signers sign in the service; their signatures do not belong in the bundle.
    """
    if seal.root is not None and len(seal.signatures) != 1:
        yield "", f"{len(seal.signatures) or 'no'} signatures; there must be exactly one"


@rule("PSR504", Severity.ERROR, source="XAdES", hint="seal with the key that belongs to the certificate in the seal")
def signature_invalid(bundle: SealedBundle, _: Context) -> Iterator[Problem]:
    """The signature value must verify with the certificate in the seal.

    Otherwise, either the signature was made with another key, or the signed content was changed afterwards.
    """
    if bundle.verification.signature_valid is False:
        has_any = bundle.verification.seal.certificates
        why = (
            "does not verify with a certificate in the seal" if has_any else "cannot be verified without a certificate"
        )
        yield "Signature/SignatureValue", f"the signature {why}"


@rule(
    "PSR505",
    Severity.ERROR,
    source="package 5.1, 6.2.2",
    hint="configure RSA with SHA-256, SHA-256 digests and C14N 1.0 in the program that seals",
)
def algorithm(bundle: SealedBundle, _: Context) -> Iterator[Problem]:
    """The seal must use the profile's algorithms.

    Signature: RSA with SHA-256. Digests: SHA-256, but SHA-1 for the digest of the signing certificate.
    Canonicalisation: C14N 1.1 or C14N 1.0, without comments. The profile allows no other algorithms. These algorithms
    take no parameters (XML Signature 1.1, section 6), and some verifiers refuse a seal that gives them any.
    """
    seal, properties = bundle.verification.seal, bundle.properties
    if seal.signature_algorithm != RSA_SHA256:
        yield "Signature/SignedInfo/SignatureMethod", f"{quoted(seal.signature_algorithm)}, not RSA with SHA-256"
    if seal.canonicalisation not in PROFILE_CANONICALISATIONS:
        yield "Signature/SignedInfo/CanonicalizationMethod", f"{quoted(seal.canonicalisation)}, not C14N 1.1 or 1.0"
    for reference in (*seal.files, *seal.properties_references):
        if reference.digest_algorithm != SHA256:
            yield f"{reference.where}/DigestMethod", f"{quoted(reference.digest_algorithm)}, not SHA-256"
    for reference in seal.properties_references:
        for transform in reference.transforms:
            if transform not in PROFILE_CANONICALISATIONS:
                yield f"{reference.where}/Transforms", f"{quoted(transform)}, not C14N 1.1 or 1.0"
    yield from _parameters(seal)
    if properties is not None:
        others = {each.digest_algorithm for each in properties.certificates_named} - {SHA1, None}
        yield from ((properties.where, f"certificate digest by {quoted(each or '')}, not SHA-1") for each in others)


def _parameters(seal: Seal) -> Iterator[Problem]:
    for element in seal.with_parameters:
        name = element.get("Algorithm", "")
        if name in _WITHOUT_PARAMETERS:
            yield path_of(element), f"{quoted(name)} takes no parameters"


@rule("PSR509", Severity.ERROR, source="XAdES", hint="seal the bundle again")
def signed_properties(bundle: SealedBundle, _: Context) -> Iterator[Problem]:
    """The signature must refer to exactly one set of signed properties, and these must be its own.

    Properties that no signature covers prove nothing. Attacks that wrap a signature around other content use a second
    set of properties, properties in another place, a second reference, or the same Id twice (also as `ID` or `xml:id`).
    """
    if bundle.verification.seal.properties_fault is not None:
        yield "Signature", bundle.verification.seal.properties_fault


@rule("PSR510", Severity.ERROR, source="XAdES", hint="name the certificate that seals the bundle")
def signing_certificate(bundle: SealedBundle, _: Context) -> Iterator[Problem]:
    """The signed properties must name the certificate that the signature verifies with.

    They name it by its digest, its issuer and its serial number, so that it cannot be replaced with another certificate
    for the same key. Issuer names are compared by their parts and without regard to case, because clients write them
    differently. Every other element of `KeyInfo` that names a key must name the same key.
    """
    properties = bundle.properties
    if bundle.verification.sealed_by is None or properties is None or bundle.verification.signature_valid is False:
        return
    if not any(named.digest is not None for named in properties.certificates_named):
        yield properties.where, "the signed properties name no signing certificate"
        return
    for named in properties.certificates_named:
        if parts := bundle.differing_parts(named):
            differ = f"{' and '.join(parts)} {'differs' if len(parts) == 1 else 'differ'}"
            yield properties.where, f"the signed properties name another certificate: {differ}"
    for where in bundle.verification.other_keys:
        yield where, "names a key that is not the certificate's"


@rule(
    "PSR515",
    Severity.WARNING,
    source="package 6.3.2",
    hint="seal the bundle immediately before you send it, with a correct clock; ignore this for stored bundles",
)
def signing_time_off(bundle: SealedBundle, context: Context) -> Iterator[Problem]:
    """The signing time must be correct within 5 seconds when the service receives the bundle.

    The usual causes are a wrong clock, and a bundle that is sent long after sealing. If you do not state the current
    time, this rule reports only a signing time that is missing or has no UTC offset.
    """
    properties, now = bundle.properties, context.now
    if properties is None:
        return
    moment = properties.signing_time
    if moment is None:
        yield f"{properties.where}/SignedSignatureProperties", "the signing time is missing"
    elif moment.tzinfo is None:
        yield f"{properties.where}/{_SIGNING_TIME}", f"{in_words(moment)} has no UTC offset"
    elif now is not None and abs(moment - now) > CLOCK_TOLERANCE:
        yield (
            f"{properties.where}/{_SIGNING_TIME}",
            f"{in_words(moment)} differs from the current time by {_in_seconds(abs(moment - now))}",
        )


def _in_seconds(duration: timedelta) -> timedelta:
    return timedelta(seconds=int(duration.total_seconds()))
