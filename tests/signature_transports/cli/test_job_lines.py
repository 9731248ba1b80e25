"""The line of each key of a job file is known, in TOML and in JSON."""

import json
import tomllib
from collections.abc import Iterator
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_transports.cli.job_files import EXAMPLE
from signature_transports.cli.job_lines import lines_of, nearest_line
from tests.kits.effort import UNBOUNDED

TOML = '''\
# = [ { "comment
title = "[x] # = { \\" "
a.b = 2030-01-31T08:00:00+01:00  # a comment
"quoted key" = 1.5
text = """
no = 1
"quoted" """
other = \'\'\'
no = 'x'\'\'\'

[sender]
organization-number = '9'

[[signers]]
order = 1
notify = { lookup = true, sms = true }
[signers.more]
numbers = [1, 2,
  {y = 1},  # ]
  [3], {z = 2},
]
[[signers]]
"order" = 2
'''

JSON = """\
{"title": "a: {",
 "signers": [
  {"order": 1, "notify": {
    "email": ["x", "y"]}},
  {
   "order": 2}],
 "last": null
}"""


def test_keys_in_toml() -> None:
    tomllib.loads(TOML)
    assert lines_of(TOML, is_json=False) == {
        "title": 2,
        "a": 3,
        "a.b": 3,
        "quoted key": 4,
        "text": 5,
        "other": 8,
        "sender": 11,
        "sender.organization-number": 12,
        "signers[1]": 14,
        "signers[1].order": 15,
        "signers[1].notify": 16,
        "signers[1].notify.lookup": 16,
        "signers[1].notify.sms": 16,
        "signers[1].more": 17,
        "signers[1].more.numbers": 18,
        "signers[1].more.numbers[3]": 19,
        "signers[1].more.numbers[3].y": 19,
        "signers[1].more.numbers[5]": 20,
        "signers[1].more.numbers[5].z": 20,
        "signers[2]": 22,
        "signers[2].order": 23,
    }


def test_keys_in_json() -> None:
    json.loads(JSON)
    assert lines_of(JSON, is_json=True) == {
        "title": 1,
        "signers": 2,
        "signers[1]": 3,
        "signers[1].order": 3,
        "signers[1].notify": 3,
        "signers[1].notify.email": 4,
        "signers[2]": 5,
        "signers[2].order": 6,
        "last": 7,
    }


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param("signers[2].order", 23, id="known"),
        pytest.param("signers[2].notify.email", 22, id="in an element"),
        pytest.param("signers[1].notify.email", 16, id="in a table"),
        pytest.param("sender.sector", 11, id="in a table with a header"),
        pytest.param("signers[9].order", None, id="no such element"),
        pytest.param("missing", None, id="at the top"),
        pytest.param("", None, id="the whole file"),
        pytest.param("[", None, id="not a path"),
    ],
)
def test_a_missing_key_has_the_line_of_its_table(path: str, line: int | None) -> None:
    assert nearest_line(lines_of(TOML, is_json=False), path) == line


def paths_in(value: object, path: str = "") -> Iterator[str]:
    """Return the path of each key in a value."""
    if isinstance(value, dict):
        for name, each in value.items():
            below = f"{path}.{name}" if path else name
            yield below
            yield from paths_in(each, below)
    if isinstance(value, list):
        for number, each in enumerate(value, 1):
            if isinstance(each, dict):
                yield f"{path}[{number}]"
            yield from paths_in(each, f"{path}[{number}]")


def test_every_key_of_the_example_has_a_line() -> None:
    values: dict[str, Any] = tomllib.loads(EXAMPLE)
    lines = lines_of(EXAMPLE, is_json=False)
    assert set(lines) | {"documents", "signers"} == set(paths_in(values))
    for path, line in lines.items():
        assert path.rpartition(".")[2].partition("[")[0] in EXAMPLE.splitlines()[line - 1]


NAMES = st.text("abc-_", min_size=1, max_size=3)
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.text('a"\\{}[]:,#\n', max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=12
)


@given(st.dictionaries(NAMES, VALUES, max_size=4), st.sampled_from([None, 1]))
def test_every_key_of_any_json_has_a_line(values: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(values, indent=indent)
    lines = lines_of(text, is_json=True)
    assert set(lines) == set(paths_in(values))
    for path, line in lines.items():
        name = path.rpartition(".")[2]
        expected = "{" if name.endswith("]") else f'"{name}": '
        assert expected in text.splitlines()[line - 1]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a = [" + "1," * 120_000 + "1]", id="elements"),
        pytest.param("a = [" + "{}," * 80_000 + "{}]", id="tables"),
        pytest.param("\n" * 262_144, id="lines"),
        pytest.param("a = " + "[" * 900 + "]" * 900, id="depth"),
        pytest.param("a = '''" + "'a" * 120_000 + "'''", id="quotes"),
    ],
)
def test_large_files_take_little_time(text: str) -> None:
    began = process_time()
    lines_of(text, is_json=False)
    assert process_time() - began < UNBOUNDED
