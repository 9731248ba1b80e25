"""What the options of the command line say, in a form that worker processes can be given."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from signature_model.cli.reading import Unreadable, read, require_regular
from signature_model.context import Context, Environment, Sector
from signature_model.credentials.certificates import load_certificates
from signature_model.errors import CredentialsError, SchemaError
from signature_model.findings import RULES_VERSION
from signature_model.results import Criteria
from signature_model.version import __version__
from signature_model.xml.schemas import Schema

if TYPE_CHECKING:
    from collections.abc import Iterable
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

    def basis(self) -> str:
        """What verdicts rest on: the version, the rules, the settings, and the content of the files, as JSON.

        Where two are equal, so are the verdicts. An ``--schema`` may include others, which lie beside it. Raises
        Unusable.
        """
        criteria = self.criteria
        stated = {
            "version": __version__,
            "rules": RULES_VERSION,
            "sector": self.sector,
            "environment": self.environment,
            "now": self.now and self.now.isoformat(),
            "trust": self.trust and _digest(trust_files(self.trust)),
            "schema": self.schema and _digest([self.schema, *_beside(self.schema)]),
            "select": criteria.select,
            "ignore": criteria.ignore,
            "fail-on": criteria.fail_on,
        }
        return json.dumps(stated)

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


def differences(there: str, here: str) -> str:
    """How one basis differs from ours, in words."""
    theirs, ours = json.loads(there), json.loads(here)
    return ", ".join(
        f"{key} {json.dumps(theirs.get(key))} and not {json.dumps(ours[key])}"
        for key in ours
        if theirs.get(key) != ours[key]
    )


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


def _certificates(file: Path) -> tuple[Certificate, ...]:
    try:
        return load_certificates(_content(file))
    except CredentialsError as error:
        reason = f"{file}: {error.message}; {error.hint}"
        raise Unusable(reason) from error


def _beside(schema: Path) -> list[Path]:
    return sorted(each for each in schema.parent.glob("*.xsd") if each.is_file())


def _digest(files: Iterable[Path]) -> str:
    return sha256(b"".join(sha256(_content(each)).digest() for each in files)).hexdigest()


def _content(file: Path) -> bytes:
    try:
        return read(file)
    except Unreadable as error:
        reason = f"{file} {error}"
        raise Unusable(reason) from error
