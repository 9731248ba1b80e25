"""Created jobs and status changes as JSON, so that another process can use them later.

The JSON contains whole national id numbers and URLs that act on a job: protect it as personal data. It is an object
such as ``{"format": 1, "kind": "status-change", …}`` with the names of the fields; fields that are None are left out.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from signature_model.api.responses import CreatedJob, Signature, StatusChange
from signature_model.errors import UnreadableRecord

if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT: Final = 1

_KINDS: Final[dict[str, type[CreatedJob | StatusChange]]] = {
    "created-job": CreatedJob,
    "status-change": StatusChange,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}


def to_json(value: CreatedJob | StatusChange) -> str:
    """Return the value as one line of JSON, in ASCII."""
    return json.dumps({"format": FORMAT, "kind": _NAMES[type(value)], **_record(value)})


def from_json(text: str | bytes) -> CreatedJob | StatusChange:
    """Return the value that ``to_json`` wrote. Raises UnreadableRecord for any other text."""
    try:
        record = json.loads(text)
        if record.pop("format") != FORMAT:
            raise UnreadableRecord
        value: CreatedJob | StatusChange = _value(_KINDS[record.pop("kind")], record)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise UnreadableRecord from None  # the cause may contain the text, and so a national id number
    return value


def _record(value: CreatedJob | StatusChange | Signature) -> dict[str, Any]:
    named = ((each.name, getattr(value, each.name)) for each in fields(value))
    return {name: _plain(held) for name, held in named if held is not None}


def _plain(held: object) -> object:
    if isinstance(held, datetime):
        return held.isoformat()
    return [_record(each) for each in held] if isinstance(held, tuple) else held


def _value(kind: Callable[..., Any], record: dict[str, Any]) -> Any:  # noqa: ANN401 - an instance of the kind
    if "since" in record:
        record["since"] = datetime.fromisoformat(record["since"])
    if "signatures" in record:
        record["signatures"] = [_value(Signature, each) for each in record["signatures"]]
    return kind(**record)
