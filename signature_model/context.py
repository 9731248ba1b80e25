"""What only the caller can know when a job or a bundle is judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cryptography.x509 import Certificate

from signature_model.values import require_aware, require_type, require_types
from signature_model.xml.schemas import Schema

if TYPE_CHECKING:
    from datetime import datetime


class Sector(StrEnum):
    """The sender's sector, which decides what it may use; an organisation number does not reveal it."""

    PRIVATE = "private"
    PUBLIC = "public"


class Environment(StrEnum):
    """The service's environment: synthetic people and test certificates exist in the test environments only."""

    PRODUCTION = "production"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known about the sender and the moment. What is left out is not judged, and the report says so.

    ``now`` is an aware datetime. ``trust_anchors`` are the certificates that a chain may end at; None gives no trust
    verdict, an empty tuple trusts nobody. ``schema`` judges manifests in place of the one that comes with the library.
    """

    sector: Sector | None = None
    environment: Environment | None = None
    now: datetime | None = None
    trust_anchors: tuple[Certificate, ...] | None = None
    schema: Schema | None = None

    def __post_init__(self) -> None:
        require_types(self, sector=Sector | None, environment=Environment | None, schema=Schema | None)
        if self.now is not None:
            require_aware("now", self.now)
        if self.trust_anchors is not None:
            object.__setattr__(self, "trust_anchors", tuple(self.trust_anchors))
            for each in self.trust_anchors:
                require_type("each of trust_anchors", each, Certificate)
