"""Tests of the JUnit report."""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache, partial
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from lxml import etree

from signature_model import Severity
from signature_model.reports.junit import document
from signature_model.reports.printing import printable
from signature_model.reports.results import Criteria, Result, Verdict, undecided
from tests.signature_model.reports.generated import HOSTILE, RESULTS, a_finding, validated, written


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(__file__).with_name("junit.xsd")))


def suites_of(*results: Result, moment: datetime | None = None) -> list[etree._Element]:
    """The suites of a report, which is read by a parser with its usual limits, and is valid."""
    text = written(partial(document, moment=moment), list(results))
    assert text.isascii()
    root = etree.fromstring(text.encode())
    schema().assertValid(root)
    return list(root)


def cases_of(*results: Result) -> list[tuple[str, str, str | None]]:
    """Name, outcome and message of each test case."""
    actual = []
    for case in (case for suite in suites_of(*results) for case in suite.iter("testcase")):
        outcome = next(iter(case), None)
        kind = "passed" if outcome is None else str(outcome.tag)
        actual.append((case.get("name", ""), kind, None if outcome is None else outcome.get("message")))
    return actual


@given(RESULTS)
def test_any_report_conforms_to_the_schema_and_is_complete(results: list[Result]) -> None:
    suites = suites_of(*results)

    assert [each.get("id") for each in suites] == [str(index) for index, _ in enumerate(results)]
    for suite, result in zip(suites, results, strict=True):
        cases = list(suite.iter("testcase"))
        failures, errors = list(suite.iter("failure")), list(suite.iter("error"))
        assert suite.get("name", "").replace("\\x20", " ").strip("'") == printable(result.source).strip("'")
        assert suite.xpath("string(properties/property[@name='verdict']/@value)") == result.verdict
        assert [suite.get(each) for each in ("tests", "failures", "errors")] == [
            str(len(each)) for each in (cases, failures, errors)
        ]
        assert all(each.get("classname") == suite.get("name") for each in cases)
        assert bool(failures) == (result.verdict is Verdict.INVALID)
        assert bool(errors) == (result.verdict is Verdict.UNDECIDED)
        actual = "".join(suite.itertext())
        for finding in result.report.findings:
            assert f"{printable(str(finding))}\n" in actual
            assert not finding.hint or f"    {printable(finding.hint)}\n" in actual
        assert all(printable(each.why) in actual for each in result.report.skipped)


def test_a_valid_input_has_a_passed_case() -> None:
    assert cases_of(validated()) == [("valid", "passed", None)]


def test_a_broken_rule_is_a_failed_case() -> None:
    assert cases_of(validated(a_finding(), a_finding(message="and again"), a_finding(code="PSR103", name="b"))) == [
        ("PSR401 available-too-long", "failure", "open for 91 days"),
        ("PSR103 b", "failure", "open for 91 days"),
    ]


def test_a_failure_has_all_findings_of_its_rule() -> None:
    (suite,) = suites_of(validated(a_finding(), a_finding(message="and again", hint=None)))
    (failure,) = suite.iter("failure")

    assert failure.get("type") == "PSR401"
    assert failure.text == (
        "manifest.xml:33:9: PSR401 error available-too-long: open for 91 days\n    make it less\n"
        "manifest.xml:33:9: PSR401 error available-too-long: and again\n"
    )


def test_an_undecided_input_is_an_error() -> None:
    assert cases_of(undecided("a", "is no file")) == [("valid", "error", "is no file")]


def test_warnings_and_skipped_layers_are_output() -> None:
    (suite,) = suites_of(validated(a_finding(), a_finding(severity=Severity.WARNING, hint=None), skipped="trust"))

    assert suite.findtext("system-out") == (
        "manifest.xml:33:9: PSR401 warning available-too-long: open for 91 days\nnot checked: trust (for a reason)\n"
    )
    assert suite.get("failures") == "1"


@pytest.mark.parametrize("fail_on", [Severity.WARNING, Severity.NOTE])
def test_findings_that_make_an_input_invalid_are_failures(fail_on: Severity) -> None:
    report = validated(a_finding(severity=Severity.WARNING), a_finding(code="PSR405", severity=Severity.NOTE)).report
    (suite,) = suites_of(Criteria(fail_on=fail_on).result("a", report))

    assert [each.get("name") for each in suite.iter("testcase")] == ["PSR401 available-too-long"]
    assert "PSR405 note" in (suite.findtext("system-out") or "")


@pytest.mark.parametrize(("source", "name"), [("", "''"), ("  ", "\\x20\\x20"), ("a\nb", "a\\nb"), (" a", " a")])
def test_every_suite_has_a_name(source: str, name: str) -> None:
    (suite,) = suites_of(validated(source=source))

    assert suite.get("name") == name


@pytest.mark.parametrize("text", HOSTILE)
def test_characters_that_xml_forbids_are_escaped(text: str) -> None:
    (suite,) = suites_of(validated(a_finding(message=text)))
    (failure,) = suite.iter("failure")

    assert failure.get("message") == printable(text)


def test_characters_outside_ascii_are_preserved() -> None:
    (suite,) = suites_of(validated(source="søknad-😀.asice"))

    assert suite.get("name") == "søknad-😀.asice"


def test_a_long_value_is_not_truncated() -> None:
    (suite,) = suites_of(validated(a_finding(message="<" * 1_000_000)))
    (failure,) = suite.iter("failure")

    assert failure.get("message") == "<" * 1_000_000


@pytest.mark.parametrize(
    ("moment", "timestamp"),
    [
        pytest.param(None, "1970-01-01T00:00:00", id="unknown"),
        pytest.param(datetime(2030, 1, 31, 12, tzinfo=UTC), "2030-01-31T12:00:00", id="UTC"),
        pytest.param(
            datetime(2030, 1, 31, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=1))), "2030-01-31T11:00:00", id="Oslo"
        ),
    ],
)
def test_the_moment_is_written_in_utc(moment: datetime | None, timestamp: str) -> None:
    (suite,) = suites_of(validated(), moment=moment)

    assert suite.get("timestamp") == timestamp


def test_a_suite_is_written_before_the_next_result_is_read() -> None:
    asked = []

    def found() -> Any:  # noqa: ANN401 - results
        for name in "ab":
            asked.append(name)
            yield validated(source=name)

    pieces = document(found(), None)  # type: ignore[arg-type]  # it is not read
    assert [*takewhile(lambda each: "<testcase" not in each, pieces)]
    assert asked == ["a"]
