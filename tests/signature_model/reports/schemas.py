"""The published JSON Schemas, and validators that accept only the declared fields."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

Schema = dict[str, Any]


def schema(name: str) -> Schema:
    """A schema as it is published."""
    text = files("signature_model.reports").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    stated: Schema = json.loads(text)
    return stated


@cache
def closed(name: str, part: str | None = None) -> Draft202012Validator:
    """A validator for a schema, or a definition in it: what readers must put up with, we must not write."""
    every = [_closed(schema(each)) for each in ("report", "catalogue")]
    known: Registry[Any] = Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in every)
    uri = schema(name)["$id"]
    return Draft202012Validator({"$ref": uri if part is None else f"{uri}#/$defs/{part}"}, registry=known)


def _closed(part: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(part, list):
        return [*map(_closed, part)]
    if not isinstance(part, dict):
        return part
    inner = {name: _closed(each) for name, each in part.items()}
    return {**inner, "additionalProperties": False} if part.get("type") == "object" else inner
