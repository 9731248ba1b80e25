"""The verdict on one input: a bundle, a manifest, the folder of an unpacked bundle, or ``-`` for standard input."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from signature_model.cli.inputs.expansion import is_folder_of_bundles, is_input_folder
from signature_model.cli.inputs.folders import entries_below
from signature_model.console.errors import internal_error
from signature_model.console.reading import MAX_BYTES, STANDARD_INPUT, Unreadable, read, read_named
from signature_model.reports.results import undecided
from signature_model.validation.validators import validate_bundle, validate_manifest, validate_members
from signature_model.xml.declarations import starts_like_xml

if TYPE_CHECKING:
    from signature_model.findings import Report
    from signature_model.jobs.context import Context
    from signature_model.reports.results import Criteria, Result


def result_of(name: str, criteria: Criteria, context: Context, folder: str = "") -> Result:
    """Return the result for one input; it is undecided if the input cannot be validated.

    Relative names are relative to ``folder``; an empty text means the working folder.
    """
    path = name if name == STANDARD_INPUT else os.path.join(folder, name)  # noqa: PTH118 - keeps a leading "./"
    try:
        return criteria.result(name, report_on(path, context), is_folder=is_input_folder(path))
    except Unreadable as reason:
        return undecided(name, str(reason))
    except Exception as error:  # noqa: BLE001 - the outermost guard: other inputs must still get their verdicts
        return undecided(name, internal_error(error))


def report_on(path: str, context: Context) -> Report:
    """Validate one input. Raises Unreadable."""
    if is_input_folder(path):
        return _report_on_folder(Path(path), context)
    content = read_named(path)
    return validate_manifest(content, context) if _is_manifest(path, content) else validate_bundle(content, context)


def _is_manifest(path: str, content: bytes) -> bool:
    return path.lower().endswith(".xml") or starts_like_xml(content[:1024])


def _report_on_folder(folder: Path, context: Context) -> Report:
    from signature_model.containers.reading import MAX_MEMBERS  # noqa: PLC0415 - seldom needed

    if is_folder_of_bundles(str(folder)):
        reason = "is a folder of bundles; add --recursive to validate all of them"
        raise Unreadable(reason)
    contents: dict[str, bytes] = {}
    size = 0
    for entry, _ in entries_below(str(folder)):
        name = Path(entry).relative_to(folder).as_posix()
        try:
            contents[name] = read(Path(entry))
        except Unreadable as reason:
            longer = f"{name} {reason}"
            raise Unreadable(longer) from reason
        size += len(contents[name])
        if size > MAX_BYTES or len(contents) > MAX_MEMBERS:
            excess = f"has more than {MAX_BYTES:,} bytes or more than {MAX_MEMBERS} files"
            raise Unreadable(excess)
    return validate_members(contents, context)
