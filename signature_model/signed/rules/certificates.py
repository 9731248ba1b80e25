"""PSR84x: who issued the certificates, and whether they were valid. Facts: one evaluated signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from signature_model.credentials.ber import elements
from signature_model.credentials.certificates import UNREADABLE, maybe_subject, maybe_validity, was_valid
from signature_model.credentials.chains import OTHER_PURPOSES
from signature_model.credentials.extensions import maybe_extension
from signature_model.findings import Severity
from signature_model.jobs.norwegian_time import in_words
from signature_model.masking import quoted
from signature_model.rules.registry import Graded, Need, Problem, rule
from signature_model.signed.evaluation.signatures import Kind
from signature_model.signed.identity import identity_of
from signature_model.signed.trust.revocation import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.x509 import Certificate

    from signature_model.jobs.context import Context
    from signature_model.signed.evaluation.signatures import EvaluatedSignature
    from signature_model.signed.trust.paths import Trust

MOST_PLACES: Final = 2
"""Addresses of revocation data that a message names."""
_STATEMENTS: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
_COMPLIANCE: Final = bytes.fromhex("04008e460101")
"""The statement that a certificate is qualified: QcCompliance, 0.4.0.1862.1.1 (EN 319 412-5, 4.2.1)."""
_TYPE: Final = bytes.fromhex("04008e460106")
_FOR_SIGNATURES: Final = bytes.fromhex("04008e46010601")
"""The statement of what a qualified certificate is for, and the kind for people's signatures (4.2.3)."""
_DOCUMENT_PURPOSES: Final = frozenset(
    {
        ExtendedKeyUsageOID.EMAIL_PROTECTION,
        x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"),  # documentSigning (RFC 9336)
        x509.ObjectIdentifier("1.2.840.113583.1.1.5"),  # Adobe
        x509.ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),  # Microsoft
    }
)
_WHAT_TO_GIVE: Final = "give the roots of people's eIDs, of the seal and of the time-stamps as trust anchors"


@rule("PSR840", Severity.ERROR, source="ETSI EN 319 102-1", need=Need.TRUST_ANCHORS, hint=_WHAT_TO_GIVE)
def unknown_issuer(signature: EvaluatedSignature, context: Context) -> Iterator[Problem]:
    """The chain of each certificate must end at one of the trust anchors that were given.

    This applies to the signature and to its time-stamps, each at its own time. Anyone can make a certificate with any
    name, so a name proves nothing without a trusted issuer.
    """
    count = len(context.trust_anchors or ())
    anchors = f"{count or 'no'} trust anchor{'' if count == 1 else 's'} given"
    for where, what, certificate, trust in _trusts(signature):
        if trust.path == ():
            yield (
                where,
                f"{what} was made by {_named(certificate)}; the chain does not end at a trust anchor ({anchors})",
            )


@rule("PSR841", Severity.ERROR, source="ETSI EN 319 102-1", hint="do not rely on this signature")
def outside_validity(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """A certificate must be valid when it is used.

    The proved time counts, or else the claimed time. The certificate may have expired since then.
    """
    moment = signature.proved_at or signature.read.claimed_at
    uses = [(signature.read.where, signature.label, signature.read.certificate, moment)]
    uses += [
        (each.read.where, "the time-stamp", each.read.certificate, each.read.generated_at) for each in signature.stamps
    ]
    for where, what, certificate, moment in uses:
        if certificate is None or moment is None or was_valid(certificate, moment):
            continue
        validity = maybe_validity(certificate)
        period = "has no readable validity"
        if validity is not None:
            period = f"is valid from {in_words(validity[0])} to {in_words(validity[1])}"
        yield where, f"{what} was made at {in_words(moment)}; its certificate {period}"


@rule("PSR842", Severity.ERROR, source="ETSI EN 319 102-1, RFC 5280, RFC 6960", hint="do not rely on this signature")
def certificate_revoked(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """A certificate must not have been revoked when it was used.

    The OCSP responses and CRLs in the file decide. A certificate that was revoked after a proved time is accepted.
    """
    for where, what, trust in _decided(signature):
        for each in trust.revoked:
            since = "" if each.since is None else f" since {in_words(each.since)}"
            yield where, f"{what}: the certificate of {_named(each.certificate)} is revoked{since}"


@rule("PSR843", Severity.ERROR, source="RFC 5280, RFC 3161", hint="do not rely on this signature")
def certificate_not_for_signing(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """The key usage of a certificate must permit what it is used for.

    A signature needs `nonRepudiation` or `digitalSignature`; a certificate without key usage permits both. A person's
    certificate must not have an extended key usage for servers, programs, time-stamps or OCSP responses. The same
    applies to an organisation's certificate, except if it also permits documents or e-mail, or `nonRepudiation`. A
    time-stamp needs the extended key usage `timeStamping`, and no other. It should be critical; otherwise, that is a
    warning.
    """
    certificate = signature.read.certificate
    if certificate is not None and not _may_sign(certificate, is_person=signature.kind is Kind.SIGNER):
        yield signature.read.where, f"the certificate of {_named(certificate)} is not for signatures"
    for each in signature.stamps:
        if each.read.certificate is not None and not _may_stamp(each.read.certificate):
            yield each.read.where, f"the certificate of {_named(each.read.certificate)} is not for time-stamps"
        elif each.read.certificate is not None and not _is_only_for_stamps(each.read.certificate):
            message = f"the extended key usage of {_named(each.read.certificate)} is not critical (RFC 3161, 2.3)"
            yield each.read.where, Graded(message, Severity.WARNING)


@rule(
    "PSR845",
    Severity.WARNING,
    source="ETSI EN 319 102-1",
    hint="fetch OCSP responses or CRLs, and keep them with the file",
)
def revocation_unknown(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """The file should have an OCSP response or a CRL for each certificate.

    Without them, it is not known offline whether a certificate was revoked, and the verdict is undecided. The message
    names the addresses at which the certificates say that they are published. A certificate on hold may become valid
    again, or be revoked for good, so it leaves the verdict undecided, too.
    """
    for where, what, trust in _decided(signature):
        unknown = [each.certificate for each in trust.revocations if each.status is Status.UNKNOWN]
        if unknown and not trust.revoked:
            places = list(dict.fromkeys(place for each in unknown for place in _published_at(each)))
            fetched = f"; they are published at {' and '.join(map(quoted, places[:MOST_PLACES]))}" if places else ""
            yield where, f"{what}: no revocation data for {', '.join(map(_named, unknown))}{fetched}"
        held = [each for each in trust.revocations if each.status is Status.ON_HOLD]
        for each in () if trust.revoked else held:
            yield where, f"{what}: the certificate of {_named(each.certificate)} is on hold"
    later = signature.revoked_later
    if later is not None and later.since is not None:
        since = in_words(later.since)
        yield signature.read.where, f"revoked since {since}, and nothing proves that the signature is older"


@rule("PSR846", Severity.WARNING, source="ETSI EN 319 102-1, 5.2.5", hint="fetch newer OCSP responses or CRLs")
def revocation_too_old(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """Revocation data should be new enough for the time of the signature.

    An OCSP response or a CRL states when the next one is due. If it was due before the signature, the certificate may
    have been revoked in between, and the verdict is undecided.
    """
    for where, what, trust in _decided(signature):
        old = [each.certificate for each in trust.revocations if each.status is Status.TOO_OLD]
        if old and not trust.revoked:
            yield where, f"{what}: the revocation data for {', '.join(map(_named, old))} are too old"


@rule(
    "PSR847",
    Severity.NOTE,
    source="ETSI EN 319 412-5, TS 119 612",
    hint="nothing, unless you need a qualified signature, with the legal effect of a handwritten one",
)
def not_qualified(signature: EvaluatedSignature, _: Context) -> Iterator[Problem]:
    """A signer's certificate must say that it is qualified if you need a qualified signature.

    It says so in the extension `QcStatements`, with the statement `QcCompliance`. If you give a trusted list, the
    issuer must also be listed as an issuer of qualified certificates at the time of the signature.
    """
    certificate = signature.read.certificate
    if signature.kind is not Kind.SIGNER or certificate is None:
        return
    if not _is_qualified(certificate):
        yield signature.read.where, f"the certificate of {_named(certificate)} does not say that it is qualified"
    elif signature.is_listed is False:
        yield signature.read.where, f"the issuer of {_named(certificate)} was not on the trusted list as qualified"


def _published_at(certificate: Certificate) -> Iterator[str]:
    """Yield the addresses of CRLs and OCSP services that a certificate states."""
    try:
        points = maybe_extension(certificate, x509.CRLDistributionPoints) or ()
        services = maybe_extension(certificate, x509.AuthorityInformationAccess) or ()
    except UNREADABLE:
        return
    names = [name for each in points for name in each.full_name or ()]
    names += [each.access_location for each in services if each.access_method == AuthorityInformationAccessOID.OCSP]
    yield from (each.value for each in names if isinstance(each, x509.UniformResourceIdentifier))


def _trusts(signature: EvaluatedSignature) -> Iterator[tuple[str, str, Certificate, Trust]]:
    """Yield the place, the description, the certificate and the trust of a signature and its time-stamps."""
    certificate = signature.read.certificate
    if certificate is not None and signature.trust is not None and signature.read.is_intact:
        yield signature.read.where, signature.label, certificate, signature.trust
    for each in signature.stamps:
        if each.read.certificate is not None and each.trust is not None and each.read.fault is None:
            yield each.read.where, f"the {each.read.purpose} time-stamp", each.read.certificate, each.trust


def _decided(signature: EvaluatedSignature) -> Iterator[tuple[str, str, Trust]]:
    """Yield what ``_trusts`` yields if a path leads to an anchor: revocation data of unknown issuers do not count."""
    yield from ((where, what, trust) for where, what, _, trust in _trusts(signature) if trust.path != ())


def _named(certificate: Certificate) -> str:
    who = identity_of(certificate)
    subject = maybe_subject(certificate)
    name = who.name or who.organization or (subject and subject.rfc4514_string())
    return quoted(name) if name else "a certificate without a readable name"


def _may_sign(certificate: Certificate, *, is_person: bool) -> bool:
    try:
        usage = maybe_extension(certificate, x509.KeyUsage)
        purposes = maybe_extension(certificate, x509.ExtendedKeyUsage)
    except UNREADABLE:
        return False
    permits = usage is None or usage.digital_signature or usage.content_commitment
    if purposes is None:
        return permits
    others = OTHER_PURPOSES.intersection(purposes)
    is_for_documents = not _DOCUMENT_PURPOSES.isdisjoint(purposes) or (usage is not None and usage.content_commitment)
    return permits and (not others or (not is_person and is_for_documents and not others.issuperset(purposes)))


def _may_stamp(certificate: Certificate) -> bool:
    try:
        usage = maybe_extension(certificate, x509.KeyUsage)
        purposes = maybe_extension(certificate, x509.ExtendedKeyUsage)
    except UNREADABLE:
        return False
    may_sign = usage is None or usage.digital_signature or usage.content_commitment
    return may_sign and purposes is not None and {*purposes} == {ExtendedKeyUsageOID.TIME_STAMPING}


def _is_only_for_stamps(certificate: Certificate) -> bool:
    """Whether a program that does not know the extended key usage must refuse the certificate."""
    return certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).critical


def _is_qualified(certificate: Certificate) -> bool:
    """Whether a certificate states that it is qualified, without limiting this to other purposes than signatures."""
    try:
        extension = certificate.extensions.get_extension_for_oid(_STATEMENTS).value
        content = extension.value if isinstance(extension, x509.UnrecognizedExtension) else b""
        (all_of_them,) = elements(content)
        statements = [tuple(elements(each.content)) for each in elements(all_of_them.content)]
        kinds = {
            part.content for kind, *about in statements if kind.content == _TYPE for part in elements(about[0].content)
        }
        is_compliant = any(each[0].content == _COMPLIANCE for each in statements)
    except (x509.ExtensionNotFound, IndexError, *UNREADABLE):
        return False
    return is_compliant and (not kinds or _FOR_SIGNATURES in kinds)
