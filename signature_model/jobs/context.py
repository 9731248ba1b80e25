"""The context of a validation: facts that only the caller knows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from signature_model.type_checks import require_aware, require_type, require_types, tuple_of

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509


class Sector(StrEnum):
    """The sender's sector, which decides what the sender may use. The organisation number does not reveal it."""

    PRIVATE = "private"
    PUBLIC = "public"


class SigningFlow(StrEnum):
    """How signers come to the service: it notifies them (portal flow), or the sender redirects them (direct flow)."""

    PORTAL = "portal"
    DIRECT = "direct"


class Environment(StrEnum):
    """The service's environment. Synthetic people and test certificates exist in the test environments only."""

    PRODUCTION = "production"
    TEST = "test"


@runtime_checkable
class Schema(Protocol):
    """A schema that manifests can be validated against, such as ``xml.schemas.Schema``."""

    def faults(self, root: Any) -> tuple[Any, ...]:  # noqa: ANN401 - an lxml element; this package does not import lxml
        """Return what the schema refuses in the tree; nothing for a valid document."""


@runtime_checkable
class Certificate(Protocol):
    """A certificate of ``cryptography.x509``, which this package does not import."""

    @property
    def tbs_certificate_bytes(self) -> bytes:
        """The part that the issuer signed, in DER."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The known facts about the sender and the moment. Rules that need a missing value are skipped; the report says so.

    - ``now``: the current time, as an aware datetime.
    - ``trust_anchors``: the certificates at which a chain may end. If it is None, trust is not checked; if it is empty,
      no certificate is trusted.
    - ``schema``: replaces the library's own ``portal.xsd`` and ``direct.xsd``.
    - ``flow``: if it is set, jobs of the other flow are refused.
    - ``keep_until``: when you will delete signed documents, as an aware datetime.
    - ``packagers``: the organisation numbers of packagers whose statements about signers count, in addition to those of
      the service.
    """

    sector: Sector | None = None
    environment: Environment | None = None
    now: datetime | None = None
    trust_anchors: tuple[x509.Certificate, ...] | None = None
    schema: Schema | None = None
    flow: SigningFlow | None = None
    keep_until: datetime | None = None
    packagers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_types(self, sector=Sector | None, environment=Environment | None, flow=SigningFlow | None)
        if self.packagers:
            object.__setattr__(self, "packagers", tuple_of("packagers", self.packagers, str))
        if self.schema is not None:  # comparing with a protocol takes time
            require_type("schema", self.schema, Schema | None)
        for name in ("now", "keep_until"):
            if (moment := getattr(self, name)) is not None:
                require_aware(name, moment)
        if self.trust_anchors is not None:
            object.__setattr__(self, "trust_anchors", tuple(self.trust_anchors))
            for each in self.trust_anchors:
                require_type("each of trust_anchors", each, Certificate)
