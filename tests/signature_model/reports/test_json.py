"""Tests of the JSON reports and of their documentation."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from signature_model import Finding, Report, Severity, Skipped
from signature_model.reports.json import document, lines, result_of
from signature_model.reports.results import Criteria, Result, Summary, undecided
from tests.signature_model.reports.generated import ANY_CHARACTER, RESULTS
from tests.signature_model.reports.schemas import closed, schema

PAGE = (Path(__file__).parents[3] / "docs" / "pages" / "json-report.md").read_text(encoding="utf-8")
TYPES = {"integer": int, "string": str, "array": list, "object": dict, "null": type(None)}

FINDING = Finding(
    code="PSR401",
    name="available-too-long",
    severity=Severity.ERROR,
    message="open for 91 days; the maximum is 90 (7,776,000 seconds)",
    hint="write 7776000 or less; each group of signers gets the full time",
    member="manifest.xml",
    where="/portal-signature-job-manifest/availability/available-seconds",
    line=33,
)
BARE = Finding(code="PSR001", name="not-a-zip", severity=Severity.ERROR, message="is none")
SKIPPED = Skipped(layer="trust", why="no trust anchors given")


def validated(source: str, *findings: Finding) -> Result:
    return Criteria().result(source, Report(findings=findings, skipped=(SKIPPED,)))


def written(*results: Result) -> dict[str, Any]:
    summary = Summary()
    for each in results:
        summary.add(each)
    parsed: dict[str, Any] = json.loads("".join(document(results, summary)))
    return parsed


def documented(heading: str) -> dict[str, tuple[type, ...]]:
    """The fields in the table below a heading of the page, in order, with the types that each may have."""
    table = re.search(rf"^## {heading}\n\n(.+?)(?:\n\n|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert table is not None
    rows = re.findall(r"^\| `(\w+)` \| ([\w ]+) \|", table[1], re.MULTILINE)
    return {name: tuple(TYPES[each] for each in types.split(" or ")) for name, types in rows}


def parts(report: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The objects of a report by the heading that they are documented under."""
    results = report["results"]
    return {
        "The document": [report],
        "tool": [report["tool"]],
        "results": results,
        "findings": [each for result in results for each in result["findings"]],
        "skipped": [each for result in results for each in result["skipped"]],
        "summary": [report["summary"]],
    }


@pytest.mark.parametrize("heading", ["The document", "tool", "results", "findings", "skipped", "summary"])
def test_a_report_has_the_documented_fields_in_order(heading: str) -> None:
    objects = parts(written(validated("a", FINDING, BARE), validated("b"), undecided("c", "is no file")))[heading]
    fields = documented(heading)

    assert objects
    for each in objects:
        assert list(each) == list(fields)
        assert all(isinstance(each[name], types) for name, types in fields.items())


def test_the_documented_example_is_valid() -> None:
    example = re.search(r"^```json\n(.+?)^```", PAGE, re.MULTILINE | re.DOTALL)

    assert example is not None
    assert json.loads(example[1]) == written(validated("job.asice", FINDING))


def test_each_result_is_on_its_own_line() -> None:
    results = [validated("a", FINDING), validated("b"), undecided("c", "is no file")]
    actual = list(lines(iter(results), Summary()))

    assert all(line.endswith("\n") and line.count("\n") == 1 for line in actual)
    assert [json.loads(line) for line in actual] == written(*results)["results"]


def test_a_result_is_written_before_the_next_one_is_read() -> None:
    asked = []

    def found() -> Any:  # noqa: ANN401 - results
        for name in "ab":
            asked.append(name)
            yield validated(name)

    next(lines(found(), Summary()))
    assert asked == ["a"]


def test_a_report_can_be_empty() -> None:
    assert written()["results"] == []


@given(st.text(ANY_CHARACTER))
def test_any_name_can_be_written_in_ascii(source: str) -> None:
    (line,) = lines([validated(source)], Summary())

    assert line.isascii()
    assert json.loads(line)["source"] == source


@pytest.mark.parametrize("name", ["report", "catalogue"])
def test_the_schema_is_valid(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


@given(RESULTS)
def test_any_report_conforms_to_the_schema_and_is_complete(results: list[Result]) -> None:
    report = written(*results)
    closed("report").validate(report)

    written_lines = [*lines(iter(results), Summary())]
    actual = [json.loads(line) for line in written_lines]
    assert actual == report["results"]
    for each in actual:
        closed("report", "result").validate(each)
    assert [*map(result_of, written_lines)] == [*map(from_json_report, results)]


def from_json_report(result: Result) -> Result:
    """The result without what the contract has no place for."""
    findings = tuple(replace(each, column=None) for each in result.report.findings)
    return replace(result, is_folder=False, report=replace(result.report, findings=findings))


@pytest.mark.parametrize("heading", ["The document", "tool", "results", "findings", "skipped", "summary"])
def test_the_schema_has_the_documented_fields(heading: str) -> None:
    stated = schema("report")
    part = stated if heading == "The document" else stated["$defs"][heading.removesuffix("s")]

    assert [*part["properties"]] == part["required"] == [*documented(heading)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("verdict", "doubtful", id="another verdict"),
        pytest.param("findings", [], id="invalid for nothing"),
        pytest.param("source", None, id="no source"),
        pytest.param("more", 1, id="an undocumented field"),
    ],
)
def test_the_schema_refuses_an_invalid_result(field: str, value: object) -> None:
    (actual,) = written(validated("a", FINDING))["results"]

    with pytest.raises(ValidationError):
        closed("report", "result").validate({**actual, field: value})


@pytest.mark.parametrize(("field", "value"), [("line", 0), ("code", "PSR1"), ("severity", "fatal"), ("message", None)])
def test_the_schema_refuses_an_invalid_finding(field: str, value: object) -> None:
    (actual,) = written(validated("a", FINDING))["results"]
    actual["findings"][0][field] = value

    with pytest.raises(ValidationError):
        closed("report", "result").validate(actual)


def test_the_documented_code_reads_the_schema() -> None:
    example = re.search(r"^```python\n(.+?)^```", PAGE, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}

    assert example is not None
    exec(example[1], names)  # noqa: S102 - from our own page
    assert names["SCHEMA"] == schema("report")
