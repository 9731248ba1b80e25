"""For all bytes, `parse_job` raises nothing but FaultyJobFile and stays within a second and 300 MB.

The resulting job can be validated, and neither problems nor findings show an id number.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fuzz.mutators.texts import tokens_changed
from fuzz.promises import require, require_masked
from fuzz.reports import require_valid_report
from fuzz.sender import context_for
from signature_model import validate_job
from signature_transports.cli.job_files import EXAMPLE, parse_job
from signature_transports.cli.job_findings import in_terms_of
from signature_transports.cli.job_problems import FaultyJobFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.dice import Dice

LONGEST: Final = 256 * 1024

_FOLDER: Final = Path(__file__).parent
_DOCUMENT: Final = "README.md"
_LONGEST_PROBLEM: Final = 2_000
_WORDS: Final = tuple(
    text.encode()
    for text in (
        *("title", "nonsensitive-title", "description", "reference", "required-authentication", "sender", "sector"),
        *("organization-number", "polling-queue", "availability", "activation-time", "available-days", "documents"),
        *(
            "available-hours",
            "available-seconds",
            "path",
            "href",
            "mime",
            "signers",
            "notify",
            "lookup",
            "sms",
            "email",
        ),
        *("personal-identification-number", "mobile", "order", "signature-type", "on-behalf-of", "[[", "]]", "= ", '"'),
        *("true", "null", "{}", "[]", "2030-01-31T08:00:00+01:00", "2030-01-31", "08:00:00", "'''", '"""', "\\u0000"),
        *("\\ud800", "[" * 2_000, "{a=" * 2_000, "a." * 2_000, '{"a":' * 2_000, "01818000282", "/dev/zero", "\ufeff"),
        *("identifier-in-signed-documents", "self", "name", "0x" + "f" * 5_000, "1_0", "inf", "-nan", "\0", "\n", "#"),
    )
)


def check(content: bytes) -> None:
    """Read the bytes as a job file, and validate the job."""
    try:
        file = parse_job(content, _FOLDER)
    except FaultyJobFile as fault:
        for each in map(str, fault.problems):
            require(len(each) <= _LONGEST_PROBLEM, "a problem that was not cut")
            require_masked(each, "a problem")
            each.encode()
    else:
        require_valid_report(in_terms_of(file, validate_job(file.job, context_for(content))))


def seeds() -> Iterator[bytes]:
    """Yield the example in both formats, and smaller job files."""
    example = EXAMPLE.replace('path = "contract.pdf"', f'path = "{_DOCUMENT}"')
    yield example.encode()
    yield b"\xef\xbb\xbf" + _SMALL.encode()
    yield json.dumps(tomllib.loads(example), default=str, indent=1).encode()
    yield json.dumps(tomllib.loads(_SMALL)).encode()
    yield b"{}"


def mutated(content: bytes, most: int, dice: Dice) -> bytes:
    """Change some tokens of a job file."""
    return dice.plain(content, most) if dice.one_in(4) else tokens_changed(content, most, dice, _WORDS)


_SMALL: Final = f"""\
title = 'T'
documents = [ {{ path = "{_DOCUMENT}", title = "D", mime = "text/plain" }} ]
signers = [ {{ email = "a@example.com" }}, {{ personal-identification-number = "01818000282", notify = "lookup" }} ]
sender.organization-number = "984661185"
availability.available-seconds = 3_600
"""
