"""Tests of findings and reports."""

import pickle
from dataclasses import replace

import pytest

from signature_model.findings import RULES_VERSION, Finding, Report, Severity, Skipped


def a_finding(severity: Severity = Severity.ERROR, member: str | None = None, line: int | None = None) -> Finding:
    return Finding(code="PSR103", name="a-fault", severity=severity, message="what is wrong", member=member, line=line)


def test_an_error_ranks_above_a_warning_above_a_note() -> None:
    assert sorted(Severity, key=lambda each: each.rank) == [Severity.NOTE, Severity.WARNING, Severity.ERROR]
    assert [each.rank for each in (Severity.NOTE, Severity.WARNING, Severity.ERROR)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("member", "line", "text"),
    [
        (None, None, "PSR103 error a-fault: what is wrong"),
        ("manifest.xml", None, "manifest.xml: PSR103 error a-fault: what is wrong"),
        ("manifest.xml", 7, "manifest.xml:7: PSR103 error a-fault: what is wrong"),
        (None, 7, "7: PSR103 error a-fault: what is wrong"),
    ],
)
def test_a_finding_as_text(member: str | None, line: int | None, text: str) -> None:
    assert str(a_finding(member=member, line=line)) == text


@pytest.mark.parametrize(
    ("line", "column", "place"),
    [
        pytest.param(None, None, "manifest.xml:/r/a[2]", id="no line"),
        pytest.param(7, None, "manifest.xml:7", id="a line"),
        pytest.param(7, 3, "manifest.xml:7:3", id="a line and a column"),
    ],
)
def test_a_finding_shows_its_most_precise_place(line: int | None, column: int | None, place: str) -> None:
    finding = replace(a_finding(member="manifest.xml", line=line), where="/r/a[2]", column=column)
    assert str(finding) == f"{place}: PSR103 error a-fault: what is wrong"


@pytest.mark.parametrize(
    ("severities", "is_valid"),
    [
        pytest.param([], True, id="nothing"),
        pytest.param([Severity.NOTE, Severity.WARNING], True, id="no error"),
        pytest.param([Severity.NOTE, Severity.ERROR], False, id="an error"),
    ],
)
def test_only_errors_make_a_report_invalid(severities: list[Severity], *, is_valid: bool) -> None:
    report = Report(findings=tuple(map(a_finding, severities)))
    assert report.is_valid is is_valid
    assert report.errors == tuple(each for each in report.findings if each.severity is Severity.ERROR)


def test_a_report_as_text() -> None:
    hinted = replace(a_finding(), hint="what to do")
    report = Report(findings=(hinted, a_finding(Severity.NOTE)), skipped=(Skipped(layer="seal", why="none"),))
    assert str(report).splitlines() == [
        "PSR103 error a-fault: what is wrong",
        "    what to do",
        "PSR103 note a-fault: what is wrong",
        "not checked: seal (none)",
    ]
    assert str(Report()) == "no findings"


def test_the_text_of_a_report_has_the_errors_first() -> None:
    order = (Severity.NOTE, Severity.ERROR, Severity.WARNING, Severity.ERROR)
    findings = [
        Finding(code=f"PSR{number}", name="n", severity=each, message="m") for number, each in enumerate(order, 100)
    ]
    lines = str(Report(findings=tuple(findings))).splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["PSR101", "PSR103", "PSR102", "PSR100"]


def test_a_report_names_the_version_of_the_rules_and_can_be_pickled() -> None:
    report = Report(findings=(a_finding(),))
    assert report.rules == RULES_VERSION
    assert pickle.loads(pickle.dumps(report)) == report
