"""A second opinion on what the manifest's schema accepts: that of xmlschema, which the product never asks for one."""

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
