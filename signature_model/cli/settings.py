"""What the options of the command line say, in a form that worker processes can be given."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from signature_model.cli.reading import Unreadable, read, require_regular
from signature_model.credentials.certificates import load_certificates
from signature_model.errors import CredentialsError, SchemaError
from signature_model.jobs.context import Context, Environment, Sector
from signature_model.reports.results import Criteria
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

    @property
    def files(self) -> list[Path]:
        """The files that the context is read from."""
        anchors = [] if self.trust is None else trust_files(self.trust)
        return anchors if self.schema is None else [*anchors, self.schema]

    def absolute(self) -> Settings:
        """The same, for workers that may be in another folder."""
        return replace(self, trust=self.trust and self.trust.absolute(), schema=self.schema and self.schema.absolute())

    def context(self) -> Context:
        """The context, with the trust anchors read. Raises Unusable."""
        return Context(
            sector=self.sector,
            environment=self.environment,
            now=self.now,
            trust_anchors=None if self.trust is None else read_trust_anchors(self.trust),
            schema=None if self.schema is None else usable_schema(self.schema),
        )


class Unusable(Exception):
    """Why what an option asks for cannot be had, in a sentence."""


def trust_files(path: Path) -> list[Path]:
    """The file itself, or all files of a folder that are called like certificates."""
    if not path.is_dir():
        return [path]
    return sorted(each for each in path.iterdir() if each.suffix.lower() in CERTIFICATE_SUFFIXES)


def read_trust_anchors(path: Path) -> tuple[Certificate, ...]:
    """The certificates in a file, or in all files of a folder that are called like certificates. Raises Unusable."""
    anchors = tuple(certificate for file in trust_files(path) for certificate in _certificates(file))
    if not anchors:
        reason = f"{path} holds no file called like a certificate ({', '.join(sorted(CERTIFICATE_SUFFIXES))})"
        raise Unusable(reason)
    return anchors


def usable_schema(path: Path) -> Schema:
    """The schema in a file. Raises Unusable."""
    schema = Schema(path)
    try:
        require_regular(path)
        schema.require_usable()
    except Unreadable as error:
        reason = f"{path} {error}"
        raise Unusable(reason) from error
    except SchemaError as error:
        raise Unusable(str(error)) from error
    return schema


def content_of(file: Path) -> bytes:
    """What is in a file that an option names. Raises Unusable."""
    try:
        return read(file)
    except Unreadable as error:
        reason = f"{file} {error}"
        raise Unusable(reason) from error


def _certificates(file: Path) -> tuple[Certificate, ...]:
    try:
        return load_certificates(content_of(file))
    except CredentialsError as error:
        reason = f"{file}: {error.message}; {error.hint}"
        raise Unusable(reason) from error
