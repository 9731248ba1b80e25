"""What only the caller can know when a job or a bundle is judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from signature_model.type_checks import require_aware, require_type, require_types

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509


class Sector(StrEnum):
    """The sender's sector, which decides what it may use; an organisation number does not reveal it."""

    PRIVATE = "private"
    PUBLIC = "public"


class Environment(StrEnum):
    """The service's environment: synthetic people and test certificates exist in the test environments only."""

    PRODUCTION = "production"
    TEST = "test"


@runtime_checkable
class Schema(Protocol):
    """A schema that manifests can be validated against, as ``xml.schemas.Schema`` is."""

    def faults(self, root: Any) -> tuple[Any, ...]:  # noqa: ANN401 - lxml's elements, which a job does not know
        """What the schema refuses in the tree; empty for a valid document."""


@runtime_checkable
class Certificate(Protocol):
    """What every certificate of ``cryptography.x509`` has; a job does not load that library."""

    @property
    def tbs_certificate_bytes(self) -> bytes:
        """The part that the issuer has signed, in DER."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known about the sender and the moment. What is left out is not judged, and the report says so.

    ``now`` is an aware datetime. ``trust_anchors`` are the certificates that a chain may end at; None gives no trust
    verdict, an empty tuple trusts nobody. ``schema`` judges manifests in place of the one that comes with the library.
    """

    sector: Sector | None = None
    environment: Environment | None = None
    now: datetime | None = None
    trust_anchors: tuple[x509.Certificate, ...] | None = None
    schema: Schema | None = None

    def __post_init__(self) -> None:
        require_types(self, sector=Sector | None, environment=Environment | None, schema=Schema | None)
        if self.now is not None:
            require_aware("now", self.now)
        if self.trust_anchors is not None:
            object.__setattr__(self, "trust_anchors", tuple(self.trust_anchors))
            for each in self.trust_anchors:
                require_type("each of trust_anchors", each, Certificate)
