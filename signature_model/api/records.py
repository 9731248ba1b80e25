"""Created jobs and statuses of both flows as JSON, so that another process can use them later.

The JSON contains whole national id numbers, and URLs that act on a job or let a person sign: protect it as personal
data. It is an object such as ``{"format": 1, "kind": "status-change", …}`` with the names of the fields; fields that
are None are left out.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectSignerLink, DirectStatus
from signature_model.api.responses import CreatedJob, Signature, StatusChange
from signature_model.errors import UnreadableRecord

if TYPE_CHECKING:
    from collections.abc import Callable

Record: TypeAlias = CreatedJob | StatusChange | DirectCreatedJob | DirectStatus

FORMAT: Final = 1

_KINDS: Final[dict[str, type[Record]]] = {
    "created-job": CreatedJob,
    "status-change": StatusChange,
    "direct-created-job": DirectCreatedJob,
    "direct-status": DirectStatus,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}
_PARTS: Final[dict[Callable[..., Any], tuple[str | None, Callable[..., Any]]]] = {
    StatusChange: ("signatures", Signature),
    DirectCreatedJob: ("signers", DirectSignerLink),
    DirectStatus: ("signatures", DirectSignature),
}
"""The field that contains other values, and the class of those values."""


def to_json(value: Record) -> str:
    """Return the value as one line of JSON, in ASCII."""
    return json.dumps({"format": FORMAT, "kind": _NAMES[type(value)], **_record(value)})


def from_json(text: str | bytes) -> Record:
    """Return the value that ``to_json`` wrote. Raises UnreadableRecord for any other text."""
    try:
        record = json.loads(text)
        if record.pop("format") != FORMAT:
            raise UnreadableRecord
        value: Record = _value(_KINDS[record.pop("kind")], record)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise UnreadableRecord from None  # the cause may contain the text, and so a national id number
    return value


def _record(value: Any) -> dict[str, Any]:  # noqa: ANN401 - a value of any class here
    named = ((each.name, getattr(value, each.name)) for each in fields(value))
    return {name: _plain(held) for name, held in named if held is not None}


def _plain(held: object) -> object:
    if isinstance(held, datetime):
        return held.isoformat()
    return [_record(each) for each in held] if isinstance(held, tuple) else held


def _value(kind: Callable[..., Any], record: dict[str, Any]) -> Any:  # noqa: ANN401 - an instance of the kind
    if "since" in record:
        record["since"] = datetime.fromisoformat(record["since"])
    name, part = _PARTS.get(kind, (None, kind))
    if name is not None and name in record:
        record[name] = [_value(part, each) for each in record[name]]
    return kind(**record)
