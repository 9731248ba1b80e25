"""A fingerprint of everything that affects a verdict: version, rules, options, contents of the files they name."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from signature_model import __version__
from signature_model.console.reading import content_of
from signature_model.console.trust import trust_files
from signature_model.findings import RULES_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from signature_model.cli.settings import Settings


def fingerprint_of(settings: Settings) -> str:
    """Return the fingerprint as JSON. Raises Unusable.

    All schemas in the folder of ``--schema`` are part of it, because a schema may include others.
    """
    criteria = settings.criteria
    affecting = {
        "version": __version__,
        "rules": RULES_VERSION,
        "sector": settings.sector,
        "environment": settings.environment,
        "now": settings.now and settings.now.isoformat(),
        "trust": _digest(trust_files(*settings.trust)) if settings.trust else None,
        "schema": settings.schema and _digest([settings.schema, *_beside(settings.schema)]),
        "flow": settings.flow,
        "select": criteria.select,
        "ignore": criteria.ignore,
        "fail-on": criteria.fail_on,
    }
    return json.dumps(affecting)


def differences(theirs: str, ours: str) -> str:
    """Describe the differences between another fingerprint and ours."""
    there, here = json.loads(theirs), json.loads(ours)
    return ", ".join(
        f"{key} is {json.dumps(there.get(key))}, not {json.dumps(here[key])}"
        for key in here
        if there.get(key) != here[key]
    )


def _beside(schema: Path) -> list[Path]:
    return sorted(each for each in schema.parent.glob("*.xsd") if each.is_file())


def _digest(files: Iterable[Path]) -> str:
    return sha256(b"".join(sha256(content_of(each)).digest() for each in files)).hexdigest()
