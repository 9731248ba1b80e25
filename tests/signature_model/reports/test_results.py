"""Tests of results, criteria and the summary."""

import pytest

from signature_model import Finding, Report, Severity, Skipped
from signature_model.reports.results import Criteria, Summary, Verdict, undecided


def finding(code: str, severity: Severity) -> Finding:
    return Finding(code=code, name="a-fault", severity=severity, message="is wrong")


REPORT = Report(
    findings=(finding("PSR101", Severity.NOTE), finding("PSR401", Severity.ERROR), finding("PSR402", Severity.WARNING)),
    skipped=(Skipped(layer="trust", why="no trust anchors given"),),
)


@pytest.mark.parametrize(
    ("criteria", "codes", "verdict"),
    [
        pytest.param(Criteria(), ["PSR101", "PSR401", "PSR402"], Verdict.INVALID, id="all"),
        pytest.param(Criteria(select=("PSR1",)), ["PSR101"], Verdict.VALID, id="a note"),
        pytest.param(Criteria(select=("PSR1", "PSR402")), ["PSR101", "PSR402"], Verdict.VALID, id="two"),
        pytest.param(Criteria(ignore=("PSR4",)), ["PSR101"], Verdict.VALID, id="a group ignored"),
        pytest.param(Criteria(select=("PSR4",), ignore=("PSR401",)), ["PSR402"], Verdict.VALID, id="both"),
        pytest.param(Criteria(select=("PSR401",), ignore=("PSR",)), [], Verdict.VALID, id="ignoring beats selecting"),
        pytest.param(
            Criteria(ignore=("PSR401",), fail_on=Severity.WARNING), ["PSR101", "PSR402"], Verdict.INVALID, id="strict"
        ),
        pytest.param(Criteria(select=("PSR1",), fail_on=Severity.NOTE), ["PSR101"], Verdict.INVALID, id="stricter"),
        pytest.param(Criteria(select=("PSR1",), fail_on=Severity.WARNING), ["PSR101"], Verdict.VALID, id="not so much"),
    ],
)
def test_the_criteria_decide_the_verdict(criteria: Criteria, codes: list[str], verdict: Verdict) -> None:
    result = criteria.result("a.asice", REPORT)

    assert [each.code for each in result.report.findings] == codes
    assert (result.source, result.verdict) == ("a.asice", verdict)
    assert result.report.skipped == REPORT.skipped


def test_an_unpacked_bundle_is_marked() -> None:
    assert Criteria().result("folder", REPORT, is_folder=True).is_folder
    assert not Criteria().result("a.asice", REPORT).is_folder


def test_an_input_that_was_not_validated_is_undecided() -> None:
    result = undecided("a.asice", "is no file")

    assert result.verdict is Verdict.UNDECIDED
    assert result.report.skipped == (Skipped(layer="everything", why="is no file"),)


def test_a_summary_counts_inputs_and_findings() -> None:
    summary = Summary()
    summary.add(Criteria().result("a", REPORT))
    summary.add(Criteria(select=("PSR1",)).result("b", REPORT))
    summary.add(undecided("c", "is no file"))

    assert summary == Summary(checked=3, valid=1, invalid=1, undecided=1, errors=1, warnings=1, notes=2)
