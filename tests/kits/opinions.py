"""A second opinion on the manifest's schema: xmlschema, which the product does not use for a verdict."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from signature_schema import PORTAL

if TYPE_CHECKING:
    from xmlschema import XMLSchema


def is_valid(message: str) -> bool:
    """Whether xmlschema accepts a message of the portal flow."""
    return _schema().is_valid(message)


@cache
def _schema() -> XMLSchema:
    from xmlschema import XMLSchema

    return XMLSchema(PORTAL)
