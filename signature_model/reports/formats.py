"""The formats of a report, by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.reports import json, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from signature_model.results import Result, Summary

    Format = Callable[[Iterable[Result], Summary], Iterator[str]]
    """Makes the pieces of a report of results; the summary is read after the last of them."""

FORMATS: Mapping[str, Format] = {"text": text.document, "json": json.document, "jsonl": json.lines}
