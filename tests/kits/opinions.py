"""A second opinion on the manifest's schema: xmlschema, which the product does not use for a verdict."""

from functools import cache

from xmlschema import XMLSchema

from signature_schema import PORTAL


def is_valid(message: str) -> bool:
    """Whether xmlschema accepts a message of the portal flow."""
    return _schema().is_valid(message)


@cache
def _schema() -> XMLSchema:
    return XMLSchema(PORTAL)
