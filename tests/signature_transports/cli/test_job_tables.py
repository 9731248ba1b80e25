"""Tables of a job file return their values, and note all problems together."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_transports.cli.job_problems import FaultyJobFile, Problem, ProblemList
from signature_transports.cli.job_syntax import LARGEST, MOST_PARTS, Tables
from signature_transports.cli.job_tables import Table
from tests.kits.jobs import KARI


class Colour(StrEnum):
    RED = "light-red"
    BLUE = "blue"


def noted(use: Callable[[Table], object], **values: object) -> tuple[object, list[str]]:
    """Return what a table returns, and the problems that it notes."""
    problems = ProblemList()
    given = use(Table({name.replace("_", "-"): value for name, value in values.items()}, "job", problems))
    return given, [str(each) for each in problems.problems]


@pytest.mark.parametrize(
    ("content", "is_json"),
    [
        pytest.param(b'a = "x"\n', None, id="TOML"),
        pytest.param(b' \n{"a": "x"}', None, id="JSON"),
        pytest.param(b'\xef\xbb\xbfa = "x"\r\n', None, id="TOML with a byte order mark"),
        pytest.param(b'\xef\xbb\xbf{"a": "x"}', None, id="JSON with a byte order mark"),
        pytest.param(b'{"a": "x"}', True, id="JSON on request"),
        pytest.param(b'a = "x"\n', False, id="TOML on request"),
    ],
)
def test_a_file_that_begins_with_a_brace_is_json(content: bytes, is_json: bool | None) -> None:  # noqa: FBT001 - a column
    assert Tables.parse(content, is_json=is_json).values == {"a": "x"}


@pytest.mark.parametrize(
    ("content", "is_json", "message"),
    [
        pytest.param(b"a = \n", None, "1: this is not TOML: Invalid value", id="broken TOML"),
        pytest.param(
            b"a = 1\na = 2\n", None, "2: this is not TOML: Cannot overwrite a value", id="a name twice in TOML"
        ),
        pytest.param(b'{"a": }', None, "1: this is not JSON: Expecting value, at column 7", id="broken JSON"),
        pytest.param(b'{"a": 1, "a": 2}', None, "the key 'a' occurs twice", id="a name twice in JSON"),
        pytest.param(b"[1]", True, "the JSON must be an object", id="another JSON"),
        pytest.param(b"a = '\xff'", None, "not text in UTF-8: invalid start byte at byte 5", id="another encoding"),
        pytest.param(b"[" * LARGEST, True, "nested too deeply", id="a deep JSON"),
        pytest.param(b"a = " + b"[" * 100_000, None, "nested too deeply", id="a deep TOML"),
        pytest.param(b"a." * MOST_PARTS + b"b = 1", None, "a key has more than 32 parts", id="a long key"),
        pytest.param(b"'a.'\t. " * MOST_PARTS + b"b = 1", None, "a key has more than", id="a long key of texts"),
        pytest.param(rb'"\"".' * MOST_PARTS + b"b = 1", None, "a key has more than", id="a long key of quotes"),
        pytest.param(b"[" + b"a." * 100_000 + b"b]", None, "a key has more than", id="a long name of a table"),
        pytest.param(b" " * (LARGEST + 1), None, "more than 262,144 bytes", id="a large file"),
        pytest.param(b"", True, "1: this is not JSON: Expecting value", id="nothing"),
        pytest.param(f"a = {KARI}\n".encode(), None, "1: this is not TOML", id="a number without quotes"),
        pytest.param(
            b"a = 1\nb = 01818000282\n", None, "; put a number that begins with 0 in quotes", id="a leading 0"
        ),
        pytest.param(b"email = ola@example.com\n", None, "; put text in quotes", id="text without quotes"),
        pytest.param(
            rb'a = "C:\Users\kari.pdf"', None, "; write a path in single quotes, or with /", id="a path of Windows"
        ),
        pytest.param(rb'a = "docs\kari.pdf"', None, "; write a path in single quotes, or with /", id="a backslash"),
    ],
)
def test_a_file_that_cannot_be_parsed_is_one_problem(content: bytes, is_json: bool | None, message: str) -> None:  # noqa: FBT001 - a column
    with pytest.raises(FaultyJobFile) as refusal:
        Tables.parse(content, is_json=is_json)

    (problem,) = refusal.value.problems
    assert message in f"{problem.line}: {problem}"
    assert KARI not in str(problem)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"{" + b",".join(b'"%d":1' % each for each in range(20_000)) + b',"7":1}', id="names in JSON"),
        pytest.param(b'"' + rb"\"" * 100_000, id="quotes"),
        pytest.param(b"'" * LARGEST, id="other quotes"),
        pytest.param(b"a" * LARGEST, id="a long word"),
        pytest.param(b"a. " * (LARGEST // 3), id="many words"),
    ],
)
def test_the_time_for_parsing_does_not_grow_with_the_square_of_the_length(content: bytes) -> None:
    with pytest.raises(FaultyJobFile) as refusal:
        Tables.parse(content)
    assert any(each in str(refusal.value.problems[0]) for each in ("twice", "not TOML", "more than"))


def test_a_key_may_have_several_parts_and_a_text_many_dots() -> None:
    text = ".".join("a" * (MOST_PARTS - 1))
    content = f"# {'. ' * 100}\n{text} = '{'.' * 500} {'etc. ' * 20}'\n".encode()
    assert list(Tables.parse(content).values) == ["a"]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_parsed_or_faulty(content: bytes) -> None:
    with suppress(FaultyJobFile):
        assert isinstance(Tables.parse(content).values, dict)


@pytest.mark.parametrize(
    ("use", "value", "expected"),
    [
        pytest.param(lambda table: table.text("a"), "x", "x", id="a text"),
        pytest.param(lambda table: table.required_text("a"), "x", "x", id="a required text"),
        pytest.param(lambda table: table.flag("a"), True, True, id="a flag"),
        pytest.param(lambda table: table.whole("a"), 0, 0, id="a whole number"),
        pytest.param(lambda table: table.choice("a", Colour), "LIGHT_RED", Colour.RED, id="a choice by value"),
        pytest.param(lambda table: table.choice("a", Colour), "red", Colour.RED, id="a choice by name"),
        pytest.param(lambda table: table.says("a", "x"), "x", True, id="a word"),
        pytest.param(lambda table: table.says("a", "x"), "y", False, id="another word"),
    ],
)
def test_a_value_of_the_right_type_is_returned(use: Callable[[Table], object], value: object, expected: object) -> None:
    assert noted(use, a=value) == (expected, [])


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        pytest.param(lambda table: table.text("a"), None, id="a text"),
        pytest.param(lambda table: table.flag("a"), False, id="a flag"),
        pytest.param(lambda table: table.whole("a"), None, id="a whole number"),
        pytest.param(lambda table: table.choice("a", Colour), None, id="a choice"),
        pytest.param(lambda table: table.moment("a"), None, id="a moment"),
        pytest.param(lambda table: table.maybe_table("a"), None, id="a table"),
        pytest.param(lambda table: table.says("a", "x"), False, id="a word"),
    ],
)
def test_null_is_the_same_as_a_missing_value(use: Callable[[Table], object], expected: object) -> None:
    assert noted(use) == (expected, [])
    assert noted(use, a=None) == (expected, [])


@pytest.mark.parametrize(
    ("use", "value", "problem"),
    [
        pytest.param(lambda table: table.text("a"), 1, "must be text, in quotes", id="a text"),
        pytest.param(lambda table: table.required_text("a"), 1, "must be text, in quotes", id="a required text"),
        pytest.param(lambda table: table.required_text("a"), None, "is missing", id="nothing"),
        pytest.param(lambda table: table.flag("a"), 1, "must be true or false", id="a flag"),
        pytest.param(lambda table: table.whole("a"), "1", "must be a whole number", id="a whole number"),
        pytest.param(lambda table: table.whole("a"), True, "must be a whole number", id="a flag for a number"),
        pytest.param(lambda table: table.whole("a"), 1.0, "must be a whole number", id="a broken number"),
        pytest.param(
            lambda table: table.choice("a", Colour),
            16**5_000,
            "must be one of light-red, blue, not 'a number that is too large'",
            id="a choice by a large number",
        ),
        pytest.param(
            lambda table: table.choice("a", Colour),
            "green",
            "must be one of light-red, blue, not 'green'",
            id="a choice",
        ),
        pytest.param(lambda table: table.maybe_table("a"), [], "must be a table", id="a table"),
        pytest.param(lambda table: table.tables("a"), {}, "must be a list of tables", id="tables"),
    ],
)
def test_a_value_of_another_type_is_a_problem(use: Callable[[Table], object], value: object, problem: str) -> None:
    assert noted(use, a=value)[1][0] == f"job.a: {problem}"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("2030-01-31T12:00:00Z", id="as text"),
        pytest.param(datetime(2030, 1, 31, 12, tzinfo=UTC), id="as TOML has it"),
    ],
)
def test_a_time_has_an_offset(value: object) -> None:
    assert noted(lambda table: table.moment("a"), a=value) == (datetime(2030, 1, 31, 12, tzinfo=UTC), [])


@pytest.mark.parametrize(
    "value",
    ["2030-01-31T12:00:00", "tomorrow", 7, datetime(2030, 1, 31, 12), timedelta(1)],  # noqa: DTZ001 - a naive one
)
def test_other_times_are_a_problem(value: object) -> None:
    assert noted(lambda table: table.moment("a"), a=value) == (
        None,
        ["job.a: must be a time with its UTC offset, like 2030-01-31T12:00:00+01:00"],
    )


def test_places_are_counted_from_one() -> None:
    def use(table: Table) -> None:
        for each in table.tables("a"):
            each.note("b", "is odd")

    assert noted(use, a=[{}, 7, {}])[1] == ["job.a[2]: must be a table", "job.a[1].b: is odd", "job.a[3].b: is odd"]


@pytest.mark.parametrize("values", [{}, {"a": []}, {"a": None}])
def test_there_must_be_at_least_one_table(values: dict[str, Any]) -> None:
    assert noted(lambda table: table.tables("a"), **values) == ([], ["job.a: must have at least one table"])


def test_a_problem_can_concern_the_whole_table() -> None:
    assert noted(lambda table: table.note("", "is odd"))[1] == ["job: is odd"]
    assert str(Problem(where="", message="is odd")) == "is odd"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        pytest.param("nonsensitive_titel", "is unknown; did you mean nonsensitive-title?", id="a slip"),
        pytest.param("Order", "is unknown; did you mean order?", id="in capitals"),
        pytest.param("colour", "is unknown; the possible names are nonsensitive-title, order", id="something else"),
    ],
)
def test_unknown_names_are_problems_with_the_most_similar_known_one(name: str, problem: str) -> None:
    problems = ProblemList()
    table = Table({name: 1, "order": 2}, "", problems)
    table.text("nonsensitive-title")
    table.whole("order")
    table.require_known()

    assert [str(each) for each in problems.problems] == [f"{name}: {problem}"]


@pytest.mark.parametrize("name", [KARI, f"the number {KARI}", "x\x1b[31m", "x" * 1000])
def test_unknown_names_are_masked_escaped_and_shortened(name: str) -> None:
    problems = ProblemList()
    Table({name: 1}, "", problems).require_known()

    (problem,) = problems.problems
    assert KARI not in str(problem)
    assert "\x1b" not in str(problem)
    assert len(str(problem)) < 200


def test_a_problem_has_the_line_of_its_key() -> None:
    tables = Tables.parse(b'title = 1\n\n[[signers]]\norder = "x"\n')
    problems = ProblemList(lines=tables.lines)
    table = Table(tables.values, "", problems)
    table.text("title")
    table.required_text("reference")
    (signer,) = table.tables("signers")
    signer.whole("order")
    signer.note("notify", "is missing")
    assert [(each.where, each.line) for each in problems.problems] == [
        ("title", 1),
        ("reference", None),
        ("signers[1].order", 4),
        ("signers[1].notify", 3),
    ]
