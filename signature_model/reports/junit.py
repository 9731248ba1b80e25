"""The report as JUnit XML, for the test views of CI systems: a suite for each input, written when its result is ready.

Each broken rule is a failed test case. If an input breaks no rule, its suite has one passed test case, ``valid``.
Findings that do not make the input invalid, and layers that were not checked, are the suite's output. The report
conforms to both schemas in use, Ant's and Jenkins'; therefore it has some attributes without a purpose.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from signature_model.reports.printing import printable, printable_name
from signature_model.reports.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from signature_model.findings import Finding
    from signature_model.reports.results import Result, Summary

VALID = "valid"
"""The test case of an input that breaks no rule or could not be validated."""

_UNKNOWN_MOMENT = "1970-01-01T00:00:00"
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def document(results: Iterable[Result], _: Summary, *, moment: datetime | None = None) -> Iterator[str]:
    """Return the pieces of one JUnit document.

    ``moment``, with a time zone, is the start of validation; without it, the report has the beginning of 1970.
    """
    timestamp = _UNKNOWN_MOMENT if moment is None else _in_utc(moment)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
    for index, result in enumerate(results):
        yield _suite(index, result, timestamp)
    yield "</testsuites>\n"


def _suite(index: int, result: Result, timestamp: str) -> str:
    failed = _failed(result)
    codes = list(dict.fromkeys(each.code for each in failed))
    is_undecided = result.verdict is Verdict.UNDECIDED
    name = _attribute(_name(result.source))
    cases = [_failure(name, [each for each in failed if each.code == code]) for code in codes]
    return (
        f'<testsuite id="{index}" package="" name={name} timestamp="{timestamp}" hostname="localhost" '
        f'tests="{len(cases) or 1}" failures="{len(cases)}" errors="{is_undecided:d}" skipped="0" time="0">\n'
        f'<properties><property name="verdict" value="{result.verdict}"/></properties>\n'
        f"{''.join(cases) or _case(name, VALID, _error(result) if is_undecided else '')}"
        f"<system-out>{_text(_output(result, failed))}</system-out>\n<system-err/>\n</testsuite>\n"
    )


def _failed(result: Result) -> list[Finding]:
    """Return the findings with the highest severity if they make the input invalid."""
    findings = result.report.findings
    if result.verdict is not Verdict.INVALID:
        return []
    highest = max((each.severity.rank for each in findings), default=0)
    return [each for each in findings if each.severity.rank == highest]


def _failure(suite: str, findings: list[Finding]) -> str:
    first = findings[0]
    message, kind = _attribute(printable(first.message)), _attribute(printable(first.code))
    body = _text("".join(map(_lines, findings)))
    return _case(suite, f"{first.code} {first.name}", f"<failure type={kind} message={message}>{body}</failure>")


def _error(result: Result) -> str:
    why = printable_name("; ".join(result.reasons))
    return f'<error type="undecided" message={_attribute(why)}>{_text(why)}</error>'


def _case(suite: str, name: str, outcome: str) -> str:
    return f'<testcase name={_attribute(printable(name))} classname={suite} time="0">{outcome}</testcase>\n'


def _output(result: Result, failed: list[Finding]) -> str:
    if result.verdict is Verdict.UNDECIDED:
        return ""
    shown = [_lines(each) for each in result.report.findings if each not in failed]
    skipped = [f"not checked: {printable(each.layer)} ({printable_name(each.why)})\n" for each in result.report.skipped]
    return "".join([*shown, *skipped])


def _lines(finding: Finding) -> str:
    """Return a line with the finding and a line with its hint."""
    hint = f"    {printable(finding.hint)}\n" if finding.hint else ""
    return f"{printable_name(str(finding))}\n{hint}"


def _name(source: str) -> str:
    """Return the name of a suite, which must not be blank."""
    shown = printable_name(source)
    return shown if shown.strip() else shown.replace(" ", "\\x20") or "''"


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _attribute(text: str) -> str:
    return f'"{_text(text)}"'


def _text(text: str) -> str:
    """Escape printable text for XML, in ASCII, so that the encoding of the stream does not matter."""
    return text.translate(_MARKUP).encode("ascii", "xmlcharrefreplace").decode()
