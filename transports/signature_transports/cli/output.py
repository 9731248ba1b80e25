"""The output of a subcommand: results on standard output, everything else on standard error.

With ``--json``, each line is one JSON value. Standard output has results; standard error has objects with one of the
keys ``error``, ``report``, ``note`` and ``log``.
"""

from __future__ import annotations

import json
import logging
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from signature_model.api import exchange
from signature_model.console.streams import write_error, write_output
from signature_model.masking import masked
from signature_model.reports import text
from signature_model.reports.printing import printable, printable_json
from signature_model.reports.results import Criteria, Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from signature_model.findings import Report
    from signature_model.reports.results import Result
    from signature_transports.cli.job_problems import Problem

QUIET, NORMAL, VERBOSE = -1, 0, 1

_LEVELS = {QUIET: logging.ERROR, NORMAL: logging.WARNING, VERBOSE: logging.INFO}
_LOGGED = ("signature_model", "signature_transports")


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Both streams, in the format and with the verbosity of the options."""

    is_json: bool = False
    verbosity: int = NORMAL

    @property
    def shows_progress(self) -> bool:
        """Whether to show progress: on a terminal, unless the output is JSON or quiet."""
        is_wanted = not self.is_json and self.verbosity > QUIET
        return is_wanted and sys.stderr is not None and sys.stderr.isatty()

    def result(self, record: str, *sentences: str) -> None:
        """Print a result: the record with ``--json``, otherwise the sentences. Raises OutputLost."""
        printed = printable_json(record) if self.is_json else "\n".join(map(printable, sentences))
        write_output(f"{printed}\n")

    def no_result(self, why: str) -> None:
        """Print that there is no result: ``null`` as JSON, and the reason as a note.

        Print nothing if the output is quiet.
        """
        if self.is_json:
            self.result("null")
        self.note(why)

    def note(self, text: str) -> None:
        """Print a note on standard error, unless the output is quiet."""
        if self.verbosity > QUIET:
            self._beside({"note": text}, printable(text))

    def report(self, source: str, report: Report) -> None:
        """Print the findings in a job in the format of ``validate-bundle``; nothing if there are none."""
        if not report.findings and self.verbosity < VERBOSE:
            return
        result = Criteria().result(source, report)
        shown = {"source": source, "verdict": result.verdict, **asdict(report)}
        self._beside({"report": shown}, self._as_text([result]))

    def verified(self, results: Sequence[Result]) -> None:
        """Print the results for signed documents in the format of ``validate-signed``."""
        if not self.is_json:
            self._beside(None, self._as_text(results))
            return
        from signature_model.reports.json import result_object  # noqa: PLC0415 - `--help` needs no cryptography

        for each in results:
            self._beside({"report": result_object(each)}, "")

    def problems(self, source: str, problems: Iterable[Problem]) -> None:
        """Print the problems of a job file, unless the output is JSON: then they are part of the error."""
        for each in () if self.is_json else problems:
            place = source if each.line is None else f"{source}:{each.line}"
            self._beside(None, printable(f"{place}: {each}"))

    @contextmanager
    def logging(self) -> Iterator[None]:
        """Show log messages of the library according to the verbosity.

        On a terminal, also show the reasons for waiting.
        """
        handler = _Handler(self)
        level = _LEVELS.get(self.verbosity, logging.DEBUG)
        levels = dict.fromkeys(_LOGGED, level)
        if self.shows_progress:
            levels[exchange.LOGGER] = min(level, logging.INFO)
        before = {name: logging.getLogger(name).level for name in levels}
        for name in _LOGGED:
            logging.getLogger(name).addHandler(handler)
        _set_levels(levels)
        try:
            yield
        finally:
            for name in _LOGGED:
                logging.getLogger(name).removeHandler(handler)
            _set_levels(before)

    def log(self, level: str, message: str) -> None:
        """Show a log message."""
        shown = masked(message)
        self._beside({"log": {"level": level, "message": shown}}, f"{level.capitalize()}: {printable(shown)}")

    def _as_text(self, results: Sequence[Result]) -> str:
        summary = Summary()
        pieces = text.document(summary.counting(results), summary, min(self.verbosity, VERBOSE))
        return "".join(pieces).removesuffix("\n")

    def _beside(self, value: object, sentence: str) -> None:
        line = printable_json(json.dumps(value, ensure_ascii=False)) if self.is_json else sentence
        write_error(f"{line}\n" if line else "")


def _set_levels(levels: Mapping[str, int]) -> None:
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


class _Handler(logging.Handler):
    def __init__(self, output: Output) -> None:
        super().__init__()
        self._output = output

    def emit(self, record: logging.LogRecord) -> None:
        self._output.log(record.levelname.lower(), record.getMessage())
