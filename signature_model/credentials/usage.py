"""The facts about a certificate in a seal: its chain, its validity and its use, for the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from signature_model.credentials import certificates, chains

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cryptography.x509 import Certificate


class Chain(NamedTuple):
    """A chain of certificates, the leaf first, with the facts that are the same for each bundle that the leaf seals.

    ``reaches_root`` is true if the chain ends in a root. ``organization_number`` is the number of the organisation that
    the leaf is issued to, or None. ``unsuitability`` are the reasons why the leaf cannot seal a bundle.
    """

    certificates: tuple[Certificate, ...]
    reaches_root: bool
    organization_number: str | None
    unsuitability: tuple[str, ...]

    @classmethod
    def of(cls, found: tuple[Certificate, ...]) -> Chain:
        """Return a chain of at least one certificate, with its facts."""
        return cls(
            certificates=found,
            reaches_root=chains.reaches_root(found),
            organization_number=certificates.organization_number(found[0]),
            unsuitability=tuple(certificates.unsuitability(found[0])),
        )


class CertificateInUse(NamedTuple):
    """The certificates of a seal, and how they are used.

    ``chain`` begins with the certificate that seals the bundle. ``embedded`` are the certificates in the seal, in their
    order.
    """

    chain: Chain
    embedded: tuple[Certificate, ...]
    signing_time: datetime | None
    sender: str | None

    @property
    def certificate(self) -> Certificate:
        """The certificate that seals the bundle."""
        return self.chain.certificates[0]

    @property
    def last_issuer(self) -> str | None:
        """The name of the issuer of the last certificate in the chain (RFC 4514); None if it cannot be read."""
        issuer = certificates.maybe_issuer(self.chain.certificates[-1])
        return None if issuer is None else issuer.rfc4514_string()

    @property
    def unrelated_count(self) -> int:
        """The number of certificates in the seal that do not belong to any chain of the certificate.

        If the chain is incomplete, any issuer may belong to it. Then only certificates that cannot issue others are
        counted.
        """
        found = chains.unrelated_certificates(self.certificate, self.embedded)
        return len(found) if self.chain.reaches_root else sum(not certificates.may_issue(each) for each in found)

    @property
    def validity(self) -> tuple[datetime, datetime] | None:
        """The first and the last moment in UTC; None if one of them is not a possible date."""
        return certificates.maybe_validity(self.certificate)

    def was_valid(self, moment: datetime) -> bool:
        """Whether the certificate was valid at an aware moment."""
        return certificates.was_valid(self.certificate, moment)

    def is_trusted(self, anchors: Iterable[Certificate]) -> bool:
        """Whether the chain ends at one of the anchors at the signing time."""
        # Other certificates cost time, so only the chain and as many others as a chain may have are considered.
        others = (*self.chain.certificates, *self.embedded[: chains.LONGEST_CHAIN])
        return chains.is_trusted(self.certificate, others, anchors, self.signing_time)
