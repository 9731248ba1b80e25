"""The syntax of a job file: TOML or JSON, parsed within limits, with the lines of the keys."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from signature_model.masking import masked, quoted
from signature_transports.cli.job_lines import lines_of
from signature_transports.cli.job_problems import FaultyJobFile, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST: Final = 256 * 1024
"""The maximum size of a job file in bytes. Usual files have a few thousand."""
MOST_PARTS: Final = 32
"""The maximum number of parts of a dotted key in TOML. The time for reading a key grows with their square."""

_LONG_KEY: Final = re.compile(
    rf"""(?<![\w"'\\-])(?:(?>[\w-]+|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}"""
)
_PLACE: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_BACKSLASH: Final = re.compile(r""""[^"]*\\""")
_LEADING_ZERO: Final = re.compile(r"[=\[,]\s*[+-]?0\d")
_WITHOUT_QUOTES: Final = re.compile(r"=\s*(?!true|false|inf|nan)[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The outermost table of a job file, and the lines of its keys."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]

    @classmethod
    def parse(cls, content: bytes, *, is_json: bool | None = None) -> Tables:
        """Parse a file. Without ``is_json``, a file that begins with a brace is JSON. Raises FaultyJobFile."""
        text, line = "", None
        try:
            text = _text(content)
            is_json = text.lstrip().startswith("{") if is_json is None else is_json
            values = _parse_json(text) if is_json else _parse_toml(text)
            return cls(values=values, lines=lines_of(text, is_json=is_json))
        except json.JSONDecodeError as error:
            message, line = f"this is not JSON: {error.msg}, at column {error.colno}", error.lineno
        except tomllib.TOMLDecodeError as error:
            place = _PLACE.search(str(error))
            message = f"this is not TOML: {masked(_PLACE.sub('', str(error)))}"
            line = int(place[1]) if place and place[1] else None
            message = "; ".join(filter(None, (message, _maybe_advice(text, line))))
        except RecursionError:
            message = "this is nested too deeply"
        except ValueError as error:
            message = str(error)
        raise FaultyJobFile([Problem(where="", message=message, line=line)])


def _maybe_advice(text: str, line: int | None) -> str | None:
    """Return the advice for a common mistake on a line, or None."""
    wrong = text.split("\n")[line - 1] if line else ""
    if _BACKSLASH.search(wrong):
        return "in double quotes a backslash begins an escape; write a path in single quotes, or with /"
    if _LEADING_ZERO.search(wrong):
        return "put a number that begins with 0 in quotes"
    if _WITHOUT_QUOTES.search(wrong):
        return "put text in quotes"
    return None


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        msg = f"this has more than {LARGEST:,} bytes"
        raise ValueError(msg)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"this is not text in UTF-8: {error.reason} at byte {error.start}"
        raise ValueError(msg) from error


def _parse_toml(text: str) -> Mapping[str, Any]:
    if _LONG_KEY.search(text):
        msg = f"a key has more than {MOST_PARTS} parts"
        raise ValueError(msg)
    return tomllib.loads(text)


def _parse_json(text: str) -> Mapping[str, Any]:
    outermost = json.loads(text, object_pairs_hook=_without_duplicates)
    if not isinstance(outermost, dict):
        msg = "the JSON must be an object: { … }"
        raise ValueError(msg)  # noqa: TRY004 - the text is wrong, not the caller
    return outermost


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        (name, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        msg = f"the key {quoted(name)} occurs twice in one object"
        raise ValueError(msg)
    return table
