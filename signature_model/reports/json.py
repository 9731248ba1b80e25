"""The reports for programs: one JSON document (``json``), or one result per line (``jsonl``).

The shape is a contract: see ``docs/pages/json-report.md``. Each report is written piece by piece, so it can have any
size. All characters outside ASCII are escaped, so every file name can be written.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from signature_model.findings import Finding, Report, Severity, Skipped
from signature_model.reports.results import Result, Verdict
from signature_model.reports.tools import VALIDATE_BUNDLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from signature_model.reports.results import Summary
    from signature_model.reports.signed import Basis
    from signature_model.reports.tools import Tool

FORMAT = 1
"""The version of the shape."""


def document(
    results: Iterable[Result], summary: Summary, *, tool: Tool = VALIDATE_BUNDLE, basis: Basis | None = None
) -> Iterator[str]:
    """Return the pieces of one JSON document. ``summary`` is read after the last result.

    ``basis`` is the input of a validation of signed documents.
    """
    yield f'{{"format": {FORMAT},\n "tool": {json.dumps(tool.described)},\n'
    if basis is not None:
        from signature_model.reports.signed import basis_object  # noqa: PLC0415 - it imports cryptography

        yield f' "basis": {json.dumps(basis_object(basis))},\n'
    yield ' "results": ['
    separator = "\n  "
    for result in results:
        yield separator + json.dumps(result_object(result))
        separator = ",\n  "
    yield f'],\n "summary": {json.dumps(asdict(summary))}}}\n'


def lines(results: Iterable[Result], _: Summary) -> Iterator[str]:
    """Return one line for each result."""
    for result in results:
        yield json.dumps(result_object(result)) + "\n"


def result_object(result: Result) -> dict[str, object]:
    """Return one result as a JSON object."""
    found: dict[str, object] = {
        "source": result.source,
        "verdict": result.verdict,
        "findings": [_finding(each) for each in result.report.findings],
        "skipped": [{"layer": each.layer, "why": each.why} for each in result.report.skipped],
    }
    if result.signed is not None:
        from signature_model.reports.signed import signed_object  # noqa: PLC0415 - as above

        found |= signed_object(result, result.signed)
    return found


def result_of(line: str | bytes) -> Result:
    """Return the result in a line. Raises ValueError, KeyError or TypeError if the line contains no result."""
    value: dict[str, Any] = json.loads(line)
    findings = tuple(Finding(**{**each, "severity": Severity(each["severity"])}) for each in value["findings"])
    skipped = tuple(Skipped(**each) for each in value["skipped"])
    report = Report(findings=findings, skipped=skipped)
    return Result(source=value["source"], verdict=Verdict(value["verdict"]), report=report)


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "member": finding.member,
        "where": finding.where,
        "line": finding.line,
    }
