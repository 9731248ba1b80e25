"""The content of an evidence package, for people: its files and the facts in its signed documents.

This is not a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from signature_model.errors import UnreadableInput
from signature_model.masking import masked
from signature_model.preview import words
from signature_model.preview.page import STYLE
from signature_model.preview.signed import (
    FORMAT,
    NOT_VALIDATED,
    SignedOverview,
    overview_of_signed,
    signed_lines,
    signed_object,
)
from signature_model.preview.signed_page import signatures
from signature_model.reports.pages import FOOT, head, shown, with_code
from signature_model.reports.printing import printable
from signature_model.signed.packages import read_package

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WIDTH: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageOverview:
    """An evidence package. ``files`` are sizes by name; ``unread`` says which signed documents cannot be read, and why.

    All names are masked.
    """

    files: Mapping[str, int]
    signed: Mapping[str, SignedOverview]
    unread: Mapping[str, str]


def overview_of_package(content: bytes) -> PackageOverview:
    """Return the overview of an evidence package. Raises UnreadableInput."""
    package = read_package(content)
    signed, unread = {}, {}
    for name, each in package.signed.items():
        try:
            signed[masked(name)] = overview_of_signed(each)
        except UnreadableInput as error:
            unread[masked(name)] = error.message
    files = {masked(name): len(each) for name, each in package.files.items()}
    return PackageOverview(files=files, signed=signed, unread=unread)


def package_object(overview: PackageOverview) -> dict[str, Any]:
    """Return the overview as JSON values; ``package.schema.json`` beside this module states its shape."""
    return {
        "format": FORMAT,
        "files": [{"name": name, "size": size} for name, size in overview.files.items()],
        "signed": {name: signed_object(each) for name, each in overview.signed.items()},
        "unread": dict(overview.unread),
        "validated": False,
    }


def package_lines(overview: PackageOverview) -> Iterator[str]:
    """Return the overview as lines."""
    yield f"{'Package':<{_WIDTH}} {words.counted(len(overview.signed), 'signed document')}"
    for name, size in overview.files.items():
        yield printable(f"  {name}, {words.counted(size, 'byte')}")
    for name, each in overview.signed.items():
        yield printable(name)
        yield from (f"  {line}" for line in signed_lines(each) if line != NOT_VALIDATED)
    yield from (printable(f"{name}: cannot be read: {why}") for name, why in overview.unread.items())
    yield NOT_VALIDATED


def package_page(overview: PackageOverview, source: str) -> Iterator[str]:
    """Return the pieces of the page; ``source`` is the name of the file."""
    title = masked(source)
    yield head(title, STYLE)
    yield (
        f'<header><p class="quiet">Evidence package</p>\n<h1>{shown(title)}</h1>\n<p class="badges">'
        f'<span class="badge warning">not validated</span><span class="badge note">'
        f"{words.counted(len(overview.signed), 'signed document')}</span></p></header>\n<main>\n"
    )
    rows = "".join(
        f"<div><dt>{shown(name)}</dt><dd>{words.counted(size, 'byte')}</dd></div>\n"
        for name, size in overview.files.items()
    )
    yield f'<section class="card" aria-label="Files"><p>{with_code(NOT_VALIDATED)}</p>\n'
    yield f'<dl class="facts">\n{rows}</dl></section>\n'
    for name, each in overview.signed.items():
        yield f"<h2>{shown(name)}</h2>\n{signatures(each)}"
    for name, why in overview.unread.items():
        yield f"<h2>{shown(name)}</h2>\n<p>cannot be read: {shown(why)}</p>\n"
    yield f"</main>\n{FOOT}"
