"""Tests of all report formats."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from signature_model import Severity
from signature_model.reports.formats import FORMATS, format_named
from signature_model.reports.results import Result, Summary, undecided
from tests.signature_model.reports.generated import HOSTILE, RESULTS, a_finding, validated, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.reports.formats import Format

FOLDER = PurePosixPath("/srv")
STREAMED = [name for name in FORMATS if name != "github"]


def test_the_formats_have_names() -> None:
    assert [*FORMATS] == ["text", "json", "jsonl", "sarif", "junit", "github"]


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
def test_a_megabyte_of_anything_can_be_written(name: str) -> None:
    much = "".join(HOSTILE) * (1_000_000 // len("".join(HOSTILE)))
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


@pytest.mark.parametrize("name", FORMATS)
def test_memory_does_not_grow_with_the_results(name: str) -> None:
    # In a process of its own: what other tests have left here takes memory in its own time.
    script = (
        f"from {__name__} import *; print(peak(format_named({name!r}), 10_000), peak(format_named({name!r}), 2_500))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    measured = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, env=environment
    )
    many, few = map(int, measured.stdout.split())
    assert many < 2 * few


def peak(form: Format, count: int) -> int:
    """Bytes at most in use for a report, every second input of which is undecided."""
    summary = Summary()

    def found() -> Iterator[Result]:
        for number in range(count):
            finding = a_finding(severity=[*Severity][number % 3], message=f"{number} days")
            result = undecided(f"{number}", "is no file") if number % 2 else validated(finding, source=f"{number}")
            summary.add(result)
            if number % 500 == 0:
                gc.collect(1)  # else what is in use depends on when somebody else's garbage is looked for
            yield result

    gc.collect()
    tracemalloc.start()
    try:
        for _ in form(found(), summary):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
