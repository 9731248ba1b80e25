"""Tests of the report for GitHub Actions."""

import os
import re
from functools import partial
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given

from signature_model import Severity
from signature_model.reports.github import MOST_LETTERS, document
from signature_model.reports.printing import printable
from signature_model.reports.results import Result, undecided
from tests.signature_model.reports.generated import HOSTILE, RESULTS, a_finding, validated, written

FOLDER: Final = PurePosixPath("/srv/folder")
PER_KIND: Final = 10
KINDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class Command(NamedTuple):
    """A workflow command, as the runner understands it."""

    kind: str
    properties: dict[str, str]
    data: str


def understood(line: str) -> Command:
    """What the runner makes of a line: properties up to the next `::`, separated by commas; the rest is data."""
    assert line.startswith("::")
    info, separator, data = line[2:].partition("::")
    assert separator
    kind, _, rest = info.partition(" ")
    properties = dict(each.split("=", 1) for each in rest.strip().split(","))
    return Command(kind, {name: unescaped(value, ":,") for name, value in properties.items()}, unescaped(data))


def unescaped(text: str, more: str = "") -> str:
    for each in f"\r\n{more}%":
        text = text.replace(f"%{ord(each):02X}", each)
    return text


def commands_of(*results: Result, folder: PurePosixPath | None = FOLDER) -> list[Command]:
    text = written(partial(document, folder=folder), list(results))
    lines = re.split("\r\n|\r|\n", text)  # where the runner sees a line end
    assert lines.pop() == ""
    return [understood(each) for each in lines]


def expected(result: Result, finding: Any) -> Command:  # noqa: ANN401 - a finding
    inside = [finding.member] if result.is_folder and finding.member is not None else []
    path = os.path.normpath(os.path.join(FOLDER, result.source, *inside))  # noqa: PTH118 - other means than the report's
    path = f"/{path.lstrip('/')}" if path.startswith("///") or not path.startswith("//") else path
    below = os.path.relpath(path, FOLDER) if path == str(FOLDER) or path.startswith(f"{FOLDER}/") else path
    lead = "" if finding.member is None or result.is_folder else f"{printable(finding.member)}: "
    hint = f"\n{printable(finding.hint)}" if finding.hint else ""
    line = {} if finding.line is None else {"line": str(finding.line)}
    column = {} if finding.column is None else {"col": str(finding.column)}
    title = f"{finding.code} {finding.name}"
    properties = {"file": printable(below), **line, **column, "title": title}
    return Command(KINDS[finding.severity], properties, f"{lead}{printable(finding.message)}{hint}")


@given(RESULTS)
def test_the_runner_reads_exactly_the_findings(results: list[Result]) -> None:
    actual = commands_of(*results)

    found = [expected(result, each) for result in results for each in result.report.findings]
    errors = [each for each in actual if each.kind == "error"]
    undecided_count = sum(each.verdict == "undecided" for each in results)
    assert [each.properties["title"] for each in errors[:undecided_count]] == ["undecided"] * undecided_count
    by_kind = [each for kind in KINDS.values() for each in found if each.kind == kind]
    if len(by_kind) <= PER_KIND:
        assert actual[undecided_count:] == by_kind
    assert all(sum(each.kind == kind for each in actual) <= PER_KIND for kind in KINDS.values())


def test_a_finding_is_an_annotation() -> None:
    (actual,) = commands_of(validated(a_finding()))

    assert actual == Command(
        "error",
        {"file": "a.asice", "line": "33", "col": "9", "title": "PSR401 available-too-long"},
        "manifest.xml: open for 91 days\nmake it less",
    )


def test_a_finding_without_line_and_hint_is_an_annotation() -> None:
    (actual,) = commands_of(validated(a_finding(line=None, column=None, hint=None, member=None)))

    assert actual == Command("error", {"file": "a.asice", "title": "PSR401 available-too-long"}, "open for 91 days")


def test_a_member_of_an_unpacked_bundle_is_a_file() -> None:
    (actual,) = commands_of(validated(a_finding(), source="/srv/folder/b", is_folder=True))

    assert actual.properties["file"] == "b/manifest.xml"
    assert actual.data.startswith("open for")


def test_an_undecided_input_is_an_error() -> None:
    (actual,) = commands_of(undecided("b.asice", "is no file"))

    assert actual == Command("error", {"file": "b.asice", "title": "undecided"}, "could not be validated: is no file")


def test_a_valid_input_has_no_annotation() -> None:
    assert commands_of(validated(skipped="trust")) == []


def test_without_a_folder_a_file_keeps_its_name() -> None:
    (actual,) = commands_of(validated(a_finding(), source="/srv/../a.asice"), folder=None)

    assert actual.properties["file"] == "/a.asice"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_not_a_command_for_the_runner(text: str) -> None:
    finding = a_finding(message=text, hint=text, member=text, name=text or "x")
    actual = commands_of(validated(finding, source=text), undecided(text, text))

    assert [each.kind for each in actual] == ["error", "error"]
    assert actual[1].properties["title"] == printable(f"PSR401 {text or 'x'}").rstrip()
    assert actual[1].data.startswith(f"{printable(text)}: {printable(text)}")


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (MOST_LETTERS, "x" * MOST_LETTERS),
        (MOST_LETTERS + 1, "x" * MOST_LETTERS + "..."),
        (1_000_000, "x" * MOST_LETTERS + "..."),
    ],
)
def test_a_long_value_is_truncated(length: int, shown: str) -> None:
    (actual,) = commands_of(validated(a_finding(message="x" * length, hint=None, member=None)))

    assert actual.data == shown


def test_the_worst_annotations_are_written_and_the_rest_is_counted() -> None:
    several = [a_finding(severity=each, line=number) for number in range(1, 1_013) for each in Severity]
    actual = commands_of(validated(*several), *[undecided("b", "is no file")] * 2)

    assert [each.kind for each in actual] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert [each.properties["title"] for each in actual[:3]] == ["undecided", "undecided", "PSR401 available-too-long"]
    assert [each.properties["line"] for each in actual[2:10]] == [str(each) for each in range(1, 9)]
    assert actual[-1] == Command(
        "notice",
        {"title": "validate-bundle"},
        "1,004 more errors, 1,002 more warnings, 1,003 more notes: use another report format to see all of them",
    )


@pytest.mark.parametrize(
    ("severity", "count", "last"),
    [
        pytest.param(Severity.ERROR, 10, None, id="ten errors"),
        pytest.param(Severity.ERROR, 11, "1 more error: ", id="eleven errors"),
        pytest.param(Severity.WARNING, 12, "2 more warnings: ", id="twelve warnings"),
        pytest.param(Severity.NOTE, 10, None, id="ten notes"),
        pytest.param(Severity.NOTE, 11, "2 more notes: ", id="eleven notes, which leave room for the last line"),
    ],
)
def test_hidden_annotations_are_counted(severity: Severity, count: int, last: str | None) -> None:
    actual = commands_of(validated(*[a_finding(severity=severity)] * count))

    assert sum(each.kind == KINDS[severity] for each in actual) == PER_KIND
    assert actual[-1].data.startswith(last or "manifest.xml: ")


def test_hidden_undecided_inputs_are_counted() -> None:
    actual = commands_of(*[undecided("b", "is no file")] * 12)

    assert len(actual) == 11
    assert actual[-1].data.startswith("2 more errors: ")
