"""The formats of a report, by their names."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from signature_model.reports import github, json, junit, sarif, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import PurePath

    from signature_model.results import Result, Summary

    Format = Callable[[Iterable[Result], Summary], Iterator[str]]
    """Makes the pieces of a report of results; the summary is read after the last of them."""

FORMATS: Mapping[str, Format] = {
    "text": text.document,
    "json": json.document,
    "jsonl": json.lines,
    "sarif": sarif.document,
    "junit": junit.document,
    "github": github.document,
}


def format_named(
    name: str, *, verbosity: int = 0, folder: PurePath | None = None, moment: datetime | None = None
) -> Format:
    """The format with what it can make use of.

    That is the ``verbosity`` for text, the absolute working ``folder`` where files are named relative to it, and the
    ``moment``, with a time zone, where a report says when it was made.
    """
    able: Mapping[str, Format] = {
        "text": partial(text.document, verbosity=verbosity),
        "sarif": partial(sarif.document, folder=folder),
        "junit": partial(junit.document, moment=moment),
        "github": partial(github.document, folder=folder),
    }
    return able.get(name, FORMATS[name])
