"""Rules are applied in a context, placed, cut, masked and collected."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from signature_model.findings import Finding, Report, Severity, Skipped
from signature_model.jobs.context import Context, Environment, Sector
from signature_model.rules.registry import Line, Member, Need, Problem, Rule, rule
from signature_model.validation.collector import MAX_FINDINGS, MAX_LENGTH, Collector, Subject
from signature_model.xml.positions import Positions
from signature_model.xml.trees import parse
from tests.kits.jobs import KARI

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.rules.registry import Where

ROOT = parse(b'<r xmlns="urn:r">\n<a/>\n<a x="1"/>\n</r>')


@rule("PSR999", Severity.WARNING, source="nowhere", hint="do something")
def a_fault(problems: list[Problem], _: Context) -> Iterator[Problem]:
    """Each given problem is told."""
    yield from problems


def needing(need: Need) -> Rule[Any]:
    """A rule that needs something of the context."""

    @rule("PSR998", Severity.NOTE, source="nowhere", need=need)
    def a_need(_: object, context: Context) -> Iterator[Problem]:
        """What was needed is told."""
        yield "", f"{getattr(context, need)}"

    return a_need


def judged(*problems: Problem) -> Report:
    """The report on these problems."""
    collector = Collector(Context())
    collector.apply((a_fault,), list(problems), Subject())
    return collector.report()


def test_without_anything_applied_a_report_is_empty() -> None:
    assert Collector(Context()).report() == Report()


def test_a_problem_becomes_a_finding_of_its_rule() -> None:
    assert judged((Member("contract.pdf"), "what is wrong")).findings == (
        Finding(
            code="PSR999",
            name="a-fault",
            severity=Severity.WARNING,
            message="what is wrong",
            hint="do something",
            member="contract.pdf",
        ),
    )


def test_findings_come_in_the_order_in_which_they_are_found() -> None:
    collector = Collector(Context())
    collector.apply((a_fault, a_fault), [("b", "1"), ("a", "2")], Subject())
    assert [each.message for each in collector.report().findings] == ["1", "2", "1", "2"]


CONTEXT = Context(
    sector=Sector.PUBLIC, environment=Environment.TEST, now=datetime(2030, 1, 31, tzinfo=UTC), trust_anchors=()
)


@pytest.mark.parametrize(
    ("need", "skipped"),
    [
        (Need.SECTOR, Skipped(layer="sector", why="the sender's sector was not stated")),
        (Need.ENVIRONMENT, Skipped(layer="environment", why="the environment was not stated")),
        (Need.NOW, Skipped(layer="now", why="no present moment was given")),
        (Need.TRUST_ANCHORS, Skipped(layer="trust", why="no trust anchors given")),
    ],
)
def test_a_rule_that_needs_what_is_not_known_is_skipped_and_that_is_said_once(need: Need, skipped: Skipped) -> None:
    collector = Collector(Context())
    collector.apply((needing(need), needing(need)), None, Subject())
    assert collector.report() == Report(skipped=(skipped,))
    collector = Collector(CONTEXT)
    collector.apply((needing(need),), None, Subject())
    assert [each.message for each in collector.report().findings] == [f"{getattr(CONTEXT, need)}"]
    assert collector.report().skipped == ()


def test_what_was_skipped_comes_before_what_was_not_known() -> None:
    collector = Collector(Context())
    collector.apply((needing(Need.NOW),), None, Subject())
    collector.skip("seal", f"{KARI}.xml is not there")
    assert [(each.layer, each.why) for each in collector.report().skipped] == [
        ("seal", "018180*****.xml is not there"),
        ("now", "no present moment was given"),
    ]


@pytest.mark.parametrize(("number", "skipped"), [(MAX_FINDINGS, False), (MAX_FINDINGS + 1, True)])
def test_of_one_rule_only_so_many_findings_are_told(number: int, *, skipped: bool) -> None:
    report = judged(*[("", "m")] * number)
    assert len(report.findings) == MAX_FINDINGS
    assert [each.layer for each in report.skipped] == ["the rest of PSR999"] * skipped


def test_nothing_that_is_told_has_a_whole_number_in_it() -> None:
    report = judged((KARI, KARI), (f"{'x' * (MAX_LENGTH - 8)}{KARI}", f"{'x' * (MAX_LENGTH - 8)}{KARI}"))
    assert KARI[:7] not in str(report)
    assert KARI[:7] not in repr(report)


def test_messages_and_places_are_cut() -> None:
    collector = Collector(Context())
    collector.apply((a_fault,), [("x" * 5_000, "y" * 5_000)], Subject(root="r"))
    [finding] = collector.report().findings
    assert finding.message == f"{'y' * MAX_LENGTH}… (5,000 characters)"
    assert finding.where == f"/r/{'x' * (MAX_LENGTH - 3)}… (5,003 characters)"


def test_the_name_of_a_file_stays_so_that_it_can_be_found() -> None:
    names = ["20240131123456.pdf", f"{KARI}.pdf", "x" * 5_000]
    report = judged(*((Member(name), "m") for name in names))
    assert [each.member for each in report.findings] == [names[0], "018180*****.pdf", names[2]]


@pytest.mark.parametrize(
    ("where", "place"),
    [
        pytest.param("", ("manifest.xml", "/r", 1), id="the whole document"),
        pytest.param("a[2]", ("manifest.xml", "/r/a[2]", 3), id="an element"),
        pytest.param("a[2]/@x", ("manifest.xml", "/r/a[2]/@x", 3), id="an attribute"),
        pytest.param("b", ("manifest.xml", "/r/b", 1), id="what is missing"),
        pytest.param(Line(7), ("manifest.xml", None, 7), id="a line"),
        pytest.param(Member("a.pdf"), ("a.pdf", None, None), id="another file"),
    ],
)
def test_places_in_a_document_are_made_absolute(where: Where, place: tuple[str | None, str | None, int | None]) -> None:
    assert Subject(member="manifest.xml", root="r", tree=ROOT).place(where) == place


@pytest.mark.parametrize(
    ("where", "place"),
    [
        pytest.param("", ("manifest.xml", "/r", None), id="the whole document"),
        pytest.param("a[2]", ("manifest.xml", "/r/a[2]", None), id="a place"),
        pytest.param(Line(7), ("manifest.xml", None, 7), id="a line"),
        pytest.param(Member("a.pdf"), ("a.pdf", None, None), id="another file"),
    ],
)
def test_places_in_a_document_that_is_no_text_have_no_line(
    where: Where, place: tuple[str | None, str | None, int | None]
) -> None:
    assert Subject(member="manifest.xml", root="r").place(where) == place


def test_types_of_places_do_not_reach_the_report() -> None:
    collector = Collector(Context())
    collector.apply(
        (a_fault,), [(Member("a.pdf"), "m"), (Line(7), "m")], Subject(member="manifest.xml", root="r", tree=ROOT)
    )
    first, second = collector.report().findings
    assert type(first.member) is str
    assert type(second.line) is int


def test_the_bundle_itself_is_no_place() -> None:
    assert Subject().place("") == (None, None, None)


def test_what_is_skipped_is_told_once_and_not_without_end() -> None:
    collector = Collector(Context())
    for number in range(MAX_FINDINGS + 5):
        collector.skip("documents", f"{number}.pdf")
        collector.skip("documents", f"{number}.pdf")
    skipped = collector.report().skipped
    assert len(skipped) == len(set(skipped)) == MAX_FINDINGS


@pytest.mark.parametrize(
    ("where", "line", "column"),
    [
        pytest.param("a[2]/@x", 3, 6, id="an attribute: its element"),
        pytest.param("a[2]/b", 3, 6, id="what is missing: what there is of it"),
        pytest.param(Line(7), 7, None, id="a line"),
        pytest.param(Member("a.pdf"), None, None, id="another file"),
    ],
)
def test_a_place_in_a_text_has_a_column(where: Where, line: int | None, column: int | None) -> None:
    content = b"<r>\n\n<a/> <a\nx='1'/></r>"
    root = parse(content)
    collector = Collector(Context())
    collector.apply((a_fault,), [(where, "x")], Subject(root="r", tree=root, positions=Positions(content, root)))

    (finding,) = collector.report().findings
    assert (finding.line, finding.column) == (line, column)
