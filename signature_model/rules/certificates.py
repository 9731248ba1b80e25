"""PSR5xx, part two: the certificate that seals. Subject: a certificate in use, to seal or to verify with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.credentials import certificates, chains
from signature_model.findings import Severity
from signature_model.jobs.identifiers import has_nine_digits
from signature_model.masking import quoted
from signature_model.rules.registry import Need, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cryptography.x509 import Certificate

    from signature_model.jobs.context import Context

_WHERE = "Signature/KeyInfo/X509Data"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateInUse:
    """The certificate that seals a bundle, those that came with it, when it sealed, and for which sender."""

    certificate: Certificate
    others: tuple[Certificate, ...]
    signing_time: datetime | None
    sender: str | None


@rule(
    "PSR511",
    Severity.WARNING,
    source="package 6.2.1",
    hint="put every certificate into the seal, to the root: `extra_certificates` adds what a key store lacks",
)
def chain_incomplete(use: CertificateInUse, _: Context) -> Iterator[Problem]:
    """The seal should hold every certificate from the enterprise certificate up to and including the root.

    Who verifies the seal may not have the issuing certificates. Key stores often lack the root; add it to them.
    """
    chain = chains.chain_of(use.certificate, use.others)
    if not chains.reaches_root(chain):
        issuer = certificates.maybe_issuer(chain[-1])
        named = "an issuer without a readable name" if issuer is None else quoted(issuer.rfc4514_string())
        yield _WHERE, f"the certificate of {named} is missing"


@rule("PSR512", Severity.ERROR, source="XAdES", hint="renew the enterprise certificate, or set the clock")
def certificate_expired(use: CertificateInUse, _: Context) -> Iterator[Problem]:
    """The signing time must lie within the certificate's validity.

    A seal by a certificate that was not valid yet, or not any more, proves nothing.
    """
    moment = use.signing_time
    if moment is None or certificates.was_valid(use.certificate, moment):
        return
    if (validity := certificates.maybe_validity(use.certificate)) is None:
        told = "whose validity cannot be read"
    else:
        told = "valid {} to {}".format(*(each.isoformat() for each in validity))
    yield _WHERE, f"sealed at {moment.isoformat()} with a certificate {told}"


@rule("PSR513", Severity.ERROR, source="security", hint="use the enterprise certificate that is for authentication")
def certificate_unsuited(use: CertificateInUse, _: Context) -> Iterator[Problem]:
    """The certificate must be an enterprise certificate that may sign.

    It must have an RSA key, a key usage with digital signature, and an organisation number. Buypass and Commfides
    deliver certificates in pairs; the one for encryption cannot seal.
    """
    for fault in certificates.unsuitability(use.certificate):
        yield _WHERE, fault


@rule(
    "PSR514", Severity.WARNING, source="package", hint="seal with the sender's own certificate, unless you are a broker"
)
def sealed_by_another(use: CertificateInUse, _: Context) -> Iterator[Problem]:
    """The certificate's organisation should be the sender.

    Another organisation can seal for the sender only as a broker whom the service has authorised: the certificate then
    bears the broker's number, the manifest the sender's.
    """
    number = certificates.organization_number(use.certificate)
    if number is not None and number != use.sender and has_nine_digits(use.sender or ""):
        yield _WHERE, f"sealed by organisation {number} for the sender {use.sender}"


@rule(
    "PSR517",
    Severity.ERROR,
    source="security",
    need=Need.TRUST_ANCHORS,
    hint="see whether the anchors are those of this environment",
)
def untrusted_issuer(use: CertificateInUse, context: Context) -> Iterator[Problem]:
    """The certificate's chain must end at a trust anchor, where trust anchors were given.

    The service trusts Buypass and Commfides, in production and test by different roots.
    """
    anchors = context.trust_anchors or ()
    if not chains.is_trusted(use.certificate, use.others, anchors, use.signing_time):
        yield _WHERE, f"the chain ends at none of the {len(anchors)} given trust anchors that were valid then"
