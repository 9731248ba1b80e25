"""Tests of the text report."""

import string
from dataclasses import replace
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model import Finding, Report, Severity, Skipped
from signature_model.reports.printing import printable
from signature_model.reports.results import Criteria, Result, Summary, undecided
from signature_model.reports.text import document
from signature_model.reports.tools import VALIDATE_BUNDLE


def finding(code: str = "PSR401", severity: Severity = Severity.ERROR, **changes: Any) -> Finding:  # noqa: ANN401 - any field
    whole = Finding(code=code, name="a-fault", severity=severity, message="is wrong", hint="put it right")
    return replace(whole, **changes)


def result(*findings: Finding, source: str = "a.asice") -> Result:
    skipped = (Skipped(layer="trust", why="no trust anchors given"),)
    return Criteria().result(source, Report(findings=findings, skipped=skipped))


def shown(*results: Result, verbosity: int = 0) -> list[str]:
    summary = Summary()
    for each in results:
        summary.add(each)
    return click.unstyle("".join(document(results, summary, verbosity))).splitlines()


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        pytest.param({}, "a.asice", id="the bundle"),
        pytest.param({"line": 7}, "a.asice:7", id="a manifest alone"),
        pytest.param({"member": "b.pdf"}, "a.asice:b.pdf", id="a member"),
        pytest.param({"member": "manifest.xml", "line": 7, "where": "/a"}, "a.asice:manifest.xml:7", id="a line"),
        pytest.param({"member": "b", "line": 7, "column": 3, "where": "/a"}, "a.asice:b:7:3", id="a line and a column"),
    ],
)
def test_a_finding_is_a_line_with_its_hint_below(place: dict[str, Any], expected: str) -> None:
    assert shown(result(finding(**place)))[:2] == [f"{expected}: PSR401 error a-fault: is wrong", "    put it right"]


@pytest.mark.parametrize(
    ("findings", "verbosity", "last"),
    [
        pytest.param(
            [finding("PSR313", Severity.WARNING), finding("PSR401"), finding("PSR402")],
            0,
            "`validate-bundle --explain PSR401` explains PSR401",
            id="the first error",
        ),
        pytest.param([finding("PSR313", Severity.WARNING)], 0, "1 checked: 1 valid (1 warning)", id="valid"),
        pytest.param([finding()], -1, "a.asice: PSR401 error a-fault: is wrong", id="quiet"),
    ],
)
def test_the_report_of_a_tool_names_the_command_that_explains(
    findings: list[Finding], verbosity: int, last: str
) -> None:
    summary = Summary()
    pieces = document(summary.counting([result(*findings)]), summary, verbosity, VALIDATE_BUNDLE)
    assert click.unstyle("".join(pieces)).splitlines()[-1] == last


@pytest.mark.parametrize(
    ("length", "member"), [(200, "x" * 200), (201, "x" * 200 + "..."), (1_000_000, "x" * 200 + "...")]
)
def test_a_long_member_name_is_truncated(length: int, member: str) -> None:
    assert shown(result(finding(member="x" * length)))[0] == f"a.asice:{member}: PSR401 error a-fault: is wrong"


def test_findings_are_sorted_by_place() -> None:
    lines = shown(
        result(
            finding("PSR501", member="b"),
            finding("PSR102", member="a", line=10),
            finding("PSR104", member="a", line=9, column=8),
            finding("PSR103", member="a", line=9),
            finding("PSR101", member="a", line=9),
            finding("PSR001"),
        ),
        verbosity=-1,
    )

    assert [line.split(": ")[1][:6] for line in lines] == ["PSR001", "PSR101", "PSR103", "PSR104", "PSR102", "PSR501"]


def test_a_finding_without_hint_has_none() -> None:
    assert len(shown(result(finding(hint=None)))) == 3


def test_skipped_layers_are_named_once() -> None:
    assert shown(result(), result(), undecided("b", "is no file"))[-2] == "not checked: trust (use -v for the reasons)"


def test_layers_that_were_skipped_for_some_inputs_are_counted() -> None:
    skipped = tuple(Skipped(layer=each, why="for a reason") for each in ("seal", "trust"))
    other = Criteria().result("b.asice", Report(skipped=skipped))
    assert shown(result(), other)[-2] == "not checked: trust, seal in 1 of 2 inputs (use -v for the reasons)"


def test_a_quiet_report_has_no_hints_and_no_summary() -> None:
    assert shown(result(finding()), result(), verbosity=-1) == ["a.asice: PSR401 error a-fault: is wrong"]


def test_a_note_that_a_signature_repeats_is_shown_in_a_verbose_report() -> None:
    until = finding("PSR851", severity=Severity.NOTE)
    assert [len(shown(result(until), verbosity=each)) for each in (-1, 0, 1)] == [0, 2, 5]
    assert len(shown(result(finding("PSR851", severity=Severity.WARNING)), verbosity=-1)) == 1


def test_a_verbose_report_has_skipped_layers_and_every_verdict() -> None:
    assert shown(result(), verbosity=1) == [
        "a.asice: not checked: trust (no trust anchors given)",
        "a.asice: valid",
        "1 checked: 1 valid",
    ]


@pytest.mark.parametrize("verbosity", [-1, 0, 1])
def test_undecided_inputs_are_always_shown(verbosity: int) -> None:
    assert shown(undecided("a.asice", "is no file"), verbosity=verbosity)[0] == "a.asice: undecided: is no file"


@pytest.mark.parametrize(
    ("results", "summary"),
    [
        pytest.param([], "0 checked: nothing to check", id="nothing"),
        pytest.param([result()], "1 checked: 1 valid", id="valid"),
        pytest.param(
            [result(finding()), result(), undecided("x", "y")],
            "3 checked: 1 valid, 1 invalid, 1 undecided (1 error)",
            id="one of each",
        ),
        pytest.param(
            [result(finding(), finding(), finding(severity=Severity.WARNING), finding(severity=Severity.NOTE))],
            "1 checked: 1 invalid (2 errors, 1 warning, 1 note)",
            id="severities",
        ),
        pytest.param([result()] * 1234, "1,234 checked: 1,234 valid", id="many"),
    ],
)
def test_the_summary_counts(results: list[Result], summary: str) -> None:
    assert shown(*results)[-1] == summary


@pytest.mark.parametrize(("severity", "colour"), [("error", 31), ("warning", 33), ("note", 36)])
def test_each_severity_has_its_colour(severity: str, colour: int) -> None:
    pieces = document([result(finding(severity=Severity(severity)))], Summary())

    assert f"\x1b[{colour}m{severity}\x1b[0m" in "".join(pieces)


@given(st.text(st.characters()))
def test_the_shown_text_is_printable(text: str) -> None:
    assert printable(text).isprintable()
    printable(text).encode()


@given(st.text(string.ascii_letters + "æøåÆØÅ .-_"))
def test_printable_text_is_unchanged(text: str) -> None:
    assert printable(text) == text


def test_control_characters_in_names_are_escaped() -> None:
    odd = "\x1b[2J\n\udcff"
    lines = shown(result(finding(member=odd, message=odd, hint=odd), source=odd), undecided(odd, odd), verbosity=1)

    assert all(line.isprintable() for line in lines)
    assert len(lines) == 6


def test_without_a_line_the_place_is_shown() -> None:
    (line,) = shown(result(finding(member="manifest.xml", where="/job/signers/signer[2]", line=None)), verbosity=-1)

    assert ":manifest.xml:/job/signers/signer[2]: " in line
