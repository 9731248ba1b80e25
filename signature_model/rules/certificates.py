"""PSR5xx, part three: the certificate of the seal. Facts: the certificate, and how it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.jobs.identifiers import has_nine_digits
from signature_model.jobs.norwegian_time import in_words
from signature_model.masking import quoted
from signature_model.rules.registry import Need, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.credentials.usage import CertificateInUse
    from signature_model.jobs.context import Context

_WHERE = "Signature/KeyInfo/X509Data"


@rule(
    "PSR511",
    Severity.WARNING,
    source="package 6.2.1",
    hint=(
        "put all certificates up to the root into the seal; `extra_certificates` adds certificates that a key store "
        "lacks"
    ),
)
def chain_incomplete(use: CertificateInUse, _: Context) -> Iterator[Problem]:
    """The seal should contain every certificate from the enterprise certificate up to and including the root.

    A program that verifies the seal may not have the issuers' certificates. Key stores often lack the root.
    """
    if not use.chain.reaches_root:
        issuer = use.last_issuer
        named = "an issuer without a readable name" if issuer is None else quoted(issuer)
        yield _WHERE, f"the certificate of {named} is missing"


@rule(
    "PSR518",
    Severity.WARNING,
    source="package 6.2.1",
    hint="put the signing certificate first, then its issuers, and no other certificates",
)
def certificate_order(use: CertificateInUse, _: Context) -> Iterator[Problem]:
    """The signing certificate should be the first in the seal, and only its issuers should follow.

    Some verifiers use the first certificate without looking at the others. Certificates that do not belong to the chain
    prove nothing. If the chain is incomplete, any issuer may belong to it, so this rule then reports only certificates
    that cannot issue others.
    """
    if use.embedded == use.chain.certificates:
        return
    if use.certificate not in use.embedded[:1]:
        yield _WHERE, "the signing certificate is not the first"
    elif use.unrelated_count:
        do = "s do" if use.unrelated_count > 1 else " does"
        yield _WHERE, f"{use.unrelated_count} certificate{do} not belong to the chain"


@rule("PSR512", Severity.ERROR, source="XAdES", hint="renew the enterprise certificate, or correct the clock")
def certificate_expired(use: CertificateInUse, _: Context) -> Iterator[Problem]:
    """The certificate must be valid at the signing time.

    A seal that was made outside the certificate's validity period proves nothing.
    """
    moment = use.signing_time
    if moment is None or use.was_valid(moment):
        return
    validity = use.validity
    period = "cannot be read" if validity is None else " to ".join(in_words(each) for each in validity)
    yield _WHERE, f"sealed at {in_words(moment)}; the certificate's validity: {period}"


@rule(
    "PSR513", Severity.ERROR, source="security", hint="use the enterprise certificate for authentication and signature"
)
def certificate_unsuited(use: CertificateInUse, _: Context) -> Iterator[Problem]:
    """The certificate must be an enterprise certificate that can sign.

    It must have an RSA key, the key usage digital signature, and an organisation number. Buypass and Commfides deliver
    certificates in pairs; the certificate for encryption cannot seal.
    """
    for fault in use.chain.unsuitability:
        yield _WHERE, fault


@rule(
    "PSR514", Severity.WARNING, source="package", hint="seal with the sender's own certificate, unless you are a broker"
)
def sealed_by_another(use: CertificateInUse, _: Context) -> Iterator[Problem]:
    """The certificate should belong to the sender's organisation.

    Another organisation can seal for the sender only if the service has authorised it as a broker. The certificate then
    has the broker's number, and the manifest has the sender's.
    """
    number = use.chain.organization_number
    if number is not None and number != use.sender and has_nine_digits(use.sender or ""):
        yield _WHERE, f"sealed by organisation {number} for the sender {use.sender}"


@rule(
    "PSR517",
    Severity.ERROR,
    source="security",
    need=Need.TRUST_ANCHORS,
    hint="check whether the trust anchors are for this environment",
)
def untrusted_issuer(use: CertificateInUse, context: Context) -> Iterator[Problem]:
    """The certificate's chain must end at one of the given trust anchors.

    The service trusts Buypass and Commfides, with different roots in production and in test.
    """
    anchors = context.trust_anchors or ()
    count = f"{len(anchors) or 'no'} trust anchor{'' if len(anchors) == 1 else 's'}"
    if not use.is_trusted(anchors):
        yield _WHERE, f"the chain does not end at a trust anchor that was valid at the signing time ({count} given)"
