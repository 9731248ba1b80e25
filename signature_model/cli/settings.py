"""What the options of the command line say, in a form that worker processes can be given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from signature_model.context import Context, Environment, Sector
from signature_model.credentials.certificates import load_certificates
from signature_model.results import Criteria
from signature_model.xml.schemas import Schema

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cryptography.x509 import Certificate

CERTIFICATE_SUFFIXES = frozenset({".pem", ".der", ".crt", ".cer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How inputs are to be judged. Certificates are kept as the files they are in: they cannot be pickled."""

    sector: Sector | None = None
    environment: Environment | None = None
    now: datetime | None = None
    trust: Path | None = None
    schema: Path | None = None
    criteria: Criteria = field(default_factory=Criteria)

    def context(self) -> Context:
        """The context, with the trust anchors read. Raises OSError or SigningError where a file cannot be used."""
        return Context(
            sector=self.sector,
            environment=self.environment,
            now=self.now,
            trust_anchors=None if self.trust is None else read_trust_anchors(self.trust),
            schema=None if self.schema is None else Schema(self.schema),
        )

    def require_usable(self) -> None:
        """Raise OSError or SigningError now rather than for every input."""
        schema = self.context().schema
        if schema is not None:
            schema.require_usable()


def read_trust_anchors(path: Path) -> tuple[Certificate, ...]:
    """The certificates in a file, or in all files of a folder that are called like certificates (.pem, .der, …)."""
    files = [path]
    if path.is_dir():
        files = sorted(each for each in path.iterdir() if each.suffix.lower() in CERTIFICATE_SUFFIXES)
    return tuple(certificate for file in files for certificate in load_certificates(file.read_bytes()))
