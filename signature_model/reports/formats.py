"""The report formats by name."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from signature_model.reports.tools import VALIDATE_BUNDLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import PurePath

    from signature_model.reports.results import Result, Summary
    from signature_model.reports.signed import Basis
    from signature_model.reports.tools import Tool

    Format = Callable[[Iterable[Result], Summary], Iterator[str]]
    """Turns results into the pieces of a report; it reads the summary after the last result."""

_MAKERS: Mapping[str, tuple[str, str]] = {
    "text": ("text", "document"),
    "json": ("json", "document"),
    "jsonl": ("json", "lines"),
    "sarif": ("sarif", "document"),
    "junit": ("junit", "document"),
    "github": ("github", "document"),
    "html": ("html", "document"),
    "markdown": ("markdown", "document"),
}
"""The module and the function of each format; a run imports only the module that it needs."""

FORMATS = tuple(_MAKERS)


def format_named(  # noqa: PLR0913 - settings that few formats need
    name: str,
    *,
    verbosity: int = 0,
    folder: PurePath | None = None,
    moment: datetime | None = None,
    tool: Tool = VALIDATE_BUNDLE,
    basis: Basis | None = None,
) -> Format:
    """Return a format with the settings that it uses.

    ``verbosity`` is for text. ``folder``, the absolute working folder, is for formats that name files relative to it.
    ``moment``, with a time zone, is for reports that contain the time of validation. ``tool`` is the program. ``basis``
    is the input of a validation of signed documents.
    """
    module, function = _MAKERS[name]
    make: Callable[..., Iterator[str]] = getattr(import_module(f"signature_model.reports.{module}"), function)
    with_settings: Mapping[str, Format] = {
        "text": partial(make, verbosity=verbosity, tool=tool),
        "json": partial(make, tool=tool, basis=basis),
        "sarif": partial(make, folder=folder, tool=tool),
        "junit": partial(make, moment=moment),
        "github": partial(make, folder=folder, tool=tool),
        "html": partial(make, tool=tool),
        "markdown": partial(make, tool=tool),
    }
    return with_settings.get(name, make)
