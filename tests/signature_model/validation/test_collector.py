"""Findings are located, cut, masked and collected."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from signature_model.findings import Finding, Report, Severity, Skipped
from signature_model.jobs.context import Context, Environment, Sector
from signature_model.rules.registry import Need, Place, Problem, Rule, Where, rule
from signature_model.validation.collector import MAX_FINDINGS, MAX_LENGTH, Collector, Subject
from signature_model.xml.positions import Positions
from signature_model.xml.trees import parse
from tests.kits.jobs import KARI

ROOT = parse(b'<r xmlns="urn:r">\n<a/>\n<a x="1"/>\n</r>')


@rule("PSR999", Severity.WARNING, source="nowhere", hint="do something")
def a_fault(problems: list[Problem], _: Context) -> Iterator[Problem]:
    """Each given problem is a finding."""
    yield from problems


def needing(need: Need) -> Rule[Any]:
    """Return a rule that needs something from the context."""

    @rule("PSR998", Severity.NOTE, source="nowhere", hint="state it", need=need)
    def a_need(_: object, context: Context) -> Iterator[Problem]:
        """What was needed is a finding."""
        yield "", f"{getattr(context, need)}"

    return a_need


def collected(*problems: Problem) -> Report:
    """Return the report on these problems."""
    collector = Collector(Context())
    collector.apply((a_fault,), list(problems), Subject())
    return collector.report()


def test_without_anything_applied_a_report_is_empty() -> None:
    assert Collector(Context()).report() == Report()


def test_a_problem_becomes_a_finding_of_its_rule() -> None:
    assert collected((Place(member="contract.pdf"), "what is wrong")).findings == (
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
        (Need.NOW, Skipped(layer="now", why="the current time was not stated")),
        (Need.TRUST_ANCHORS, Skipped(layer="trust", why="no trust anchors given")),
    ],
)
def test_a_rule_without_the_context_that_it_needs_is_skipped(need: Need, skipped: Skipped) -> None:
    collector = Collector(Context())
    collector.apply((needing(need), needing(need)), None, Subject())
    assert collector.report() == Report(skipped=(skipped,))
    collector = Collector(CONTEXT)
    collector.apply((needing(need),), None, Subject())
    assert [each.message for each in collector.report().findings] == [f"{getattr(CONTEXT, need)}"]
    assert collector.report().skipped == ()


def test_skipped_layers_come_before_what_the_context_lacks() -> None:
    collector = Collector(Context())
    collector.apply((needing(Need.NOW),), None, Subject())
    collector.skip("seal", f"{KARI}.xml is not there")
    assert [(each.layer, each.why) for each in collector.report().skipped] == [
        ("seal", "018180*****.xml is not there"),
        ("now", "the current time was not stated"),
    ]


@pytest.mark.parametrize(("number", "skipped"), [(MAX_FINDINGS, False), (MAX_FINDINGS + 1, True)])
def test_the_findings_of_one_rule_are_bounded(number: int, *, skipped: bool) -> None:
    report = collected(*[("", "m")] * number)
    assert len(report.findings) == MAX_FINDINGS
    assert [each.layer for each in report.skipped] == ["the rest of PSR999"] * skipped


def test_a_report_shows_no_whole_id_number() -> None:
    report = collected((KARI, KARI), (f"{'x' * (MAX_LENGTH - 8)}{KARI}", f"{'x' * (MAX_LENGTH - 8)}{KARI}"))
    assert KARI[:7] not in str(report)
    assert KARI[:7] not in repr(report)


def test_messages_and_places_are_cut() -> None:
    collector = Collector(Context())
    collector.apply((a_fault,), [("x" * 5_000, "y" * 5_000)], Subject(root="r"))
    [finding] = collector.report().findings
    assert finding.message == f"{'y' * MAX_LENGTH}… (5,000 characters)"
    assert finding.where == f"/r/{'x' * (MAX_LENGTH - 3)}… (5,003 characters)"


def test_the_name_of_a_file_is_masked_but_not_cut() -> None:
    names = ["20240131123456.pdf", f"{KARI}.pdf", "x" * 5_000]
    report = collected(*((Place(member=name), "m") for name in names))
    assert [each.member for each in report.findings] == [names[0], "018180*****.pdf", names[2]]


TEXT = b"<r>\n\n<a/> <a\nx='1'/></r>"
TREE = parse(TEXT)
IN_TEXT = Subject(member="manifest.xml", root="r", tree=TREE, positions=Positions(TEXT, TREE))
IN_TREE = Subject(member="manifest.xml", root="r", tree=ROOT)
IN_NOTHING = Subject(member="manifest.xml", root="r")


@pytest.mark.parametrize(
    ("subject", "where", "location"),
    [
        pytest.param(IN_TEXT, "", ("manifest.xml", "/r", 1, 1), id="the whole text"),
        pytest.param(IN_TEXT, "a[2]", ("manifest.xml", "/r/a[2]", 3, 6), id="an element of a text"),
        pytest.param(IN_TEXT, "a[2]/@x", ("manifest.xml", "/r/a[2]/@x", 3, 6), id="an attribute of a text"),
        pytest.param(IN_TEXT, "a[2]/b", ("manifest.xml", "/r/a[2]/b", 3, 6), id="a missing element of a text"),
        pytest.param(IN_TREE, "", ("manifest.xml", "/r", 1, None), id="the whole tree"),
        pytest.param(IN_TREE, "a[2]/@x", ("manifest.xml", "/r/a[2]/@x", 3, None), id="an attribute of a tree"),
        pytest.param(IN_TREE, "b", ("manifest.xml", "/r/b", 1, None), id="a missing element of a tree"),
        pytest.param(IN_NOTHING, "", ("manifest.xml", "/r", None, None), id="the whole document"),
        pytest.param(IN_NOTHING, "a[2]", ("manifest.xml", "/r/a[2]", None, None), id="an element of a document"),
        pytest.param(IN_TEXT, Place(line=7), ("manifest.xml", None, 7, None), id="a line"),
        pytest.param(IN_TEXT, Place(member="a.pdf"), ("a.pdf", None, None, None), id="another file"),
        pytest.param(Subject(), "", (None, None, None, None), id="the bundle"),
    ],
)
def test_a_place_is_located(subject: Subject, where: Where, location: tuple[str | int | None, ...]) -> None:
    assert subject.locate(where) == location


def test_a_finding_has_the_location_of_its_problem() -> None:
    collector = Collector(Context())
    collector.apply((a_fault,), [("a[2]", "m")], IN_TEXT)
    (finding,) = collector.report().findings
    assert (finding.member, finding.where, finding.line, finding.column) == IN_TEXT.locate("a[2]")


def test_skipped_layers_are_named_once_and_bounded() -> None:
    collector = Collector(Context())
    for number in range(MAX_FINDINGS + 5):
        collector.skip("documents", f"{number}.pdf")
        collector.skip("documents", f"{number}.pdf")
    skipped = collector.report().skipped
    assert len(skipped) == len(set(skipped)) == MAX_FINDINGS
