"""Continue the report of an interrupted run.

The report has the results as JSON lines. ``FILE.resume`` has their fingerprint. It remains when the report is complete,
so that resuming a complete report changes nothing. ``FILE.resume-inputs`` has the state of each input that has a
result.
"""

from __future__ import annotations

import json
import os
from collections import deque
from contextlib import contextmanager, suppress
from datetime import datetime
from io import BufferedReader, FileIO
from itertools import chain
from typing import TYPE_CHECKING, Final

from signature_model.cli.fingerprint import differences
from signature_model.cli.input_states import LENGTH, state_of
from signature_model.console.errors import OutputLost, Unusable
from signature_model.console.files import write_file
from signature_model.console.reading import Unreadable, read
from signature_model.console.streams import output_errors, write_all
from signature_model.reports.json import result_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from signature_model.reports.results import Result, Summary

_BLOCK: Final = 1 << 16


def note_beside(output: Path) -> Path:
    """Return the path of the note about a report."""
    return output.with_name(f"{output.name}.resume")


def states_beside(output: Path) -> Path:
    """Return the path of the file with the states of the inputs."""
    return output.with_name(f"{output.name}.resume-inputs")


def maybe_moment(output: Path) -> datetime | None:
    """Return the ``--now`` of the results in a report; None if it has no results. Raises Unusable."""
    note = _maybe_note(output)
    if note is None:
        return None
    try:
        now = json.loads(note)["now"]
        return datetime.fromisoformat(now) if now else None
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(output) from error


def forget(output: Path) -> None:
    """Remove the files beside a report that was written from the start."""
    for each in (note_beside(output), states_beside(output)):
        with suppress(OSError):
            each.unlink()


class Resumed:
    """A report to which results are added."""

    def __init__(self, file: FileIO, path: Path, states: FileIO) -> None:
        self._file = file
        self._path = path
        self._states = states
        self._awaited: deque[bytes] = deque()

    def remaining(self, inputs: Iterable[str], summary: Summary) -> Iterator[str]:
        """Return the inputs without a result, and add the existing results to the summary.

        If an input has changed, its result and all later results are removed. Raises Unusable if the results belong to
        other inputs.
        """
        left = iter(inputs)
        kept, end, again = 0, 0, list[str]()
        lines = BufferedReader(self._file)
        for number, line in enumerate(lines, 1):
            result = self._result(line, number)
            name = next(left, None)
            if name != result.source:
                now = "this run has no more inputs" if name is None else f"this run has {name} there"
                reason = (
                    f"line {number} of {self._path} is for {result.source}, but {now}; name another file with --output"
                )
                raise Unusable(reason)
            if again or self._states.read(LENGTH) != state_of(name):
                again.append(name)
            else:
                summary.add(result)
                kept, end = kept + 1, end + len(line)
        lines.detach()  # or it would close the file
        os.truncate(self._file.fileno(), end)
        os.truncate(self._states.fileno(), kept * LENGTH)
        return self._noted(chain(again, left))

    def write(self, piece: str) -> None:
        """Add to the report immediately. Raises OutputLost."""
        with output_errors(str(self._path)):
            if self._awaited:
                write_all(self._states.fileno(), self._awaited.popleft())
            write_all(self._file.fileno(), piece.encode())

    def _noted(self, inputs: Iterable[str]) -> Iterator[str]:
        """Note the state of each input before it is read."""
        for each in inputs:
            self._awaited.append(state_of(each))
            yield each

    def _result(self, line: bytes, number: int) -> Result:
        try:
            return result_of(line)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            reason = f"line {number} of {self._path} is not a result; name another file with --output"
            raise Unusable(reason) from error


@contextmanager
def resumed(output: Path, fingerprint: str) -> Iterator[Resumed]:
    """Open a report, and truncate it after the last complete line.

    Raises Unusable if its results have another fingerprint.

    Raises OutputLost at the end if another file has got its name in the meantime.
    """
    with _opened(output) as file:
        _lock(file, output)
        if os.fstat(file.fileno()).st_size:
            _require_fingerprint(output, fingerprint)
        else:
            note = note_beside(output)
            with output_errors(str(note)):
                write_file(note, fingerprint.encode(), overwrite=True)
        os.truncate(file.fileno(), _end_of_lines(file))
        file.seek(0)
        with _opened(states_beside(output)) as states:
            yield Resumed(file, output, states)
        _require_same(file, output)


def _opened(output: Path) -> FileIO:
    """Open the file to read and to append. Raises Unusable."""
    try:
        if os.path.exists(output) and not output.is_file():  # noqa: PTH110 - pathlib raises for names that are too long
            reason = f"{output} is not a regular file and cannot be resumed"
            raise Unusable(reason)
        return FileIO(output, "rb", opener=_open_to_append)
    except OSError as error:
        reason = f"{output}: {error.strerror}"
        raise Unusable(reason) from error


def _open_to_append(path: str, _: int) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)


def _lock(file: FileIO, output: Path) -> None:
    """Raise Unusable if another run is writing to the file."""
    with suppress(ImportError):  # Windows does not have the module
        import fcntl  # noqa: PLC0415 - the import is what is tried

        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            reason = f"another run is writing to {output}"
            raise Unusable(reason) from error


def _require_fingerprint(output: Path, fingerprint: str) -> None:
    note = _maybe_note(output)
    if note is None:
        reason = (
            f"{output} was not created with --resume, so its options are not known; name another file with --output"
        )
        raise Unusable(reason)
    if note != fingerprint:
        reason = (
            f"{output} was created with other options: {differences(note, fingerprint)}; name another file with "
            "--output"
        )
        raise Unusable(reason)


def _require_same(file: FileIO, output: Path) -> None:
    with output_errors(str(output)):
        is_same = os.path.samestat(os.fstat(file.fileno()), output.stat())
    if not is_same:
        reason = f"the report is lost: another program has replaced {output}"
        raise OutputLost(reason)


def _maybe_note(output: Path) -> str | None:
    """Return the note, a JSON object, if there is a report with one. Raises Unusable."""
    try:
        if not output.stat().st_size:
            return None
        content = read(note_beside(output))
    except (OSError, Unreadable):
        return None
    try:
        note = content.decode()
        is_object = isinstance(json.loads(note), dict)
    except (ValueError, RecursionError) as error:
        raise _damaged(output) from error
    if not is_object:
        raise _damaged(output)
    return note


def _damaged(output: Path) -> Unusable:
    return Unusable(
        f"{note_beside(output)} is damaged, so the options of {output} are not known; name another file with --output"
    )


def _end_of_lines(file: FileIO) -> int:
    """Return the position of the end of the last complete line."""
    end = file.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - _BLOCK)
        file.seek(start)
        newline = file.read(end - start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        end = start
    return 0
