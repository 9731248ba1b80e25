"""Tests of all report formats."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from signature_model import Severity
from signature_model.reports.formats import FORMATS, format_named
from signature_model.reports.results import Result, Summary, undecided
from signature_model.reports.sarif import MOST_UNDECIDED
from tests.signature_model.reports.generated import HOSTILE, RESULTS, a_finding, validated, written

if TYPE_CHECKING:
    from signature_model.reports.formats import Format

FOLDER = PurePosixPath("/srv")
STREAMED = [name for name in FORMATS if name != "github"]


def test_the_formats_have_names() -> None:
    assert [*FORMATS] == ["text", "json", "jsonl", "sarif", "junit", "github", "html", "markdown"]


@pytest.mark.parametrize("name", FORMATS)
@given(results=RESULTS)
def test_any_report_can_be_written_as_utf_8(name: str, results: list[Result]) -> None:
    written(format_named(name), results).encode()


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gets_the_settings_that_it_uses(name: str) -> None:
    results = [validated(a_finding(), source="/srv/b/c")]
    plain = written(format_named(name), results)
    moment = datetime(2030, 1, 31, 12, tzinfo=UTC)

    assert (written(format_named(name, verbosity=-1), results) != plain) is (name == "text")
    assert (written(format_named(name, folder=FOLDER), results) != plain) is (name in {"sarif", "github"})
    assert (written(format_named(name, moment=moment), results) != plain) is (name == "junit")


@pytest.mark.parametrize("name", FORMATS)
def test_long_texts_of_anything_can_be_written(name: str) -> None:
    much = "".join(HOSTILE) * (100_000 // len("".join(HOSTILE)))
    finding = a_finding(message=much, hint=much, member=much, where=much)
    written(format_named(name), [validated(finding, source=much), undecided(much, much)]).encode()


@pytest.mark.parametrize("name", STREAMED)
def test_a_result_is_written_before_the_next_one_is_read(name: str) -> None:
    asked: list[str] = []

    def found() -> Iterator[Result]:
        for source in ("source-1", "source-2"):
            asked.append(source)
            yield validated(a_finding(), source=source)

    for piece in format_named(name)(found(), Summary()):
        if "source-1" in piece:
            break
    assert asked == ["source-1"]


@pytest.fixture(scope="module")
def peaks() -> dict[str, list[int]]:
    """Return the bytes that each format needs for some results and for twice as many."""
    # In a separate process, because objects of other tests may be freed here during the measurement.
    script = f"from {__name__} import *; print(json.dumps({{name: both_peaks(name) for name in FORMATS}}))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    printed = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, env=environment).stdout
    found: dict[str, list[int]] = json.loads(printed)
    return found


SOME_BYTES = 4_096
"""What a run of the interpreter may need more than another one."""


@pytest.mark.parametrize("name", FORMATS)
def test_memory_does_not_grow_with_the_results(name: str, peaks: dict[str, list[int]]) -> None:
    few, many = peaks[name]
    assert many < 1.2 * few + SOME_BYTES


def both_peaks(name: str) -> list[int]:
    count = 6 * MOST_UNDECIDED // 5 if name == "sarif" else 200
    return [peak(format_named(name), each) for each in (count, 2 * count)]


def peak(form: Format, count: int) -> int:
    """Return the bytes in use at most for a report in which nine of ten inputs are undecided."""
    summary = Summary()

    def found() -> Iterator[Result]:
        for number in range(count):
            finding = a_finding(severity=[*Severity][number % 3], message=f"{number} days")
            result = undecided(f"{number}", "is no file") if number % 10 else validated(finding, source=f"{number}")
            summary.add(result)
            if number % 100 == 0:
                gc.collect()  # otherwise the peak depends on when garbage is collected
            yield result

    gc.collect()
    gc.freeze()
    tracemalloc.start()
    try:
        for _ in form(found(), summary):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
