"""What verdicts rest on, as a text: where two are equal, so are the verdicts."""

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


def basis_of(settings: Settings) -> str:
    """The version, the rules, the settings, and the content of the files, as JSON.

    An ``--schema`` may include others, which lie beside it. Raises Unusable.
    """
    criteria = settings.criteria
    stated = {
        "version": __version__,
        "rules": RULES_VERSION,
        "sector": settings.sector,
        "environment": settings.environment,
        "now": settings.now and settings.now.isoformat(),
        "trust": settings.trust and _digest(trust_files(settings.trust)),
        "schema": settings.schema and _digest([settings.schema, *_beside(settings.schema)]),
        "select": criteria.select,
        "ignore": criteria.ignore,
        "fail-on": criteria.fail_on,
    }
    return json.dumps(stated)


def differences(there: str, here: str) -> str:
    """How one basis differs from ours, in words."""
    theirs, ours = json.loads(there), json.loads(here)
    return ", ".join(
        f"{key} {json.dumps(theirs.get(key))} and not {json.dumps(ours[key])}"
        for key in ours
        if theirs.get(key) != ours[key]
    )


def _beside(schema: Path) -> list[Path]:
    return sorted(each for each in schema.parent.glob("*.xsd") if each.is_file())


def _digest(files: Iterable[Path]) -> str:
    return sha256(b"".join(sha256(content_of(each)).digest() for each in files)).hexdigest()
