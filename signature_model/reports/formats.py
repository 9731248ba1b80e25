"""The formats of a report, by their names."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import PurePath

    from signature_model.reports.results import Result, Summary

    Format = Callable[[Iterable[Result], Summary], Iterator[str]]
    """Makes the pieces of a report of results; the summary is read after the last of them."""

_MAKERS: Mapping[str, tuple[str, str]] = {
    "text": ("text", "document"),
    "json": ("json", "document"),
    "jsonl": ("json", "lines"),
    "sarif": ("sarif", "document"),
    "junit": ("junit", "document"),
    "github": ("github", "document"),
}
"""A module and a function in it for each; imported when it is asked for, as every run needs but one."""

FORMATS = tuple(_MAKERS)


def format_named(
    name: str, *, verbosity: int = 0, folder: PurePath | None = None, moment: datetime | None = None
) -> Format:
    """The format with what it can make use of.

    That is the ``verbosity`` for text, the absolute working ``folder`` where files are named relative to it, and the
    ``moment``, with a time zone, where a report says when it was made.
    """
    module, function = _MAKERS[name]
    make: Callable[..., Iterator[str]] = getattr(import_module(f"signature_model.reports.{module}"), function)
    able: Mapping[str, Format] = {
        "text": partial(make, verbosity=verbosity),
        "sarif": partial(make, folder=folder),
        "junit": partial(make, moment=moment),
        "github": partial(make, folder=folder),
    }
    return able.get(name, make)
