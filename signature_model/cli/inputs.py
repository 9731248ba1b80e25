"""From the paths on the command line to bytes that can be judged, and to a report on them.

A path is a bundle, a manifest, the folder of an unpacked bundle, a folder of bundles, or ``-`` for standard input.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from signature_model.containers import names as member_names
from signature_model.containers.reading import MAX_MEMBERS, MAX_TOTAL_SIZE
from signature_model.validation import validate_bundle, validate_manifest, validate_members

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from signature_model.context import Context
    from signature_model.findings import Report

STANDARD_INPUT = "-"
BUNDLE_SUFFIX = ".asice"

MOST_BYTES = MAX_TOTAL_SIZE + (1 << 20)
"""As much of a file as is read: what a container may hold, and a mebibyte for its own records."""


class Unjudgeable(Exception):
    """Why an input cannot be judged."""


def expand(paths: tuple[str, ...], *, recursive: bool) -> Iterator[str]:
    """The inputs that the paths stand for, in their order; in a folder, by name."""
    for path in paths:
        if recursive and path != STANDARD_INPUT and Path(path).is_dir():
            yield from _bundles_below(Path(path))
        else:
            yield path


def is_folder_of_bundles(path: str) -> bool:
    """Whether a path is a folder that holds bundles and is none itself."""
    folder = Path(path)
    if path == STANDARD_INPUT or not folder.is_dir() or _is_unpacked(folder):
        return False
    return any(each.suffix == BUNDLE_SUFFIX for each in folder.iterdir())


def judge(path: str, context: Context) -> Report:
    """The report on one input. Raises Unjudgeable where it cannot be read."""
    try:
        if path != STANDARD_INPUT and Path(path).is_dir():
            return _judge_folder(Path(path), context)
        content = _read_standard_input() if path == STANDARD_INPUT else _read(Path(path))
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        raise Unjudgeable(reason) from error
    return validate_manifest(content, context) if _is_manifest(path, content) else validate_bundle(content, context)


def _is_manifest(path: str, content: bytes) -> bool:
    return Path(path).suffix.lower() == ".xml" or content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def _bundles_below(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        if _is_unpacked(Path(parent)):
            folders.clear()
            yield parent
            continue
        folders.sort()
        yield from (str(Path(parent, name)) for name in sorted(files) if name.lower().endswith(BUNDLE_SUFFIX))


def _is_unpacked(folder: Path) -> bool:
    return (folder / member_names.MANIFEST).exists() or (folder / "META-INF").is_dir()


def _read_standard_input() -> bytes:
    return _bounded(sys.stdin.buffer)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return _bounded(file)


def _bounded(file: BinaryIO) -> bytes:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        reason = f"has more than {MOST_BYTES:,} bytes, where the service takes 10 MiB of documents"
        raise Unjudgeable(reason)
    return content


def _judge_folder(folder: Path, context: Context) -> Report:
    contents: dict[str, bytes] = {}
    unreadable: dict[str, str] = {}
    left = MOST_BYTES
    for path in _files_below(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file():
            unreadable[name] = "is no regular file"
            continue
        content = _read(path)
        left -= len(content)
        if left < 0 or len(contents) > MAX_MEMBERS:
            reason = f"holds more than {MOST_BYTES:,} bytes or more than {MAX_MEMBERS} files"
            raise Unjudgeable(reason)
        contents[name] = content
    return validate_members(contents, unreadable, context)


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(parent, name) for name in sorted(files))
