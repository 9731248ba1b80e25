"""Locations of inputs for programs, as paths or URIs, absolute or relative to the working folder.

This module only computes with names: it does not access the file system and does not follow links.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from signature_model.findings import Finding
    from signature_model.reports.results import Result


def path_of(result: Result, finding: Finding | None, folder: PurePath | None) -> PurePath:
    """Return the file of a finding: the input, or the member itself if the input is an unpacked bundle.

    The path is relative if it is below ``folder``, otherwise absolute. Without ``folder``, it is not changed.
    """
    member = finding.member if result.is_folder and finding is not None else None
    return _path(result.source, member, folder)


def uri_of(path: PurePath) -> str:
    """Return a relative reference for a relative path, a file URI for an absolute path."""
    text = path.as_posix()
    if not path.is_absolute():
        return _quoted(text)
    drive = path.drive.replace("\\", "/")
    rest = _quoted(text[len(drive) :]).lstrip("/")
    if drive.startswith("//"):
        return f"file:{_quoted(drive)}/{rest}"
    return f"file:///{drive}/{rest}" if drive else f"file:///{rest}"


def member_inside(result: Result, finding: Finding) -> str | None:
    """Return the member of a finding if it is inside an archive, where no path leads to it."""
    return None if result.is_folder else finding.member


@lru_cache(maxsize=4)  # the findings of a result are in few files, one after another
def _path(source: str, member: str | None, folder: PurePath | None) -> PurePath:
    kind = PurePath if folder is None else type(folder)
    path = kind(source) if member is None else kind(source, member)
    if folder is None:
        return _without_detours(path)
    path, base = _without_detours(folder / path), _without_detours(folder)
    return path.relative_to(base) if path.is_relative_to(base) else path


def _without_detours(path: PurePath) -> PurePath:
    if ".." not in path.parts:
        return path
    steps: list[str] = []
    for each in path.parts[1:] if path.anchor else path.parts:
        if each != "..":
            steps.append(each)
        elif steps and steps[-1] != "..":
            steps.pop()
        elif not path.anchor:
            steps.append(each)
    return type(path)(path.anchor, *steps)


def _quoted(text: str) -> str:
    try:
        octets = text.encode("utf-8", "surrogateescape")  # the inverse of how file names are decoded
    except UnicodeEncodeError:
        octets = text.encode("utf-8", "surrogatepass")
    return quote(octets, safe="/")
