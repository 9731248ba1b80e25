"""The formats of a report by their names. A format is loaded when it is asked for: a run needs one of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from signature_model.results import Result, Summary

    Format = Callable[[Iterable[Result], Summary], Iterator[str]]

_PLACES = {
    "text": ("text", "document"),
    "json": ("json", "document"),
    "jsonl": ("json", "lines"),
}

FORMATS = tuple(_PLACES)


def report_format(name: str) -> Format:
    """What makes the pieces of a report of results; the summary is read after the last of them."""
    module, function = _PLACES[name]
    return cast("Format", getattr(import_module(f"signature_model.reports.{module}"), function))
