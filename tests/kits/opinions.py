"""A second opinion on the schemas of manifests: xmlschema, which the product does not use for a verdict."""

from functools import cache

from xmlschema import XMLSchema

from signature_model.jobs.context import SigningFlow
from signature_model.xml.schemas import SCHEMAS


def is_valid(message: str, flow: SigningFlow = SigningFlow.PORTAL) -> bool:
    """Whether xmlschema accepts a message of the flow."""
    return _schema(flow).is_valid(message)


@cache
def _schema(flow: SigningFlow) -> XMLSchema:
    return XMLSchema(SCHEMAS[flow].path)
