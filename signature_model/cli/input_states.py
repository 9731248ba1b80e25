"""The state of an input: a digest of sizes and times, by which a resumed run notices that a file has changed."""

from __future__ import annotations

import os
from hashlib import sha256
from itertools import islice
from typing import Final

from signature_model.cli.inputs.expansion import MAX_ENTRIES, is_input_folder
from signature_model.cli.inputs.folders import entries_below
from signature_model.console.reading import is_stream

LENGTH: Final = 33
"""The length of a state in bytes, including the line feed at its end."""


def state_of(name: str) -> bytes:
    """Return the state of an input. All streams have the same state, because they can be read only once."""
    digest = sha256()
    for each in _files(name):
        digest.update(f"{each!r} {_maybe_status(each)}\n".encode())
    return f"{digest.hexdigest()[: LENGTH - 1]}\n".encode()


def _files(name: str) -> list[str]:
    if is_stream(name):
        return []
    if is_input_folder(name):
        return [entry for entry, _ in islice(entries_below(name), MAX_ENTRIES)]
    return [name]


def _maybe_status(path: str) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - pathlib is slow
    except (OSError, ValueError):  # ValueError: the name contains a NUL
        return None
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns
