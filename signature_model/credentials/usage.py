"""The facts about a certificate in a seal: its chain, its validity and its use, for the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from signature_model.credentials import certificates, chains

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cryptography.x509 import Certificate


class CertificateInUse(NamedTuple):
    """The certificates of a seal, and how they are used.

    ``chain`` begins with the certificate that seals the bundle. ``embedded`` are the certificates in the seal, in their
    order.
    """

    chain: tuple[Certificate, ...]
    embedded: tuple[Certificate, ...]
    signing_time: datetime | None
    sender: str | None

    @property
    def certificate(self) -> Certificate:
        """The certificate that seals the bundle."""
        return self.chain[0]

    @property
    def reaches_root(self) -> bool:
        """Whether the chain ends in a root."""
        return chains.reaches_root(self.chain)

    @property
    def last_issuer(self) -> str | None:
        """The name of the issuer of the last certificate in the chain (RFC 4514); None if it cannot be read."""
        issuer = certificates.maybe_issuer(self.chain[-1])
        return None if issuer is None else issuer.rfc4514_string()

    @property
    def unrelated_count(self) -> int:
        """The number of certificates in the seal that do not belong to any chain of the certificate.

        If the chain is incomplete, any issuer may belong to it. Then only certificates that cannot issue others are
        counted.
        """
        found = chains.unrelated_certificates(self.certificate, self.embedded)
        return len(found) if self.reaches_root else sum(not certificates.may_issue(each) for each in found)

    @property
    def validity(self) -> tuple[datetime, datetime] | None:
        """The first and the last moment in UTC; None if one of them is not a possible date."""
        return certificates.maybe_validity(self.certificate)

    @property
    def unsuitability(self) -> tuple[str, ...]:
        """The reasons why the certificate cannot seal a bundle."""
        return tuple(certificates.unsuitability(self.certificate))

    @property
    def organization_number(self) -> str | None:
        """The number of the organisation that the certificate is issued to, or None."""
        return certificates.organization_number(self.certificate)

    def was_valid(self, moment: datetime) -> bool:
        """Whether the certificate was valid at an aware moment."""
        return certificates.was_valid(self.certificate, moment)

    def is_trusted(self, anchors: Iterable[Certificate]) -> bool:
        """Whether the chain ends at one of the anchors at the signing time."""
        # Other certificates cost time, so only the chain and as many others as a chain may have are considered.
        others = (*self.chain, *self.embedded[: chains.LONGEST_CHAIN])
        return chains.is_trusted(self.certificate, others, anchors, self.signing_time)
