"""A report in a file that an interrupted run can go on with: results as JSON lines, and a note beside them.

The note, ``FILE.resume``, says what the results rest on, for the lines themselves do not. It stays there when all is
judged, so that going on once more is harmless.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from datetime import datetime
from io import BufferedReader, FileIO
from typing import TYPE_CHECKING

from signature_model.cli.fingerprint import differences
from signature_model.console.errors import OutputLost, Unusable
from signature_model.console.files import write_file
from signature_model.console.reading import Unreadable, read
from signature_model.console.streams import losing_output, write_all
from signature_model.reports.json import result_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from signature_model.reports.results import Result, Summary

_BLOCK = 1 << 16


def note_beside(output: Path) -> Path:
    """Where the note about a report is."""
    return output.with_name(f"{output.name}.resume")


def maybe_moment(output: Path) -> datetime | None:
    """The moment that results are judged by which are there already, if they are by any. Raises Unusable."""
    noted = _maybe_noted(output)
    if noted is None:
        return None
    try:
        now = json.loads(noted)["now"]
        return datetime.fromisoformat(now) if now else None
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(output) from error


def forget(output: Path) -> None:
    """Remove the note about a report that is made anew."""
    with suppress(OSError):
        note_beside(output).unlink()


class Resumed:
    """A report that is gone on with: what it has, and what is added to it."""

    def __init__(self, file: FileIO, path: Path) -> None:
        self._file = file
        self._path = path

    def unjudged(self, inputs: Iterable[str], summary: Summary) -> Iterator[str]:
        """The inputs behind those that have a result, which are counted. Raises Unusable if those are others."""
        left = iter(inputs)
        lines = BufferedReader(self._file)
        for number, line in enumerate(lines, 1):
            result = self._result(line, number)
            name = next(left, None)
            if name != result.source:
                instead = "there are no more inputs" if name is None else f"{name} would be judged now"
                reason = f"{self._path} has {result.source} in line {number}, where {instead}: give another --output"
                raise Unusable(reason)
            summary.add(result)
        lines.detach()  # or it would close the file
        return left

    def write(self, piece: str) -> None:
        """Add to the report, at once. Raises OutputLost."""
        with losing_output(str(self._path)):
            write_all(self._file.fileno(), piece.encode())

    def _result(self, line: bytes, number: int) -> Result:
        try:
            return result_of(line)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            reason = f"line {number} of {self._path} is no result: give another --output"
            raise Unusable(reason) from error


@contextmanager
def resumed(output: Path, basis: str) -> Iterator[Resumed]:
    """The report, cut behind its last whole line. Raises Unusable, if it does not rest on this basis.

    Raises OutputLost at its end, if something else is where it was.
    """
    with _opened(output) as file:
        _require_alone(file, output)
        if os.fstat(file.fileno()).st_size:
            _require_basis(output, basis)
        else:
            _note(output, basis)
        os.truncate(file.fileno(), _end_of_lines(file))
        file.seek(0)
        yield Resumed(file, output)
        _require_there(file, output)


def _opened(output: Path) -> FileIO:
    """The file, to read and to append to. Raises Unusable."""
    try:
        if os.path.exists(output) and not output.is_file():  # noqa: PTH110 - pathlib raises for names that are too long
            reason = f"{output} is no regular file, so there is nothing to go on with"
            raise Unusable(reason)
        return FileIO(output, "rb", opener=_made_and_appended_to)
    except OSError as error:
        reason = f"{output}: {error.strerror}"
        raise Unusable(reason) from error


def _made_and_appended_to(path: str, _: int) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)


def _require_alone(file: FileIO, output: Path) -> None:
    """Raise Unusable while another run writes to it."""
    with suppress(ImportError):  # Windows has none
        import fcntl  # noqa: PLC0415 - the import is what is tried

        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            reason = f"another run is writing {output}"
            raise Unusable(reason) from error


def _require_basis(output: Path, basis: str) -> None:
    noted = _maybe_noted(output)
    if noted is None:
        reason = f"{output} was not begun with --resume: by what it was judged is not known; give another --output"
        raise Unusable(reason)
    if noted != basis:
        reason = f"{output} was judged by something else: {differences(noted, basis)}; give another --output"
        raise Unusable(reason)


def _require_there(file: FileIO, output: Path) -> None:
    with losing_output(str(output)):
        there = os.path.samestat(os.fstat(file.fileno()), output.stat())
    if not there:
        reason = f"the report is lost: something else has taken the place of {output}"
        raise OutputLost(reason)


def _maybe_noted(output: Path) -> str | None:
    """The note, which is a JSON object, if there is a report with one. Raises Unusable."""
    try:
        if not output.stat().st_size:
            return None
        content = read(note_beside(output))
    except (OSError, Unreadable):
        return None
    try:
        noted = content.decode()
        is_object = isinstance(json.loads(noted), dict)
    except (ValueError, RecursionError) as error:
        raise _damaged(output) from error
    if not is_object:
        raise _damaged(output)
    return noted


def _damaged(output: Path) -> Unusable:
    return Unusable(f"{note_beside(output)} is damaged, so by what {output} was judged is not known")


def _note(output: Path, basis: str) -> None:
    """Write the note, all at once."""
    note = note_beside(output)
    with losing_output(str(note)):
        write_file(note, basis.encode(), overwrite=True)


def _end_of_lines(file: FileIO) -> int:
    """Where the last whole line ends."""
    end = file.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - _BLOCK)
        file.seek(start)
        newline = file.read(end - start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        end = start
    return 0
